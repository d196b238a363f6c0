"""Whole days without a mouse: nothing here is clicked."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import Window
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product


async def go(page: Page, command: str) -> None:
    """By the palette: the first that fits."""
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    await page.keyboard.type(command)
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_have_text(
        re.compile(f"^{re.escape(command)}")
    )
    await page.keyboard.press("Enter")


async def tab_to(page: Page, role: str, name: str) -> None:
    """Go on with Tab until something is reached, as far as a person would."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # pyright: ignore[reportArgumentType]  # a role
    await expect(wanted).to_be_visible()
    for _ in range(80):
        if await wanted.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    message = f"{role} {name} cannot be reached by Tab"
    raise AssertionError(message)


async def sign_in(page: Page, password: str) -> None:
    """As at the beginning of every day."""
    await page.goto("/sign-in")
    await tab_to(page, "textbox", "Email")
    await page.keyboard.type("ann@sunrise.example")
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Mine")).to_be_visible()


async def say(desk: Desk, key: str, mode: str, words: str) -> None:
    """Write in a mode and send."""
    await desk.press(key)
    await expect(desk.box(mode)).to_be_focused()
    await desk.page.keyboard.type(words)
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.timeline.get_by_text(words)).to_be_visible()
    await desk.page.keyboard.press("Escape")


async def test_an_agents_day(heard: Product, window: Window, town: Town) -> None:
    kai, kim = await town.customer("Kai"), await town.customer("Kim")
    await kai.post("@sunrise is the rye bread vegan?")
    page = await window(heard.url)
    desk = Desk(page, "Ann Agent")
    await sign_in(page, heard.password)
    await go(page, "All open")
    await expect(page.get_by_role("heading", level=1, name="All open")).to_be_visible()
    await go(page, kai.name)
    await expect(desk.conversation.get_by_role("heading", name=kai.name)).to_be_visible()
    await say(desk, "r", "Public reply", "It is, and so is the wheat.")
    await expect(desk.timeline).to_contain_text("Sent", timeout=15_000)
    await say(desk, "n", "Note", "Asks often.")
    await desk.press("e")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(desk.timeline).to_contain_text("resolved")

    await kim.post("@sunrise do you bake on Sundays?")
    await go(page, kim.name)
    await expect(desk.conversation.get_by_role("heading", name=kim.name)).to_be_visible()
    await desk.press("t")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await desk.press("z")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(desk.conversation).to_contain_text("Snoozed")


async def test_settings_and_signing_off(ann: Desk) -> None:
    page = ann.page
    await page.goto("/inbox/mine")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await go(page, "Settings: Notifications")
    await tab_to(page, "checkbox", "A colleague mentions me: Sound")
    sound = page.get_by_role("checkbox", name="A colleague mentions me: Sound")
    await page.keyboard.press("Space")
    await expect(sound).to_be_checked()
    await page.reload()
    await expect(sound).to_be_checked()
    await tab_to(page, "checkbox", "A colleague mentions me: Sound")
    await page.keyboard.press("Space")
    await expect(sound).not_to_be_checked()
    await go(page, "Settings: Signatures")
    await expect(page.get_by_role("heading", name="Signatures")).to_be_visible()
    await go(page, "Sign off")
    await expect(page.get_by_text("Signed off")).to_be_visible()
    await go(page, "Sign on")
    await expect(page.get_by_text("Signed on")).to_be_visible()
    await ann.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
