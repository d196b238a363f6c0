"""The web UI in real Chromium, on a warm server with the demo workspace: what is loaded first, and how soon one can work."""

import asyncio
import gzip
import os
import shutil
import statistics
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, Response, StorageState, async_playwright

from bench import big
from tests.e2e.conftest import FLAGS
from tests.e2e.product import Product

TIMES = 5
# When the page first shows something that fits, by its own clock; two frames later it is painted.
_UNTIL = """
(selector) => new Promise((done) => {
  const look = () => document.querySelector(selector)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    : requestAnimationFrame(look);
  look();
})
"""
_OPEN = """
([row, log, which]) => new Promise((done) => {
  const begun = performance.now();
  document.querySelectorAll(row)[which].click();
  const look = () => document.querySelector(log)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
    : requestAnimationFrame(look);
  look();
})
"""
# The key that goes on to the next, until its name and what was said are there.
_NEXT = """
([name, log, key]) => new Promise((done) => {
  const before = document.querySelector(name).textContent;
  const isOther = () => (document.querySelector(name)?.textContent ?? before) !== before;
  const begun = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const look = () => isOther() && document.querySelector(log)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
    : requestAnimationFrame(look);
  look();
})
"""
# Scrolls down as fast as a person spins a wheel, until so many rows are there and behind; how long each frame took.
_SCROLL = """
([rows, height]) => new Promise((done) => {
  const list = document.querySelector("li a[href*='/inbox/']").closest("ul").parentElement;
  const frames = [];
  let last = performance.now();
  const move = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (list.scrollTop >= rows * height) return done(frames.slice(1));
    list.scrollTop += 400;
    requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
})
"""
_ROWS, _ROW_HEIGHT = 10_000, 88
_LIST = "li a[href*='/inbox/']"
_LOG = "[role=log] *"
_NAME = "h1 > button"


async def measure() -> dict[str, float]:
    """Kilobytes of the first load, and milliseconds until there is something to read."""
    folder = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    folder.chmod(0o711)
    product = Product(folder, demo=True)
    await product.start()
    try:
        async with _chromium() as browser:
            figures = await _measure(browser, product)
    finally:
        await product.stop()
        shutil.rmtree(folder, ignore_errors=True)
    async with big.seeded(_ROWS * 11 // 10) as place, _chromium() as browser:
        return figures | await _scroll(browser, place)


@asynccontextmanager
async def _chromium() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        path = os.environ.get("HEARD_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


async def _scroll(browser: Browser, place: big.Big) -> dict[str, float]:
    """Down a list of ten thousand rows, which are fetched on the way: the time of a frame, and of all."""
    client = place.owner.client
    context = await browser.new_context(
        base_url=str(client.base_url), storage_state=_signed_in(str(client.base_url), client.cookies["heard_session"])
    )
    page = await context.new_page()
    await page.goto("/inbox/resolved", wait_until="commit")
    await page.evaluate(_UNTIL, _LIST)
    frames: list[float] = sorted(await page.evaluate(_SCROLL, [_ROWS - 20, _ROW_HEIGHT]))
    shown = await page.locator(_LIST).count()
    await context.close()
    return {
        "scroll_rows": _ROWS,
        "scroll_seconds": sum(frames) / 1000,
        "scroll_frame_p50_ms": statistics.median(frames),
        "scroll_frame_p99_ms": frames[int(len(frames) * 0.99)],
        "scroll_frame_worst_ms": frames[-1],
        "scroll_rows_in_page": shown,
    }


def _signed_in(url: str, cookie: str) -> StorageState:
    return {"cookies": [{"name": "heard_session", "value": cookie, "url": url}], "origins": []}


async def _measure(browser: Browser, product: Product) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=product.url) as client:
        form = {"email": "ann@sunrise.example", "password": product.password}
        cookie = (await client.post("/api/session", json=form)).cookies["heard_session"]
    state = _signed_in(product.url, cookie)
    await _once(browser, product, state)  # to warm up
    runs = [await _once(browser, product, state) for _ in range(TIMES)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


async def _once(browser: Browser, product: Product, state: StorageState) -> dict[str, float]:
    """A browser that has never been here: the inbox, a conversation at once, another after a moment, that one again, the next."""
    context = await browser.new_context(base_url=product.url, storage_state=state)
    page = await context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 — Playwright marks what it is given
    await page.goto("/inbox/all", wait_until="commit")
    paint = await page.evaluate(_UNTIL, _LIST)
    size = await _size([each for each in answers if each.status == 200])
    first = await page.evaluate(_OPEN, [_LIST, _LOG, 0])
    await _away(page)
    other = await page.evaluate(_OPEN, [_LIST, _LOG, 2])
    await _away(page)
    again = await page.evaluate(_OPEN, [_LIST, _LOG, 2])
    await asyncio.sleep(1)  # somebody reads it
    following = await page.evaluate(_NEXT, [_NAME, _LOG, "j"])
    await context.close()
    return {
        "first_load_kb_gz": size,
        "inbox_ms": paint,
        "open_first_ms": first,
        "open_ms": other,
        "open_cached_ms": again,
        "open_next_ms": following,
    }


async def _away(page: Page) -> None:
    await page.go_back()
    await page.wait_for_function("() => !document.querySelector('[role=log]')")
    await asyncio.sleep(0.5)  # what the browser does when it has nothing to do is not part of the next


async def _size(answers: list[Response]) -> float:
    """Page, scripts and styles, as a proxy would compress them; letters of fonts come when they are needed."""
    kinds = (".js", ".css", "/inbox/all")
    bodies = [await each.body() for each in answers if each.url.partition("?")[0].endswith(kinds)]
    return sum(len(gzip.compress(body, 6)) for body in bodies) / 1000
