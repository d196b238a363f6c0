"""Reading a conversation: where the new begins, and finding words in it."""

from playwright.async_api import expect

from tests.e2e.people import Desk, Town


async def test_a_line_says_where_the_new_begins(town: Town, ann: Desk, lea: Desk) -> None:
    kim = await town.customer("Kim")
    await kim.message("the first words")
    await ann.open(kim.name)
    await expect(ann.timeline).to_contain_text("the first words")
    await expect(ann.timeline.get_by_role("separator", name="New since you last looked")).to_have_count(0)
    await ann.view("mine")
    for number in range(14):
        await kim.message(f"more words {number}\nover\nseveral\nlines")
    await ann.open(kim.name)
    line = ann.timeline.get_by_role("separator", name="New since you last looked")
    await expect(ann.timeline).to_contain_text("more words 13")
    await ann.timeline.get_by_role("button", name="14 new messages").click()
    await expect(line).to_be_in_viewport()
    await ann.picture("unread-line")
    await expect(ann.timeline.get_by_role("button", name="14 new messages")).to_have_count(0)


async def test_words_are_found_in_what_is_not_loaded_yet(town: Town, ann: Desk) -> None:
    noa = await town.customer("Noa")
    await noa.message("the very first loaf was burnt")
    await ann.open(noa.name)
    number = ann.page.url.rsplit("/", 1)[1].split("?")[0]
    for line in range(60):
        await ann.ask("POST", f"/api/conversations/{number}/notes", {"text": f"line {line}"})
    await noa.message("and the last loaf too")
    await ann.page.reload()
    await expect(ann.timeline).to_contain_text("and the last loaf too")
    await ann.press("s")
    find = ann.page.get_by_role("textbox", name="Find in this conversation")
    await find.fill("loaf")
    await expect(ann.page.get_by_role("search")).to_contain_text("1 / 2")
    await ann.page.keyboard.press("Enter")
    await expect(ann.page.get_by_role("search")).to_contain_text("2 / 2")
    first = ann.timeline.get_by_role("article").filter(has_text="the very first loaf was burnt")
    await expect(first).to_be_in_viewport()
    await ann.picture("found-in-conversation")
    await find.fill("baguette")
    await expect(ann.page.get_by_role("search")).to_contain_text("Nothing")
    await ann.page.keyboard.press("Escape")
    await expect(find).to_have_count(0)
