"""From envelopes to conversations: a named list of steps over one batch, in one transaction.

A batch that fails is taken again envelope by envelope, so that only the one that cannot be applied is parked.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from heard.channels.base import CannotParse, Ignored, Inbound, RawRequest, Revoked, Said
from heard.channels.service import Refused, hear_from, observe
from heard.contacts import service as contacts
from heard.conversations import service as conversations
from heard.conversations.service import Arrival, Change, Current, Place, private_window
from heard.kit import metrics
from heard.kit.db import passing
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from heard.channels.service import Connected, Directory
    from heard.kit.db import Database, Session
    from heard.kit.shards import Shards

BATCH = 500
# While some lanes wait for the database another works in Python, so that both of a machine's cores are used.
LANES = 3
ATTEMPTS = 5
BELL = "intake"
POLLED = "heard-polled"
"""The header of an envelope that a poll brought: its webhook did not."""
REMEMBERED = "heard-remembered"
"""The header of an envelope that brings what was said before the account was connected."""
_POLL = 1.0
_log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """An envelope taken from the door."""

    id: int
    account_id: int
    received_at: datetime
    request: RawRequest
    attempts: int


@dataclass
class Batch:
    """What the steps hand on. `outcomes` says for each envelope why it is done (or parked, when it begins with `parked:`)."""

    database: Database
    accounts: dict[int, Connected]
    envelopes: list[Taken]
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    changes: list[Change] = field(default_factory=list[Change])
    revoked: list[tuple[Connected, str]] = field(default_factory=list["tuple[Connected, str]"])
    currents: list[Current] = field(default_factory=list[Current])
    done: dict[int, str | None] = field(default_factory=dict[int, "str | None"])
    parked: dict[int, str] = field(default_factory=dict[int, str])


async def parse(_session: Session, batch: Batch) -> None:
    """Let each account's adapter say what its deliveries mean."""
    for envelope in batch.envelopes:
        connected = batch.accounts.get(envelope.account_id)
        if connected is None or connected.channel is None:
            batch.parked[envelope.id] = (
                f"the account cannot be used: {connected.why_not if connected else 'it is gone'}"
            )
            continue
        try:
            items = connected.channel.parse(envelope.request)
        except CannotParse as error:
            batch.parked[envelope.id] = clean(str(error))
            continue
        except Exception as error:  # noqa: BLE001 — an adapter's fault must cost one envelope, not the queue
            _log.exception("intake.parse_failed", envelope=envelope.id, network=connected.network)
            batch.parked[envelope.id] = clean(f"the adapter failed: {error!r}")
            continue
        _sort(batch, connected, envelope, items)


def _sort(batch: Batch, connected: Connected, envelope: Taken, items: Sequence[Inbound]) -> None:
    place = Place(
        connected.id,
        connected.workspace_id,
        connected.network,
        connected.team_id,
        timedelta(hours=connected.reopen_hours),
        private_window(connected.capabilities) if connected.capabilities else None,
    )
    ignored: list[str] = []
    for item in items:
        if isinstance(item, Said):
            history = REMEMBERED in envelope.request.headers
            batch.arrivals.append(Arrival(place, item, envelope.received_at, history=history))
        elif isinstance(item, Revoked):
            batch.revoked.append((connected, item.reason))
        elif isinstance(item, Ignored):
            ignored.append(item.reason)
        else:
            batch.changes.append(conversations.change_of(place, item))
    batch.done[envelope.id] = clean("; ".join(ignored)) or None


async def drop_known(session: Session, batch: Batch) -> None:
    """What is a message already has no further effect."""
    batch.arrivals = await conversations.drop_known(session, batch.arrivals)


async def find_contacts(session: Session, batch: Batch) -> None:
    """Who said it."""
    people = [(a.place.workspace_id, a.place.network, a.said.peer) for a in batch.arrivals]
    known = await contacts.resolve(session, people)
    for arrival in batch.arrivals:
        peer = arrival.said.peer
        found = known[arrival.place.workspace_id, arrival.place.network, peer.scope, peer.external_id]
        arrival.identity_id, arrival.contact_id, arrival.muted = found.identity_id, found.contact_id, found.muted


async def find_conversations(session: Session, batch: Batch) -> None:
    """Which conversation it belongs to; new ones are opened."""
    batch.currents = await conversations.find_conversations(session, batch.arrivals)
    await conversations.open_conversations(session, batch.currents, database=batch.database)


async def append(session: Session, batch: Batch) -> None:
    """Threads, messages, what the conversations have become, and the log."""
    await conversations.append(session, batch.currents)
    await conversations.apply_waiting(session, batch.arrivals)


async def change(session: Session, batch: Batch) -> None:
    """Edits, deletions, reactions, receipts, and permissions that ended."""
    await conversations.apply_changes(session, batch.changes)
    for connected, reason in batch.revoked:
        await observe(session, connected.id, Refused(reason))


async def settle(session: Session, batch: Batch) -> None:
    """Mark every envelope done or parked, and note when each account was last heard."""
    await session.execute(_DONE, {"ids": list(batch.done), "reasons": list(batch.done.values())})
    if batch.parked:
        await session.execute(_PARK, {"ids": list(batch.parked), "reasons": list(batch.parked.values())})
    came = [each for each in batch.envelopes if REMEMBERED not in each.request.headers]
    pushed = {each.account_id for each in came if POLLED not in each.request.headers}
    await hear_from(session, {each.account_id for each in came}, pushed=pushed)


STEPS: tuple[Callable[[Session, Batch], Awaitable[None]], ...] = (
    parse,
    drop_known,
    find_contacts,
    find_conversations,
    append,
    change,
    settle,
)


async def run(database: Database, shards: Shards, directory: Directory, lane: int) -> None:
    """Apply the envelopes of every `LANES`th shard for ever (until cancelled), woken by the door, polling when it is silent."""
    assert database.bus is not None  # noqa: S101 — a worker always has one; says so to the type checker
    bell = database.bus.bell(BELL)
    while True:
        try:
            async with shards.hold() as held:
                taken = await advance(database, directory, [shard for shard in held if shard % LANES == lane])
        except Exception as error:
            if not passing(error):
                raise
            _log.warning("intake.database_away", error=str(error))
            await asyncio.sleep(_POLL)
            continue
        if not taken:
            await bell.wait(_POLL)


async def advance(database: Database, directory: Directory, shards: Sequence[int], *, size: int = BATCH) -> int:
    """Apply one batch of the given shards; how many envelopes it had. Raises what the database raises when it is away."""
    if not shards:
        return 0
    try:
        return await _apply(database, directory, shards, size)
    except conversations.Raced:
        return 1
    except Exception as error:
        # Any fault of one envelope; they are taken singly to find it.
        if passing(error):
            raise
        _log.warning("intake.batch_failed", error=repr(error))
    return await _singly(database, directory, shards, size)


async def _singly(database: Database, directory: Directory, shards: Sequence[int], size: int) -> int:
    async with database.transaction() as session:
        rows = (await session.execute(_TAKE, {"shards": list(shards), "size": size})).all()
    for row in rows:
        try:
            await _apply(database, directory, shards, 1, only=row.id)
        except Exception as error:
            if passing(error):
                raise
            raced = isinstance(error, conversations.Raced | IntegrityError)
            await _blame(database, row.id, repr(error), at_once=not raced)
    return len(rows)


async def _blame(database: Database, envelope_id: int, reason: str, *, at_once: bool) -> None:
    """Count a failed attempt; the last one parks the envelope. A lost race may be tried again, a fault will not mend itself."""
    _log.error("intake.envelope_failed", envelope=envelope_id, reason=reason)
    async with database.transaction() as session:
        limit = 1 if at_once else ATTEMPTS
        await session.execute(_FAIL, {"id": envelope_id, "reason": clean(reason)[:2000], "limit": limit})


async def _apply(
    database: Database, directory: Directory, shards: Sequence[int], size: int, *, only: int | None = None
) -> int:
    async with database.transaction() as session:
        rows = (
            await session.execute(_TAKE_ONE, {"id": only})
            if only
            else await session.execute(_TAKE, {"shards": list(shards), "size": size})
        ).all()
        if not rows:
            return 0
        accounts = await directory.by_ids(row.account_id for row in rows)
        batch = Batch(database, accounts, [_taken(row) for row in rows])
        for step in STEPS:
            started = time.perf_counter()
            await step(session, batch)
            metrics.STEP.labels(step.__name__).observe(time.perf_counter() - started)
    _count(batch)
    return len(rows)


def _taken(row: Any) -> Taken:
    request = RawRequest("POST", row.headers, {}, row.body, row.received_at)
    return Taken(row.id, row.account_id, row.received_at, request, row.attempts)


def _count(batch: Batch) -> None:
    metrics.APPLIED.labels("done").inc(len(batch.done))
    metrics.APPLIED.labels("parked").inc(len(batch.parked))
    moment = now()
    for envelope in batch.envelopes:
        metrics.LAG.observe((moment - envelope.received_at).total_seconds())


_COLUMNS = "id, account_id, received_at, headers, body, attempts"
# Not SKIP LOCKED: what an earlier owner of the shard still holds comes first, and is waited for.
_TAKE = text(f"""
SELECT {_COLUMNS} FROM envelopes WHERE state = 'new' AND shard = ANY(:shards) ORDER BY id LIMIT :size FOR UPDATE
""")  # noqa: S608 — only constants of this module
_TAKE_ONE = text(f"SELECT {_COLUMNS} FROM envelopes WHERE state = 'new' AND id = :id FOR UPDATE")  # noqa: S608 — likewise
_DONE = text("""
UPDATE envelopes e SET state = 'done', reason = new.reason, done_at = now(), attempts = attempts + 1
FROM unnest(cast(:ids AS bigint[]), cast(:reasons AS text[])) AS new (id, reason) WHERE e.id = new.id
""")
_PARK = text("""
UPDATE envelopes e SET state = 'parked', reason = new.reason, attempts = attempts + 1
FROM unnest(cast(:ids AS bigint[]), cast(:reasons AS text[])) AS new (id, reason) WHERE e.id = new.id
""")
_FAIL = text("""
UPDATE envelopes SET attempts = attempts + 1, reason = :reason,
  state = CASE WHEN attempts + 1 >= cast(:limit AS int) THEN 'parked' ELSE 'new' END
WHERE id = :id AND state = 'new'
""")
