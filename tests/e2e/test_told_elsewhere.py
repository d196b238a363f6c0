"""Being told outside Heard: by a mail whose link leads in, and on a Slack that an admin connects and lets go."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.conftest import Sit
from tests.e2e.examining import Examine
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product
from tests.factories.mail_server import MailServer
from tests.factories.slack import TOKEN, Slack

SETTINGS = "/settings/notifications"
CHOICES = "**/api/notifications/choices"
WITHIN = 60


async def choose(page: Page, way: str) -> None:
    """Choose to be told of mentions in a way."""
    await page.goto(SETTINGS)
    box = page.get_by_role("checkbox", name=f"A colleague mentions me: {way}")
    async with page.expect_response(CHOICES):
        await box.click()
    await expect(box).to_be_checked()


async def call(desk: Desk, contact: str, words: str) -> None:
    """Call Ann into a contact's conversation."""
    await desk.open(contact)
    await desk.mode("Note")
    await desk.box("Note").press_sequentially(f"{words} @Ann")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.timeline.get_by_text(words)).to_be_visible()


async def found(what: Any) -> Any:
    """What is found, once it is there."""
    async with asyncio.timeout(WITHIN):
        while not (here := what()):
            await asyncio.sleep(0.1)
    return here


async def test_who_does_not_look_gets_a_mail_whose_link_leads_to_what_was_said(
    heard: Product, mail: MailServer, town: Town, ann: Desk, lea: Desk
) -> None:
    bea = await town.customer("Bea")
    await bea.post("@sunrise mail me")
    page = ann.page
    await choose(page, "E-mail")
    await expect(page.get_by_text("Mails go to ann@sunrise.example")).to_be_visible()
    await page.get_by_role("button", name="Mail me a test").click()
    await expect(page.get_by_role("status").filter(has_text="Handed over for ann@sunrise.example")).to_be_visible()
    await ann.picture("mail")
    await page.goto("about:blank")
    await call(lea, bea.name, "please answer")

    about = await found(lambda: next((each for each in mail.got if bea.name in each.as_string()), None))
    assert about["to"] == "Ann Agent <ann@sunrise.example>"
    plain = about.get_body(("plain",)).get_content()
    assert f"Lea Lead mentioned you: {bea.name}" in plain
    assert "please answer" not in plain
    entry = plain.split(f"Lea Lead mentioned you: {bea.name}")[1]
    link = re.search(r"\S+/inbox/all/\S+", entry)
    assert link is not None
    assert link[0].startswith(heard.url)
    await page.goto(link[0])
    await expect(ann.timeline.get_by_role("article", name="Note by Lea Lead")).to_be_in_viewport()


async def test_an_admin_connects_slack_and_people_are_told_there(
    slack: Slack, town: Town, ann: Desk, lea: Desk, olga: Desk, sit: Sit, examine: Examine
) -> None:
    slack.people["ann@sunrise.example"] = "U0ANN"
    page = olga.page
    await lea.page.goto(SETTINGS)
    await expect(lea.page.get_by_text("An owner or admin of the workspace can connect one.")).to_be_visible()
    await page.goto(SETTINGS)
    await expect(page.get_by_role("columnheader", name="Slack")).to_have_count(0)
    await page.get_by_role("button", name="Connect Slack").click()
    dialog = page.get_by_role("dialog", name="Connect Slack")
    await dialog.get_by_label("Bot token").fill("xoxb-wrong")
    await dialog.get_by_role("button", name="Connect Slack").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Slack does not take this token: invalid_auth")
    await examine(page, "popup of a Slack that is refused")
    await dialog.get_by_label("Bot token").fill(TOKEN)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Connected to Bakery")).to_be_visible()
    await expect(dialog).to_have_count(0)
    await expect(lea.page.get_by_role("columnheader", name="Slack")).to_be_visible()
    await examine(page, "Slack is connected")

    kim = await town.customer("Kim")
    await kim.post("@sunrise slack me")
    await choose(ann.page, "Slack")
    await ann.page.goto("about:blank")
    await call(lea, kim.name, "please look")
    said = await found(lambda: next((each for each in slack.got if kim.name in each["text"]), None))
    assert said["channel"] == "U0ANN"
    phone = await sit("魏 Wei", viewport={"width": 360, "height": 740})
    await phone.page.goto(SETTINGS)
    await expect(phone.page.get_by_role("columnheader", name="Slack")).to_be_visible()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    await phone.picture("told-elsewhere-phone")

    await page.get_by_role("button", name="Disconnect").click()
    await page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    await expect(page.get_by_text("No Slack is connected")).to_be_visible()
    await expect(page.get_by_role("columnheader", name="Slack")).to_have_count(0)
