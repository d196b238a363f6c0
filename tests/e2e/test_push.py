"""Push: this browser's state is said and changed, what is pushed is shown and leads into Heard, and signing out ends it.

A headless Chromium subscribes to no push service, so `PushManager` alone is a stand-in; pages, service worker and server are real.
"""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product

STAND_IN = """
(() => {
  const text = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const key = "test.subscription";
  const kept = () => JSON.parse(localStorage.getItem(key));
  const subscription = (given) => given && {
    options: { applicationServerKey: Uint8Array.from(given.server).buffer },
    endpoint: given.form.endpoint,
    toJSON: () => given.form,
    unsubscribe: async () => { localStorage.removeItem(key); return true; },
  };
  PushManager.prototype.getSubscription = async () => subscription(kept());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const auth = crypto.getRandomValues(new Uint8Array(16));
    const endpoint = `https://push.invalid/${text(auth)}`;
    const form = { endpoint, keys: { p256dh: text(raw), auth: text(auth) } };
    localStorage.setItem(key, JSON.stringify({ form, server: [...new Uint8Array(applicationServerKey)] }));
    return subscription(kept());
  };
})();
"""
SHOWN = """
navigator.serviceWorker.ready
  .then((one) => one.getNotifications())
  .then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path })))
"""


class Pusher:
    """The push service's place: what it hands over comes to the page's service worker as a push."""

    def __init__(self, page: Page, origin: str) -> None:
        self._page = page
        self._origin = origin
        self._registration = ""
        self._session: Any = None

    async def begin(self) -> None:
        await self._page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self._session = await self._page.context.new_cdp_session(self._page)
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._on_registrations)
        await self._session.send("ServiceWorker.enable")
        for _ in range(100):
            if self._registration:
                return
            await self._page.wait_for_timeout(50)

    def _on_registrations(self, event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if each["scopeURL"].startswith(self._origin) and not each["isDeleted"]:
                self._registration = each["registrationId"]

    async def push(self, news: object) -> None:
        data = news if isinstance(news, str) else json.dumps(news)
        given = {"origin": self._origin, "registrationId": self._registration, "data": data}
        await self._session.send("ServiceWorker.deliverPushMessage", given)

    async def shown(self, count: int) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = []
        for _ in range(100):
            shown = await self._page.evaluate(SHOWN)
            if len(shown) == count:
                return shown
            await self._page.wait_for_timeout(50)
        pytest.fail(f"{count} expected, shown are {shown}")


async def test_push_is_turned_on_tried_and_turned_off(ann: Desk) -> None:
    page = ann.page
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(STAND_IN)
    await page.goto("/settings/notifications")
    await expect(page.get_by_text("Off in this browser")).to_be_visible()
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_text("On in this browser")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="Chrome · Linux")).to_contain_text("this one")
    await page.get_by_role("button", name="Send me a test").click()
    await expect(page.get_by_role("status").filter(has_text="On its way")).to_be_visible()
    words = page.get_by_role("checkbox", name="Show what was said")
    await expect(words).not_to_be_checked()
    async with page.expect_response("**/api/notifications/push"):
        await words.click()
    await page.reload()
    await expect(words).to_be_checked()
    await ann.picture("push")
    async with page.expect_response("**/api/notifications/push"):
        await words.click()
    await page.get_by_role("button", name="Turn off").click()
    await expect(page.get_by_text("Off in this browser")).to_be_visible()
    assert (await (await page.request.get("/api/notifications/push")).json())["devices"] == []
    assert await page.evaluate("localStorage.getItem('test.subscription')") is None


async def test_a_browser_that_forbids_it_is_told_what_to_do(ann: Desk) -> None:
    await ann.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    await ann.page.goto("/settings/notifications")
    await expect(ann.page.get_by_role("alert")).to_contain_text("allow notifications for this site")


async def test_without_https_it_says_so(ann: Desk) -> None:
    await ann.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { get: () => false })")
    await ann.page.goto("/settings/notifications")
    await expect(ann.page.get_by_role("alert")).to_contain_text("only over HTTPS")


async def test_what_is_pushed_is_shown_in_ones_language_and_leads_into_heard(
    heard: Product, town: Town, ann: Desk
) -> None:
    kim = await town.customer("Kim")
    await kim.post("@sunrise push me")
    page = ann.page
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(STAND_IN)
    await ann.view("all", sort="newest")
    await expect(ann.row(kim.name)).to_be_visible()
    found = await (await page.request.get("/api/conversations?sort=newest&limit=100")).json()
    (conversation,) = [row["id"] for row in found["items"] if row["contact"]["name"] == kim.name]
    await page.goto("/settings/notifications")
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_text("On in this browser")).to_be_visible()
    pusher = Pusher(page, heard.url)
    await pusher.begin()
    await look_away(page)

    news = {"kind": "answered", "conversation": conversation, "contact": kim.name, "count": 1, "at": 0}
    await pusher.push(news)
    (shown,) = await pusher.shown(1)
    assert (shown["title"], shown["body"]) == (f"{kim.name} wrote", "")
    await pusher.push({**news, "count": 3, "words": "hello?"})
    await page.wait_for_timeout(300)
    (shown,) = await pusher.shown(1)
    assert (shown["title"], shown["body"]) == (f"{kim.name} wrote 3 times", "hello?")
    assert shown["path"] == f"/inbox/all/{conversation}"
    await pusher.push("no JSON at all")
    assert {"Something concerns you in Heard"} < {each["title"] for each in await pusher.shown(2)}

    await click_on(page, f"{kim.name} wrote 3 times")
    await expect(ann.conversation.get_by_role("heading", name=kim.name)).to_be_visible()
    await page.goto("/settings/notifications")
    await page.get_by_role("button", name="Turn off").click()
    await expect(page.get_by_text("Off in this browser")).to_be_visible()


async def look_away(page: Page) -> None:
    """Another window of the same browser, without Heard in it, comes to the front."""
    # Playwright lets every page believe that it is looked at.
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = await page.context.new_page()
    await other.bring_to_front()


async def click_on(page: Page, title: str) -> None:
    """Click on a notification as the system would tell the service worker of it: no page can do that itself."""
    (worker,) = page.context.service_workers
    await worker.evaluate(
        """async (title) => {
          const all = await self.registration.getNotifications();
          const notification = all.find((one) => one.title === title);
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }""",
        title,
    )


async def test_who_looks_at_heard_gets_no_notification_of_the_browser(heard: Product, ann: Desk) -> None:
    await ann.page.context.grant_permissions(["notifications"])
    await ann.view("mine")
    pusher = Pusher(ann.page, heard.url)
    await pusher.begin()
    await ann.page.bring_to_front()
    await ann.page.evaluate("window.focus()")
    assert await ann.page.evaluate("document.hasFocus()")
    await pusher.push({"kind": "mention", "conversation": 1, "contact": "Somebody", "count": 1})
    await pusher.push({"kind": "test"})
    (shown,) = await pusher.shown(1)
    assert shown["tag"] == "test"


async def test_signing_out_ends_it_here(sit: Sit, heard: Product) -> None:
    desk = await sit("Tim Trainee")
    page = desk.page
    # A session of his own: the other journeys go on with theirs.
    await page.context.clear_cookies()
    form = {"email": "tim@sunrise.example", "password": heard.password}
    assert (await page.request.post("/api/session", data=form)).ok
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(STAND_IN)
    await page.goto("/settings/notifications")
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_text("On in this browser")).to_be_visible()
    await page.get_by_role("button", name="Tim Trainee").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert await page.evaluate("[localStorage.getItem('test.subscription'), localStorage.getItem('heard.push')]") == [
        None,
        None,
    ]
    assert (await page.request.post("/api/session", data=form)).ok
    assert (await (await page.request.get("/api/notifications/push")).json())["devices"] == []
