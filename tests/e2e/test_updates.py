"""The server is updated under an open page, or a part of the page cannot be fetched for a while."""

import re

from playwright.async_api import Route, expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product

SCRIPT = "/assets/first-"


async def newer(route: Route) -> None:
    """The page of another version."""
    answer = await route.fetch()
    page = await answer.text()
    assert SCRIPT in page
    await route.fulfill(response=answer, body=page.replace(SCRIPT, "/assets/another-"))


async def seat(sit: Sit) -> Desk:
    """Without a service worker, behind which nothing could be put in the server's place."""
    return await sit("Ann Agent", service_workers="block")


async def test_a_new_version_is_told_after_a_restart_and_drafts_are_kept(heard: Product, town: Town, sit: Sit) -> None:
    ann = await seat(sit)
    page = ann.page
    una = await town.customer("Una")
    await una.post("@sunrise before the update")
    await ann.open(una.name)
    await ann.write("Half an answer")
    told = page.get_by_role("status").filter(has_text="Heard has been updated.")
    await page.route("**/index.html", newer)
    await heard.stop()
    await expect(page.get_by_role("status").filter(has_text="The connection is lost.")).to_be_visible()
    await heard.start()
    await expect(told).to_be_visible(timeout=40_000)
    await ann.picture("updated")
    await page.unroute("**/index.html")
    await told.get_by_role("button", name="Reload").click()
    await expect(told).to_have_count(0)
    await expect(ann.box("Public reply")).to_have_value("Half an answer")


async def test_what_the_new_version_no_longer_has_loads_the_page_anew(sit: Sit) -> None:
    ann = await seat(sit)
    page = ann.page
    await ann.view("all")
    await page.route("**/index.html", newer)
    await page.route(re.compile("/assets/shortcuts-sheet-.*js"), lambda route: route.fulfill(status=404))
    async with page.expect_event("load"):
        await ann.press("?")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    # Two versions may answer by turns: it is not loaded again and again.
    await ann.press("?")
    await expect(page.get_by_text("The server cannot be reached.")).to_be_visible()


async def test_a_part_that_cannot_be_fetched_comes_when_the_network_is_back(sit: Sit) -> None:
    ann = await seat(sit)
    page = ann.page
    await ann.view("all")
    await page.context.set_offline(True)
    await ann.press("?")
    await expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    await expect(page.get_by_role("heading", level=1, name="All open")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
