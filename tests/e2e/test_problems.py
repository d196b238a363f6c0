"""An admin finds what could not be done, looks into it, tries again and settles it; and sees which account is not well."""

import json
import re
from typing import Any

import httpx
from playwright.async_api import expect

from heard.app.demo.company import X_OWN_ID, X_SETTINGS
from tests.e2e.people import Desk
from tests.e2e.product import Product
from tests.factories import x


async def deliver(heard: Product, olga: Desk, event: dict[str, Any]) -> None:
    """Bring what X would bring, signed, to the real door."""
    accounts = await (await olga.page.request.get("/api/accounts")).json()
    hook = next(each["webhook_url"] for each in accounts["items"] if each["network"] == "x")
    body, headers = x.signed(json.dumps(event).encode(), secret=X_SETTINGS["consumer_secret"])
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(hook, content=body, headers=headers)).status_code == 200


def poison(number: int) -> dict[str, Any]:
    payload = {"text": f"poisoned {number}", "access_token": "a secret nobody may read"}
    return {"data": {"event_type": "post.create", "payload": payload}}


async def test_a_poisoned_delivery_is_seen_tried_again_and_dismissed(heard: Product, olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/problems")
    await expect(page.get_by_text("Nothing is parked.")).to_be_visible()
    for number in (1, 2):
        await deliver(heard, olga, poison(number))
    rows = page.get_by_role("listitem").filter(has_text="Sunrise on X")

    async def parked() -> None:
        """Both are there, once Heard has tried."""
        for _ in range(50):
            found = await (await page.request.get("/api/operations")).json()
            if found["envelopes"] == 2:
                break
            await page.wait_for_timeout(100)
        await page.reload()
        await expect(rows).to_have_count(2)

    await parked()
    await expect(rows.first).to_contain_text("payload.id is missing")
    await expect(page.get_by_role("tab", name="Deliveries")).to_contain_text("2")
    await rows.first.get_by_role("button", name="View").click()
    dialog = page.get_by_role("dialog", name="What was delivered")
    await expect(dialog).to_contain_text("poisoned 2")
    await expect(dialog).not_to_contain_text("a secret nobody may read")
    await dialog.get_by_role("button", name="Close").click()

    # The fault is not mended, so they come back: nothing is lost by trying.
    await page.get_by_role("button", name="Do all again").click()
    await expect(page.get_by_text("Put back: 2")).to_be_visible()
    await parked()

    await rows.first.get_by_role("checkbox").check()
    await rows.last.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Dismiss", exact=True).click()
    await page.get_by_role("dialog").get_by_label("Reason").fill("a drill")
    await page.get_by_role("dialog").get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_text("Nothing is parked.")).to_be_visible()
    await page.get_by_role("tab", name="Jobs").click()
    await expect(page.get_by_text("No job has failed.")).to_be_visible()


async def test_an_account_that_lost_its_permission_is_told_with_the_remedy(heard: Product, olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/accounts")
    banner = page.get_by_role("status").filter(has_text="Sunrise on X")
    await expect(page.get_by_role("heading", name="Accounts")).to_be_visible()
    await expect(banner).to_have_count(0)
    await deliver(heard, olga, {"data": {"event_type": "oauth.revoke", "payload": {"user_id": X_OWN_ID}}})
    await expect(banner).to_contain_text("withdrew the app's permission")
    await expect(banner.get_by_role("link", name="Reconnect")).to_be_visible()
    account = page.get_by_role("listitem").filter(has_text=re.compile("^.*Sunrise on X"))
    await account.get_by_role("button", name="Manage").click()
    await account.get_by_role("button", name="Check").click()
    await expect(banner).to_have_count(0)
    await account.get_by_role("button", name="History of health").click()
    await expect(account).to_contain_text("withdrew the app's permission")


async def test_what_was_said_before_is_brought_in_when_asked_for(heard: Product, olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/accounts")
    account = page.get_by_role("listitem").filter(has_text="Sunrise on Town Square")
    await account.get_by_role("button", name="Manage").click()
    await account.get_by_label("How far back").select_option("7 days")
    await account.get_by_role("button", name="Bring it in").click()
    # Everything is known already: nothing comes twice.
    await expect(account.get_by_role("status")).to_have_text("0 messages were brought in")
    await expect(account.get_by_role("button", name="Bring it in again")).to_be_visible()
    await page.reload()
    await account.get_by_role("button", name="Manage").click()
    await expect(account.get_by_role("status")).to_have_text("0 messages were brought in")
