"""Who answers: a photo and a few words, offered when one answers somebody for the first time, and a page that shows them."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product
from tests.factories.pictures import png

WORDS = "I am Lea, I know every oven here."


async def test_a_face_and_a_few_words_from_the_profile_to_the_customer_and_the_public_page(
    heard: Product, town: Town, sit: Sit, window: Window, tmp_path: Path
) -> None:
    lea = await sit("Lea Lead")
    await introduce(lea, tmp_path)

    dana = await town.customer("Dana")
    await dana.post("@sunrise is the small oven repaired?")
    await lea.open(dana.name)
    hint = lea.composer.get_by_role("button", name="Introduce yourself")
    await lea.write("It is.")
    await hint.click()
    await expect(lea.box("Public reply")).to_have_value(f"{WORDS} It is.")
    await expect(hint).to_have_count(0)
    await lea.picture("introduced")
    await lea.page.keyboard.press("Control+Enter")
    await expect(lea.timeline).to_contain_text(WORDS)
    await dana.post("@sunrise thank you!")
    await lea.page.reload()
    await expect(lea.composer.get_by_role("button", name="Send", exact=True)).to_be_visible()
    await expect(hint).to_have_count(0)

    address = await the_page(sit)
    visitor = await window(heard.url, locale="zh-CN", viewport={"width": 360, "height": 740})
    await visitor.goto(address)
    await expect(visitor.get_by_role("heading", level=1)).to_contain_text("谁在回复您")
    shown = visitor.get_by_role("listitem").filter(has_text=WORDS)
    await expect(shown).to_be_visible()
    assert await shown.locator("img").evaluate("(face) => face.decode().then(() => face.naturalWidth)") == 320
    await visitor.goto(address + "x")
    await expect(visitor.get_by_role("heading", level=1)).to_contain_text("此页面不存在")


async def introduce(lea: Desk, tmp_path: Path) -> None:
    """Choose a photo, which is cut, write a few words, and be shown to everybody."""
    (tmp_path / "face.png").write_bytes(png(640, 420, (120, 90, 60)))
    await lea.page.goto("/settings/profile")
    await lea.page.get_by_label("Choose a photo").first.set_input_files(tmp_path / "face.png")
    await expect(lea.page.get_by_role("button", name="Remove the photo")).to_be_visible()
    await lea.page.get_by_role("textbox", name="How you introduce yourself").fill(WORDS)
    await lea.page.get_by_role("group", name="Introduction").get_by_role("button", name="Save").click()
    await expect(lea.page.get_by_text("Saved.")).to_be_visible()
    box = lea.page.get_by_role("checkbox", name="Show me on the public page")
    await expect(box).to_be_checked()  # as the demo has her
    for shown in (False, True):
        async with lea.page.expect_response(lambda answer: answer.request.method == "PATCH"):
            await box.click()
        await expect(box).to_be_checked(checked=shown)
    await lea.picture("profile-introduced")


async def the_page(sit: Sit) -> str:
    """The address of the public page, which is on in the demo; off and on again it has another one."""
    olga = await sit("Olga Owner")
    await olga.page.goto("/settings/peoplePage")
    address = olga.page.get_by_role("textbox", name="Its address")
    old = await address.input_value()
    switch = olga.page.get_by_role("checkbox", name="Have a public page")
    await switch.click()
    await expect(address).to_have_count(0)
    await switch.click()
    await expect(address).to_have_value(re.compile("/people/"))
    assert await address.input_value() != old
    await expect(olga.page.get_by_text("Lea").first).to_be_visible()
    await olga.picture("people-page-settings")
    return await address.input_value()
