"""Every page, in light and dark, examined by axe; those with a conversation apart, since a file's journeys wait for each other."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.examining import Examine
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product
from tests.e2e.test_toasts import conversation_of

SECTIONS = (
    "profile",
    "signatures",
    "peoplePage",
    "notifications",
    "macros",
    "approvals",
    "contactFields",
    "hours",
    "policies",
    "muted",
    "spam",
    "stale",
    "accounts",
    "members",
    "invitations",
    "teams",
    "tags",
    "tokens",
    "problems",
)


async def test_the_pages_before_signing_in(heard: Product, window: Window, examine: Examine) -> None:
    page = await window(heard.url)
    for path, heading in (
        ("/sign-in", "Sign in"),
        ("/invite#unknown", "This invitation does not work"),
        ("/nowhere", "There is nothing here"),
    ):
        await page.goto(path)
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        await examine(page, path)


async def test_the_page_of_who_answers(heard: Product, sit: Sit, window: Window, examine: Examine) -> None:
    olga = await sit("Olga Owner")
    await olga.view("mine")
    session = await (await olga.page.request.get("/api/session")).json()
    page = await window(heard.url)
    await page.goto(session["workspace"]["people_page"])
    await expect(page.get_by_role("heading", name="Who answers you")).to_be_visible()
    await examine(page, "who answers")


async def test_the_settings(sit: Sit, examine: Examine) -> None:
    olga = await sit("Olga Owner")
    await olga.page.goto("/settings")
    for section in SECTIONS:
        await olga.page.locator(f"nav a[href='/settings/{section}']").click()
        await expect(olga.page).to_have_url(re.compile(f"/settings/{section}$"))
        await expect(olga.page.get_by_role("heading", level=2)).to_be_visible()
        await expect(olga.page.get_by_role("status", name="Loading")).to_have_count(0)
        await examine(olga.page, section)
    await olga.page.goto("/settings/accounts")
    await olga.page.get_by_role("button", name="Connect account").click()
    await olga.page.get_by_role("dialog").get_by_role("button", name=re.compile("X$")).click()
    await expect(olga.page.get_by_role("textbox", name="Name in Heard")).to_be_visible()
    await examine(olga.page, "popup to connect an account")
    popups = {"hours": "Change the hours of Sunrise Bakery", "policies": "Add a policy"}
    for section, button in popups.items():
        await olga.page.goto(f"/settings/{section}")
        await olga.page.get_by_role("button", name=button).click()
        await expect(olga.page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()
        await examine(olga.page, f"popup of {section}")


async def test_the_practice_network(heard: Product, town: Town, window: Window, examine: Examine) -> None:
    ute = await town.customer("Ute")
    await ute.message("Hello there")
    home = await ute.at_home(await window(heard.url))
    await home.post(f"@sunrise good morning from {ute.name}")
    await examine(home.page, "the feed")
    await ute.at_home(home.page, "messages")
    await expect(home.page.get_by_text("Hello there")).to_be_visible()
    await examine(home.page, "the messages")


async def test_a_phone(sit: Sit, examine: Examine) -> None:
    ann = await sit("Ann Agent", viewport={"width": 360, "height": 740})
    await ann.view("all", sort="newest")
    await examine(ann.page, "the list on a phone")
    await ann.page.get_by_role("button", name="Open the navigation").click()
    await expect(ann.page.get_by_role("navigation", name="Views")).to_be_visible()
    await examine(ann.page, "the navigation on a phone")


async def test_toasts(town: Town, sit: Sit, lea: Desk, examine: Examine) -> None:
    ann = await sit("Ann Agent")
    tea = await town.customer("Tea")
    await tea.post("@sunrise toasts for all")
    conversation_id = await conversation_of(lea, tea.name)
    await ann.view("mine")
    me = (await (await ann.page.request.get("/api/session")).json())["user"]["id"]
    await lea.ask("POST", f"/api/conversations/{conversation_id}/notes", {"text": "look", "mentions": [me]})
    await ann.page.get_by_role("region", name="Just happened").get_by_role("button", name=tea.name).focus()
    await examine(ann.page, "toasts")
    await ann.ask("POST", "/api/notifications/reads", {})


async def test_the_stream(sit: Sit, examine: Examine) -> None:
    desk = await sit("Ann Agent")
    page = desk.page
    await page.goto("/stream")
    await expect(page.get_by_role("article").first).to_be_visible()
    await examine(page, "stream")
    await page.get_by_role("button", name="Put down as").first.click()
    await expect(page.get_by_role("menuitem", name="Prospect")).to_be_visible()
    await examine(page, "popup/stream")
