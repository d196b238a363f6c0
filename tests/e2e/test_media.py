"""Pictures in a conversation: they come through us, are looked at in a viewer, and leave no trace at the network."""

from pathlib import Path

from playwright.async_api import expect

from tests.e2e.people import Desk, Town
from tests.factories.pictures import png


async def test_pictures_of_a_complaint_are_seen_and_looked_at(town: Town, ann: Desk, tmp_path: Path) -> None:
    names = []
    for name, color in {"crumbs.png": (200, 120, 40), "box.png": (40, 90, 160)}.items():
        (tmp_path / name).write_bytes(png(640, 420, color))
        names.append(tmp_path / name)
    mia = await town.customer("Mia")
    page = await ann.page.context.new_page()
    home = await mia.at_home(page)
    await page.get_by_label("Add a picture").set_input_files(names)
    await expect(home.page.locator("form img")).to_have_count(2)
    await page.get_by_role("textbox", name="Post", exact=True).fill("@sunrise the box arrived like this")
    await page.locator("form button[type=submit]").first.click()
    await expect(page.get_by_role("article").filter(has_text="arrived like this").locator("img")).to_have_count(2)
    await page.close()

    asked: list[str] = []
    ann.page.on("request", lambda request: asked.append(request.url))
    await ann.open(mia.name)
    pictures = ann.timeline.get_by_role("button", name="Look at the picture")
    await expect(pictures).to_have_count(2)
    await pictures.first.click()
    viewer = ann.page.get_by_role("dialog")
    await expect(viewer).to_contain_text("1 / 2")
    await ann.page.keyboard.press("ArrowRight")
    await expect(viewer).to_contain_text("2 / 2")
    await viewer.get_by_role("button", name="Full size").click()
    await ann.picture("picture-viewer")
    await ann.page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(pictures.first).to_be_visible()
    await ann.picture("pictures-in-thread")
    assert [url for url in asked if "/practice/" in url] == []


async def test_pictures_go_with_a_reply_and_come_back_with_an_undo(town: Town, ann: Desk, tmp_path: Path) -> None:
    (tmp_path / "loaf.png").write_bytes(png(320, 200, (180, 140, 60)))
    ida = await town.customer("Ida")
    await ida.message("can you show me the new loaf?")
    await ann.open(ida.name)
    await ann.mode("Private reply")
    await ann.composer.get_by_label("Add pictures").first.set_input_files(tmp_path / "loaf.png")
    chosen = ann.composer.get_by_role("list", name="Pictures with this reply").locator("img")
    await expect(chosen).to_have_count(1)
    await ann.box("Private reply").fill("Here it is")
    await ann.picture("pictures-in-composer")
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline.get_by_role("button", name="Look at the picture")).to_have_count(1)
    await ann.box("Private reply").blur()
    await ann.page.keyboard.press("u")
    await expect(chosen).to_have_count(1)
    await expect(ann.box("Private reply")).to_have_value("Here it is")
    await ann.box("Private reply").focus()
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline).to_contain_text("Sent", timeout=15_000)

    page = await ann.page.context.new_page()
    home = await ida.at_home(page, tab="messages")
    shown = home.page.locator("section").get_by_text("Here it is")
    await expect(shown).to_be_visible()
    await expect(home.page.locator("section img[src*='/pictures/']")).to_have_count(1)
    await page.close()
