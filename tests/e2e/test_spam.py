"""Spam words: an admin lists one, a customer says it, nobody waits; one press brings the customer back for good."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Customer, Desk, Town


async def listed(olga: Desk) -> None:
    """The owner puts a word on the list, after one that is too short, and sees first what it would have filed."""
    page = olga.page
    await page.goto("/settings/spam")
    box = page.get_by_label("Word or phrase")
    await box.fill("я")
    await expect(page.get_by_text("One letter is in nearly every message.")).to_be_visible()
    await box.fill("ROULETTARIUM")
    await expect(page.get_by_text(re.compile(r"Would have filed 1 of the last \d+ messages"))).to_be_visible()
    await expect(page.get_by_role("list", name="The newest of them")).to_contain_text("roulettarium for bakers")
    await olga.picture("spam-preview")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listitem").filter(has_text="ROULETTARIUM")).to_contain_text("has filed nothing yet")
    await expect(box).to_have_value("")
    await box.fill("roulettarium")
    await page.get_by_role("button", name="Add word").click()
    await expect(page.get_by_text("This word is on the list already.")).to_be_visible()


async def taken_back(ann: Desk, carl: Customer) -> None:
    """An agent says by one press that it is no spam, and closes the conversation after that."""
    await ann.open(carl.name, view="spam")
    await ann.conversation.get_by_role("button", name="Not spam").focus()
    await ann.page.keyboard.press("Enter")
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("New")
    await expect(ann.timeline).to_contain_text("Ann Agent: not spam")
    await ann.press("e")
    await ann.page.get_by_role("menuitem", name="Something else").click()
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("Resolved")


async def test_a_spam_word_files_what_has_it_and_not_spam_brings_it_back(town: Town, olga: Desk, ann: Desk) -> None:
    otto = await town.customer("Otto")
    await otto.post("@sunrise roulettarium for bakers")
    await ann.view("all", sort="newest")
    await expect(ann.row(otto.name)).to_be_visible()
    await listed(olga)

    carl = await town.customer("Carl")
    await carl.post("@sunrise Roulettarium! Win today")
    await ann.open(carl.name, view="spam")
    await expect(ann.timeline).to_contain_text("Filed as spam by the word “ROULETTARIUM”")
    await ann.picture("spam-thread")
    await ann.view("all", sort="newest")
    await expect(ann.row(otto.name)).to_be_visible()
    await expect(ann.row(carl.name)).to_have_count(0)
    await olga.page.reload()
    word = olga.page.get_by_role("listitem").filter(has_text="ROULETTARIUM")
    await expect(word).to_contain_text("filed 1 message · last")
    await olga.picture("spam-settings")

    await taken_back(ann, carl)
    await carl.post("@sunrise the roulettarium is a cake, I would like one")
    await ann.view("all", sort="newest")
    await expect(ann.row(carl.name)).to_be_visible()

    await word.get_by_role("button", name="Remove the word ROULETTARIUM").click()
    await olga.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(word).to_have_count(0)
    dora = await town.customer("Dora")
    await dora.post("@sunrise roulettarium")
    await expect(ann.row(dora.name)).to_be_visible()


async def test_who_may_not_change_the_list_reads_it_and_a_telephone_shows_it(olga: Desk, lea: Desk, sit: Sit) -> None:
    phrases = ("加微信领取免费礼品", "Быстрый заработок без вложений и без риска", "💰💰")
    for phrase in phrases:
        await olga.ask("POST", "/api/spam-words", {"word": phrase, "counts_in": "public"})
    await lea.page.goto("/settings/spam")
    await expect(lea.page.get_by_text("You can look but not change")).to_be_visible()
    await expect(lea.page.get_by_text(phrases[0])).to_be_visible()
    await expect(lea.page.get_by_role("button", name=re.compile("Remove the word"))).to_have_count(0)
    await expect(lea.page.get_by_label("Word or phrase")).to_have_count(0)
    phone = await sit("魏 Wei", color_scheme="dark", viewport={"width": 360, "height": 740})
    await phone.page.goto("/settings/spam")
    await expect(phone.page.get_by_role("heading", name="垃圾词")).to_be_visible()
    await expect(phone.page.get_by_text(phrases[1])).to_be_visible()
    await phone.picture("spam-phone")
    assert await phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    olga_phone = await sit("Olga Owner", color_scheme="dark", viewport={"width": 360, "height": 740})
    await olga_phone.page.goto("/settings/spam")
    await olga_phone.page.get_by_label("Word or phrase").fill("bread")
    await expect(olga_phone.page.get_by_text(re.compile("Would have filed"))).to_be_visible()
    await olga_phone.picture("spam-phone-form")
    assert await olga_phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    words = await (await olga.page.request.get("/api/spam-words")).json()
    for word in words["items"]:
        session = await (await olga.page.request.get("/api/session")).json()
        headers = {"x-csrf-token": session["csrf_token"]}
        await olga.page.request.fetch(f"/api/spam-words/{word['id']}", method="DELETE", headers=headers)
