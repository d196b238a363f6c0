"""Due times: an admin says until when and during which hours, and the inbox shows, sorts and counts what is due and overdue."""

import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.e2e.conftest import Sit
from tests.e2e.people import Desk, Town
from tests.e2e.test_phone import PHONE, fits


async def test_hours_are_kept_with_the_keyboard_alone(olga: Desk) -> None:
    page = olga.page
    await page.goto("/settings/hours")
    account = page.get_by_role("listitem").filter(has_text="Sunrise on X")
    await expect(account).to_contain_text("Like everybody else")
    await account.get_by_role("button", name="Change the hours of Sunrise on X").press("Enter")
    form = page.get_by_role("dialog", name="Business hours: Sunrise on X")
    await expect(form.get_by_label("Time zone")).to_have_value("Europe/Istanbul")
    await form.get_by_role("button", name="Remove hours on Monday (2)").press("Enter")
    await form.get_by_label("Monday, until (1)").fill("07:30")
    await expect(form.get_by_text("These hours end before they begin, or overlap.")).to_be_visible()
    await form.get_by_label("Monday, until (1)").fill("16:30")
    await form.get_by_role("button", name="To every workday").press("Enter")
    await form.get_by_role("button", name="Add hours on Sunday").press("Enter")
    await form.get_by_role("button", name="Add a holiday").press("Enter")
    await form.get_by_label("Day of holiday 3").fill("2026-12-25")
    await form.get_by_label("Name of holiday 3").fill("Christmas")
    await olga.picture("due-hours-form")
    await form.get_by_role("button", name="Save").press("Enter")
    await expect(form).to_have_count(0)
    await expect(account).to_contain_text("Mon–Fri 08:00–16:30, Sat 08:00–14:00, Sun 09:00–17:00 · Europe/Istanbul")
    await expect(account).to_contain_text("3 holidays")
    await olga.picture("due-hours")
    await account.get_by_role("button", name="Remove the hours of Sunrise on X").press("Enter")
    await expect(account).to_contain_text("Like everybody else")


async def test_policies_are_tried_kept_and_put_in_order(olga: Desk, lea: Desk) -> None:
    page = olga.page
    await page.goto("/settings/policies")
    items = page.get_by_role("main").get_by_role("listitem")
    await expect(items.last).to_contain_text("For everybody else")
    await page.get_by_role("button", name="Add a policy").click()
    form = page.get_by_role("dialog", name="Add a policy")
    await form.get_by_label("Name").fill("Urgent on X")
    await form.get_by_label("Networks").click()
    await page.get_by_role("option", name="X", exact=True).click()
    await page.keyboard.press("Escape")
    await form.get_by_role("checkbox", name="The same for every priority").click()
    await form.get_by_label("First answer: Urgent", exact=True).fill("15")
    await form.get_by_label("First answer: Urgent: unit").select_option("minutes")
    await expect(form.get_by_role("status")).to_contain_text(re.compile(r"\d+ open conversations? would match now"))
    await olga.picture("due-policy-form")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    made = items.filter(has_text="Urgent on X")
    await expect(made).to_contain_text("first 15 min / 1 hr, further 1 hr · in business hours")
    await page.get_by_role("button", name="Move Urgent on X up").press("Enter")
    await expect(items.first).to_contain_text("Urgent on X")
    await olga.picture("due-policies")
    await page.get_by_role("button", name="Remove Urgent on X").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(made).to_have_count(0)
    await lea.page.goto("/settings/policies")
    await expect(lea.page.get_by_text("You can look but not change")).to_be_visible()
    await expect(lea.page.get_by_role("button", name="Add a policy")).to_have_count(0)


async def within(olga: Desk, minutes: int) -> Any:
    """Promise everybody an answer within so long, counted always, before all other policies."""
    same = dict.fromkeys(("urgent", "high", "normal", "low"), minutes)
    policy = {"name": "Soon", "business_time": False, "first_minutes": same, "next_minutes": same}
    made: Any = await olga.ask("POST", "/api/sla-policies", policy)
    listed: Any = await (await olga.page.request.get("/api/sla-policies")).json()
    ids = [each["id"] for each in listed["items"] if not each["fallback"] and each["id"] != made["id"]]
    await olga.ask("PUT", "/api/sla-policies/order", {"ids": [made["id"], *ids]})
    return made


def mark(place: Locator, words: str) -> Locator:
    return place.get_by_role("img", name=re.compile(words))


async def test_what_is_due_is_seen_sorted_and_late_when_it_is(olga: Desk, ann: Desk, town: Town, sit: Sit) -> None:
    made = await within(olga, 1)
    try:
        late = await town.customer("Nadia Late")
        await late.post("@sunrise is anybody there?")
        await ann.view("all", sort="due")
        await expect(mark(ann.row(late.name), "Answer due in")).to_be_visible()
        await ann.open(late.name)
        await expect(mark(ann.conversation, "Answer due in")).to_be_visible()
        await becomes_late(ann, late.name)
        await olga.page.goto("/inbox/all")
        await olga.page.get_by_role("button", name=re.compile("Notifications")).click()
        told = olga.page.get_by_role("dialog", name="Notifications")
        await expect(told.get_by_text(f"The answer to {late.name} is overdue")).to_be_visible()
        await is_found(ann, late.name)
        await on_a_phone(await sit("魏 Wei", **PHONE, color_scheme="dark"), late.name)
        await ann.open(late.name)
        await ann.send("Here, sorry!")
        await expect(mark(ann.conversation, "Answer overdue by")).to_have_count(0)
    finally:
        await olga.page.request.delete(f"/api/sla-policies/{made['id']}", headers=await csrf(olga))


async def becomes_late(ann: Desk, name: str) -> None:
    """In the row, over the conversation, in its timeline, and in the view of what is overdue, by itself."""
    await expect(mark(ann.row(name), "Answer overdue by")).to_be_visible(timeout=90_000)
    await expect(mark(ann.conversation, "Answer overdue by")).to_be_visible(timeout=20_000)
    await expect(ann.timeline.get_by_text("Answer overdue since")).to_be_visible(timeout=40_000)
    await ann.page.get_by_role("link", name=re.compile("^Overdue")).click()
    await expect(ann.row(name)).to_be_visible()
    await ann.picture("due-overdue")


async def is_found(ann: Desk, name: str) -> None:
    """By the order and by the filter."""
    page = ann.page
    await ann.view("all")
    await page.get_by_role("button", name="Sorted by").click()
    await page.get_by_role("menuitem", name="Due first").click()
    await expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text(name)
    await ann.press("f")
    await page.keyboard.type("overdue")
    await page.get_by_role("option", name="overdue").click()
    await expect(page.get_by_text("Answer due: overdue")).to_be_visible()
    assert "due_hours=0" in page.url
    await expect(ann.row(name)).to_be_visible()
    await ann.picture("due-list")


async def on_a_phone(wei: Desk, name: str) -> None:
    """In another language, in the dark."""
    await wei.view("overdue", sort="due")
    await expect(mark(wei.row(name), "答复已超时")).to_be_visible()
    await fits(wei.page)
    await wei.picture("due-phone")
    await wei.row(name).tap()
    await expect(wei.page.get_by_role("heading", name=name)).to_be_visible()
    await expect(wei.page.get_by_role("img", name=re.compile("答复已超时")).last).to_be_visible()
    await fits(wei.page)
    await wei.picture("due-phone-conversation")


async def csrf(desk: Desk) -> dict[str, str]:
    session = await (await desk.page.request.get("/api/session")).json()
    return {"x-csrf-token": session["csrf_token"]}


async def test_the_settings_fit_a_phone_in_the_dark(sit: Sit) -> None:
    phone = await sit("Olga Owner", color_scheme="dark", viewport={"width": 360, "height": 740})
    for section in ("hours", "policies"):
        await phone.page.goto(f"/settings/{section}")
        await expect(phone.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
        await fits(phone.page)
        await phone.picture(f"due-phone-{section}")
    await phone.page.get_by_role("button", name="Edit 24 hours").click()
    await expect(phone.page.get_by_role("dialog", name="24 hours")).to_be_visible()
    await fits(phone.page)
    await phone.picture("due-phone-policy")
    await phone.page.goto("/settings/hours")
    await phone.page.get_by_role("button", name="Change the hours of Sunrise Bakery").click()
    await expect(phone.page.get_by_role("dialog")).to_be_visible()
    await fits(phone.page)
    await phone.picture("due-phone-hours")
