"""Setting up, signing in, and choosing a language."""

from playwright.async_api import expect

from tests.e2e.conftest import Window
from tests.e2e.product import Product

OWNER = ("olga@bakery.example", "correct horse battery")


async def test_the_first_visitor_sets_heard_up_and_finds_an_empty_inbox(fresh: Product, window: Window) -> None:
    page = await window(fresh.url)
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome to Heard")).to_be_visible()
    await page.get_by_label("Company or brand").fill("Corner Bakery")
    await page.get_by_label("Your name").fill("Olga Owner")
    await page.get_by_label("Email").fill(OWNER[0])
    await page.get_by_role("textbox", name="Password").fill("password123")
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("alert")).to_contain_text("not one that everybody knows")

    await page.get_by_role("textbox", name="Password").fill(OWNER[1])
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("heading", name="Accounts")).to_be_visible()
    await expect(page.get_by_text("No account is connected yet.")).to_be_visible()

    await page.get_by_role("link", name="All open").click()
    await expect(page.get_by_text("Everybody has been answered")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Views")).to_contain_text("Corner Bakery")

    stranger = await window(fresh.url)
    await stranger.goto("/setup")
    await expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_wrong_password_is_refused_and_the_right_one_leads_where_one_wanted_to_go(
    heard: Product, window: Window
) -> None:
    page = await window(heard.url)
    await page.goto("/settings/tags")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.get_by_label("Email").fill("ann@sunrise.example")
    await page.get_by_role("textbox", name="Password").fill("not her password")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text("The email or the password is wrong.")

    await page.get_by_role("textbox", name="Password").fill(heard.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Tags")).to_be_visible()

    await page.get_by_role("button", name="Ann Agent").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_one_may_switch_to_chinese_before_and_after_signing_in(heard: Product, window: Window) -> None:
    page = await window(heard.url)
    await page.goto("/sign-in")
    await page.get_by_label("Language").select_option("简体中文")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    await page.get_by_label("邮箱").fill("tim@sunrise.example")
    await page.get_by_role("textbox", name="密码").fill(heard.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="未分配")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("link", name="未分配")).to_be_visible()

    for language, unassigned in (("Русский", "Без ответственного"), ("Türkçe", "Atanmamış"), ("繁體中文", "未指派")):
        await page.get_by_role("button", name="Tim Trainee").click()
        await page.get_by_role("menuitem", name=language).click()
        await expect(page.get_by_role("link", name=unassigned)).to_be_visible()
    await page.get_by_role("button", name="Tim Trainee").click()
    await page.get_by_role("menuitem", name="English").click()
    await expect(page.get_by_role("link", name="Unassigned")).to_be_visible()
