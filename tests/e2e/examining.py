"""What axe finds on a page, in light and in dark."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page

from tests.e2e.people import picture

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may differ where only the colours do.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
CALM = 3
"""So many looks in a row, two frames apart, find nothing that moves."""
REST_SECONDS = 20
# What moves, by the beginning of its tag.
MOVING = """
document.getAnimations().filter((one) => one.playState === "running")
    .map((one) => one.effect.target.cloneNode().outerHTML.slice(0, 120))
"""

Scheme = Literal["light", "dark"]
Examine = Callable[[Page, str], Awaitable[None]]


@pytest.fixture
def examine() -> Examine:
    """Lets axe look at a page in light, and at its colours in dark; what it finds is told with where it found it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `make setup`")
    source = AXE.read_text()

    async def look(page: Page, name: str) -> None:
        # What has popped up lies outside the landmarks, as it must, and what it covers is no target meanwhile.
        behind = {"enabled": not name.startswith("popup")}
        everything = {
            "resultTypes": ["violations"],
            "runOnly": RULES,
            "rules": {"region": behind, "target-size": behind},
        }
        colours = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": OF_COLOURS}}
        try:
            looks: tuple[tuple[Scheme, Any], ...] = (("light", everything), ("dark", colours))
            for scheme, rules in looks:
                await page.emulate_media(color_scheme=scheme)
                await _rest(page, scheme)
                if not await page.evaluate("'axe' in window"):
                    await page.evaluate(source)
                found = await page.evaluate("(rules) => axe.run(document, rules)", rules)
                assert not found["violations"], _told(name, scheme, found["violations"])
                await picture(page, f"axe-{re.sub(r'[^a-zA-Z]+', '-', name).strip('-')}-{scheme}")
        finally:
            await page.emulate_media(color_scheme="light")

    return look


async def _rest(page: Page, scheme: Scheme) -> None:
    """Colours are judged when everything has come to rest; what fades in begins to a moment after it is there."""
    calm, moving = 0, []
    until = asyncio.get_running_loop().time() + REST_SECONDS
    while calm < CALM:
        assert asyncio.get_running_loop().time() < until, f"does not come to rest in {scheme}: {moving}"
        moving = await page.evaluate(MOVING)
        shown = await page.evaluate("document.documentElement.dataset.mantineColorScheme")
        calm = 0 if moving or shown not in {scheme, None} else calm + 1
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _told(name: str, scheme: str, violations: list[dict[str, Any]]) -> str:
    told = [
        f"{one['id']}: {one['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"][:4])
        for one in violations
    ]
    return f"{name}, {scheme}:\n" + "\n".join(told)
