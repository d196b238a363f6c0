"""The whole journey on a small phone."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Sit, Window
from tests.e2e.people import Town
from tests.e2e.product import Product

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


async def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} px wide"


async def test_a_phone_is_enough_to_answer(heard: Product, town: Town, window: Window, sit: Sit) -> None:
    zoe = await town.customer("Zoe")
    home = await zoe.at_home(await window(heard.url, **PHONE))
    card = await home.post("@sunrise is there parking nearby?")
    await fits(home.page)

    ann = await sit("Ann Agent", **PHONE)
    await ann.page.goto("/")
    await ann.page.get_by_role("button", name="Open the navigation").tap()
    await ann.picture("phone-navigation")
    await ann.page.get_by_role("link", name="All open").tap()
    await ann.page.get_by_role("button", name="Sorted by").tap()
    await ann.page.get_by_role("menuitem", name="Newest first").tap()
    await expect(ann.row(zoe.name)).to_be_visible()
    await fits(ann.page)
    await ann.picture("phone-inbox")
    await ann.row(zoe.name).tap()
    await expect(ann.timeline).to_contain_text("is there parking nearby?")
    await fits(ann.page)

    await ann.box("Public reply").fill("Yes, behind the house.")
    await ann.composer.get_by_role("button", name="Send", exact=True).tap()
    await expect(ann.timeline).to_contain_text("Yes, behind the house.")
    await expect(card).to_contain_text("Yes, behind the house.")
    await ann.picture("phone-conversation")

    await ann.conversation.get_by_role("button", name="Show or hide the contact").tap()
    await expect(ann.page.get_by_role("heading", name="Contact")).to_be_visible()
    await fits(ann.page)
    await ann.page.get_by_role("button", name="Hide the contact", exact=True).tap()
    await ann.conversation.get_by_role("button", name="Resolve", exact=True).tap()
    await ann.page.get_by_role("menuitem", name="Answered", exact=True).tap()
    await expect(ann.conversation.get_by_role("button", name="Re-open")).to_be_visible()
    await expect(ann.conversation.get_by_role("heading", level=1)).to_contain_text(zoe.name)
    await expect(ann.conversation.get_by_role("button", name=zoe.name, exact=True)).to_be_in_viewport(ratio=1)
    await ann.conversation.get_by_role("button", name="Back").tap()
    await expect(ann.page.get_by_role("heading", name="All open")).to_be_visible()
    await expect(ann.row(zoe.name)).to_have_count(0)
