"""A customer speaks, an agent answers, and the customer reads it."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Window
from tests.e2e.people import SITE_BRAND, Desk, Town
from tests.e2e.product import Product


async def test_a_post_arrives_by_itself_is_answered_by_keyboard_and_the_answer_is_read_under_it(
    heard: Product, town: Town, window: Window, ann: Desk
) -> None:
    nadia = await town.customer("Nadia")
    home = await nadia.at_home(await window(heard.url))
    await ann.view("unassigned", sort="newest")
    card = await home.post(f"@sunrise my cake fell apart, says {nadia.name}")

    await expect(ann.row(nadia.name)).to_be_visible()  # nobody has reloaded
    await ann.page.keyboard.press("j")
    await ann.page.keyboard.press("Enter")
    await expect(ann.conversation.get_by_role("heading", name=nadia.name)).to_be_visible()
    await expect(ann.timeline).to_contain_text("my cake fell apart")

    await ann.page.keyboard.press("r")
    await expect(ann.box("Public reply")).to_be_focused()
    await ann.page.keyboard.type("Oh no. We bake you anoter one.")
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline).to_contain_text("Sending in")
    await ann.timeline.get_by_role("button", name="Undo").click()
    await expect(ann.box("Public reply")).to_have_value("Oh no. We bake you anoter one.")
    await expect(ann.timeline).not_to_contain_text("anoter")

    await ann.send("Oh no. We bake you another one.")
    answer = ann.timeline.get_by_role("article", name="Public message by Ann Agent")
    await expect(answer).to_contain_text("Sent")
    await expect(card.get_by_role("listitem")).to_contain_text("Oh no. We bake you another one.")
    await expect(card.get_by_role("listitem")).to_contain_text(SITE_BRAND)
    await expect(card).not_to_contain_text("anoter")
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("Waiting on customer")


async def test_a_private_answer_reaches_only_the_customer(
    heard: Product, town: Town, window: Window, ann: Desk
) -> None:
    omar = await town.customer("Omar")
    await omar.post("@sunrise you charged me twice")
    await ann.open(omar.name)
    await ann.page.keyboard.press("p")
    await expect(ann.composer).to_contain_text(f"Starts a private conversation with {omar.name}.")
    await ann.page.keyboard.type("Please tell us the last four digits.")
    await ann.page.keyboard.press("Control+Enter")
    said = ann.timeline.get_by_role("article", name="Private message by Ann Agent")
    await expect(said).to_contain_text("Sent")

    home = await omar.at_home(await window(heard.url))
    await expect(home.card("you charged me twice")).to_be_visible()
    await expect(home.page.get_by_text("last four digits")).to_have_count(0)
    await home.page.get_by_role("button", name=f"Message {SITE_BRAND}").click()
    await expect(home.page.get_by_text("Please tell us the last four digits.")).to_be_visible()
    await expect(said).to_contain_text("Read")
    await home.page.get_by_role("button", name=re.compile("❤️")).click()
    await expect(said.get_by_role("list", name="Reactions")).to_contain_text("❤️")

    await home.page.get_by_role("textbox", name=f"Write to {SITE_BRAND}").fill("4711")
    await home.page.get_by_role("button", name="Send").click()
    await expect(ann.timeline.get_by_role("article", name=f"Private message by {omar.name}")).to_contain_text("4711")


async def test_a_colleague_called_in_a_note_finds_it_and_the_customer_never_sees_it(
    heard: Product, town: Town, window: Window, ann: Desk, lea: Desk
) -> None:
    pia = await town.customer("Pia")
    await pia.post("@sunrise do you cater for weddings?")
    await lea.view("mentions")
    await ann.open(pia.name)
    await ann.page.keyboard.press("n")
    await expect(ann.composer).to_contain_text("Only your team sees this. It is never sent.")
    await ann.page.keyboard.type("@Le")
    await expect(ann.composer.get_by_role("option", name="Lea Lead")).to_be_visible()
    await ann.page.keyboard.press("Enter")
    await ann.page.keyboard.type("may we offer her ten percent?")
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline.get_by_role("article", name="Note by Ann Agent")).to_contain_text("@Lea Lead may we")

    await expect(lea.row(pia.name)).to_be_visible()
    await expect(lea.page.get_by_role("link", name="Mentions 1")).to_be_visible()
    await lea.row(pia.name).click()
    await expect(lea.timeline.get_by_role("article", name="Note by Ann Agent")).to_contain_text("ten percent")

    home = await pia.at_home(await window(heard.url))
    await expect(home.card("do you cater for weddings?")).to_be_visible()
    await expect(home.page.get_by_text("ten percent")).to_have_count(0)


async def test_work_is_assigned_tagged_ranked_resolved_and_reopened(town: Town, ann: Desk) -> None:
    rosa = await town.customer("Rosa")
    await rosa.post("@sunrise the delivery never came")
    await ann.open(rosa.name)
    page = ann.page

    await ann.press("a")
    await page.get_by_role("textbox", name="Find a person or team").fill("Lea")
    await page.keyboard.press("Enter")
    await expect(ann.timeline).to_contain_text("Ann Agent assigned this to Lea Lead")
    await expect(ann.row(rosa.name)).to_contain_text("Lea Lead")

    await ann.press("t")
    await page.get_by_role("menuitemcheckbox", name="delivery").click()
    await page.keyboard.press("Escape")
    await expect(ann.row(rosa.name)).to_contain_text("delivery")

    await ann.conversation.get_by_role("button", name="Normal").click()
    await page.get_by_role("menuitem", name="Urgent").click()
    await expect(ann.conversation.get_by_role("button", name="Urgent")).to_be_visible()

    await ann.press("e")
    await page.get_by_role("menuitem", name="Something else").click()
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("Resolved")
    await expect(ann.timeline).to_contain_text("Ann Agent resolved this: Something else")
    await expect(ann.row(rosa.name)).to_have_count(0)

    await ann.view("resolved", sort="newest")
    await ann.row(rosa.name).click()
    await ann.conversation.get_by_role("button", name="Re-open").click()
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("New")
    await expect(ann.timeline).to_contain_text("Re-opened by Ann Agent")


async def test_what_a_customer_edits_and_deletes_is_flagged_with_its_history(
    heard: Product, town: Town, window: Window, ann: Desk
) -> None:
    sven = await town.customer("Sven")
    home = await sven.at_home(await window(heard.url))
    await home.post("@sunrise your rolls are terrible")
    await ann.open(sven.name)
    said = ann.timeline.get_by_role("article", name=f"Public message by {sven.name}")
    await expect(said).to_contain_text("your rolls are terrible")

    card = home.card("your rolls are terrible")
    await card.get_by_role("button", name="Edit").click()
    await home.page.get_by_role("textbox", name="Edit").fill("@sunrise your rolls are not my taste")
    await home.page.get_by_role("button", name="Save", exact=True).click()
    await expect(said).to_contain_text("your rolls are not my taste")
    await said.get_by_role("button", name="Edited").click()
    before = ann.page.get_by_role("dialog").filter(has_text="What it said before")
    await expect(before).to_contain_text("your rolls are terrible")
    await ann.page.keyboard.press("Escape")

    await home.card("not my taste").get_by_role("button", name="Delete").click()
    await expect(said).to_contain_text("Deleted by its author on the network")
    await expect(said).to_contain_text(re.compile("not my taste"))  # what was said to us is not lost
