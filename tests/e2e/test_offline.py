"""Installed, and read without a network."""

from playwright.async_api import expect

from tests.e2e.people import Desk, Town

FULL = """() => {
  self.asked = 0;
  Cache.prototype.put = async () => { self.asked += 1; throw new DOMException("no room", "QuotaExceededError"); };
}"""


async def test_what_was_read_can_be_read_again_without_a_network(town: Town, ann: Desk) -> None:
    oda = await town.customer("Oda")
    await oda.post("@sunrise words to keep")
    await ann.open(oda.name)
    await ann.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # The first visit began without the worker: a second one is kept whole.
    await ann.page.reload()
    await expect(ann.timeline).to_contain_text("words to keep")
    await ann.page.context.set_offline(True)
    await ann.page.reload()
    await expect(ann.timeline).to_contain_text("words to keep")
    banner = ann.page.get_by_role("status").filter(has_text="You are offline.")
    await expect(banner).to_be_visible()
    await ann.picture("offline")

    await ann.write("Written on a train")
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.composer).to_contain_text("The server cannot be reached")
    await expect(ann.box("Public reply")).to_have_value("Written on a train")
    await ann.page.context.set_offline(False)
    await oda.post("@sunrise meanwhile")
    await expect(banner).to_have_count(0, timeout=40_000)
    await expect(ann.page.get_by_text("@sunrise meanwhile").first).to_be_visible(timeout=20_000)


async def test_signing_out_forgets_what_was_read(town: Town, lea: Desk) -> None:
    odo = await town.customer("Odo")
    await odo.post("@sunrise private words")
    await lea.open(odo.name)
    await lea.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await lea.page.reload()
    await expect(lea.timeline).to_contain_text("private words")
    # The worker keeps what it has handed over already.
    kept = "caches.open('heard-reading-2').then((cache) => cache.keys()).then((keys) => keys.length > 0)"
    await lea.page.wait_for_function(kept)
    # Only this browser's own cache is emptied here: the session is shared by other journeys.
    await lea.page.context.clear_cookies()
    await lea.page.reload()
    await expect(lea.page.get_by_role("heading", name="Sign in")).to_be_visible()
    await lea.page.wait_for_function(f"{kept}.then((is) => !is)")


async def test_where_there_is_no_room_to_keep_anything_it_works_all_the_same(town: Town, ann: Desk) -> None:
    ole = await town.customer("Ole")
    await ole.post("@sunrise on a full disk")
    await ann.view("mine")
    await ann.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await ann.page.reload()
    (worker,) = ann.page.context.service_workers
    await worker.evaluate(FULL)
    await ann.open(ole.name)
    await expect(ann.timeline).to_contain_text("on a full disk")
    await ann.write("There is room for an answer")
    await ann.page.reload()
    await expect(ann.box("Public reply")).to_have_value("There is room for an answer")
    assert await worker.evaluate("self.asked") > 0


async def test_it_can_be_installed(ann: Desk) -> None:
    await ann.view("mine")
    session = await ann.page.context.new_cdp_session(ann.page)
    manifest = await session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    for icon in ("icon-192.png", "icon-512.png", "heard.svg"):
        answer = await ann.page.request.get(f"/{icon}")
        assert answer.ok, icon
