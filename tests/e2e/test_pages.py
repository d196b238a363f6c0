"""Every page on a phone and in Chinese: it fits, it speaks the language, and its picture is kept.

In light and dark: test_accessibility.py.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.test_accessibility import SECTIONS
from tests.e2e.test_phone import PHONE, fits
from tests.e2e.test_toasts import conversation_of

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
async def paths(town: Town, lea: Desk) -> dict[str, str]:
    """All pages of somebody who is signed in, by the names of their pictures."""
    paula = await town.customer("Paula")
    await paula.post("@sunrise 有无麸质面包吗 gluten free?")
    conversation = await conversation_of(lea, paula.name)
    found = await (await lea.page.request.get(f"/api/conversations/{conversation}")).json()
    return {
        "inbox-empty": "/inbox/snoozed?network=x",
        "inbox": "/inbox/all?sort=newest",
        "conversation": f"/inbox/all/{conversation}",
        "person": f"/contacts/{found['contact']['id']}",
        "search": "/search?q=gluten",
        "stream": "/stream",
        **{f"settings-{section}": f"/settings/{section}" for section in SECTIONS},
        "practice": "/practice",
        "nowhere": "/nowhere",
    }


def level_of(name: str) -> int:
    """The heading that is there when the page is."""
    return 2 if name.startswith("settings") else 1


async def look(desk: Desk, name: str, path: str, look: str) -> None:
    """Go there, wait until everything is there, and keep the picture."""
    link = desk.page.locator(f"nav a[href='{path}']").filter(visible=True)
    # From one setting to the next as a person goes, without all of it being loaded again.
    if name.startswith("settings") and await link.count():
        await link.click()
        await expect(desk.page).to_have_url(re.compile(f"{re.escape(path)}$"))
    else:
        await desk.page.goto(path)
    await expect(desk.page.get_by_role("heading", level=level_of(name)).first).to_be_visible()
    loading = desk.page.locator("[role=status][aria-label]").filter(visible=True)
    await expect(loading).to_have_count(0)
    await desk.picture(f"page-{name}-{look}")


@asynccontextmanager
async def speaking(olga: Desk, locale: str) -> AsyncGenerator[None]:
    """For a while the owner's language is another."""
    await olga.view("mine")
    await olga.ask("PATCH", "/api/session", {"locale": locale})
    try:
        yield
    finally:
        await olga.ask("PATCH", "/api/session", {"locale": "en"})


# Russian has the longest words.
@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_every_page_fits_a_phone(paths: dict[str, str], sit: Sit, locale: str) -> None:
    olga = await sit("Olga Owner", **PHONE)
    async with speaking(olga, locale):
        for name, path in paths.items():
            await look(olga, name, path, f"phone-{locale}")
            await fits(olga.page)


async def test_every_page_speaks_chinese(paths: dict[str, str], olga: Desk) -> None:
    async with speaking(olga, "zh-Hans"):
        for name, path in paths.items():
            await look(olga, name, path, "zh")
            await expect(olga.page.locator("html")).to_have_attribute("lang", "zh-Hans")
            if name not in {"person", "practice"}:  # which have a name for a heading
                heading = olga.page.get_by_role("heading", level=level_of(name)).first
                await expect(heading).to_have_text(CHINESE)
