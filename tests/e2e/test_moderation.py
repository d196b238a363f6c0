"""Doing something with what was said, on the network it was said on: by menu and by keyboard, seen there and here."""

from playwright.async_api import Locator, expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Desk, Town
from tests.e2e.product import Product


def said(desk: Desk, words: str) -> Locator:
    """The message with these words."""
    return desk.timeline.get_by_role("article").filter(has_text=words)


async def test_a_comment_is_hidden_with_a_reason_by_keyboard_and_shown_again(
    heard: Product, town: Town, window: Window, ann: Desk, lea: Desk
) -> None:
    carl, dora = await town.customer("Carl"), await town.customer("Dora")
    await carl.comment_on_news("BUY FOLLOWERS HERE")
    await ann.open(carl.name)
    await lea.open(carl.name)
    there = (await dora.at_home(await window(heard.url))).page
    await expect(there.get_by_text("BUY FOLLOWERS HERE")).to_be_visible()

    await expect(said(ann, "BUY FOLLOWERS HERE")).to_be_visible()
    await ann.press("m")
    await expect(ann.page.get_by_role("menu")).to_be_visible()
    await ann.picture("moderation-menu")
    await expect(ann.page.get_by_role("menuitem", name="Like")).to_be_focused()
    await ann.page.keyboard.press("ArrowDown")
    await ann.page.keyboard.press("Enter")
    dialog = ann.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Criticism gets an answer.")
    hide = dialog.get_by_role("button", name="Hide…")
    await expect(hide).to_be_disabled()
    await dialog.get_by_role("radio", name="Something else").check()
    await expect(hide).to_be_disabled()
    await dialog.get_by_role("radio", name="Spam").check()
    await dialog.get_by_label("In a few words").fill("sells followers")
    await ann.picture("moderation-dialog")
    await hide.click()
    await expect(said(lea, "BUY FOLLOWERS HERE")).to_contain_text("Hidden from others on the network")
    await expect(lea.timeline).to_contain_text("Ann Agent hid a comment: Spam: sells followers")
    await expect(there.get_by_text("Hidden by the brand.")).to_be_visible()
    await expect(there.get_by_text("BUY FOLLOWERS HERE")).to_have_count(0)
    await carl.at_home(there)
    await expect(there.get_by_text("The brand has hidden this: only you see it").first).to_be_visible()

    await said(lea, "BUY FOLLOWERS HERE").get_by_role("button", name="What to do with the message").click()
    await lea.page.get_by_role("menuitem", name="Show again").click()
    await expect(said(ann, "BUY FOLLOWERS HERE")).not_to_contain_text("Hidden from others")
    await expect(ann.timeline).to_contain_text("Lea Lead showed a hidden comment again")
    await dora.at_home(there)
    await expect(there.get_by_text("BUY FOLLOWERS HERE")).to_be_visible()


async def test_a_like_is_put_and_taken_back_with_one_key(heard: Product, town: Town, window: Window, ann: Desk) -> None:
    emil = await town.customer("Emil")
    await emil.post("@sunrise the rye is wonderful")
    there = (await emil.at_home(await window(heard.url))).page
    card = there.get_by_role("article").filter(has_text="the rye is wonderful")
    await ann.open(emil.name)
    await expect(said(ann, "the rye is wonderful")).to_be_visible()
    await ann.press("l")
    await expect(said(ann, "the rye is wonderful")).to_contain_text("Liked by us")
    await expect(card).to_contain_text("liked by the brand")
    await ann.press("l")
    await expect(said(ann, "the rye is wonderful")).not_to_contain_text("Liked by us")
    await expect(card).not_to_contain_text("liked by the brand")


async def test_who_says_it_is_followed_and_their_card_says_so(
    heard: Product, town: Town, window: Window, ann: Desk
) -> None:
    gina = await town.customer("Gina")
    await gina.post("@sunrise I could write you in private")
    await ann.open(gina.name)
    words = said(ann, "I could write you in private")
    await words.get_by_role("button", name="What to do with the message").click()
    await ann.page.get_by_role("menuitem", name=f"Follow {gina.name}").click()
    card = ann.page.get_by_role("complementary", name="Contact")
    await expect(card).to_contain_text("Followed by Sunrise on Town Square")
    await expect(ann.timeline).to_contain_text("Ann Agent followed them on the network")
    await ann.picture("followed")
    there = (await gina.at_home(await window(heard.url))).page
    await expect(there.get_by_text("the brand follows")).to_be_visible()
    await words.get_by_role("button", name="What to do with the message").click()
    await ann.page.get_by_role("menuitem", name=f"Unfollow {gina.name}").click()
    await expect(card).not_to_contain_text("Followed by")


async def test_our_own_reply_is_deleted_and_its_reader_waits_again(
    heard: Product, town: Town, window: Window, ann: Desk
) -> None:
    fred = await town.customer("Fred")
    await fred.post("@sunrise are you open on Sunday?")
    await ann.open(fred.name)
    await ann.send("Yes, all day.")
    there = (await fred.at_home(await window(heard.url))).page
    await expect(there.get_by_text("Yes, all day.")).to_be_visible()
    await said(ann, "Yes, all day.").get_by_role("button", name="What to do with the message").click()
    await ann.page.get_by_role("menuitem", name="Delete on the network…").click()
    dialog = ann.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("it cannot be brought back")
    await dialog.get_by_role("radio", name="A mistake of ours").check()
    await dialog.get_by_role("button", name="Delete on the network…").click()
    await expect(said(ann, "Yes, all day.")).to_contain_text("Deleted on the network")
    await ann.timeline.get_by_role("button", name="earlier changes").click()
    await expect(ann.timeline).to_contain_text("Ann Agent deleted our reply on the network: A mistake of ours")
    await expect(there.get_by_text("Yes, all day.")).to_have_count(0)
    await ann.view("mine", sort="newest")
    await expect(ann.row(fred.name)).to_be_visible()


async def test_without_a_network_nothing_can_be_done(town: Town, ann: Desk) -> None:
    gina = await town.customer("Gina")
    await gina.post("@sunrise words on a train")
    await ann.open(gina.name)
    await expect(said(ann, "words on a train")).to_be_visible()
    await ann.page.context.set_offline(True)
    await said(ann, "words on a train").get_by_role("button", name="What to do with the message").click()
    await expect(ann.page.get_by_role("menuitem", name="Like")).to_be_disabled()
    await expect(ann.page.get_by_role("menu")).to_contain_text("You are offline.")
    await ann.page.context.set_offline(False)


async def test_on_a_phone_in_the_dark_in_chinese(town: Town, sit: Sit) -> None:
    hugo = await town.customer("Hugo")
    await hugo.comment_on_news("A comment long enough to fill the whole line of a phone, and some more of it")
    wei = await sit("魏 Wei", color_scheme="dark", viewport={"width": 360, "height": 740})
    await wei.page.goto("/inbox/all?sort=newest")
    await wei.row(hugo.name).click()
    message = wei.page.get_by_role("article").filter(has_text="A comment long enough")
    await message.get_by_role("button", name="的消息").click()
    await wei.picture("moderation-phone-menu")
    await wei.page.get_by_role("menuitem", name="隐藏…").click()
    await expect(wei.page.get_by_role("dialog")).to_contain_text("批评应当得到回应")
    await wei.picture("moderation-phone")
    wide = await wei.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert wide is False
