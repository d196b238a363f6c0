"""Doing again, or dismissing, what was parked: the same for the web UI and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.app.operations import events
from heard.app.wiring import READERS
from heard.intake import service as intake
from heard.intake.service import Which
from heard.kit import log
from heard.kit.failures import count_failed_jobs, dismiss_jobs, replay_jobs
from heard.kit.parked import Parked, count_parked_events, dismiss_events, hand_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Database, Session
    from heard.kit.log import By


@dataclass(frozen=True)
class Counts:
    """How much there is of each."""

    envelopes: int
    events: int
    jobs: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.envelopes + self.events + self.jobs


async def count(session: Session, workspace_id: int | None) -> Counts:
    """What waits for a person: of a workspace, or of the whole installation."""
    return Counts(
        await intake.count_parked(session, Which(workspace_id)),
        await count_parked_events(session, workspace_id),
        await count_failed_jobs(session, workspace_id),
    )


async def hand_over_events(database: Database, keys: Sequence[Parked], *, workspace_id: int, by: By) -> int:
    """Hand parked events to their readers again, oldest first, each in a transaction of its own; how many were handled."""
    handled = [
        key.event_id for key in sorted(keys) if await hand_over(database, READERS, key, workspace_id=workspace_id)
    ]
    if handled:
        async with database.transaction() as session:
            told = events.EventReplayed(workspace_id=workspace_id, by=by, event_ids=handled)
            await log.append(session, told)
    return len(handled)


async def drop_events(session: Session, keys: Sequence[Parked], *, workspace_id: int, by: By, reason: str) -> int:
    """Dismiss parked events; how many."""
    found = await dismiss_events(session, keys, workspace_id=workspace_id)
    if found:
        ids = [key.event_id for key in found]
        told = events.EventDismissed(workspace_id=workspace_id, by=by, event_ids=ids, reason=reason)
        await log.append(session, told)
    return len(found)


async def rerun_jobs(session: Session, ids: Sequence[int], *, workspace_id: int | None, by: By) -> int:
    """Put given-up jobs back into the queue; how many. The log has no place for jobs of the installation itself."""
    found = await replay_jobs(session, ids, workspace_id=workspace_id)
    if found and workspace_id is not None:
        await log.append(session, events.JobReplayed(workspace_id=workspace_id, by=by, job_ids=found))
    return len(found)


async def drop_jobs(session: Session, ids: Sequence[int], *, workspace_id: int | None, by: By, reason: str) -> int:
    """Throw given-up jobs away; how many."""
    found = await dismiss_jobs(session, ids, workspace_id=workspace_id)
    if found and workspace_id is not None:
        told = events.JobDismissed(workspace_id=workspace_id, by=by, job_ids=found, reason=reason)
        await log.append(session, told)
    return len(found)
