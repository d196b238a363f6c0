"""The live stream: everything said as it comes, whoever it is for, with whether its person is new."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.test_phone import PHONE, fits


async def test_what_is_said_appears_at_once_and_whoever_reads_on_is_not_moved(town: Town, ann: Desk) -> None:
    page = ann.page
    await page.goto("/inbox/mine")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("s")
    await expect(page.get_by_role("heading", name="Live stream")).to_be_visible()
    stream = page.get_by_role("list", name="Everything said, newest first")
    await expect(stream.get_by_role("article").first).to_be_visible()

    mia = await town.customer("Mia Stream")
    await mia.message("Is anybody there to see this in the stream?")
    first = stream.get_by_role("article").first
    await expect(first).to_contain_text("Is anybody there to see this in the stream?")
    await expect(first).to_contain_text("First time")

    # Put down as what they are to us, by two presses.
    await first.get_by_role("button", name="Put down as").click()
    await page.get_by_role("menuitem", name="Prospect").click()
    await expect(first.get_by_role("button", name="Prospect")).to_be_visible()

    # Further down, what is new waits.
    await page.set_viewport_size({"width": 1200, "height": 420})
    scrolling = stream.locator("xpath=..")
    await scrolling.evaluate("(box) => box.scrollTo({ top: 300 })")
    await mia.message("And this, while somebody reads on?")
    await page.get_by_role("button", name=re.compile(r"^\d+ new$")).click()
    await expect(first).to_contain_text("while somebody reads on")
    await expect(first).not_to_contain_text("First time")

    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("while somebody reads on")


async def test_it_is_narrowed_in_the_address(ann: Desk) -> None:
    page = ann.page
    await page.goto("/stream?visibility=private")
    stream = page.get_by_role("list", name="Everything said, newest first")
    await expect(stream.get_by_role("img", name="Private").first).to_be_visible()
    await expect(stream.get_by_role("img", name="Public")).to_have_count(0)
    await page.get_by_role("radiogroup", name="Who speaks").get_by_text("We", exact=True).click()
    await expect(page).to_have_url("/stream?visibility=private&direction=out")


async def test_it_fits_a_phone(sit: Sit) -> None:
    ann = await sit("Ann Agent", **PHONE)
    await ann.page.goto("/stream")
    await expect(ann.page.get_by_role("article").first).to_be_visible()
    await fits(ann.page)
    await ann.picture("phone-stream")
    dark = await sit("Ann Agent", color_scheme="dark")
    await dark.page.goto("/stream")
    await expect(dark.page.get_by_role("article").first).to_be_visible()
    await dark.picture("dark-stream")
