"""An admin at work: people, programs, accounts."""

import re

import httpx
from playwright.async_api import expect

from tests.e2e.conftest import Window
from tests.e2e.people import Desk
from tests.e2e.product import Product


async def test_a_colleague_joins_by_a_link_and_is_signed_out_when_deactivated(
    heard: Product, window: Window, olga: Desk
) -> None:
    page = olga.page
    await page.goto("/settings/invitations")
    await page.get_by_role("button", name="Invite someone").click()
    await page.get_by_label("Email").fill("nina@sunrise.example")
    await page.get_by_role("button", name="Create link").click()
    link = await page.get_by_label("Invitation link").input_value()
    await page.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("listitem").filter(has_text="nina@sunrise.example")).to_contain_text("Waiting")

    nina = await window(heard.url)
    await nina.goto(link)
    await expect(nina.get_by_role("heading", name="Join Sunrise Bakery")).to_be_visible()
    await expect(nina.get_by_text("Olga Owner invited you as Agent.")).to_be_visible()
    await nina.get_by_label("Your name").fill("Nina New")
    await nina.get_by_role("textbox", name="Password").fill("correct horse battery")
    await nina.get_by_role("button", name="Join").click()
    await expect(nina.get_by_role("heading", name="Mine")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="nina@sunrise.example")).to_contain_text("Accepted")

    await page.get_by_role("link", name="Members").click()
    row = page.get_by_role("listitem").filter(has_text="Nina New")
    await row.get_by_role("button", name="Deactivate").click()
    await page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    await expect(row).to_contain_text("Deactivated")
    await expect(nina.get_by_role("heading", name="Sign in")).to_be_visible()
    await nina.get_by_label("Email").fill("nina@sunrise.example")
    await nina.get_by_role("textbox", name="Password").fill("correct horse battery")
    await nina.keyboard.press("Enter")
    await expect(nina.get_by_role("alert")).to_be_visible()


async def test_a_program_gets_a_token_that_works_until_it_is_deleted(heard: Product, olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/tokens")
    await page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Reports")
    await dialog.get_by_role("button", name="New token").click()
    secret = await page.get_by_label("Secret").input_value()
    await page.get_by_role("button", name="Done").click()
    row = page.get_by_role("listitem").filter(has_text="Reports")
    await expect(row).to_contain_text("never used")

    async with httpx.AsyncClient(
        base_url=heard.url, headers={"Authorization": f"Bearer {secret}"}, trust_env=False
    ) as program:
        assert (await program.get("/api/conversations")).status_code == 200
        await row.get_by_role("button", name="Delete").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(row).to_have_count(0)
        assert (await program.get("/api/conversations")).status_code == 401


async def test_an_account_whose_details_are_wrong_says_so_at_once_and_can_be_removed(
    heard: Product, olga: Desk
) -> None:
    page = olga.page
    await page.goto("/settings/accounts")
    await expect(page.get_by_role("listitem").filter(has_text="Sunrise on Town Square")).to_contain_text("Working")
    await page.get_by_role("button", name="Connect account").click()
    await page.get_by_role("dialog").get_by_role("button", name="Practice").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Name in Heard").fill("Second shop")
    await form.get_by_label("Access token").fill("not a token of anybody")
    await form.get_by_label("App secret").fill("not a secret")
    await form.get_by_label("Address").fill(heard.url)
    await form.get_by_role("button", name="Connect account").click()
    made = page.get_by_role("dialog", name="Second shop is saved")
    await expect(made.get_by_role("alert")).to_contain_text("The network did not accept these details")
    await expect(made.get_by_label("Webhook address")).to_have_value(re.compile("/hooks/practice/"))
    await made.get_by_role("button", name="Done").click()

    account = page.get_by_role("listitem").filter(has_text="Second shop")
    await account.get_by_role("button", name="Manage").click()
    await account.get_by_role("button", name="Remove account").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove account").click()
    await expect(account).to_have_count(0)


async def test_an_account_is_paused_and_says_so_where_one_answers(olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/accounts")
    account = page.get_by_role("listitem").filter(has_text="Sunrise on X")
    await account.get_by_role("button", name="Manage").click()
    await account.get_by_role("button", name="Pause").click()
    await expect(account).to_contain_text("Paused")
    await page.goto("/inbox/all?network=x")
    await page.get_by_role("listitem").get_by_role("link").first.click()
    await expect(olga.composer).to_contain_text("The account is paused. Resume it in the settings to reply.")
    await page.goto("/settings/accounts")
    await account.get_by_role("button", name="Manage").click()
    await account.get_by_role("button", name="Resume").click()
    await expect(account).not_to_contain_text("Paused")


async def test_an_address_that_leads_nowhere_says_so(olga: Desk) -> None:
    nothing = olga.page.get_by_role("heading", name="There is nothing here")
    for path in ("/settings/nonsense", "/settings/constructor", "/nowhere"):
        await olga.page.goto(path)
        await expect(nothing).to_be_visible()
    await olga.page.get_by_role("link", name="To the inbox").click()
    await expect(olga.page.get_by_role("heading", level=1, name="Mine")).to_be_visible()
    for path in ("/inbox/nonsense", "/inbox/all/nonsense"):
        await olga.page.goto(path)
        await expect(olga.page.get_by_role("navigation").first).to_be_visible()
