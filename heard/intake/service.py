"""What is done about parked envelopes, and how long the others are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from heard.intake import events, queries
from heard.intake.models import Envelope
from heard.intake.pipeline import BELL
from heard.intake.queries import Which
from heard.kit import log
from heard.kit.db import ring_after_commit
from heard.kit.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from heard.kit.db import Session
    from heard.kit.log import By

__all__ = ["AT_ONCE", "Which", "count_parked", "dismiss", "parked", "prune", "replay"]

AT_ONCE = 1_000
"""How many envelopes one call puts back or dismisses; who means more calls again."""

parked = queries.parked
count_parked = queries.count_parked


async def replay(session: Session, which: Which, *, by: By) -> int:
    """Put parked envelopes back, oldest first, to be applied again; how many. The log says who did it."""
    found = await _lock(session, which)
    await _settle(session, found, state="new", reason=None, attempts=0)
    told = [
        events.EnvelopeReplayed(workspace_id=workspace_id, by=by, envelope_ids=ids)
        for workspace_id, ids in found.items()
    ]
    await log.append(session, *told)
    ring_after_commit(session, BELL)
    return sum(map(len, found.values()))


async def dismiss(session: Session, which: Which, *, by: By, reason: str) -> int:
    """Settle parked envelopes without applying them; how many. The log says who did it and why."""
    found = await _lock(session, which)
    why = clean(reason).strip()[:500]
    await _settle(session, found, state="done", reason=f"dismissed: {why}", done_at=func.now())
    told = [
        events.EnvelopeDismissed(workspace_id=workspace_id, by=by, envelope_ids=ids, reason=why)
        for workspace_id, ids in found.items()
    ]
    await log.append(session, *told)
    return sum(map(len, found.values()))


async def _lock(session: Session, which: Which) -> dict[int, list[int]]:
    """The envelopes meant, oldest first and locked, by workspace."""
    query = select(Envelope.id, Envelope.workspace_id).where(*which.conditions()).order_by(Envelope.id).limit(AT_ONCE)
    found: dict[int, list[int]] = {}
    for row in await session.execute(query.with_for_update()):
        found.setdefault(row.workspace_id, []).append(row.id)
    return found


async def _settle(session: Session, found: dict[int, list[int]], **values: object) -> None:
    ids = [each for group in found.values() for each in group]
    await session.execute(
        update(Envelope).where(Envelope.id.in_(ids)).values(**values).execution_options(synchronize_session=False)
    )


async def prune(session: Session, state: str, before: datetime, *, limit: int) -> int:
    """Throw away envelopes of a state that were received, and if done were done, before then; how many.

    What they brought stays: a delivery repeated afterwards is still known by its messages' own keys (law 2).
    """
    found = await session.execute(_PRUNE, {"state": state, "before": before, "limit": limit})
    return len(found.all())


# The rows of a time lie together, so the block range index finds the old ones without reading the rest.
_PRUNE = text("""
DELETE FROM envelopes WHERE id IN (
  SELECT id FROM envelopes
  WHERE received_at < :before AND state = :state AND coalesce(done_at, received_at) < :before LIMIT :limit)
RETURNING id
""")
