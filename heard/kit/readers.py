"""Readers of the log: each handles every event once, in commit order, with its place kept in the same transaction.

A place is a `pg_snapshot`. What is new since snapshot *s* are the events of transactions that *s* did not see: those
numbered from `xmax(s)` up, and those still running in it (`xip`). Committed ones among them are visible to the
statement that asks, and that statement's own snapshot is the next place. So nothing is skipped however transactions
interleave, and a long-running transaction holds nobody up. Within such a window events go by id; since an event is
appended under its conversation's row lock, the order per conversation is the true one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import text

from heard.kit import metrics
from heard.kit.db import passing
from heard.kit.log import BELL, SHARDS, By, Recorded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from heard.kit.db import Database, Session
    from heard.kit.shards import Shards

    Step = Callable[[Session, Sequence[Recorded]], Awaitable[None]]

BATCH = 500
ATTEMPTS = 3
# One slot beyond the shards: readers that must see the whole log in one order belong to whoever owns it.
WHOLE = SHARDS
SLOTS = SHARDS + 1
_POLL = 1.0
_BACK_OFF = (0.05, 0.2)
_log = structlog.get_logger()


@dataclass(frozen=True)
class Reader:
    """A named list of steps run in this order over each batch, in one transaction.

    `whole` readers take the log of all shards in one order, on one worker; the others share the shards.
    """

    name: str
    steps: tuple[Step, ...]
    whole: bool = False
    from_start: bool = True


@dataclass(frozen=True)
class _Place:
    seen: str
    target: str | None
    last_id: int


def reader(name: str, *steps: Step, whole: bool = False, from_start: bool = True) -> Reader:
    """A reader for the table of readers; `from_start=False` begins with what happens after its first run."""
    return Reader(name, steps, whole, from_start)


async def run(database: Database, shards: Shards, one: Reader) -> None:
    """Read for ever (until cancelled), woken by the log's bell, polling when it stays silent."""
    assert database.bus is not None  # noqa: S101 — a worker always has one; says so to the type checker
    bell = database.bus.bell(BELL)
    while True:
        try:
            async with shards.hold() as held:
                moved = await advance(database, one, _slots(one, held))
        except Exception as error:
            if not passing(error):
                raise
            _log.warning("reader.database_away", reader=one.name, error=str(error))
            await asyncio.sleep(_POLL)
            continue
        if not moved:
            await bell.wait(_POLL)


def _slots(one: Reader, held: list[int]) -> list[int]:
    return [slot for slot in held if (slot == WHOLE) == one.whole]


async def advance(database: Database, one: Reader, slots: list[int]) -> int:
    """Handle one batch for the given slots; how many events it had. Raises what the database raises when it is away."""
    if not slots:
        return 0
    try:
        async with database.transaction() as session:
            return await _batch(session, one, slots, BATCH)
    except Exception as error:
        # A step may fail in any way; the batch is walked singly to find the event.
        if passing(error):
            raise
        _log.warning("reader.batch_failed", reader=one.name, error=repr(error))
        return await _singly(database, one, slots)


async def _singly(database: Database, one: Reader, slots: list[int]) -> int:
    """Walk the batch event by event, so that only the one that cannot be handled is parked."""
    handled = 0
    for slot in slots:
        for _ in range(BATCH):
            if not await _one_event(database, one, slot):
                break
            handled += 1
    return handled


async def _one_event(database: Database, one: Reader, slot: int) -> int:
    failure: Exception | None = None
    for pause in (*_BACK_OFF, 0.0):
        try:
            async with database.transaction() as session:
                return await _batch(session, one, [slot], 1)
        except Exception as error:
            if passing(error):
                raise
            failure = error
            await asyncio.sleep(pause)
    async with database.transaction() as session:
        return await _batch(session, one, [slot], 1, parked=repr(failure))


async def _batch(session: Session, one: Reader, slots: list[int], size: int, *, parked: str | None = None) -> int:
    """One batch of each group of slots that stand at the same place."""
    handled = 0
    places = await _places(session, one, slots)
    for place, group in groupby(sorted(places, key=lambda pair: _order(pair[1])), key=lambda pair: pair[1]):
        members = [slot for slot, _ in group]
        snapshot, events = await _read(session, members, place, size)
        if not events and place.target is None:
            continue
        if parked is None:
            for step in one.steps:
                await step(session, events)
        elif events:
            await _park(session, one, events[0], parked)
        await _move(session, one, members, place, snapshot, events, size)
        metrics.READ.labels(one.name).inc(len(events))
        # A finished window without events still counts as progress: the next window may be waiting behind it.
        handled += len(events) or 1
    return handled


def _order(place: _Place) -> tuple[str, str, int]:
    return place.seen, place.target or "", place.last_id


async def _places(session: Session, one: Reader, slots: list[int]) -> list[tuple[int, _Place]]:
    parameters = {"reader": one.name, "slots": slots}
    rows = (await session.execute(_LOCK_CURSORS, parameters)).all()
    if len(rows) < len(slots):
        start = "1:1:" if one.from_start else None
        await session.execute(_SEED_CURSORS, {**parameters, "start": start})
        rows = (await session.execute(_LOCK_CURSORS, parameters)).all()
    return [(row.shard, _Place(row.seen, row.target, row.last_id)) for row in rows]


async def _read(session: Session, slots: list[int], place: _Place, size: int) -> tuple[str, list[Recorded]]:
    _, xmax, running = place.seen.split(":")
    parameters: dict[str, Any] = {
        "shards": None if slots == [WHOLE] else slots,
        "xmax": xmax,
        "running": [part for part in running.split(",") if part],
        "last_id": place.last_id,
        "size": size,
    }
    statement = _READ_NEW
    if place.target is not None:
        statement = _READ_ON
        parameters["target"] = place.target
    rows = (await session.execute(statement, parameters)).all()
    events = [
        Recorded(
            row.id, row.workspace_id, row.at, row.kind, By(row.actor_kind, row.actor_id), row.conversation_id, row.data
        )
        for row in rows
        if row.id is not None
    ]
    return rows[0].snapshot, events


async def _move(
    session: Session, one: Reader, slots: list[int], place: _Place, snapshot: str, events: list[Recorded], size: int
) -> None:
    target = place.target or snapshot
    unfinished = len(events) == size
    await session.execute(
        _MOVE_CURSORS,
        {
            "reader": one.name,
            "slots": slots,
            "seen": place.seen if unfinished else target,
            "target": target if unfinished else None,
            "last_id": events[-1].id if unfinished else 0,
            "turn": int(bool(events)),
        },
    )


async def _park(session: Session, one: Reader, event: Recorded, reason: str) -> None:
    _log.error("reader.event_parked", reader=one.name, event_id=event.id, kind=event.kind, reason=reason)
    metrics.PARKED_EVENTS.labels(one.name).inc()
    await session.execute(
        _PARK,
        {
            "reader": one.name,
            "event": event.id,
            "workspace": event.workspace_id,
            "reason": reason[:2000],
            "attempts": ATTEMPTS,
        },
    )


_LOCK_CURSORS = text(
    "SELECT shard, seen, target, last_id FROM cursors WHERE reader = :reader AND shard = ANY(:slots) ORDER BY shard FOR UPDATE"
)
_SEED_CURSORS = text("""
INSERT INTO cursors (reader, shard, seen)
SELECT :reader, slot, coalesce(cast(:start AS text), pg_current_snapshot()::text) FROM unnest(cast(:slots AS int[])) slot
ON CONFLICT DO NOTHING
""")
_EVENT_COLUMNS = "id, workspace_id, at, kind, actor_kind, actor_id, conversation_id, data"
_UNSEEN = """
(xid >= cast(cast(:xmax AS text) AS xid8) OR xid = ANY(cast(cast(:running AS text[]) AS xid8[])))
AND (cast(:shards AS int[]) IS NULL OR shard = ANY(cast(:shards AS int[]))) AND id > :last_id
"""
_READ_NEW = text(f"""
SELECT now.snapshot, event.* FROM (SELECT pg_current_snapshot()::text AS snapshot) now LEFT JOIN LATERAL (
  SELECT {_EVENT_COLUMNS} FROM log WHERE {_UNSEEN} ORDER BY id LIMIT :size
) event ON true ORDER BY event.id
""")  # noqa: S608 — only constants of this module
_READ_ON = text(f"""
SELECT now.snapshot, event.* FROM (SELECT pg_current_snapshot()::text AS snapshot) now LEFT JOIN LATERAL (
  SELECT {_EVENT_COLUMNS} FROM log
  WHERE {_UNSEEN} AND pg_visible_in_snapshot(xid, cast(cast(:target AS text) AS pg_snapshot)) ORDER BY id LIMIT :size
) event ON true ORDER BY event.id
""")  # noqa: S608 — only constants of this module
_MOVE_CURSORS = text("""
UPDATE cursors SET seen = :seen, target = :target, last_id = :last_id, turns = turns + :turn
WHERE reader = :reader AND shard = ANY(:slots)
""")
_PARK = text("""
INSERT INTO parked_events (reader, event_id, workspace_id, reason, attempts, at)
VALUES (:reader, :event, :workspace, :reason, :attempts, now()) ON CONFLICT DO NOTHING
""")
