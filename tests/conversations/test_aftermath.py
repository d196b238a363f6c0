"""What happens to a message after it is said ends the same in whatever order it is told, and however often."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.channels.base import Deleted, Edited, Moderated, Profile, Reached, Reacted
from heard.conversations import service
from heard.conversations.aftermath import Aftermath, Happening, shown_revisions
from tests.factories import x
from tests.factories.world import World

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANN, BEA = Profile("7", name="Ann"), Profile("8", name="Bea")


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


STORY: tuple[Happening, ...] = (
    Edited("m", "second", at(2)),
    Edited("m", "third", at(3)),
    Reacted("m", ANN, "👍", at(4)),
    Reacted("m", ANN, "❤️", at(5)),
    Reacted("m", BEA, "👍", at(5)),
    Reacted("m", BEA, "👍", at(6), removed=True),
    Reached("delivered", at(1), external_id="m"),
    Reached("read", at(2), external_id="m"),
    Moderated("m", "hidden", on=True, at=at(6)),
    Moderated("m", "liked", on=True, at=at(6)),
    Moderated("m", "hidden", on=False, at=at(7)),
    Deleted("m", at(9)),
)


@settings(deadline=None)
@given(st.permutations([*STORY, *STORY[:4]]))
def test_any_order_ends_the_same(story: list[Happening]) -> None:
    state = Aftermath("first", START)
    for what in story:
        state.take(what)
    assert (state.text, state.edited_at, state.deleted_at) == ("third", at(3), at(9))
    assert [(each["text"], each["at"]) for each in state.revisions] == [
        ("first", START.isoformat()),
        ("second", at(2).isoformat()),
    ]
    assert {(each["by"], each["emoji"]) for each in state.reactions if not each["removed"]} == {("7", "❤️")}
    assert (state.delivered_at, state.read_at) == (at(1), at(2))
    assert {what: mark["on"] for what, mark in state.standing.items()} == {"hidden": False, "liked": True}


def test_each_is_news_once() -> None:
    state = Aftermath("first", START)
    assert [state.take(what) for what in STORY] == [True] * len(STORY)
    assert [state.take(what) for what in STORY] == [False] * len(STORY)


def test_several_reactions_of_one_person_where_the_network_allows_it() -> None:
    state = Aftermath("first", START)
    for emoji in ("👍", "❤️"):
        state.take(Reacted("m", ANN, emoji, at(1), one_each=False))
    assert [each["emoji"] for each in state.reactions] == ["👍", "❤️"]


def test_an_edit_dated_before_its_message_still_comes_after_it() -> None:
    state = Aftermath("first", START)
    assert state.take(Edited("m", "second", START - timedelta(seconds=3)))
    assert (state.text, state.revisions[0]["text"]) == ("second", "first")


def test_an_edit_that_changed_no_word_is_not_shown() -> None:
    state = Aftermath("first", START)
    assert not state.take(Edited("m", "first", at(1)))
    assert state.take(Edited("m", "second", at(2)))
    assert [each["text"] for each in shown_revisions(state.text, state.revisions)] == ["first"]


STORIES = {
    "edits": [Edited("m", "second", at(2)), Edited("m", "third", at(3))],
    "reactions": [Reacted("m", ANN, "👍", at(4)), Reacted("m", BEA, "🎉", at(4))],
    "deletion and edit": [Edited("m", "second", at(2)), Deleted("m", at(4))],
}


@pytest.mark.parametrize("name", STORIES)
async def test_before_and_after_its_message_it_is_the_same(world: World, name: str) -> None:
    """All orders of a story and the message itself, each for a message of its own."""
    ends: list[Any] = []
    for number, order in enumerate(itertools.permutations([*STORIES[name], "message"])):
        event = x.mention("first", author=str(5_000 + number), at=START)
        for step in order:
            if isinstance(step, str):
                await world.deliver(event)
            else:
                await happen(world, x.id_of(event), step)
        rows = await world.rows("SELECT * FROM messages WHERE external_id = :id", id=x.id_of(event))
        ends.append((rows[0].text, rows[0].edited_at, rows[0].deleted_at, rows[0].revisions, rows[0].reactions))
    first, *others = ends
    assert all((*other[:4], sorted(other[4], key=str)) == (*first[:4], sorted(first[4], key=str)) for other in others)
    assert (await world.rows("SELECT count(*) AS number FROM waiting_changes"))[0].number == 0


async def happen(world: World, external_id: str, what: Happening) -> None:
    """A change as the pipeline applies it, for another message."""
    own = type(what)(**{**_fields(what), "external_id": external_id})
    async with world.services.database.transaction() as session:
        await service.apply_changes(session, [service.Change(world.account.id, world.workspace_id, own)])


def _fields(what: Happening) -> dict[str, Any]:
    return {name: getattr(what, name) for name in what.__struct_fields__}


async def test_what_we_said_is_delivered_and_read(world: World) -> None:
    """By message and by thread, before and after the outcome of sending is known."""
    await world.deliver(x.message("hello"))
    row = await world.only()
    thread = {"account_id": world.account.id, "workspace_id": world.workspace_id}
    later = datetime.now(UTC) + timedelta(minutes=1)

    async def told(how: Any) -> None:
        async with world.services.database.transaction() as session:
            what = Reached(how, later, thread_key="dm:2222")
            await service.apply_changes(session, [service.Change(**thread, what=what)])

    await world.deliver(x.message("from X's own app", author=x.OUR_ID, to="2222"))
    assert (await states(world, row["id"]))[-1] == "sent"
    await told("delivered")
    assert (await states(world, row["id"]))[-1] == "delivered"
    await told("read")
    await told("read")
    assert (await states(world, row["id"]))[-1] == "read"
    # Said before that moment, but told to us after it.
    await world.deliver(x.message("and another", author=x.OUR_ID, to="2222"))
    assert (await states(world, row["id"]))[-1] == "read"
    assert (await world.events(row["id"])).count("message.reached") == 2


async def states(world: World, conversation_id: int) -> list[str]:
    said = await world.messages(conversation_id)
    return [each["delivery"]["state"] if each["delivery"] else "" for each in said]


async def test_what_is_told_of_a_thread_nobody_knows_waits_for_it(world: World) -> None:
    async with world.services.database.transaction() as session:
        what = Reached("read", datetime.now(UTC), thread_key="dm:2222")
        await service.apply_changes(session, [service.Change(world.account.id, world.workspace_id, what)])
    await world.deliver(x.message("hello", author=x.OUR_ID, to="2222"))
    row = await world.only()
    assert await states(world, row["id"]) == ["read"]
