"""What is known of a person: written beside the conversation, seen by colleagues at once, merged, muted."""

from playwright.async_api import Locator, expect

from tests.e2e.people import Desk, Town


def card(desk: Desk) -> Locator:
    """The contact beside the open conversation."""
    return desk.page.get_by_role("complementary", name="Contact")


async def test_facts_are_written_in_place_by_keyboard_and_colleagues_see_them(town: Town, ann: Desk, lea: Desk) -> None:
    yara = await town.customer("Yara")
    await yara.post("@sunrise do you cater?")
    await ann.open(yara.name)
    await lea.open(yara.name)
    mail = card(ann).get_by_label("Email")
    await mail.fill("nowhere")
    await mail.press("Enter")
    await expect(card(ann)).to_contain_text("This value does not fit the field.")
    await expect(mail).to_have_value("nowhere")  # nothing typed is lost
    await mail.fill("yara@example.com")
    await mail.press("Enter")
    await expect(card(lea).get_by_label("Email")).to_have_value("yara@example.com")
    await mail.fill("another")
    await mail.press("Escape")
    await expect(mail).to_have_value("yara@example.com")
    await card(ann).get_by_label("Relationship").select_option("press")
    await card(ann).get_by_role("checkbox", name="VIP").click()
    await expect(lea.row(yara.name).get_by_role("img", name="VIP")).to_be_visible()
    await expect(lea.conversation.get_by_role("heading", level=1).get_by_role("img", name="VIP")).to_be_visible()
    await expect(card(lea).get_by_label("Relationship")).to_have_value("press")
    await ann.picture("person-card")


async def test_a_lead_adds_a_field_and_an_agent_fills_it(town: Town, ann: Desk, lea: Desk) -> None:
    await lea.page.goto("/settings/contactFields")
    await lea.page.get_by_role("button", name="New field").click()
    form = lea.page.get_by_role("dialog")
    await form.get_by_label("Name").fill("Loyalty")
    await form.get_by_label("Type").select_option("choice")
    await form.get_by_label("Choices").fill("gold\nsilver")
    await form.get_by_role("button", name="Save").click()
    await expect(lea.page.get_by_role("listitem").filter(has_text="Loyalty")).to_contain_text("gold, silver")

    zoe = await town.customer("Zoe")
    await zoe.post("@sunrise my points?")
    await ann.open(zoe.name)
    await card(ann).get_by_label("Loyalty").select_option("gold")
    await lea.open(zoe.name)
    await expect(card(lea).get_by_label("Loyalty")).to_have_value("gold")
    await lea.page.goto("/settings/contactFields")
    await lea.page.get_by_role("button", name="Delete the field Loyalty").click()
    await lea.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(lea.page.get_by_role("listitem").filter(has_text="Loyalty")).to_have_count(0)


async def test_a_note_is_written_edited_deleted_and_brought_back(town: Town, ann: Desk, lea: Desk) -> None:
    abel = await town.customer("Abel")
    await abel.post("@sunrise is there nut in it?")
    await ann.open(abel.name)
    await lea.open(abel.name)
    await card(ann).get_by_label("What should colleagues know?").fill("Allergic to nuts")
    await card(ann).get_by_role("button", name="Add note").click()
    note = card(lea).get_by_role("article")
    await expect(note).to_contain_text("Ann Agent")
    await note.get_by_role("button", name="Edit the note").click()
    box = card(lea).get_by_label("Edit the note")
    await box.fill("Allergic to hazelnuts")
    await box.press("Control+Enter")
    await expect(card(ann).get_by_role("article")).to_contain_text("edited by Lea Lead")
    await card(ann).get_by_role("article").get_by_role("button", name="Delete the note").click()
    await expect(note).to_have_count(0)
    await ann.page.get_by_role("button", name="Undo", exact=True).click()
    await expect(note).to_contain_text("Allergic to hazelnuts")


async def test_two_who_are_one_are_merged_before_two_agents_and_parted_again(town: Town, ann: Desk, lea: Desk) -> None:
    bela, also = await town.customer("Bela"), await town.customer("Bertalan")
    await bela.post("@sunrise the first of me")
    await also.post("@sunrise the second of me")
    for customer, number in ((also, "2"), (bela, "1")):
        await ann.open(customer.name)
        box = card(ann).get_by_label("Customer number")
        await box.fill(number)
        await box.press("Enter")
        await expect(card(ann).get_by_label("Customer number")).to_have_value(number)
    await lea.open(bela.name)
    await card(ann).get_by_role("button", name="Merge…").click()
    dialog = ann.page.get_by_role("dialog")
    await dialog.get_by_label("Who is the same person?").fill(also.name)
    await dialog.get_by_role("button", name=also.name).click()
    await expect(dialog.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
    await ann.picture("merge-preview")
    await dialog.get_by_role("group", name="Customer number").get_by_role("button", name="2").click()
    await dialog.get_by_role("button", name="Merge", exact=True).click()

    await expect(card(lea).get_by_label("Customer number")).to_have_value("2")
    await expect(card(lea)).to_contain_text("the second of me")
    await card(lea).get_by_role("link", name="All conversations").click()
    history = lea.page.get_by_role("region", name="Everything said, newest first").get_by_role("listitem")
    await expect(history).to_have_count(2)
    await expect(history.first).to_contain_text("the second of me")
    await lea.picture("person-page")

    await ann.page.get_by_role("button", name="Undo", exact=True).click()
    await expect(history).to_have_count(1)
    await expect(card(ann).get_by_label("Customer number")).to_have_value("1")
    await expect(card(ann)).not_to_contain_text("the second of me")


async def test_who_is_muted_makes_no_work_until_they_are_heard_again(town: Town, ann: Desk, lea: Desk) -> None:
    cato = await town.customer("Cato")
    await cato.post("@sunrise BUY FOLLOWERS")
    await ann.open(cato.name)
    await card(ann).get_by_role("button", name="Mute…").click()
    dialog = ann.page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Mute…")).to_be_disabled()
    await dialog.get_by_label("Reason").fill("Sells followers to everybody")
    await dialog.get_by_role("button", name="Mute…").click()
    await expect(card(ann)).to_contain_text("Sells followers to everybody")
    await expect(ann.timeline).to_contain_text("The person is muted")
    await cato.post("@sunrise BUY MORE")
    await lea.page.goto("/settings/muted")
    item = lea.page.get_by_role("listitem").filter(has_text=cato.name)
    await expect(item).to_contain_text("Ann Agent")
    await lea.view("all", sort="newest")
    await expect(lea.row(cato.name)).to_have_count(0)
    await lea.view("resolved")
    await expect(lea.row(cato.name)).to_contain_text("BUY MORE")

    await lea.page.goto("/settings/muted")
    await item.get_by_role("button", name="Hear again").click()
    await expect(item).to_have_count(0)
    await cato.post("@sunrise I am sorry")
    await lea.view("all", sort="newest")
    await expect(lea.row(cato.name)).to_contain_text("I am sorry")
