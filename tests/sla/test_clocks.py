"""The clock of every customer who waits: when it begins, what stops it, and that it is right whatever happens in what order."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.channels.models import Account
from heard.kit import log
from heard.sla import tasks
from tests.factories import practice, x
from tests.factories.world import World

DAY = timedelta(hours=24)


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def clocks(world: World, conversation_id: int | None = None) -> Sequence[Any]:
    where = "" if conversation_id is None else f"WHERE conversation_id = {conversation_id}"
    return await world.rows(f"SELECT * FROM clocks {where} ORDER BY id")


async def dues(world: World) -> dict[int, datetime | None]:
    """What the rows of conversations say."""
    rows = await world.rows("SELECT id, nullif(due_at, '9999-01-01 00:00:00+00') AS due FROM conversations")
    return {row.id: row.due for row in rows}


async def only(world: World) -> Any:
    (row,) = (await world.agent.get("/api/conversations"))["items"]
    return row


async def mark_due(world: World) -> None:
    await tasks.mark_due(world.services)
    await world.read_log()


# ---- one wait --------------------------------------------------------------------------------------------------------


async def test_a_customers_word_starts_a_clock_and_a_persons_answer_stops_it(world: World) -> None:
    account = await practice.connect(world)
    said = ago(hours=3)
    await practice.deliver(world, account, practice.said("message", "is anybody there?", at=said))
    row = await only(world)
    assert datetime.fromisoformat(row["due_at"]) == said + DAY
    (clock,) = await clocks(world)
    assert (clock.kind, clock.started_at, clock.stopped_at, clock.target) == ("first", said, None, 1440)
    assert clock.warn_at == said + 0.8 * DAY
    await world.reply(world.agent, row["id"], "here!", visibility="private")
    await world.read_log()
    (clock,) = await clocks(world)
    assert (clock.stop_reason, clock.answered_by, clock.breached_at) == ("answered", world.agent.id, None)
    (message,) = [each for each in await world.messages(row["id"]) if each["direction"] == "out"]
    assert clock.message_id == message["id"]
    assert await dues(world) == {row["id"]: None}
    kinds = [kind for kind in await world.events(row["id"]) if kind.startswith("clock.")]
    assert kinds == ["clock.started", "clock.stopped"]


async def test_the_second_wait_is_for_the_next_response(world: World) -> None:
    await world.deliver(x.mention("first", author="7"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "yes?")
    await world.read_log()
    await world.deliver(x.mention("second", author="7"))
    assert [(each.kind, each.stop_reason) for each in await clocks(world)] == [("first", "answered"), ("next", None)]


async def test_more_words_of_who_waits_move_nothing(world: World) -> None:
    account = await practice.connect(world)
    said = [ago(minutes=30), ago(minutes=20)]
    for at in said:
        await practice.deliver(world, account, practice.said("message", "hello?", at=at))
    (clock,) = await clocks(world)
    assert clock.started_at == said[0]
    await practice.deliver(world, account, practice.said("message", "said before, came late", at=ago(minutes=50)))
    (clock,) = await clocks(world)
    (due,) = (await dues(world)).values()
    assert (clock.started_at < said[0], clock.due_at - clock.started_at, due) == (True, DAY, clock.due_at)


async def test_an_answer_in_the_networks_own_app_counts(world: World) -> None:
    account = await practice.connect(world)
    await practice.deliver(world, account, practice.said("message", "hello?", at=ago(minutes=30)))
    answered = ago(minutes=10)
    await practice.deliver(world, account, practice.said("message", "hello!", to="7", at=answered))
    (clock,) = await clocks(world)
    assert (clock.stop_reason, clock.stopped_at, clock.answered_by) == ("answered", answered, None)


async def test_an_answer_that_comes_to_nothing_lets_the_clock_go_on(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    (before,) = await clocks(world)
    row = await only(world)
    sent = await world.reply(world.agent, row["id"], "oops")
    await world.read_log()
    assert (await clocks(world))[0].stopped_at is not None
    await world.agent.send("DELETE", f"/api/replies/{sent['id']}")
    await world.read_log()
    (clock,) = await clocks(world)
    assert (clock.started_at, clock.due_at, clock.stopped_at) == (before.started_at, before.due_at, None)
    assert (await dues(world))[row["id"]] == before.due_at


@pytest.mark.parametrize(("reason", "why"), [("answered", "resolved"), ("spam", "spam")])
async def test_closing_stops_it_and_taking_that_back_lets_it_go_on(world: World, reason: str, why: str) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    path = f"/api/conversations/{row['id']}/resolution"
    await world.agent.send("POST", path, {"reason": reason})
    await world.read_log()
    assert [each.stop_reason for each in await clocks(world)] == [why]
    await world.agent.send("DELETE", path)
    await world.read_log()
    assert [each.stop_reason for each in await clocks(world)] == [None]


async def test_snoozing_stops_no_clock(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.agent.send("PUT", f"/api/conversations/{row['id']}/snooze", {"until": ahead(days=3)})
    await world.read_log()
    (clock,) = await clocks(world)
    (snoozed,) = (await world.agent.get("/api/conversations", view="snoozed"))["items"]
    assert (clock.stopped_at, datetime.fromisoformat(snoozed["due_at"])) == (None, clock.due_at)


async def test_being_reminded_is_no_wait_of_a_customer(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "we look into it")
    await world.agent.send("PUT", f"/api/conversations/{row['id']}/snooze", {"until": ahead(days=3)})
    await world.agent.send("DELETE", f"/api/conversations/{row['id']}/snooze")
    await world.read_log()
    assert (await only(world))["due_at"] is None
    assert [each.stop_reason for each in await clocks(world)] == ["answered"]


async def test_what_is_muted_or_filed_has_no_clock(world: World) -> None:
    await world.owner.send("POST", "/api/spam-words", {"word": "casino", "counts_in": "both"}, expect=201)
    await world.deliver(x.mention("the best casino"))
    assert await clocks(world) == []


async def test_what_a_bot_says_stops_nothing(world: World) -> None:
    """There is no bot yet: its reply is written as one would write it (R13)."""
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "automatic")
    await world.rows("UPDATE messages SET author_kind = 'bot', author_id = NULL WHERE direction = 'out'")
    await world.rows("UPDATE log SET actor_kind = 'bot', actor_id = NULL WHERE kind = 'reply.queued'")
    await world.read_log()
    assert [each.stop_reason for each in await clocks(world)] == [None]
    await world.reply(world.agent, row["id"], "a person")
    await world.read_log()
    assert [each.stop_reason for each in await clocks(world)] == ["answered"]


async def test_everything_at_once_leaves_every_wait(world: World) -> None:
    """Read late, in one batch: no wait that came and went is lost."""
    account = await practice.connect(world)
    at = [ago(minutes=each) for each in (50, 40, 30, 20, 10)]
    said = [practice.said("message", "a", at=at[0]), practice.said("message", "b", to="7", at=at[1])]
    said += [practice.said("message", "c", at=at[2]), practice.said("message", "d", to="7", at=at[3])]
    said += [practice.said("message", "e", at=at[4])]
    original, world.read_log = world.read_log, nothing  # type: ignore[method-assign]
    for each in said:
        await practice.deliver(world, account, each)
    assert await clocks(world) == []
    world.read_log = original  # type: ignore[method-assign]
    await world.read_log()
    found = [(each.kind, each.started_at, each.stopped_at) for each in await clocks(world)]
    assert found == [("first", at[0], at[1]), ("next", at[2], at[3]), ("next", at[4], None)]


async def nothing() -> None:
    """Nobody reads the log."""


# ---- what policies ask, changes --------------------------------------------------------------------------------------


async def urgent_policy(world: World, **more: Any) -> Any:
    minutes = {"urgent": 15, "high": 60, "normal": 120, "low": 480}
    body = {"name": "Everybody", "business_time": False, "first_minutes": minutes, "next_minutes": minutes, **more}
    return await world.owner.send("POST", "/api/sla-policies", body, expect=201)


async def test_a_clock_follows_the_priority_from_the_same_start(world: World) -> None:
    await urgent_policy(world)
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    (before,) = await clocks(world)
    await world.agent.send("PUT", f"/api/conversations/{row['id']}/priority", {"priority": "urgent"})
    await world.read_log()
    (clock,) = await clocks(world)
    assert (before.target, clock.target, clock.started_at) == (120, 15, before.started_at)
    assert clock.due_at == before.started_at + timedelta(minutes=15)
    assert (await dues(world))[row["id"]] == clock.due_at


async def test_a_policy_that_changes_changes_no_clock_that_runs(world: World) -> None:
    made = await urgent_policy(world)
    await world.deliver(x.mention("hello?", author="7"))
    before = await clocks(world)
    minutes = dict.fromkeys(("urgent", "high", "normal", "low"), 5)
    body = {"name": "Sooner", "business_time": False, "first_minutes": minutes, "next_minutes": minutes}
    await world.owner.send("PUT", f"/api/sla-policies/{made['id']}", body)
    await world.read_log()
    assert await clocks(world) == before
    await world.deliver(x.mention("me too", author="8"))
    assert [each.target for each in await clocks(world)] == [120, 5]


async def test_business_hours_put_it_off(world: World) -> None:
    await urgent_policy(world, business_time=True)
    today = datetime.now(UTC).date()
    week: list[list[list[int]]] = [[] for _ in range(7)]
    week[(today.weekday() + 2) % 7] = [[540, 720], [780, 1020]]
    hours = {"time_zone": "Asia/Shanghai", "week": week, "holidays": []}
    await world.owner.send("PUT", "/api/business-hours", hours)
    await world.deliver(x.mention("hello?"))
    (clock,) = await clocks(world)
    opens = datetime(today.year, today.month, today.day, 1, tzinfo=UTC) + timedelta(days=2)
    assert abs(clock.due_at - opens) <= timedelta(days=1, hours=2)
    assert clock.due_at.hour == 3


# ---- too late --------------------------------------------------------------------------------------------------------


async def late(world: World, account: Account, **time: float) -> int:
    """A customer who has waited for more than a day."""
    await practice.deliver(world, account, practice.said("message", "hello?", at=ago(**(time or {"hours": 30}))))
    rows = await world.rows("SELECT max(id) AS id FROM conversations")
    return rows[0].id


async def test_what_is_overdue_is_marked_once(world: World) -> None:
    account = await practice.connect(world)
    one = await late(world, account)
    for _ in range(3):
        await mark_due(world)
    assert (await world.events(one)).count("clock.breached") == 1
    assert (await clocks(world))[0].breached_at is not None
    await world.reply(world.agent, one, "sorry!", visibility="private", expect=422)
    await practice.deliver(world, account, practice.said("message", "sorry", to="7"))
    stopped = (await world.rows("SELECT data FROM log WHERE kind = 'clock.stopped'"))[0].data
    assert (stopped["late"], (await world.events(one)).count("clock.breached")) == (True, 1)


async def test_who_is_answered_too_late_before_anybody_looked_was_late_too(world: World) -> None:
    account = await practice.connect(world)
    one = await late(world, account)
    await practice.deliver(world, account, practice.said("message", "sorry", to="7"))
    await mark_due(world)
    assert [kind for kind in await world.events(one) if kind.startswith("clock.")] == [
        "clock.started",
        "clock.breached",
        "clock.stopped",
    ]


async def test_who_was_answered_in_time_is_not_marked_however_late_the_log_is_read(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "in time")
    await world.rows("UPDATE clocks SET due_at = clock_timestamp()")
    await tasks.mark_due(world.services)
    assert (await clocks(world))[0].breached_at is None


async def test_most_of_the_time_over_is_told_once(world: World) -> None:
    account = await practice.connect(world)
    one = await late(world, account, hours=20)
    for _ in range(2):
        await mark_due(world)
    kinds = await world.events(one)
    assert (kinds.count("clock.due_soon"), kinds.count("clock.breached")) == (1, 0)


async def test_who_waited_before_there_were_clocks_gets_one_and_nobody_is_late_for_it(world: World) -> None:
    account = await practice.connect(world)
    one = await late(world, account, days=9)
    await world.rows("DELETE FROM clocks")
    await world.rows("UPDATE conversations SET due_at = '9999-01-01 00:00:00+00'")
    await mark_due(world)
    (clock,) = await clocks(world)
    assert clock.due_at - datetime.now(UTC) > timedelta(hours=23)
    assert clock.started_at < ago(days=8)
    assert (await world.events(one)).count("clock.breached") == 0
    await mark_due(world)
    assert len(await clocks(world)) == 1


# ---- whatever happens ------------------------------------------------------------------------------------------------

DEEDS = (
    "message",
    "message",
    "post",
    "echo",
    "old",
    "resolve",
    "reopen",
    "snooze",
    "wake",
    "reply",
    "reply",
    "undo",
    "read",
    "fail",
)


async def do(world: World, account: Account, dice: random.Random, what: str) -> None:
    if what in {"message", "post", "echo"}:
        to = str(dice.randint(7, 9)) if what == "echo" else None
        kind = "message" if what == "echo" else what
        at = ago(hours=dice.uniform(0, 40))
        await practice.deliver(world, account, practice.said(kind, "word", by=str(dice.randint(7, 9)), to=to, at=at))
    elif what == "old":
        await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days' WHERE state = 'resolved'")
    elif what == "read":
        await world.read_log()
    elif what == "fail":
        await world.send_due()
    else:
        await act(world, dice, what)


async def act(world: World, dice: random.Random, what: str) -> None:
    ids = [row.id for row in await world.rows("SELECT id FROM conversations")]
    out = [row.id for row in await world.rows("SELECT id FROM messages WHERE author_kind = 'person'")]
    if not ids or (what == "undo" and not out):
        return
    reply = {"visibility": "private", "text": "hm", "client_ref": f"{dice.getrandbits(128):032x}"}
    method, path, body = {
        "resolve": ("POST", "/resolution", {"reason": dice.choice(["answered", "spam"])}),
        "reopen": ("DELETE", "/resolution", {}),
        "snooze": ("PUT", "/snooze", {"until": ahead(hours=1)}),
        "wake": ("DELETE", "/snooze", {}),
        "reply": ("POST", "/replies", reply),
        "undo": ("DELETE", "", {}),
    }[what]
    where = f"/api/replies/{dice.choice(out)}" if what == "undo" else f"/api/conversations/{dice.choice(ids)}{path}"
    answer = await world.agent.client.request(method, where, json=body)
    assert answer.status_code < 500, answer.text


async def check(world: World) -> None:
    """A clock runs for exactly those who wait, since they do; no two waits of one conversation overlap."""
    rows = await world.rows(
        "SELECT c.id, c.state IN ('new', 'snoozed') AND c.waiting_since <= c.last_inbound_at AS waits, c.waiting_since, c.due_at, "
        "k.started_at, k.due_at AS due FROM conversations c LEFT JOIN clocks k ON k.conversation_id = c.id AND k.stopped_at IS NULL"
    )
    for row in rows:
        if row.waits:
            assert (row.started_at, row.due) == (row.waiting_since, row.due_at), row
        else:
            assert (row.started_at, row.due_at.year) == (None, 9999), row
    assert all(each.stopped_at is None or each.stopped_at >= each.started_at for each in await clocks(world))
    wrong = await world.rows(
        "SELECT * FROM clocks WHERE stopped_at IS NOT NULL AND (breached_at IS NOT NULL) <> (stopped_at > due_at)"
    )
    assert wrong == []


@pytest.mark.parametrize("seed", range(6))
async def test_clocks_agree_with_who_waits_whatever_happens(world: World, seed: int) -> None:
    dice = random.Random(seed)
    account = await practice.connect(world)
    original = world.read_log
    for _ in range(40):
        # What arrives reads the log too, so it is switched off to let news pile up.
        what = dice.choice(DEEDS)
        world.read_log = original if what == "read" else nothing  # type: ignore[method-assign]
        await do(world, account, dice, what)
        world.read_log = original  # type: ignore[method-assign]
        if dice.random() < 0.4:
            await mark_due(world)
            await check(world)
    await world.read_log()
    await check(world)
    before = await clocks(world)
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'decide'")
    await world.read_log()
    assert await clocks(world) == before


async def test_reading_the_log_twice_tells_nothing_twice(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "yes?")
    await world.read_log()
    before = await world.events()
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'decide'")
    await world.read_log()
    assert await world.events() == before
    assert log.SHARDS
