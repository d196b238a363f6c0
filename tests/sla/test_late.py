"""What is due soon, and what is overdue: marked once, told once, never for who was answered in time."""

from datetime import UTC, datetime, timedelta

from heard.sla import tasks
from tests.factories import practice, x
from tests.factories.clocks import ago, clocks, late, mark_due, only
from tests.factories.world import World

# ---- too late --------------------------------------------------------------------------------------------------------


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
