"""Toasts and the sound: what happens is said for a moment to whoever looks, leads there, and is not said of what they look at."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.people import Desk, Town

COUNT_SOUNDS = """
window.rung = 0;
const Real = window.OscillatorNode;
window.OscillatorNode = class extends Real {
  constructor(...given) { super(...given); window.rung += 1; }
};
"""
TONES = 2


def toasts(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name="Just happened")


async def mention(desk: Desk, contact: str, words: str) -> None:
    await desk.open(contact)
    await desk.mode("Note")
    await desk.box("Note").press_sequentially(f"{words} @Ann")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.timeline.get_by_text(words)).to_be_visible()


async def test_a_mention_makes_a_toast_that_opens_the_conversation(town: Town, ann: Desk, lea: Desk) -> None:
    cem = await town.customer("Cem")
    await cem.post("@sunrise toast me")
    await ann.view("mine")
    await mention(lea, cem.name, "please look")
    toast = toasts(ann).get_by_role("button", name=f"Lea Lead mentioned you: {cem.name}")
    await expect(toast).to_be_visible()
    await ann.picture("toast")
    await expect(ann.page.locator("[aria-live=polite]", has_text=f"mentioned you: {cem.name}")).to_have_count(1)
    await toast.focus()
    await ann.page.keyboard.press("Enter")
    await expect(ann.timeline.get_by_role("article", name="Note by Lea Lead")).to_be_in_viewport()
    await expect(toasts(ann)).to_have_count(0)
    unread = await (await ann.page.request.get("/api/notifications/unread")).json()
    assert cem.name not in [item["contact_name"] for item in unread["items"]]


async def test_what_one_looks_at_makes_no_toast(town: Town, ann: Desk, lea: Desk) -> None:
    dan, eva = await town.customer("Dan"), await town.customer("Eva")
    await dan.post("@sunrise no toast")
    await eva.post("@sunrise a toast")
    await ann.open(dan.name)
    await mention(lea, dan.name, "you see this")
    await expect(ann.timeline.get_by_text("you see this")).to_be_visible()
    await mention(lea, eva.name, "and not this")
    await expect(toasts(ann).get_by_role("listitem")).to_have_count(1)
    await expect(toasts(ann)).to_contain_text(eva.name)
    await expect(toasts(ann)).not_to_contain_text(dan.name)


async def test_three_at_once_are_enough_and_they_can_be_dismissed(town: Town, ann: Desk, lea: Desk) -> None:
    people = [await town.customer(name) for name in ("Fay", "Gil", "Hal", "Ida")]
    for one in people:
        await one.post("@sunrise many toasts")
    await ann.view("unassigned")
    ids = [await conversation_of(lea, one.name) for one in people]
    ann_id = (await (await ann.page.request.get("/api/session")).json())["user"]["id"]
    await ann.page.mouse.move(10, 10)
    for number, conversation_id in enumerate(ids):
        note = {"text": f"many {number}", "mentions": [ann_id]}
        await lea.ask("POST", f"/api/conversations/{conversation_id}/notes", note)
    newest = toasts(ann).get_by_role("button", name=people[-1].name)
    await expect(newest).to_be_visible()
    await expect(toasts(ann).get_by_role("listitem")).to_have_count(3)
    # One is among them: they wait.
    await newest.focus()
    await ann.picture("toasts")
    await ann.page.keyboard.press("Escape")
    await expect(toasts(ann).get_by_role("listitem")).to_have_count(2)
    await toasts(ann).get_by_role("button", name="Close").first.click()
    await expect(toasts(ann).get_by_role("listitem")).to_have_count(1)
    await ann.page.mouse.move(10, 10)
    await expect(toasts(ann)).to_have_count(0, timeout=12_000)


async def conversation_of(desk: Desk, contact: str) -> int:
    await desk.view("all", sort="newest")
    await expect(desk.row(contact)).to_be_visible()
    found = await (await desk.page.request.get("/api/conversations?sort=newest&limit=100")).json()
    return next(row["id"] for row in found["items"] if row["contact"]["name"] == contact)


async def test_a_sound_is_chosen_heard_before_and_rings_in_one_tab(town: Town, ann: Desk, lea: Desk) -> None:
    jan = await town.customer("Jan")
    await jan.post("@sunrise ring")
    page, second = ann.page, await ann.page.context.new_page()
    for each in (page, second):
        await each.add_init_script(COUNT_SOUNDS)
        await each.goto("/settings/notifications")
        await each.get_by_role("button", name="Play it").click()
        await expect_sounds([each], TONES)
    sound = page.get_by_role("checkbox", name="A colleague mentions me: Sound")
    await expect(sound).not_to_be_checked()
    async with page.expect_response("**/api/notifications/choices"):
        await sound.click()
    await second.reload()
    await second.get_by_role("button", name="Play it").click()
    await expect_sounds([page, second], 2 * TONES)
    await mention(lea, jan.name, "ring the bell")
    await expect_sounds([page, second], 3 * TONES)
    await page.wait_for_timeout(1_000)
    await expect_sounds([page, second], 3 * TONES)
    async with page.expect_response("**/api/notifications/choices"):
        await sound.click()


async def expect_sounds(pages: list[Page], tones: int) -> None:
    rung: list[int] = []
    for _ in range(100):
        rung = [await page.evaluate("window.rung") for page in pages]
        if sum(rung) >= tones:
            break
        await pages[0].wait_for_timeout(50)
    assert sum(rung) == tones, rung
