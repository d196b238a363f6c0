"""Pictures of the running demo for the papers: `make run` in one terminal, this in another.

    python tools/screenshots.py [http://127.0.0.1:8000]

Writes docs/images/*.png. The demo's password is read from the data folder (HEARD_DATA_DIR, else .data), the browser is
Debian's Chromium or the one HEARD_CHROMIUM names.
"""

import asyncio
import os
import re
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
DESK: ViewportSize = {"width": 1400, "height": 860}
PHONE: ViewportSize = {"width": 360, "height": 740}
ASKED = "Nora Finch"


async def main(url: str) -> None:
    """Take them all."""
    secret = (Path(os.environ.get("HEARD_DATA_DIR", ".data")) / "demo_password").read_text().strip()
    IMAGES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        path = os.environ.get("HEARD_CHROMIUM", "/usr/bin/chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        lea = await desk(browser, url, "lea", secret, viewport=DESK)
        await conversation(lea)
        await work(lea)
        await take(lea, "inbox")
        await guides(lea)
        await lea.emulate_media(color_scheme="dark")
        await conversation(lea)
        await take(lea, "inbox-dark")
        wei = await desk(browser, url, "wei", secret, viewport=DESK)
        await conversation(wei)
        await take(wei, "inbox-zh")
        phone = await desk(browser, url, "lea", secret, viewport=PHONE, device_scale_factor=2, is_mobile=True)
        await conversation(phone)
        await take(phone, "phone")
        customer = await browser.new_page(
            base_url=url, viewport={"width": DESK["width"], "height": DESK["height"]}, locale="en-GB"
        )
        await customer.goto("/practice?as=nora")
        await customer.get_by_role("article").filter(has_text="squashed").scroll_into_view_if_needed()
        await take(customer, "practice")
        await browser.close()


async def desk(browser: Browser, url: str, who: str, secret: str, **options: object) -> Page:
    """Sign a colleague in."""
    page = await browser.new_page(base_url=url, locale="en-GB", **options)  # pyright: ignore[reportArgumentType]  # a page's options
    await page.goto("/sign-in")
    await page.locator("input[name=email]").fill(f"{who}@sunrise.example")
    await page.locator("input[name=password]").fill(secret)
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/inbox/"))
    return page


async def conversation(page: Page) -> None:
    """Open the conversation that the pictures show, beside the list of all that is open."""
    row = page.get_by_role("listitem").get_by_role("link", name=re.compile(ASKED))
    for view in ("all", "pending"):
        await page.goto(f"/inbox/{view}?sort=newest")
        await expect(page.get_by_role("status", name=re.compile("."))).to_have_count(0)  # no longer loading
        await asyncio.sleep(0.5)
        if await row.count():
            break
    number = (await row.get_attribute("href") or "").partition("?")[0].rpartition("/")[2]
    await page.goto(f"/inbox/all/{number}?sort=newest")
    await expect(page.get_by_role("log")).to_be_visible()


async def guides(page: Page) -> None:
    """What the guides speak of: the palette, several conversations chosen, public and private, a search."""
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_visible()
    await take(page, "palette", blur=False)
    await page.keyboard.press("Escape")
    await page.get_by_role("region", name="Write", exact=True).get_by_text("Private reply", exact=True).click()
    await take(page, "public-private")
    await page.goto("/inbox/all?sort=newest")
    await expect(page.get_by_role("listitem").first).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    for _ in range(3):
        await page.keyboard.press("j")
    await page.keyboard.press("X")
    await expect(page.get_by_role("toolbar")).to_be_visible()
    await take(page, "bulk")
    await page.goto("/search?q=order")
    await expect(page.get_by_role("list", name="Hits")).to_be_visible()
    await take(page, "search")


async def work(page: Page) -> None:
    """Tag it, leave a note and answer, unless that was done at an earlier run."""
    if await page.get_by_role("article", name="Note by Lea Lead").count():
        return
    await page.keyboard.press("n")
    await page.keyboard.type("Third squashed box this week. @An")
    await page.keyboard.press("Enter")
    await page.keyboard.type("can you ask the courier?")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("article", name="Note by Lea Lead")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("t")
    await page.get_by_role("menuitemcheckbox", name="delivery").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await page.keyboard.press("r")
    await page.keyboard.type("We are sorry, Nora. A fresh one is on its way, and you will have it by noon.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("log")).to_contain_text(re.compile("Sent|Delivered"), timeout=20_000)


async def take(page: Page, name: str, *, blur: bool = True) -> None:
    """Take one, when all has come to rest."""
    await page.mouse.move(0, 0)
    if blur:
        await page.evaluate("document.activeElement?.blur()")
    # What happens to be told just then is not what the picture is about.
    await page.add_style_tag(content="[class*=_toasts_] { display: none }")
    await asyncio.sleep(0.6)
    path = IMAGES / f"{name}.png"
    await page.screenshot(path=path, animations="disabled")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
