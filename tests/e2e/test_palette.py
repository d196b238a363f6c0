"""Everything by typing a part of its name."""

import re

from playwright.async_api import expect

from tests.e2e.people import Desk, Town


async def test_commands_views_and_people_are_found_by_typing(town: Town, ann: Desk) -> None:
    pia = await town.customer("Pia")
    await pia.post("@sunrise palette")
    await ann.open(pia.name)
    await ann.page.keyboard.press("Control+k")
    palette = ann.page.get_by_role("combobox", name="What do you want to do?")
    await expect(palette).to_be_focused()
    await ann.picture("palette")
    await ann.page.keyboard.type("claim")
    await ann.page.keyboard.press("Enter")
    await expect(ann.timeline).to_contain_text("Ann Agent claimed")

    await ann.page.keyboard.press("Control+k")
    await expect(palette).to_be_focused()
    await ann.page.keyboard.type("snooz")
    await ann.page.keyboard.press("ArrowDown")
    await ann.page.keyboard.press("Enter")
    await expect(ann.page.get_by_role("heading", level=1, name="Snoozed")).to_be_visible()

    await ann.page.keyboard.press("Control+k")
    await expect(palette).to_be_focused()
    await ann.page.keyboard.type(pia.name)
    # Searching for the name is offered at once, the person when they are found.
    await expect(ann.page.get_by_role("option", name=" pia_", exact=False).first).to_be_visible()
    await ann.page.keyboard.press("Enter")
    await expect(ann.conversation.get_by_role("heading", name=pia.name)).to_be_visible()


async def test_it_works_while_writing_and_goes_back_to_it(town: Town, ann: Desk) -> None:
    pia = await town.customer("Pim")
    await pia.post("@sunrise palette")
    await ann.open(pia.name)
    await ann.write("Half a word")
    await ann.page.keyboard.press("Control+k")
    await expect(ann.page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    await ann.page.keyboard.type("zzz")
    await expect(ann.page.get_by_role("option", name="Search for “zzz”")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.box("Public reply")).to_be_focused()
    await expect(ann.box("Public reply")).to_have_value("Half a word")


async def test_who_writes_while_one_looks_for_them_is_found_and_the_choice_stays(town: Town, ann: Desk) -> None:
    ida = await town.customer("Ida")
    await ann.view("all")
    await ann.page.keyboard.press("Control+k")
    await expect(ann.page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    async with ann.page.expect_response(re.compile("/api/search/places")):
        await ann.page.keyboard.type(ida.name)
    search = ann.page.get_by_role("option", name=f"Search for “{ida.name}”")
    await search.hover()
    await ida.post("@sunrise palette")
    person = ann.page.get_by_role("option", name=ida.handle)
    await expect(person).to_be_visible()
    await expect(search).to_have_attribute("aria-selected", "true")
    await ann.page.keyboard.press("ArrowUp")
    await expect(person).to_have_attribute("aria-selected", "true")
    await ann.page.keyboard.press("Enter")
    await expect(ann.conversation.get_by_role("heading", name=ida.name)).to_be_visible()
