"""Replies that need another's yes: a trainee submits, a lead changes and approves, the customer reads the lead's words."""

import re

from playwright.async_api import Locator, expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Customer, Desk, Town
from tests.e2e.product import Product

AXE_PHONE = {"width": 360, "height": 740}


async def submitted(tim: Desk, customer: Customer, words: str) -> None:
    """The trainee knows before sending that it will wait, and for whom."""
    await tim.open(customer.name)
    await tim.write(words)
    await expect(tim.composer).to_contain_text("As a trainee, your replies need a yes before they are sent.")
    await expect(tim.composer).to_contain_text("Lea Lead will be asked.")
    await expect(tim.composer.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    await tim.composer.get_by_role("button", name="Submit for approval").click()
    card = waiting(tim)
    await expect(card).to_contain_text(words)
    await expect(card).to_contain_text("Waits for Lea Lead")
    await expect(card.get_by_role("button", name="Approve")).to_have_count(0)


def waiting(desk: Desk, number: int = 0) -> Locator:
    """The reply that waits."""
    return desk.timeline.get_by_role("article", name=re.compile("that waits for approval")).nth(number)


def counted(desk: Desk) -> Locator:
    """The view in the sidebar."""
    return desk.page.get_by_role("link", name=re.compile("^Waiting for approval"))


async def test_a_trainee_submits_and_the_customer_reads_what_the_lead_made_of_it(
    heard: Product, town: Town, lea: Desk, sit: Sit, window: Window
) -> None:
    tim = await sit("Tim Trainee")
    uma = await town.customer("Uma")
    await uma.post("@sunrise the rolls were hard as stone")
    await lea.view("approvals")
    await submitted(tim, uma, "sory, not our fault")
    await tim.picture("approvals-submitted")

    await expect(counted(lea)).to_have_text(re.compile(r"approval\s*\d+$"))
    await lea.row(uma.name).click()
    card = waiting(lea)
    await expect(card).to_contain_text("Written by a trainee")
    await lea.picture("approvals-asked")
    await uma.post("@sunrise are you there?")
    await expect(card).to_contain_text(f"Since then {uma.name} has written 1 message.")
    await lea.press("v")
    await card.get_by_role("textbox", name="Text of the reply").fill("We are sorry! Fresh rolls are on their way.")
    await lea.picture("approvals-editing")
    await card.get_by_role("button", name="Save and approve").click()
    await expect(card).to_have_count(0)

    mine = tim.timeline.get_by_role("article").filter(has_text="Fresh rolls are on their way.")
    await expect(mine).to_contain_text("Edited and approved by Lea Lead")
    await expect(mine).to_contain_text("Sent", timeout=20_000)
    await mine.get_by_role("button", name="Show changes").click()
    await expect(mine.locator("del").first).to_contain_text("sory")
    await tim.picture("approvals-changes")
    home = await uma.at_home(await window(heard.url))
    await expect(home.page.get_by_text("We are sorry! Fresh rolls are on their way.")).to_be_visible()
    await expect(home.page.get_by_text("not our fault")).to_have_count(0)


async def test_a_rejected_reply_comes_back_with_the_reason_and_one_can_be_taken_back(
    town: Town, lea: Desk, sit: Sit
) -> None:
    tim = await sit("Tim Trainee")
    vic = await town.customer("Vic")
    await vic.post("@sunrise where is my cake?")
    await submitted(tim, vic, "no idea")
    await lea.view("approvals")
    await lea.row(vic.name).click()
    await expect(waiting(lea)).to_be_visible()
    await lea.press("d")
    dialog = lea.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Why?").fill("Look at the order first, please")
    await dialog.get_by_role("button", name="Reject").click()
    await expect(waiting(lea)).to_have_count(0)
    await expect(lea.row(vic.name)).to_have_count(0)

    await expect(tim.box("Public reply")).to_have_value("no idea")
    await expect(tim.composer).to_contain_text("Lea Lead did not approve your reply: Look at the order first, please")
    await tim.picture("approvals-returned")
    await tim.box("Public reply").fill("I have looked: it comes at noon.")
    await tim.page.keyboard.press("Control+Enter")
    await waiting(tim).get_by_role("button", name="Withdraw").click()
    await expect(waiting(tim)).to_have_count(0)
    await expect(tim.box("Public reply")).to_have_value("I have looked: it comes at noon.")
    await expect(tim.box("Public reply")).to_be_focused()
    await tim.page.keyboard.press("Control+Enter")
    await expect(waiting(tim)).to_be_visible()
    await tim.box("Public reply").fill("Or should we say one?")
    await tim.page.keyboard.press("Control+Enter")
    await expect(waiting(tim, 1)).to_be_visible()
    await expect(waiting(lea, 1)).to_be_visible()
    await lea.press("y")  # of two, the first is only gone to
    await expect(waiting(lea).get_by_role("button", name="Approve")).to_be_focused()
    await waiting(lea).get_by_label("Reject the other reply that waits").check()
    await lea.picture("approvals-several")
    await waiting(lea).get_by_role("button", name="Approve").click()
    await expect(waiting(lea)).to_have_count(0)
    await expect(tim.box("Public reply")).to_have_value("Or should we say one?")
    await expect(tim.timeline).to_contain_text("it comes at noon.")


async def test_an_admin_makes_a_rule_and_the_composer_follows_the_words(
    town: Town, olga: Desk, ann: Desk, sit: Sit
) -> None:
    page = olga.page
    await page.goto("/settings/approvals")
    await page.get_by_role("button", name="New rule").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Refunds")
    words = dialog.get_by_label("Text contains")
    await words.fill("refund")
    await page.keyboard.press("Enter")
    await olga.picture("approvals-rule")
    await dialog.get_by_role("button", name="Save").click()
    rule = page.get_by_role("listitem").filter(has_text="Refunds")
    await expect(rule).to_contain_text("Text contains: refund")
    await olga.picture("approvals-settings")

    wim = await town.customer("Wim")
    await wim.post("@sunrise I want my money back")
    await ann.open(wim.name)
    await ann.write("We are sorry.")
    await expect(ann.composer.get_by_role("button", name="Send", exact=True)).to_be_visible()
    await ann.write("You will get a Refund.")
    await expect(ann.composer).to_contain_text("The rule “Refunds” asks for a yes before this is sent.")
    await ann.composer.get_by_role("button", name="Submit for approval").click()
    await expect(waiting(ann)).to_contain_text("Rule: Refunds")

    await phones(sit, wim)
    await rule.get_by_role("button", name="Delete the rule Refunds").click()
    await dialog.get_by_role("button", name="Delete").click()
    await expect(rule).to_have_count(0)


async def phones(sit: Sit, wim: Customer) -> None:
    """At phone width, in the dark and in other languages nothing runs out of its place."""
    phone = await sit("Lea Lead", color_scheme="dark", viewport=AXE_PHONE)
    await phone.open(wim.name, view="approvals")
    await expect(waiting(phone)).to_be_visible()
    await waiting(phone).scroll_into_view_if_needed()
    await phone.picture("approvals-phone")
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    admin = await sit("Olga Owner", color_scheme="dark", viewport=AXE_PHONE)
    await admin.page.goto("/settings/approvals")
    await admin.page.get_by_role("button", name="Edit the rule Refunds").click()
    await expect(admin.page.get_by_role("dialog")).to_be_visible()
    await admin.picture("approvals-phone-rule")
    assert await admin.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wei = await sit("魏 Wei")
    await wei.page.goto("/settings/approvals")
    await expect(wei.page.get_by_role("heading", name="批准规则")).to_be_visible()
    await wei.view("all", sort="newest")
    await wei.row(wim.name).click()
    await expect(wei.page.get_by_text("等待 Lea Lead · 截至")).to_be_visible()
    await wei.picture("approvals-zh")
