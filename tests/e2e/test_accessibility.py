"""Every page, in light and dark, examined by axe."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Desk, Town, picture
from tests.e2e.product import Product
from tests.e2e.test_toasts import conversation_of

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CALM = 3
"""So many looks in a row, two frames apart, find nothing that moves."""
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SECTIONS = (
    "profile",
    "signatures",
    "peoplePage",
    "notifications",
    "macros",
    "approvals",
    "contactFields",
    "hours",
    "policies",
    "muted",
    "spam",
    "stale",
    "accounts",
    "members",
    "invitations",
    "teams",
    "tags",
    "tokens",
    "problems",
)

Examine = Callable[[Page, str], Awaitable[None]]


@pytest.fixture
def examine() -> Examine:
    """Lets axe look at a page; what it finds is told with the places where it found it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `make setup`")
    source = AXE.read_text()

    async def look(page: Page, name: str) -> None:
        await _rest(page)
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(source)
        # What has popped up lies outside the landmarks, as it must, and what it covers is no target meanwhile.
        behind = {"enabled": not name.startswith("popup")}
        rules = {**RULES, "rules": {"region": behind, "target-size": behind}}
        found = await page.evaluate("(rules) => axe.run(document, rules)", rules)
        told = [
            f"{one['id']}: {one['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"][:4])
            for one in found["violations"]
        ]
        assert not told, f"{name}:\n" + "\n".join(told)
        dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        await picture(page, f"axe-{re.sub(r'[^a-zA-Z]+', '-', name).strip('-')}-{'dark' if dark else 'light'}")

    return look


async def _rest(page: Page) -> None:
    """Colours are judged when everything has come to rest; what fades in begins to a moment after it is there."""
    calm = 0
    async with asyncio.timeout(20):
        while calm < CALM:
            moving = await page.evaluate("document.getAnimations().some((one) => one.playState === 'running')")
            calm = 0 if moving else calm + 1
            await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@SCHEMES
async def test_the_pages_before_signing_in(heard: Product, window: Window, examine: Examine, scheme: str) -> None:
    page = await window(heard.url, color_scheme=scheme)
    for path, heading in (
        ("/sign-in", "Sign in"),
        ("/invite#unknown", "This invitation does not work"),
        ("/nowhere", "There is nothing here"),
    ):
        await page.goto(path)
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        await examine(page, path)


@SCHEMES
async def test_the_page_of_who_answers(heard: Product, sit: Sit, window: Window, examine: Examine, scheme: str) -> None:
    olga = await sit("Olga Owner")
    await olga.view("mine")
    session = await (await olga.page.request.get("/api/session")).json()
    page = await window(heard.url, color_scheme=scheme)
    await page.goto(session["workspace"]["people_page"])
    await expect(page.get_by_role("heading", name="Who answers you")).to_be_visible()
    await examine(page, "who answers")


@SCHEMES
async def test_the_inbox_and_a_conversation(town: Town, sit: Sit, examine: Examine, scheme: str) -> None:
    tara = await town.customer("Tara")
    await tara.post("@sunrise may I bring my dog?")
    ann = await sit("Ann Agent", color_scheme=scheme)
    await ann.view("mine")
    await expect(ann.page.get_by_role("heading", level=1)).to_be_visible()
    await examine(ann.page, "a list")
    await ann.open(tara.name)
    await examine(ann.page, "a conversation")
    await ann.send("She likes dogs", "Note")
    await ann.send("Of course.")
    await ann.write("And a secret", "Private reply")
    await expect(ann.timeline).not_to_contain_text("Saving")
    await examine(ann.page, "a conversation with words of ours")
    await _pickers(ann, examine)
    await _menus(ann, examine)


async def _pickers(desk: Desk, examine: Examine) -> None:
    await desk.mode("Public reply")
    await desk.composer.get_by_role("button", name="Emoji").click()
    # All of the two thousand would keep axe busy for longer than everything else here.
    await desk.page.get_by_role("combobox", name="Find an emoji").fill("grinning")
    await expect(desk.page.get_by_role("option", name="grinning face", exact=True)).to_be_visible()
    await expect(desk.page.get_by_role("option", name="waving hand", exact=True)).to_have_count(0)
    await examine(desk.page, "popup of emoji")
    await desk.page.keyboard.press("Escape")
    await desk.composer.get_by_role("button", name="Other ways to send").click()
    await expect(desk.page.get_by_role("menuitem", name="Send and next")).to_be_visible()
    await examine(desk.page, "popup of ways to send")
    await desk.page.keyboard.press("Escape")
    await desk.box("Public reply").press_sequentially("/")
    await expect(
        desk.composer.get_by_text("No macro fits.").or_(desk.composer.get_by_role("option")).first
    ).to_be_visible()
    await examine(desk.page, "popup of macros")
    await desk.page.keyboard.press("Escape")


async def _menus(desk: Desk, examine: Examine) -> None:
    await desk.page.keyboard.press("Escape")  # out of the text
    for key, name in (("a", "Find a person or team"), ("t", "delivery"), ("e", "Spam"), ("?", "Keyboard shortcuts")):
        await desk.press(key)
        shown = desk.page.get_by_placeholder(name).or_(desk.page.get_by_text(name, exact=True)).last
        await expect(shown).to_be_visible()
        await examine(desk.page, f"popup of {key}")
        await desk.page.keyboard.press("Escape")


@SCHEMES
async def test_a_reply_that_goes_out_later(town: Town, sit: Sit, examine: Examine, scheme: str) -> None:
    rita = await town.customer("Rita")
    await rita.post("@sunrise when do you open?")
    ann = await sit("Ann Agent", color_scheme=scheme)
    await ann.open(rita.name)
    await ann.write("At seven.")
    await ann.page.keyboard.press("Control+Alt+Enter")
    await expect(ann.page.get_by_role("menuitem", name="Tomorrow")).to_be_visible()
    await examine(ann.page, "popup of times to send")
    await ann.page.get_by_role("menuitem", name="Choose a time…").click()
    await expect(ann.page.get_by_role("dialog", name="Send later…")).to_be_visible()
    await examine(ann.page, "popup of another time to send")
    await ann.page.keyboard.press("Escape")
    await ann.page.get_by_role("button", name="Other ways to send").click()
    await ann.page.get_by_role("menuitem", name="Send later…").click()
    await ann.page.get_by_role("menuitem", name="Tomorrow").click()
    card = ann.timeline.get_by_role("article", name=re.compile("that goes out later"))
    await expect(card).to_be_visible()
    await examine(ann.page, "a reply that goes out later")
    await rita.post("@sunrise never mind")
    back = ann.timeline.get_by_role("article", name=re.compile("that was not sent"))
    await expect(back).to_be_visible()
    await examine(ann.page, "a reply that came back")


@SCHEMES
async def test_a_reply_that_waits_and_the_rule_for_it(
    town: Town, sit: Sit, olga: Desk, examine: Examine, scheme: str
) -> None:
    otis = await town.customer("Otis")
    await otis.post("@sunrise may my child come too?")
    tim = await sit("Tim Trainee", color_scheme=scheme)
    await tim.open(otis.name)
    await tim.write("Yes.")
    await tim.composer.get_by_role("button", name="Submit for approval").click()
    lea = await sit("Lea Lead", color_scheme=scheme)
    await lea.open(otis.name, view="approvals")
    await expect(lea.timeline.get_by_role("button", name="Approve")).to_be_visible()
    await examine(lea.page, "a reply that waits")
    await lea.press("v")
    await lea.timeline.get_by_role("textbox", name="Text of the reply").fill("Yes, of course.")
    await examine(lea.page, "a reply that is edited")
    await lea.timeline.get_by_role("button", name="Save and approve").click()
    await lea.timeline.get_by_role("button", name="Show changes").click()
    await examine(lea.page, "what was changed")
    await olga.page.goto("/settings/approvals")
    await olga.page.get_by_role("button", name="New rule").click()
    await expect(olga.page.get_by_role("dialog").get_by_label("Name")).to_be_visible()
    await examine(olga.page, "popup of a rule")


@SCHEMES
async def test_the_settings(sit: Sit, examine: Examine, scheme: str) -> None:
    olga = await sit("Olga Owner", color_scheme=scheme)
    for section in SECTIONS:
        await olga.page.goto(f"/settings/{section}")
        await expect(olga.page.get_by_role("heading", level=2)).to_be_visible()
        await expect(olga.page.get_by_role("status", name="Loading")).to_have_count(0)
        await examine(olga.page, section)
    await olga.page.goto("/settings/accounts")
    await olga.page.get_by_role("button", name="Connect account").click()
    await olga.page.get_by_role("dialog").get_by_role("button", name=re.compile("X$")).click()
    await expect(olga.page.get_by_role("textbox", name="Name in Heard")).to_be_visible()
    await examine(olga.page, "popup to connect an account")
    popups = {"hours": "Change the hours of Sunrise Bakery", "policies": "Add a policy"}
    for section, button in popups.items():
        await olga.page.goto(f"/settings/{section}")
        await olga.page.get_by_role("button", name=button).click()
        await expect(olga.page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()
        await examine(olga.page, f"popup of {section}")


@SCHEMES
async def test_the_practice_network(heard: Product, town: Town, window: Window, examine: Examine, scheme: str) -> None:
    ute = await town.customer("Ute")
    await ute.message("Hello there")
    home = await ute.at_home(await window(heard.url, color_scheme=scheme))
    await home.post(f"@sunrise good morning from {ute.name}")
    await examine(home.page, "the feed")
    await ute.at_home(home.page, "messages")
    await expect(home.page.get_by_text("Hello there")).to_be_visible()
    await examine(home.page, "the messages")


@SCHEMES
async def test_a_phone(sit: Sit, examine: Examine, scheme: str) -> None:
    ann = await sit("Ann Agent", color_scheme=scheme, viewport={"width": 360, "height": 740})
    await ann.view("all", sort="newest")
    await examine(ann.page, "the list on a phone")
    await ann.page.get_by_role("button", name="Open the navigation").click()
    await expect(ann.page.get_by_role("navigation", name="Views")).to_be_visible()
    await examine(ann.page, "the navigation on a phone")


@SCHEMES
async def test_a_person_and_their_history(town: Town, sit: Sit, examine: Examine, scheme: str) -> None:
    xena = await town.customer("Xena")
    await xena.post("@sunrise who bakes the rye?")
    ann = await sit("Ann Agent", color_scheme=scheme)
    await ann.open(xena.name)
    card = ann.page.get_by_role("complementary", name="Contact")
    await card.get_by_role("checkbox", name="VIP").click()
    await expect(card.get_by_role("checkbox", name="VIP")).to_be_checked()
    await card.get_by_label("What should colleagues know?").fill("Knows everybody in the market hall.")
    await card.get_by_role("button", name="Add note").click()
    await expect(card.get_by_role("article")).to_contain_text("market hall")
    await examine(ann.page, "the card of a person")
    await card.get_by_role("button", name="Mute…").click()
    await expect(ann.page.get_by_role("dialog")).to_contain_text("Criticism is not a reason")
    await examine(ann.page, "popup: muting")
    await ann.page.keyboard.press("Escape")
    await card.get_by_role("button", name="Merge…").click()
    await ann.page.get_by_label("Who is the same person?").fill("xena")
    await expect(ann.page.get_by_role("dialog")).to_be_visible()
    await examine(ann.page, "popup: merging")
    await ann.page.keyboard.press("Escape")
    await card.get_by_role("link", name="All conversations").click()
    await expect(ann.page.get_by_role("heading", level=1, name=xena.name)).to_be_visible()
    await expect(ann.page.get_by_role("region", name="Everything said, newest first")).to_contain_text("who bakes")
    await examine(ann.page, "the page of a person")


@SCHEMES
async def test_toasts(town: Town, sit: Sit, lea: Desk, examine: Examine, scheme: str) -> None:
    ann = await sit("Ann Agent", color_scheme=scheme)
    tea = await town.customer("Tea")
    await tea.post("@sunrise toasts for all")
    conversation_id = await conversation_of(lea, tea.name)
    await ann.view("mine")
    me = (await (await ann.page.request.get("/api/session")).json())["user"]["id"]
    await lea.ask("POST", f"/api/conversations/{conversation_id}/notes", {"text": "look", "mentions": [me]})
    await ann.page.get_by_role("region", name="Just happened").get_by_role("button", name=tea.name).focus()
    await examine(ann.page, f"toasts, {scheme}")
    await ann.ask("POST", "/api/notifications/reads", {})


@SCHEMES
async def test_the_stream(sit: Sit, examine: Examine, scheme: str) -> None:
    desk = await sit("Ann Agent", color_scheme=scheme)
    page = desk.page
    await page.goto("/stream")
    await expect(page.get_by_role("article").first).to_be_visible()
    await examine(page, "stream")
    await page.get_by_role("button", name="Put down as").first.click()
    await expect(page.get_by_role("menuitem", name="Prospect")).to_be_visible()
    await examine(page, "popup/stream")
