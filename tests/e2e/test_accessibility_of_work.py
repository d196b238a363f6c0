"""A conversation and all that pops up over it, in light and dark, examined by axe."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.examining import Examine
from tests.e2e.people import Desk, Town


async def test_the_inbox_and_a_conversation(town: Town, sit: Sit, examine: Examine) -> None:
    tara = await town.customer("Tara")
    await tara.post("@sunrise may I bring my dog?")
    ann = await sit("Ann Agent")
    await ann.view("mine")
    await expect(ann.page.get_by_role("heading", level=1)).to_be_visible()
    await examine(ann.page, "a list")
    await ann.open(tara.name)
    await examine(ann.page, "a conversation")
    await ann.send("She likes dogs", "Note")
    await ann.send("Of course.")
    await ann.write("And a secret", "Private reply")
    await expect(ann.timeline).not_to_contain_text("Saving")
    await examine(ann.page, "a conversation with words of ours")
    await _pickers(ann, examine)
    await _menus(ann, examine)


async def _pickers(desk: Desk, examine: Examine) -> None:
    await desk.mode("Public reply")
    await desk.composer.get_by_role("button", name="Emoji").click()
    # All of the two thousand would keep axe busy for longer than everything else here.
    await desk.page.get_by_role("combobox", name="Find an emoji").fill("grinning")
    await expect(desk.page.get_by_role("option", name="grinning face", exact=True)).to_be_visible()
    await expect(desk.page.get_by_role("option", name="waving hand", exact=True)).to_have_count(0)
    await examine(desk.page, "popup of emoji")
    await desk.page.keyboard.press("Escape")
    await desk.composer.get_by_role("button", name="Other ways to send").click()
    await expect(desk.page.get_by_role("menuitem", name="Send and next")).to_be_visible()
    await examine(desk.page, "popup of ways to send")
    await desk.page.keyboard.press("Escape")
    await desk.box("Public reply").press_sequentially("/")
    await expect(
        desk.composer.get_by_text("No macro fits.").or_(desk.composer.get_by_role("option")).first
    ).to_be_visible()
    await examine(desk.page, "popup of macros")
    await desk.page.keyboard.press("Escape")


async def _menus(desk: Desk, examine: Examine) -> None:
    await desk.page.keyboard.press("Escape")  # out of the text
    for key, name in (("a", "Find a person or team"), ("t", "delivery"), ("e", "Spam"), ("?", "Keyboard shortcuts")):
        await desk.press(key)
        shown = desk.page.get_by_placeholder(name).or_(desk.page.get_by_text(name, exact=True)).last
        await expect(shown).to_be_visible()
        await examine(desk.page, f"popup of {key}")
        await desk.page.keyboard.press("Escape")


async def test_a_reply_that_goes_out_later(town: Town, sit: Sit, examine: Examine) -> None:
    rita = await town.customer("Rita")
    await rita.post("@sunrise when do you open?")
    ann = await sit("Ann Agent")
    await ann.open(rita.name)
    await ann.write("At seven.")
    await ann.page.keyboard.press("Control+Alt+Enter")
    await expect(ann.page.get_by_role("menuitem", name="Tomorrow")).to_be_visible()
    await examine(ann.page, "popup of times to send")
    await ann.page.get_by_role("menuitem", name="Choose a time…").click()
    await expect(ann.page.get_by_role("dialog", name="Send later…")).to_be_visible()
    await examine(ann.page, "popup of another time to send")
    await ann.page.keyboard.press("Escape")
    await ann.page.get_by_role("button", name="Other ways to send").click()
    await ann.page.get_by_role("menuitem", name="Send later…").click()
    await ann.page.get_by_role("menuitem", name="Tomorrow").click()
    card = ann.timeline.get_by_role("article", name=re.compile("that goes out later"))
    await expect(card).to_be_visible()
    await examine(ann.page, "a reply that goes out later")
    await rita.post("@sunrise never mind")
    back = ann.timeline.get_by_role("article", name=re.compile("that was not sent"))
    await expect(back).to_be_visible()
    await examine(ann.page, "a reply that came back")


async def test_a_reply_that_waits_and_the_rule_for_it(town: Town, sit: Sit, olga: Desk, examine: Examine) -> None:
    otis = await town.customer("Otis")
    await otis.post("@sunrise may my child come too?")
    tim = await sit("Tim Trainee")
    await tim.open(otis.name)
    await tim.write("Yes.")
    await tim.composer.get_by_role("button", name="Submit for approval").click()
    lea = await sit("Lea Lead")
    await lea.open(otis.name, view="approvals")
    await expect(lea.timeline.get_by_role("button", name="Approve")).to_be_visible()
    await examine(lea.page, "a reply that waits")
    await lea.press("v")
    await lea.timeline.get_by_role("textbox", name="Text of the reply").fill("Yes, of course.")
    await examine(lea.page, "a reply that is edited")
    await lea.timeline.get_by_role("button", name="Save and approve").click()
    await lea.timeline.get_by_role("button", name="Show changes").click()
    await examine(lea.page, "what was changed")
    await olga.page.goto("/settings/approvals")
    await olga.page.get_by_role("button", name="New rule").click()
    await expect(olga.page.get_by_role("dialog").get_by_label("Name")).to_be_visible()
    await examine(olga.page, "popup of a rule")


async def test_a_person_and_their_history(town: Town, sit: Sit, examine: Examine) -> None:
    xena = await town.customer("Xena")
    await xena.post("@sunrise who bakes the rye?")
    ann = await sit("Ann Agent")
    await ann.open(xena.name)
    card = ann.page.get_by_role("complementary", name="Contact")
    await card.get_by_role("checkbox", name="VIP").click()
    await expect(card.get_by_role("checkbox", name="VIP")).to_be_checked()
    await card.get_by_label("What should colleagues know?").fill("Knows everybody in the market hall.")
    await card.get_by_role("button", name="Add note").click()
    await expect(card.get_by_role("article")).to_contain_text("market hall")
    await examine(ann.page, "the card of a person")
    await card.get_by_role("button", name="Mute…").click()
    await expect(ann.page.get_by_role("dialog")).to_contain_text("Criticism is not a reason")
    await examine(ann.page, "popup: muting")
    await ann.page.keyboard.press("Escape")
    await card.get_by_role("button", name="Merge…").click()
    await ann.page.get_by_label("Who is the same person?").fill("xena")
    await expect(ann.page.get_by_role("dialog")).to_be_visible()
    await examine(ann.page, "popup: merging")
    await ann.page.keyboard.press("Escape")
    await card.get_by_role("link", name="All conversations").click()
    await expect(ann.page.get_by_role("heading", level=1, name=xena.name)).to_be_visible()
    await expect(ann.page.get_by_role("region", name="Everything said, newest first")).to_contain_text("who bakes")
    await examine(ann.page, "the page of a person")
