"""Putting away, acting on many at once and taking it back, lists that are saved."""

from playwright.async_api import expect

from tests.e2e.people import Customer, Desk, Town


async def crowd(town: Town, name: str, count: int) -> list[Customer]:
    """So many customers with the same first name, each of whom has said something."""
    people = [await town.customer(f"{name}{number}") for number in range(count)]
    for person in people:
        await person.post("@sunrise where is my order?")
    return people


async def test_many_are_chosen_by_keyboard_resolved_and_taken_back(town: Town, ann: Desk, lea: Desk) -> None:
    people = await crowd(town, "Many", 4)
    await ann.view("all", sort="newest")
    await lea.view("all", sort="newest")
    for person in people:
        await expect(ann.row(person.name)).to_be_visible()
    await ann.press("j")
    await ann.press("x")
    for _ in range(3):
        await ann.press("j")
    await ann.press("X")
    bar = ann.page.get_by_role("toolbar", name="Actions for those chosen")
    await expect(bar).to_contain_text("4 chosen")
    await ann.picture("bulk-chosen")
    await bar.get_by_role("button", name="Resolve").click()
    await ann.page.get_by_role("menuitem", name="No reply needed").click()

    told = ann.page.get_by_role("status").filter(has_text="4 conversations changed")
    await expect(told).to_be_visible()
    for person in people:
        await expect(ann.row(person.name)).to_have_count(0)
        await expect(lea.row(person.name)).to_have_count(0)  # colleagues see it at once
    await told.get_by_role("button", name="Undo").click()
    await expect(ann.page.get_by_role("status").filter(has_text="Taken back for 4 conversations")).to_be_visible()
    for person in people:
        await expect(ann.row(person.name)).to_be_visible()


async def test_a_range_is_chosen_by_mouse_and_tagged_assigned_and_made_urgent(town: Town, lea: Desk) -> None:
    people = await crowd(town, "Range", 3)
    await lea.view("all", sort="newest")
    for person in people:
        await expect(lea.row(person.name)).to_be_visible()
    await lea.row(people[2].name).hover()
    await lea.page.get_by_role("checkbox", name=f"Choose {people[2].name}").click()
    await lea.page.get_by_role("checkbox", name=f"Choose {people[0].name}").click(modifiers=["Shift"])
    bar = lea.page.get_by_role("toolbar", name="Actions for those chosen")
    await expect(bar).to_contain_text("3 chosen")
    await bar.get_by_role("button", name="Priority").click()
    await lea.page.get_by_role("menuitem", name="Urgent").click()
    await expect(lea.page.get_by_role("status").filter(has_text="3 conversations changed")).to_be_visible()
    await expect(bar).to_have_count(0)
    await expect(lea.row(people[1].name).get_by_role("img", name="Urgent")).to_be_visible()


async def test_the_whole_list_can_be_chosen(town: Town, ann: Desk) -> None:
    await crowd(town, "Whole", 2)
    await ann.view("all", sort="newest")
    await ann.page.get_by_role("button", name="Choose several").click()
    bar = ann.page.get_by_role("toolbar", name="Actions for those chosen")
    await bar.get_by_role("button", name="Select all").click()
    await expect(bar.get_by_role("status")).to_contain_text("chosen")
    await ann.press("Escape")
    await expect(bar).to_have_count(0)


async def test_a_conversation_is_put_away_and_brought_back(town: Town, ann: Desk) -> None:
    zoe = await town.customer("Zoe")
    await zoe.post("@sunrise is the new café open?")
    await ann.open(zoe.name)
    await ann.press("z")
    await ann.page.get_by_role("menuitem", name="Tomorrow").click()
    await expect(ann.row(zoe.name)).to_have_count(0)
    await expect(ann.timeline).to_contain_text("Ann Agent snoozed this until")
    await ann.view("snoozed")
    await ann.row(zoe.name).click()
    await ann.conversation.get_by_role("button", name="Snoozed until").click()
    await ann.page.get_by_role("menuitem", name="Bring back now").click()
    await ann.view("all", sort="newest")
    await expect(ann.row(zoe.name)).to_be_visible()


async def test_who_writes_while_put_away_is_seen_at_once(town: Town, ann: Desk) -> None:
    yan = await town.customer("Yan")
    await yan.message("hello?")
    await ann.open(yan.name)
    await ann.press("z")
    await ann.page.get_by_role("menuitem", name="Next week").click()
    # By then the network takes no private replies any more.
    await ann.page.get_by_role("button", name="Snooze anyway").click()
    await expect(ann.row(yan.name)).to_have_count(0)
    await yan.message("still there?")
    await expect(ann.row(yan.name)).to_be_visible()


async def test_a_list_is_saved_shared_and_found_again(town: Town, lea: Desk, ann: Desk) -> None:
    await crowd(town, "Saved", 1)
    await lea.view("all", visibility="public", sort="newest")
    await lea.page.get_by_role("button", name="Save this list as a view").click()
    form = lea.page.get_by_role("dialog")
    await form.get_by_role("textbox", name="Name of the view").fill("In public")
    await form.get_by_role("checkbox", name="Share with everybody").check()
    await form.get_by_role("button", name="Save", exact=True).click()
    await expect(lea.page.get_by_role("heading", level=1, name="In public")).to_be_visible()

    await ann.view("mine")
    await ann.page.get_by_role("navigation", name="Views").get_by_role("link", name="In public").click()
    await expect(ann.page.get_by_role("heading", level=1, name="In public")).to_be_visible()
    await expect(ann.page.get_by_text("Where: Public")).to_be_visible()
    await lea.page.get_by_role("button", name="More about In public").click()
    await lea.page.get_by_role("menuitem", name="Delete").click()
    await lea.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(ann.page.get_by_role("link", name="In public")).to_have_count(0)
