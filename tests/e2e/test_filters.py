"""A list narrowed by the type of what was said and by its days, kept as a view, on a phone."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Locator, expect

from tests.e2e.conftest import Sit
from tests.e2e.examining import Examine
from tests.e2e.people import Desk, Town
from tests.e2e.test_phone import PHONE, fits


async def narrow(desk: Desk, words: str, option: str) -> None:
    """By the keyboard alone."""
    await desk.press("f")
    await desk.page.keyboard.type(words)
    await expect(desk.page.get_by_role("option", name=option, exact=True)).to_be_visible()
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")


def chip(desk: Desk, words: str) -> Locator:
    return desk.page.get_by_text(re.compile(f"^{words}$"))


async def test_a_list_is_narrowed_by_type(ann: Desk, town: Town) -> None:
    public, private = await town.customer("Petra Public"), await town.customer("Prisca Private")
    await public.comment_on_news("@sunrise where is my cake?")
    await private.message("Where is my cake?")
    await ann.view("all", sort="newest")
    await expect(ann.row(public.name)).to_be_visible()
    await expect(ann.row(private.name)).to_be_visible()
    await narrow(ann, "private mess", "Private messages")
    await expect(chip(ann, "Type: Private messages")).to_be_visible()
    await expect(ann.row(public.name)).to_have_count(0)
    await expect(ann.row(private.name)).to_be_visible()
    await narrow(ann, "comments", "Comments")
    await expect(chip(ann, "Type: Comments")).to_be_visible()
    await expect(ann.row(private.name)).to_have_count(0)
    await expect(ann.row(public.name)).to_be_visible()
    await narrow(ann, "sunrise on x", "Sunrise on X")
    await expect(chip(ann, "Account: Sunrise on X")).to_be_visible()
    await expect(ann.row(public.name)).to_have_count(0)
    assert parse_qs(urlsplit(ann.page.url).query).keys() == {"sort", "kind", "account_id"}
    # Who goes on in private is found by both.
    await public.message("My order is 17.")
    for kind in ("comment", "dm"):
        await ann.view("all", sort="newest", kind=kind)
        await expect(ann.row(public.name)).to_be_visible()


async def test_a_list_is_narrowed_by_days_and_kept(ann: Desk, town: Town, examine: Examine) -> None:
    page = ann.page
    dora = await town.customer("Dora Today")
    await dora.message("Good morning!")
    await ann.view("all", sort="newest")
    await expect(ann.row(dora.name)).to_be_visible()
    await narrow(ann, "days i choose", "on days I choose…")
    days = page.get_by_role("dialog", name="When was the last message?")
    await expect(days.get_by_label("First day")).to_be_focused()
    await expect(days.get_by_role("button", name="Filter")).to_be_disabled()
    # As the browser has it.
    today = datetime.now(UTC).astimezone().date()
    await days.get_by_label("First day").fill(f"{today:%Y-%m-%d}")
    await days.get_by_label("Last day").fill(f"{today - timedelta(days=1):%Y-%m-%d}")
    await expect(days.get_by_text("The last day is before the first.")).to_be_visible()
    await expect(days.get_by_role("button", name="Filter")).to_be_disabled()
    await examine(page, "popup of days")
    await days.get_by_label("First day").fill("")
    await days.get_by_role("button", name="Filter").press("Enter")
    await expect(days).to_have_count(0)
    await expect(chip(ann, "Last message: until .+")).to_be_visible()
    await expect(ann.row(dora.name)).to_have_count(0)
    assert [*parse_qs(urlsplit(page.url).query)] == ["sort", "until"]
    await narrow(ann, "days i choose", "on days I choose…")
    await expect(days.get_by_label("Last day")).to_have_value(f"{today - timedelta(days=1):%Y-%m-%d}")
    await days.get_by_label("First day").fill(f"{today:%Y-%m-%d}")
    await days.get_by_label("Last day").fill(f"{today:%Y-%m-%d}")
    await days.get_by_role("button", name="Filter").click()
    await expect(chip(ann, rf"Last message: .*{today.year}")).to_be_visible()
    await expect(ann.row(dora.name)).to_be_visible()
    await ann.picture("filters-days")
    await is_kept(ann, dora.name)
    # Another answer to the same question takes the place of the days.
    await narrow(ann, "last 7 days", "in the last 7 days")
    await expect(chip(ann, "Last message: in the last 7 days")).to_be_visible()
    await expect(page).not_to_have_url(re.compile("since="))
    await page.get_by_role("button", name="Remove the filter in the last 7 days").click()
    await expect(page).not_to_have_url(re.compile("active_hours="))


async def is_kept(ann: Desk, name: str) -> None:
    page = ann.page
    await page.get_by_role("button", name="Save this list as a view").click()
    await page.get_by_label("Name of the view").fill("Today's")
    await page.get_by_role("button", name="Save", exact=True).click()
    link = page.get_by_role("navigation").get_by_role("link", name="Today's")
    await expect(link).to_be_visible()
    await ann.view("mine")
    await link.click()
    await expect(chip(ann, "Last message: .+")).to_be_visible()
    await expect(ann.row(name)).to_be_visible()


async def test_in_chinese_in_the_dark_on_a_phone(sit: Sit, town: Town) -> None:
    mei = await town.customer("Mei Today")
    await mei.message("你好，请问几点开门？")
    wei = await sit("魏 Wei", **PHONE, color_scheme="dark")
    await wei.view("all", sort="newest", kind="dm", active_hours="24")
    await expect(wei.page.get_by_text("类型: 私信", exact=True)).to_be_visible()
    await expect(wei.page.get_by_text("最后消息: 最近 24 小时内", exact=True)).to_be_visible()
    await expect(wei.row(mei.name)).to_be_visible()
    await fits(wei.page)
    await wei.picture("filters-phone-zh")
    await wei.page.get_by_role("combobox", name="筛选列表").click()
    await wei.page.get_by_role("option", name="自选日期…").click()
    await expect(wei.page.get_by_role("dialog", name="最后一条消息是什么时候？")).to_be_visible()
    await fits(wei.page)
    await wei.picture("filters-phone-days-zh")
