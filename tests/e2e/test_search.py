"""The search page: what a person types, finds, opens, and sees when there is nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.examining import Examine
from tests.e2e.people import Town
from tests.e2e.test_phone import PHONE, fits


@pytest.fixture
async def said(town: Town) -> str:
    """Somebody who wrote in Chinese, and their name."""
    mei = await town.customer("Mei")
    await mei.post("@sunrise 请问我的订单什么时候发货？退款也还没有收到")
    await mei.message("我想取消訂單，謝謝")
    return mei.name


async def test_a_chinese_word_leads_to_its_message(said: str, sit: Sit) -> None:
    ann = await sit("Ann Agent")
    page = ann.page
    await page.goto("/search")
    box = page.get_by_role("searchbox", name="Search for")
    await expect(box).to_be_focused()
    await box.fill("订单")
    hits = page.get_by_role("list", name="Hits").get_by_role("listitem")
    await expect(hits.filter(has_text=said).first).to_be_visible()
    # Both scripts are found by one of them, each marked as it was written.
    await expect(hits.locator("mark", has_text="订单").first).to_be_visible()
    await expect(hits.locator("mark", has_text="訂單").first).to_be_visible()
    await expect(page).to_have_url(re.compile(r"[?&]q="))
    marked = hits.locator("mark").first
    assert await marked.evaluate("(mark) => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"
    await ann.picture("search-zh")

    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    first = hits.first.get_by_role("link")
    await expect(first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/inbox/"))
    await expect(ann.timeline).to_contain_text(re.compile("订单|訂單"))


async def test_what_narrows_a_search_is_in_the_address(said: str, sit: Sit) -> None:
    ann = await sit("Ann Agent")
    page = ann.page
    await page.goto("/search?q=订单")
    hits = page.get_by_role("list", name="Hits").get_by_role("listitem").filter(has_text=said)
    await expect(hits).to_have_count(2)
    await page.get_by_role("combobox", name="Narrow the search").click()
    await page.get_by_role("option", name="Private").click()
    await expect(page).to_have_url(re.compile(r"visibility=private"))
    await expect(hits).to_have_count(1)
    await ann.picture("search-narrowed")
    await page.reload()
    await expect(hits).to_have_count(1)
    await page.get_by_role("button", name=re.compile("Private")).click()
    await expect(page).not_to_have_url(re.compile(r"visibility"))
    await expect(hits).to_have_count(2)
    # As the browser has it.
    yesterday = datetime.now(UTC).astimezone().date() - timedelta(days=1)
    await page.get_by_role("combobox", name="Narrow the search").fill("days i choose")
    await page.get_by_role("option", name="on days I choose…").click()
    days = page.get_by_role("dialog", name="When was it said?")
    await days.get_by_label("Last day").fill(f"{yesterday:%Y-%m-%d}")
    await days.get_by_role("button", name="Filter").click()
    await expect(page.get_by_text(re.compile("^When: until "))).to_be_visible()
    await expect(hits).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"until="))
    await page.get_by_role("button", name="Remove the filter until").click()
    await expect(hits).to_have_count(2)


async def test_nothing_found_says_what_to_try(sit: Sit) -> None:
    ann = await sit("Ann Agent")
    await ann.page.goto("/search?q=neverwrittenbyanybody")
    await expect(ann.page.get_by_text("Nothing was found for “neverwrittenbyanybody”")).to_be_visible()
    await expect(ann.page.get_by_text("Try fewer words")).to_be_visible()
    await ann.picture("search-nothing")


async def test_the_search_is_for_everybody(said: str, sit: Sit, examine: Examine) -> None:
    ann = await sit("Ann Agent")
    page = ann.page
    for path, awaited in (
        ("/search", "What a search understands"),
        ("/search?q=neverwrittenbyanybody", "Nothing was found"),
        ("/search?q=退款&direction=in", said),
    ):
        await page.goto(path)
        await expect(page.get_by_text(awaited).first).to_be_visible()
        await examine(page, path)


async def test_a_search_fits_a_phone(said: str, sit: Sit) -> None:
    ann = await sit("Ann Agent", **PHONE)
    await ann.page.goto("/search?q=订单&direction=in")
    await expect(ann.page.get_by_role("list", name="Hits").get_by_text(said).first).to_be_visible()
    await fits(ann.page)
    await ann.picture("search-phone")
    await ann.page.goto("/search")
    await expect(ann.page.get_by_text("What a search understands")).to_be_visible()
    await fits(ann.page)
    await ann.picture("search-phone-tips")
