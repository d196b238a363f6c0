"""Writing: macros, drafts on every device, signatures, emoji, warnings, and going on to the next."""

import re
from pathlib import Path
from uuid import uuid4

from playwright.async_api import expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.factories.pictures import png


async def test_a_macro_is_made_by_a_lead_and_used_by_an_agent_with_its_actions(
    town: Town, ann: Desk, lea: Desk, tmp_path: Path
) -> None:
    name = f"Late parcel {uuid4().hex[:6]}"
    (tmp_path / "loaf.png").write_bytes(png(320, 200, (180, 140, 60)))
    await make_macro(lea, name, tmp_path / "loaf.png")
    page = lea.page
    nora = await town.customer("Nora")
    await nora.post("@sunrise my parcel is late")
    await ann.open(nora.name)
    await ann.page.keyboard.press("r")
    await ann.page.keyboard.type(f"/{name.rsplit(maxsplit=1)[-1]}")
    await expect(ann.composer.get_by_role("option", name=name)).to_be_visible()
    await ann.picture("macro-picker")
    await ann.page.keyboard.press("Enter")
    await expect(ann.box("Public reply")).to_have_value("Sorry, Nora! It comes today.")
    actions = ann.composer.get_by_role("group", name="With the reply")
    await expect(actions).to_contain_text("Tag: delivery")
    await actions.get_by_role("button", name="Take off: Priority: High").click()
    await expect(actions).not_to_contain_text("Priority")
    pictures = ann.composer.get_by_role("list", name="Pictures with this reply")
    await expect(pictures.get_by_role("img", name="loaf.png")).to_be_visible()
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline).to_contain_text("Sorry, Nora! It comes today.")
    await expect(ann.timeline.get_by_role("button", name="Look at the picture")).to_be_visible()
    await expect(ann.timeline).to_contain_text("resolved this")
    await ann.timeline.get_by_role("button", name="earlier changes").click()
    await expect(ann.timeline).to_contain_text("added delivery")
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("Resolved")
    await page.reload()
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("used once")
    await page.get_by_role("button", name=f"Delete the macro {name}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_have_count(0)


async def make_macro(lea: Desk, name: str, loaf: Path) -> None:
    """A lead makes a macro with actions, and is told of a placeholder nobody knows."""
    page = lea.page
    await page.goto("/settings/macros")
    await page.get_by_role("button", name="New macro").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox", name="Name").fill(name)
    await form.get_by_role("textbox", name="Text").fill("Sorry, {{contact.fist_name}}!")
    await form.get_by_label("Add pictures").first.set_input_files(loaf)
    await expect(form.get_by_role("img", name="loaf.png")).to_be_visible()
    await form.get_by_role("combobox", name="For", exact=True).select_option("Everybody")
    await form.get_by_role("checkbox", name="delivery").check()
    await form.get_by_role("combobox", name="Set the priority").select_option("High")
    await form.get_by_role("checkbox", name="Resolve after sending").check()
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("contact.fist_name")
    await form.get_by_role("textbox", name="Text").fill("Sorry, {{contact.first_name}}! It comes today.")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("Everybody")
    await expect(page.get_by_role("listitem").filter(has_text=name)).to_contain_text("With a picture")


async def test_a_draft_is_on_every_device_of_its_writer_and_a_colleague_may_go_on_with_it(
    town: Town, sit: Sit, ann: Desk, lea: Desk, tmp_path: Path
) -> None:
    dora = await town.customer("Dora")
    await dora.post("@sunrise do you have gluten-free bread?")
    at_home = await sit("Ann Agent")
    for desk in (ann, at_home, lea):
        await desk.open(dora.name)
    await ann.write("Yes, every Tuesday")
    await expect(at_home.box("Public reply")).to_have_value("Yes, every Tuesday")
    await at_home.box("Public reply").press_sequentially(" and Friday.")
    await expect(ann.box("Public reply")).to_have_value("Yes, every Tuesday and Friday.")

    (tmp_path / "loaf.png").write_bytes(png(320, 200, (180, 140, 60)))
    await ann.composer.get_by_label("Add pictures").first.set_input_files(tmp_path / "loaf.png")
    going = at_home.composer.get_by_role("list", name="Pictures with this reply")
    await expect(going.get_by_role("img", name="loaf.png")).to_be_visible()

    await lea.composer.get_by_role("button", name="Ann Agent has a draft").click()
    await expect(lea.composer).to_contain_text("Yes, every Tuesday and Friday.")
    await expect(lea.composer.get_by_role("img", name="loaf.png")).to_be_visible()
    await lea.picture("colleague-draft")
    await lea.composer.get_by_role("button", name="Go on with this text").click()
    await expect(lea.box("Public reply")).to_have_value("Yes, every Tuesday and Friday.")

    await ann.page.keyboard.press("Escape")
    await ann.page.keyboard.press("r")
    await ann.page.keyboard.press("Control+Enter")
    await expect(at_home.timeline).to_contain_text("Yes, every Tuesday and Friday.")
    await expect(at_home.box("Public reply")).to_have_value("")
    await expect(going).to_have_count(0)
    await expect(lea.composer).not_to_contain_text("Ann Agent has a draft")
    await expect(lea.composer).to_contain_text("Ann Agent has answered since you began.")


async def test_two_devices_that_disagree_lose_no_word(town: Town, sit: Sit, ann: Desk) -> None:
    elsa = await town.customer("Elsa")
    await elsa.post("@sunrise is the cafe open?")
    at_home = await sit("Ann Agent")
    for desk in (ann, at_home):
        await desk.open(elsa.name)
    await at_home.page.route("**/draft", lambda route: route.abort())
    await at_home.page.route("**/writing", lambda route: route.abort())
    await at_home.write("Until five.")
    async with ann.page.expect_response("**/draft"):
        await ann.write("Until six.")
    await at_home.page.wait_for_timeout(1_500)
    await at_home.page.unroute("**/draft")
    await at_home.page.unroute("**/writing")
    await expect(at_home.composer).to_contain_text("You have written something else here on another device")
    await expect(at_home.composer.get_by_text("Until six.")).to_be_visible()
    await expect(at_home.box("Public reply")).to_have_value("Until five.")
    await at_home.picture("two-devices")
    await at_home.composer.get_by_role("button", name="Use that one").click()
    await expect(at_home.box("Public reply")).to_have_value("Until six.")


async def test_send_and_next_by_keyboard_and_the_undo_brings_one_back(town: Town, ann: Desk) -> None:
    first, second = await town.customer("Finn"), await town.customer("Gina")
    await second.post("@sunrise second in the list")
    await first.post("@sunrise first in the list")
    await ann.view("unassigned", sort="newest")
    await expect(ann.row(first.name)).to_be_visible()
    await expect(ann.row(second.name)).to_be_visible()
    await ann.page.keyboard.press("j")
    await ann.page.keyboard.press("Enter")
    await expect(ann.conversation.get_by_role("heading", name=first.name)).to_be_visible()
    await ann.page.keyboard.press("r")
    await ann.page.keyboard.type("All is well.")
    await ann.page.keyboard.press("Alt+Enter")
    await expect(ann.conversation.get_by_role("heading", name=second.name)).to_be_visible()
    told = ann.page.get_by_role("alert").filter(has_text=f"Sent to {first.name}")
    await told.get_by_role("button", name="Undo").click()
    await expect(ann.conversation.get_by_role("heading", name=first.name)).to_be_visible()
    await expect(ann.box("Public reply")).to_have_value("All is well.")
    await expect(ann.timeline).not_to_contain_text("All is well.")
    await ann.page.keyboard.press("r")
    await ann.page.keyboard.press("Control+Shift+Enter")
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text("Resolved")


async def test_a_public_exchange_goes_private_and_is_closed_in_public(town: Town, ann: Desk) -> None:
    hugo = await town.customer("Hugo")
    await hugo.post("@sunrise my voucher does not work")
    await ann.open(hugo.name)
    await ann.mode("Public reply")
    await ann.composer.get_by_role("button", name="Invite to a private exchange").click()
    await expect(ann.box("Public reply")).to_have_value(re.compile("private message"))
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline).to_contain_text("invited to a private exchange")
    await expect(ann.box("Private reply")).to_be_visible()
    await ann.send("Your card's last digits, please?", "Private reply")
    await ann.composer.get_by_role("button", name="Write the closing words").click()
    await expect(ann.box("Public reply")).to_have_value(re.compile("solved"))
    await ann.page.keyboard.press("Control+Enter")
    await expect(ann.timeline).to_contain_text("closed it in public again")
    await expect(ann.composer).not_to_contain_text("This went on in private")


async def test_an_emoji_is_found_by_name_and_put_where_one_writes(town: Town, ann: Desk) -> None:
    ida = await town.customer("Ida")
    await ida.post("@sunrise lovely bread")
    await ann.open(ida.name)
    await ann.write("Thank you ")
    await ann.composer.get_by_role("button", name="Emoji").click()
    await expect(ann.page.get_by_role("combobox", name="Find an emoji")).to_be_focused()
    await ann.page.keyboard.type("croissant")
    await expect(ann.page.get_by_role("option", name="croissant")).to_be_visible()
    await ann.picture("emoji")
    await ann.page.keyboard.press("Enter")
    await expect(ann.box("Public reply")).to_have_value("Thank you 🥐")
    await ann.page.keyboard.type("!")
    await expect(ann.box("Public reply")).to_have_value("Thank you 🥐!")


async def test_a_signature_is_seen_before_it_is_said(town: Town, sit: Sit) -> None:
    olga = await sit("Olga Owner")
    await olga.page.goto("/settings/signatures")
    own = olga.page.get_by_role("textbox", name="Your signature")
    await own.fill("^OO")
    await expect(olga.page.get_by_text("Your parcel is on its way. ^OO")).to_be_visible()
    await olga.page.get_by_role("button", name="Save").click()
    await expect(olga.page.get_by_text("Saved.")).to_be_visible()
    jana = await town.customer("Jana")
    await jana.post("@sunrise when do you open?")
    await olga.open(jana.name)
    await olga.write("At seven.")
    await expect(olga.composer.get_by_text("^OO")).to_be_visible()
    await olga.picture("signature")
    await olga.page.keyboard.press("Control+Enter")
    await expect(olga.timeline).to_contain_text("At seven. ^OO")
    await olga.timeline.get_by_role("button", name="Undo").click()
    await expect(olga.box("Public reply")).to_have_value("At seven.")
    await olga.composer.get_by_role("checkbox", name="Sign").uncheck()
    await olga.box("Public reply").focus()
    await olga.page.keyboard.press("Control+Enter")
    await expect(olga.timeline).to_contain_text("At seven.")
    await expect(olga.timeline).not_to_contain_text("^OO")
    await olga.page.goto("/settings/signatures")
    await own.fill("")
    await olga.page.get_by_role("button", name="Save").click()
    await expect(olga.page.get_by_text("Saved.")).to_be_visible()
