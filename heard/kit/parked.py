"""Events that a reader set aside: listed, handed to their reader again, or dismissed.

Handing over again runs the reader's steps on the one event, in a transaction of its own, and takes it off the list in the
same transaction. It comes later than what followed it: a step must bear that, as it must bear being run on a batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import text

from heard.kit.log import By, Recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Database, Session
    from heard.kit.readers import Reader

_log = structlog.get_logger()


@dataclass(frozen=True, order=True)
class Parked:
    """The key of a parked event."""

    event_id: int
    reader: str


@dataclass(frozen=True)
class ParkedRow:
    """A parked event, as it is shown."""

    event_id: int
    reader: str
    workspace_id: int
    kind: str
    conversation_id: int | None
    reason: str
    attempts: int
    at: datetime


async def parked_events(
    session: Session,
    *,
    workspace_id: int | None,
    before: Parked | None = None,
    since: datetime | None = None,
    limit: int,
) -> list[ParkedRow]:
    """Parked events, newest first: a workspace's own, or without one all of them."""
    values = {
        "workspace": workspace_id,
        "event": before and before.event_id,
        "reader": before and before.reader,
        "since": since,
        "limit": limit,
    }
    return [
        ParkedRow(r.event_id, r.reader, r.workspace_id, r.kind, r.conversation_id, r.reason, r.attempts, r.at)
        for r in await session.execute(_LIST, values)
    ]


async def count_parked_events(session: Session, workspace_id: int | None) -> int:
    """How many there are."""
    return (await session.execute(_COUNT, {"workspace": workspace_id})).scalar_one()


async def hand_over(database: Database, readers: Sequence[Reader], key: Parked, *, workspace_id: int | None) -> bool:
    """Hand a parked event to its reader again; whether the reader could handle it now.

    Where it could not, the event stays parked with the new reason.
    """
    steps = next((one.steps for one in readers if one.name == key.reader), None)
    values = {"event": key.event_id, "reader": key.reader, "workspace": workspace_id}
    try:
        async with database.transaction() as session:
            row = (await session.execute(_TAKE, values)).first()
            if row is None:
                return False
            by = By(row.actor_kind, row.actor_id)
            event = Recorded(row.id, row.workspace_id, row.at, row.kind, by, row.conversation_id, row.data)
            # A reader that this version does not have any more leaves nothing to do.
            for step in steps or ():
                await step(session, [event])
    except Exception as error:  # noqa: BLE001 — kept as the reason it stays parked with
        _log.warning("reader.parked_again", reader=key.reader, event_id=key.event_id, error=repr(error))
        async with database.transaction() as session:
            await session.execute(_AGAIN, {**values, "reason": repr(error)[:2000]})
        return False
    return True


async def dismiss_events(session: Session, keys: Sequence[Parked], *, workspace_id: int | None) -> list[Parked]:
    """Take parked events off the list unhandled; those that were there."""
    values = {"events": [k.event_id for k in keys], "readers": [k.reader for k in keys], "workspace": workspace_id}
    return [Parked(row.event_id, row.reader) for row in await session.execute(_DISMISS, values)]


_OURS = "(cast(:workspace AS bigint) IS NULL OR p.workspace_id = cast(:workspace AS bigint))"
_LIST = text(f"""
SELECT p.event_id, p.reader, p.workspace_id, l.kind, l.conversation_id, p.reason, p.attempts, p.at
FROM parked_events p JOIN log l ON l.id = p.event_id
WHERE {_OURS} AND (cast(:event AS bigint) IS NULL OR (p.event_id, p.reader) < (cast(:event AS bigint), cast(:reader AS text)))
  AND (cast(:since AS timestamptz) IS NULL OR p.at >= cast(:since AS timestamptz))
ORDER BY p.event_id DESC, p.reader DESC LIMIT :limit
""")  # noqa: S608 — only constants of this module
_COUNT = text(f"SELECT count(*) FROM parked_events p WHERE {_OURS}")  # noqa: S608 — likewise
_TAKE = text(f"""
DELETE FROM parked_events p USING log l
WHERE l.id = p.event_id AND p.event_id = :event AND p.reader = :reader AND {_OURS}
RETURNING l.id, l.workspace_id, l.at, l.kind, l.actor_kind, l.actor_id, l.conversation_id, l.data
""")  # noqa: S608 — likewise
_AGAIN = text(
    "UPDATE parked_events SET attempts = attempts + 1, reason = :reason WHERE event_id = :event AND reader = :reader"
)
_DISMISS = text(f"""
DELETE FROM parked_events p USING unnest(cast(:events AS bigint[]), cast(:readers AS text[])) AS key (event_id, reader)
WHERE p.event_id = key.event_id AND p.reader = key.reader AND {_OURS} RETURNING p.event_id, p.reader
""")  # noqa: S608 — likewise
