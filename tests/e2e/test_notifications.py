"""Being told: a colleague's mention is counted, leads to its note, and is gone when it was read."""

from playwright.async_api import expect

from tests.e2e.people import Desk, Town


async def test_a_mention_is_counted_leads_to_its_note_and_is_gone_when_read(town: Town, ann: Desk, lea: Desk) -> None:
    bea = await town.customer("Bea")
    await bea.post("@sunrise notify")
    await ann.view("mine")
    await ann.ask("POST", "/api/notifications/reads", {})
    await lea.open(bea.name)
    await lea.mode("Note")
    await lea.box("Note").press_sequentially("please look @Ann")
    await lea.page.keyboard.press("Enter")
    await lea.page.keyboard.press("Control+Enter")
    bell = ann.page.get_by_role("button", name="Notifications")
    await expect(bell).to_contain_text("1")
    await ann.page.keyboard.type("gn")
    drawer = ann.page.get_by_role("dialog", name="Notifications")
    await expect(drawer).to_contain_text(f"Lea Lead mentioned you: {bea.name}")
    await ann.picture("notifications")
    await drawer.get_by_role("button", name=f"Lea Lead mentioned you: {bea.name}").click()
    await expect(ann.timeline.get_by_role("article", name="Note by Lea Lead")).to_be_in_viewport()
    await expect(bell).not_to_contain_text("1")


async def test_one_chooses_what_to_be_told_of(ann: Desk) -> None:
    await ann.page.goto("/settings/notifications")
    choice = ann.page.get_by_role("checkbox", name="A person writes in a conversation of mine: In Heard")
    await expect(choice).to_be_checked()
    async with ann.page.expect_response("**/api/notifications/choices"):
        await choice.click()
    await expect(choice).not_to_be_checked()
    await ann.page.reload()
    await expect(choice).not_to_be_checked()
    async with ann.page.expect_response("**/api/notifications/choices"):
        await choice.click()
    await expect(choice).to_be_checked()
