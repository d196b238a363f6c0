"""What contacts write in: narrowed by, seen where it is not one's own, corrected, handed back."""

import re
from typing import Any

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.test_phone import PHONE, fits

RUSSIAN = "Здравствуйте, подскажите пожалуйста, когда приедет курьер с моим заказом?"


async def test_a_list_is_narrowed_by_what_contacts_write(ann: Desk, town: Town) -> None:
    page = ann.page
    anton = await town.customer("Anton Kurier")
    await anton.post(f"@sunrise {RUSSIAN}")
    await ann.view("all", sort="newest")
    await expect(ann.row(anton.name).get_by_role("img", name="Writes in Russian")).to_be_visible()
    await ann.press("f")
    await page.keyboard.type("russ")
    await page.get_by_role("option", name="Russian").click()
    await expect(page.get_by_text("Language: Russian", exact=True)).to_be_visible()
    await expect(page).to_have_url(re.compile("language=ru"))
    await expect(ann.row(anton.name)).to_be_visible()
    rows = page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    # The list before stays on the screen until the narrowed one is there.
    await expect(rows.filter(has_not=page.get_by_role("img", name="Writes in Russian"))).to_have_count(0)
    await ann.picture("languages-list")
    await page.reload()
    await expect(page.get_by_text("Language: Russian", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Remove the filter Russian").click()
    await expect(page).not_to_have_url(re.compile("language="))


async def test_a_wrong_language_is_put_right_and_handed_back(ann: Desk, lea: Desk, town: Town) -> None:
    oksana = await town.customer("Oksana Nova")
    await oksana.message(RUSSIAN)
    await ann.open(oksana.name)
    said = ann.timeline.get_by_text(RUSSIAN)
    await expect(ann.timeline.locator("[lang=ru]")).to_contain_text("когда приедет курьер")
    await lea.open(oksana.name)
    await ann.conversation.get_by_role("button", name="Language: Russian").click()
    await expect(ann.page.get_by_role("menuitem", name="Ukrainian")).to_be_visible()
    await ann.picture("languages-menu")
    await ann.page.get_by_role("menuitem", name="Ukrainian").click()
    await expect(ann.conversation.get_by_role("button", name="Language: Ukrainian")).to_be_visible()
    await expect(ann.timeline.get_by_text("Ann Agent set the language to Ukrainian")).to_be_visible()
    await expect(lea.conversation.get_by_role("button", name="Language: Ukrainian")).to_be_visible()
    await oksana.message("Пожалуйста, ответьте, я жду уже целую неделю!")
    await expect(ann.timeline.get_by_text("я жду уже целую неделю")).to_be_visible()
    await expect(ann.conversation.get_by_role("button", name="Language: Ukrainian")).to_be_visible()
    await ann.conversation.get_by_role("button", name="Language: Ukrainian").click()
    await ann.page.get_by_role("menuitem", name="Recognise it by itself").click()
    await expect(ann.conversation.get_by_role("button", name="Language: Russian")).to_be_visible()
    await expect(said).to_be_visible()


async def test_macros_of_the_contacts_language_come_first(olga: Desk, town: Town) -> None:
    made: list[Any] = [
        await olga.ask("POST", "/api/macros", {"scope": "private", "name": name, "text": name, "language": language})
        for name, language in (("Sorry lang", "en"), ("Sorry по-русски lang", "ru"))
    ]
    try:
        pavel = await town.customer("Pavel Macro")
        await pavel.message(RUSSIAN)
        await olga.open(pavel.name)
        await expect(olga.conversation.get_by_role("button", name="Language: Russian")).to_be_visible()
        await olga.mode("Private reply")
        await olga.box("Private reply").press_sequentially("/sorry")
        options = olga.composer.get_by_role("option")
        await expect(options.filter(has_text="lang").first).to_have_text("Sorry по-русски lang")
    finally:
        session: Any = await (await olga.page.request.get("/api/session")).json()
        headers = {"x-csrf-token": session["csrf_token"]}
        for each in made:
            await olga.page.request.delete(f"/api/macros/{each['id']}", headers=headers)


async def test_in_chinese_and_in_the_dark_on_a_phone(sit: Sit, town: Town) -> None:
    hans = await town.customer("Han Mei 韩梅")
    hant = await town.customer("Lin Yi 林怡")
    await hans.post("@sunrise 我的订单怎么还没有收到？")
    await hant.post("@sunrise 我的訂單怎麼還沒有收到？")
    wei = await sit("魏 Wei", **PHONE, color_scheme="dark")
    await wei.view("all", sort="newest", language="zh")
    await expect(wei.page.get_by_text("语言: 中文", exact=True)).to_be_visible()
    await expect(wei.row(hant.name).get_by_role("img", name="使用繁体中文")).to_have_text("繁")
    await expect(wei.row(hans.name)).to_be_visible()
    await expect(wei.row(hans.name).get_by_role("img", name=re.compile("使用"))).to_have_count(0)
    await fits(wei.page)
    await wei.picture("languages-phone-zh")
    await wei.row(hant.name).tap()
    await expect(wei.page.get_by_role("button", name="语言：繁体中文")).to_be_visible()
    await expect(wei.page.locator("article [lang=zh-Hant]")).to_contain_text("我的訂單")
    await fits(wei.page)
    await wei.picture("languages-phone-conversation-zh")
