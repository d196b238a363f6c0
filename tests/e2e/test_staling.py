"""Silent conversations: a lead looks, the owner decides, for the workspace and for one account."""

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk


async def test_the_days_of_silence_are_chosen_with_a_preview(olga: Desk, lea: Desk, sit: Sit) -> None:
    page = olga.page
    await page.goto("/settings/stale")
    days = page.get_by_label("Days of silence")
    await expect(days).to_have_value("30")
    await expect(page.get_by_role("status").filter(has_text="This would close 0 conversations now.")).to_be_visible()
    await days.fill("14")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    account = page.get_by_role("listitem").filter(has_text="Sunrise on X")
    await account.get_by_label("When Sunrise on X is silent").click()
    await page.get_by_role("option", name="Never close").click()
    await account.get_by_role("button", name="Save").click()
    await expect(account.get_by_role("button", name="Save")).to_have_count(0)
    await olga.picture("stale-settings")
    await page.reload()
    await expect(days).to_have_value("14")
    await expect(account.get_by_label("When Sunrise on X is silent")).to_have_value("Never close")
    await page.get_by_role("checkbox", name="Close silent conversations").click()
    await expect(days).to_have_count(0)
    await page.get_by_role("button", name="Save").first.click()

    await lea.page.goto("/settings/stale")
    await expect(lea.page.get_by_role("checkbox", name="Close silent conversations")).to_be_disabled()
    await expect(lea.page.get_by_text("You can look but not change")).to_be_visible()
    phone = await sit("魏 Wei", color_scheme="dark", viewport={"width": 360, "height": 740})
    await phone.page.goto("/settings/stale")
    await expect(phone.page.get_by_role("heading", name="沉默的会话")).to_be_visible()
    await phone.picture("stale-phone")
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
