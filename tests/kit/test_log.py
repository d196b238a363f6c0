"""The log's readers under concurrent writers, crashes and poison: every event once, in commit order."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from heard.kit import log, readers
from heard.kit.db import Database, Session
from heard.kit.log import SHARDS, SYSTEM, Event, Recorded, shard_of
from heard.kit.readers import Reader, reader

ALL = list(range(SHARDS))


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    kind = "test.happened"
    number: int


@pytest.fixture
async def database(url: str) -> AsyncGenerator[Database]:
    made = Database(url, pool=20)
    async with made.transaction() as session:
        await session.execute(
            text("CREATE TABLE effects (place serial, event bigint, conversation bigint, number bigint)")
        )
        await session.execute(
            text("CREATE TABLE locks (conversation bigint PRIMARY KEY, last bigint NOT NULL DEFAULT 0)")
        )
    yield made
    await made.close()


async def note(session: Session, events: Sequence[Recorded]) -> None:
    """A step whose effect is a row for each event."""
    for event in events:
        values = {"event": event.id, "conversation": event.conversation_id, "number": event.data["number"]}
        await session.execute(
            text("INSERT INTO effects (event, conversation, number) VALUES (:event, :conversation, :number)"), values
        )


async def write(
    database: Database,
    conversation: int,
    *,
    before: float = 0,
    after: float = 0,
    fail: bool = False,
    early: bool = False,
) -> None:
    """A writer as all of ours: lock the conversation's row, append while holding it, and take some time over it."""
    try:
        async with database.transaction() as session:
            if early:
                # A transaction gets its number with its first write: here long before it holds the conversation.
                await session.execute(text("INSERT INTO locks VALUES (-1 - (random() * 1e9)::bigint)"))
            await asyncio.sleep(before)
            row = await session.execute(
                text(
                    "INSERT INTO locks VALUES (:c, 1) ON CONFLICT (conversation) DO UPDATE SET last = locks.last + 1 RETURNING last"
                ),
                {"c": conversation},
            )
            await log.append(
                session, Happened(workspace_id=1, by=SYSTEM, conversation_id=conversation, number=row.scalar_one())
            )
            await asyncio.sleep(after)
            if fail:
                await session.execute(text("SELECT 1 / 0"))
    except DBAPIError:
        assert fail


async def drain(database: Database, one: Reader, slots: list[int] = ALL) -> None:
    while await readers.advance(database, one, slots):
        pass


async def effects(database: Database) -> list[tuple[int, int]]:
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT conversation, number FROM effects ORDER BY place"))
        return [(row.conversation, row.number) for row in rows]


def assert_each_once_in_order(found: list[tuple[int, int]], expected: Counter[int]) -> None:
    assert Counter(conversation for conversation, _ in found) == expected
    for conversation, count in expected.items():
        assert [number for each, number in found if each == conversation] == list(range(1, count + 1))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), whole=st.booleans(), batch=st.sampled_from([1, 2, 7, 500]))
async def test_every_event_is_read_once_and_in_order_however_writers_interleave(
    database: Database, seed: int, whole: bool, batch: int
) -> None:
    chance = random.Random(seed)
    async with database.transaction() as session:
        await session.execute(text("TRUNCATE effects, locks, cursors, parked_events, log"))
    one = reader("test", note, whole=whole)
    slots = [readers.WHOLE] if whole else ALL
    writers = [
        (
            chance.randrange(4),
            {
                "before": chance.random() * 0.03,
                "after": chance.random() * 0.03,
                "fail": chance.random() < 0.2,
                "early": chance.random() < 0.5,
            },
        )
        for _ in range(25)
    ]
    done = asyncio.Event()

    async def read() -> None:
        while not done.is_set():
            async with database.transaction() as session:
                await readers._batch(session, one, slots, batch)
            await asyncio.sleep(chance.random() * 0.01)

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(database, conversation, **how) for conversation, how in writers))
    done.set()
    await reading
    await drain(database, one, slots)
    expected = Counter(conversation for conversation, how in writers if not how["fail"])
    assert_each_once_in_order(await effects(database), expected)


async def test_a_long_transaction_holds_nobody_up_and_loses_nothing(database: Database) -> None:
    one = reader("test", note)
    slow = asyncio.create_task(write(database, 1, after=1.0, early=True))
    await asyncio.sleep(0.2)
    await write(database, 2)
    await drain(database, one)
    assert await effects(database) == [(2, 1)]
    await slow
    await drain(database, one)
    assert await effects(database) == [(2, 1), (1, 1)]


async def test_a_crash_in_the_middle_of_a_batch_repeats_nothing(database: Database) -> None:
    for number in range(5):
        await write(database, number)
    crashed = reader("test", note, crash)
    for _ in range(2):
        with pytest.raises(OSError, match="gone"):
            await readers.advance(database, crashed, ALL)
    assert await effects(database) == []
    await drain(database, reader("test", note))
    assert len(await effects(database)) == 5


async def crash(_session: Session, _events: Sequence[Recorded]) -> None:
    msg = "the database is gone"
    raise OSError(msg)


async def test_a_poison_event_is_parked_with_its_error_and_the_rest_is_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_BACK_OFF", (0.0, 0.0))

    async def chokes(_session: Session, events: Sequence[Recorded]) -> None:
        if any(event.conversation_id == 3 for event in events):
            msg = "cannot swallow this"
            raise ValueError(msg)

    for number in range(6):
        await write(database, number)
    await drain(database, reader("test", note, chokes))
    assert sorted(await effects(database)) == [(0, 1), (1, 1), (2, 1), (4, 1), (5, 1)]
    async with database.transaction() as session:
        (parked,) = (await session.execute(text("SELECT reader, reason, attempts FROM parked_events"))).all()
    assert (parked.reader, parked.attempts) == ("test", 3)
    assert "cannot swallow this" in parked.reason


async def test_readers_do_not_disturb_each_other_and_may_begin_late(database: Database) -> None:
    await write(database, 1)
    await drain(database, reader("first", note))
    from_now = reader("second", note, from_start=False)
    await drain(database, from_now)
    await write(database, 1)
    await drain(database, from_now)
    await drain(database, reader("third", note))
    assert Counter(await effects(database)) == {(1, 1): 2, (1, 2): 2}


async def test_two_workers_that_both_think_a_shard_is_theirs_double_nothing(database: Database) -> None:
    one = reader("test", note)
    for number in range(40):
        await write(database, number % 5)
    await asyncio.gather(*(drain(database, one) for _ in range(3)))
    assert_each_once_in_order(await effects(database), Counter(dict.fromkeys(range(5), 8)))


def test_shards_spread_neighbours() -> None:
    spread = Counter(shard_of(key) for key in range(1, 10_001))
    assert set(spread) == set(range(SHARDS))
    assert max(spread.values()) < 2 * min(spread.values())


async def test_an_event_of_a_transaction_undone_did_not_happen(database: Database) -> None:
    await write(database, 9, fail=True)
    async with database.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM log"))).scalar_one() == 0
