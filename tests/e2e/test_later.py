"""Replies that wait for their time: scheduled by keyboard, moved, taken back, sent now, and returned when the customer writes."""

import re
from contextlib import suppress

from playwright.async_api import Locator, expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product
from tests.e2e.test_phone import PHONE, fits

# On a machine that is busy with others the menu has been seen to close before it had the focus.
TRIES = 3


def waiting(desk: Desk) -> Locator:
    """The reply that waits."""
    return desk.timeline.get_by_role("article", name=re.compile("that goes out later"))


async def scheduled(desk: Desk, words: str) -> None:
    """Write, and choose tomorrow, without leaving the keyboard."""
    await desk.write(words)
    first = desk.page.get_by_role("menuitem").first
    for _ in range(TRIES):
        await desk.page.keyboard.press("Control+Alt+Enter")
        with suppress(AssertionError):
            await expect(first).to_be_focused(timeout=5_000)
            break
    await expect(first).to_be_focused()
    tomorrow = desk.page.get_by_role("menuitem", name="Tomorrow")
    for _ in range(8):
        await desk.page.keyboard.press("ArrowDown")
        if await tomorrow.evaluate("item => item === document.activeElement"):
            break
    await expect(tomorrow).to_be_focused()
    await desk.picture("later-times")
    await desk.page.keyboard.press("Enter")
    await expect(waiting(desk)).to_contain_text(words)
    await expect(desk.box("Public reply")).to_have_value("")


async def test_scheduled_by_keyboard_moved_taken_back_and_sent_now(
    heard: Product, town: Town, ann: Desk, window: Window
) -> None:
    lou = await town.customer("Lou")
    await lou.post("@sunrise when do you open on Monday?")
    await ann.open(lou.name)
    await scheduled(ann, "We open at seven.")
    card = waiting(ann)
    await expect(card).to_contain_text("Goes out tomorrow at 09:00")
    await expect(card).to_contain_text("by Ann Agent")
    await expect(ann.row(lou.name).get_by_role("img", name=re.compile("A reply goes out at"))).to_be_visible()
    await ann.picture("later-card")

    await card.get_by_role("button", name="Change time").press("Enter")
    await ann.page.get_by_role("menuitem", name="Next week").click()
    await expect(card).not_to_contain_text("tomorrow")
    await card.get_by_role("button", name="Change time").click()
    await ann.page.get_by_role("menuitem", name="Choose a time…").click()
    dialog = ann.page.get_by_role("dialog", name="Send later…")
    await dialog.get_by_label("Send").fill("2020-01-01T09:00")
    await expect(dialog).to_contain_text("Choose a time at least a minute ahead.")
    await expect(dialog.get_by_role("button", name="Change time")).to_be_disabled()
    await dialog.get_by_role("button", name="Cancel").click()

    await card.get_by_role("button", name="Withdraw").press("Enter")
    await expect(card).to_have_count(0)
    await expect(ann.box("Public reply")).to_have_value("We open at seven.")
    await expect(ann.box("Public reply")).to_be_focused()
    await scheduled(ann, "We open at seven, as ever.")
    await waiting(ann).get_by_role("button", name="Send now").press("Enter")
    await expect(waiting(ann)).to_have_count(0)
    said = ann.timeline.get_by_role("article").filter(has_text="We open at seven, as ever.")
    await expect(said).to_contain_text("Sent")
    home = await lou.at_home(await window(heard.url))
    await expect(home.page.get_by_text("We open at seven, as ever.")).to_have_count(1)


async def test_a_reply_comes_back_when_the_customer_writes_first(town: Town, ann: Desk, lea: Desk) -> None:
    mia = await town.customer("Mia")
    await mia.message("Where is my cake?")
    await ann.open(mia.name)
    await ann.write("It comes tomorrow.", "Private reply")
    await ann.page.get_by_role("button", name="Other ways to send").click()
    await ann.page.get_by_role("menuitem", name="Send later…").click()
    await ann.page.get_by_role("menuitem", name="Choose a time…").click()
    dialog = ann.page.get_by_role("dialog", name="Send later…")
    ahead = await ann.page.evaluate(
        "() => { const at = new Date(Date.now() + 2 * 3600e3 - new Date().getTimezoneOffset() * 60e3);"
        " return at.toISOString().slice(0, 16); }"
    )
    await dialog.get_by_label("Send").fill(ahead)
    await dialog.get_by_role("button", name="Schedule").click()
    await expect(waiting(ann)).to_be_visible()
    await lea.open(mia.name)
    await expect(waiting(lea).get_by_role("button", name="Withdraw")).to_be_visible()
    await expect(waiting(lea).get_by_role("button", name="Send now")).to_have_count(0)

    await mia.message("Found it, it was at the neighbour's!")
    await expect(waiting(ann)).to_have_count(0)
    back = ann.timeline.get_by_role("article", name=re.compile("that was not sent"))
    await expect(back).to_contain_text("The customer has written since. Read that first.")
    await expect(ann.box("Private reply")).to_have_value("It comes tomorrow.")
    await expect(waiting(lea)).to_have_count(0)
    await ann.picture("later-returned")
    await back.get_by_role("button", name="Understood").click()
    await expect(back).to_have_count(0)
    await expect(ann.box("Private reply")).to_have_value("It comes tomorrow.")


async def test_what_cannot_be_sent_then_is_said_at_once(town: Town, ann: Desk, sit: Sit) -> None:
    noa = await town.customer("Noa")
    await noa.message("hello?")
    await ann.open(noa.name)
    await ann.write("Later!", "Private reply")
    await ann.page.get_by_role("button", name="Other ways to send").click()
    await ann.page.get_by_role("menuitem", name="Send later…").click()
    await ann.page.get_by_role("menuitem", name="Next month").click()
    await expect(ann.composer).to_contain_text("Private replies to this person close at")
    await expect(ann.box("Private reply")).to_have_value("Later!")
    await ann.picture("later-window")

    tim = await sit("Tim Trainee")
    await tim.open(noa.name)
    await tim.write("May I?", "Private reply")
    await expect(tim.composer.get_by_role("button", name="Submit for approval")).to_be_visible()
    await tim.page.get_by_role("button", name="Other ways to send").click()
    item = tim.page.get_by_role("menuitem", name="Send later…")
    await expect(item).to_be_disabled()
    await expect(item).to_contain_text("Submit it for approval.")


async def test_on_a_phone_in_the_dark(town: Town, sit: Sit) -> None:
    ola = await town.customer("Ola")
    await ola.post("@sunrise do you bake on Sundays?")
    phone = await sit("Ann Agent", **PHONE, color_scheme="dark")
    await phone.open(ola.name)
    await phone.box("Public reply").fill("Every Sunday, from eight.")
    await phone.page.get_by_role("button", name="Other ways to send").tap()
    await phone.page.get_by_role("menuitem", name="Send later…").tap()
    await expect(phone.page.get_by_role("menuitem", name="Tomorrow")).to_be_visible()
    await fits(phone.page)
    await phone.picture("later-phone-times")
    await phone.page.get_by_role("menuitem", name="Tomorrow").tap()
    await expect(waiting(phone)).to_be_visible()
    await waiting(phone).scroll_into_view_if_needed()
    await fits(phone.page)
    await phone.picture("later-phone")
    wei = await sit("魏 Wei", **PHONE, color_scheme="dark")
    await wei.page.goto(phone.page.url)
    await expect(wei.page.get_by_text(re.compile("明天.*09:00 发送"))).to_be_visible()
    await fits(wei.page)
    await wei.picture("later-phone-zh")
    await phone.page.context.set_offline(True)
    await waiting(phone).get_by_role("button", name="Send now").tap()
    await expect(waiting(phone)).to_contain_text("The server cannot be reached.")
    await phone.page.context.set_offline(False)
