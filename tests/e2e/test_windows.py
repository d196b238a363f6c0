"""Windows that close: seen in the list before they do, counted down in the composer, and what to do when they have."""

import re
from typing import Any

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Customer, Desk, Town
from tests.e2e.test_phone import PHONE, fits

IVAN = "Иван Орлов"


async def set_window(olga: Desk, minutes: int) -> None:
    """What the practice account takes; those who look at its conversations hear of it with the next thing that happens."""
    accounts: Any = await (await olga.page.request.get("/api/accounts")).json()
    account = next(each for each in accounts["items"] if each["network"] == "practice")
    await olga.ask("PATCH", f"/api/accounts/{account['id']}", {"settings": {"private_window_minutes": str(minutes)}})


async def test_what_closes_soon_is_seen_and_answered_in_time(ann: Desk) -> None:
    page = ann.page
    await ann.view("all")
    mark = ann.row(IVAN).get_by_role("img", name=re.compile("Private replies close in"))
    await expect(mark).to_be_visible()
    await page.get_by_role("button", name="Sorted by").click()
    await page.get_by_role("menuitem", name="Private window closing first").click()
    first = page.get_by_role("main").get_by_role("listitem").first
    await expect(first).to_contain_text(IVAN)
    await ann.press("f")
    await page.keyboard.type("within 2 hours")
    await page.get_by_role("option", name="within 2 hours").click()
    await expect(page.get_by_text("Private window closes: within 2 hours")).to_be_visible()
    await expect(page.get_by_role("listitem").get_by_role("link")).to_have_count(1)
    await ann.picture("windows-list")
    await ann.row(IVAN).click()
    await expect(ann.composer.get_by_text(re.compile(r"Private replies close in 1 hr \d+ min"))).to_be_visible()

    await page.get_by_role("button", name="Snooze").click()
    await page.get_by_role("menuitem", name="Next week").click()
    asked = page.get_by_role("dialog", name="Private replies close before that")
    await expect(asked).to_be_visible()
    await ann.picture("windows-snooze")
    await asked.get_by_role("button", name="Cancel").click()
    await expect(asked).to_have_count(0)
    await expect(page.get_by_role("button", name="Snooze", exact=True)).to_be_visible()


async def test_a_closed_window_names_the_other_way_and_keeps_the_draft(olga: Desk, ann: Desk, town: Town) -> None:
    await Customer(town, IVAN, "ivan").post("@sunrise отвечаете ли вы вообще?")
    await ann.open(IVAN)
    await ann.write("Да, конечно!", "Private reply")
    await set_window(olga, 60)
    try:
        await ann.page.reload()
        closed = ann.composer.get_by_text("Private replies to this person have closed")
        await expect(closed).to_be_visible()
        await expect(ann.composer.get_by_text("Your draft is kept.")).to_be_visible()
        await expect(ann.box("Private reply")).to_have_value("Да, конечно!")
        await expect(ann.composer.get_by_role("button", name="Send", exact=True)).to_be_disabled()
        await ann.picture("windows-closed")
        await ann.composer.get_by_role("button", name="Answer in public").click()
        await expect(ann.box("Public reply")).to_be_editable()
        await expect(ann.box("Public reply")).to_have_value("")
    finally:
        await set_window(olga, 1440)


async def test_windows_on_a_phone_in_the_dark(sit: Sit) -> None:
    wei = await sit("魏 Wei", **PHONE, color_scheme="dark")
    await wei.view("all", sort="closing")
    await expect(wei.row(IVAN).get_by_role("img", name=re.compile("私信回复将在"))).to_be_visible()
    await fits(wei.page)
    await wei.picture("windows-phone")
    await wei.row(IVAN).tap()
    await wei.page.get_by_role("region", name="撰写").get_by_text("私信回复", exact=True).tap()
    await expect(wei.page.get_by_text(re.compile("私信回复将在.*后关闭。"))).to_be_visible()
    await fits(wei.page)
    await wei.picture("windows-phone-conversation")
