"""The clock of every customer who waits: when it begins, what stops it, and what sets it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import practice, x
from tests.factories.clocks import DAY, ago, ahead, clocks, dues, nothing, only
from tests.factories.world import World

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
    original, world.read_log = world.read_log, nothing
    for each in said:
        await practice.deliver(world, account, each)
    assert await clocks(world) == []
    world.read_log = original
    await world.read_log()
    found = [(each.kind, each.started_at, each.stopped_at) for each in await clocks(world)]
    assert found == [("first", at[0], at[1]), ("next", at[2], at[3]), ("next", at[4], None)]


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
