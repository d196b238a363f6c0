"""Several people at once, and a server that goes away for a moment."""

import asyncio

from playwright.async_api import Route, expect

from tests.e2e.people import Desk, Town
from tests.e2e.product import Product


async def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told_and_may_take_over(
    town: Town, ann: Desk, lea: Desk
) -> None:
    uma = await town.customer("Uma")
    await uma.post("@sunrise are you open on Sunday?")
    await asyncio.gather(ann.open(uma.name), lea.open(uma.name))
    await asyncio.gather(ann.write("Yes, from eight."), lea.write("Yes, until noon."))
    await asyncio.gather(ann.page.keyboard.press("Control+Enter"), lea.page.keyboard.press("Control+Enter"))

    winner, loser = await first_told((ann, lea))
    await expect(loser.composer).to_contain_text(f"{winner.name} is answering this conversation.")
    texts = {"Ann Agent": "Yes, from eight.", "Lea Lead": "Yes, until noon."}
    await expect(loser.box("Public reply")).to_have_value(texts[loser.name])  # nothing typed is lost
    await expect(loser.timeline).to_contain_text(texts[winner.name])
    await expect(winner.timeline).not_to_contain_text(texts[loser.name])

    await loser.composer.get_by_role("button", name="Take over").click()
    await expect(loser.composer.get_by_role("button", name="Take over")).to_have_count(0)
    await loser.page.keyboard.press("r")
    await loser.page.keyboard.press("Control+Enter")
    await expect(loser.composer).to_contain_text(f"{winner.name} has answered since you began.")
    await expect(winner.timeline).not_to_contain_text(texts[loser.name])
    await loser.picture("answered-meanwhile")
    await loser.composer.get_by_role("button", name="Send anyway").click()
    await expect(winner.timeline).to_contain_text(texts[loser.name])
    await expect(winner.timeline).to_contain_text(f"{loser.name} took this over from {winner.name}")


async def first_told(desks: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    """Wait until one of two is told that the other answers; gives who answers, then who was told."""
    async with asyncio.timeout(20):
        while True:
            for told, other in (desks, desks[::-1]):
                if await told.composer.get_by_text("is answering this conversation.").count():
                    return other, told
            await asyncio.sleep(0.05)


async def test_one_sees_who_else_looks_and_who_is_writing(town: Town, ann: Desk, lea: Desk) -> None:
    vera = await town.customer("Vera")
    await vera.post("@sunrise is the rye bread vegan?")
    await ann.open(vera.name)
    await lea.open(vera.name)
    await expect(ann.composer).to_contain_text("Lea Lead is looking at this too.")
    await lea.box("Public reply").press_sequentially("It is")
    await expect(ann.composer).to_contain_text("Lea Lead is writing here now.")
    await expect(ann.composer).to_contain_text("Lea Lead is looking at this too.")  # she has stopped typing


async def test_what_is_said_between_the_first_list_and_the_line_to_the_server_is_not_missed(
    town: Town, ann: Desk
) -> None:
    opened = asyncio.Event()

    async def late(route: Route) -> None:
        await opened.wait()
        await route.continue_()

    await ann.page.route("**/api/live**", late)
    lou = await town.customer("Lou")
    async with ann.page.expect_response("**/api/conversations?*"):
        await ann.view("all", sort="newest")
    await lou.post("@sunrise just in between")
    await asyncio.sleep(1)
    await expect(ann.row(lou.name)).to_have_count(0)
    opened.set()
    await expect(ann.row(lou.name)).to_be_visible()


async def test_a_restart_of_the_server_is_told_and_nothing_is_missed(heard: Product, town: Town, ann: Desk) -> None:
    wim = await town.customer("Wim")
    await wim.post("@sunrise first question")
    await ann.open(wim.name)
    await ann.write("Half an answer")

    await heard.stop()
    lost = ann.page.get_by_role("status").filter(has_text="The connection is lost.")
    await expect(lost).to_be_visible()
    await ann.picture("connection-lost")
    await heard.start()
    await wim.post("@sunrise second question")

    await expect(lost).to_have_count(0, timeout=30_000)
    await expect(ann.timeline).to_contain_text("second question")
    await expect(ann.box("Public reply")).to_have_value("Half an answer")
    await wim.post("@sunrise third question")
    await expect(ann.timeline).to_contain_text("third question")
