"""What could not be done: jobs that were given up, with the reason; listed, tried again or dismissed by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Session

WORKSPACE = "workspace_id"
"""The argument of a job that says whose it is; the queue keeps it to itself."""


class JobFailure(Base):
    """Why a job failed the last time; of the installation itself when it has no workspace."""

    __tablename__ = "job_failures"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    workspace_id: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class FailedJob:
    """A job that was given up, or (`stalled`) whose worker does not answer any more."""

    id: int
    workspace_id: int | None
    name: str
    ids: dict[str, Any]
    attempts: int
    reason: str
    at: datetime | None
    stalled: bool


async def failed_jobs(
    session: Session, *, workspace_id: int | None, before: int | None = None, since: datetime | None = None, limit: int
) -> list[FailedJob]:
    """Jobs that were given up or are stalled, newest first: a workspace's own, or without one all of them."""
    values = {"workspace": workspace_id, "before": before, "since": since, "limit": limit}
    return [
        FailedJob(
            row.id,
            row.workspace_id,
            row.task_name,
            {name: value for name, value in row.args.items() if name not in {WORKSPACE, "timestamp"}},
            row.attempts,
            row.reason or "its worker does not answer",
            row.at,
            row.status == "doing",
        )
        for row in await session.execute(_LIST, values)
    ]


async def count_failed_jobs(session: Session, workspace_id: int | None) -> int:
    """How many there are."""
    return (await session.execute(_COUNT, {"workspace": workspace_id})).scalar_one()


async def replay_jobs(session: Session, ids: Sequence[int], *, workspace_id: int | None) -> list[int]:
    """Put given-up jobs back into the queue with all their attempts; those that were there to be put back."""
    found = [row.id for row in await session.execute(_LOCK, {"ids": list(ids), "workspace": workspace_id})]
    for each in found:
        try:
            async with session.begin_nested():
                await session.execute(_REPLAY, {"id": each})
        except IntegrityError:
            # The same work (its key) waits already: that one will do it.
            await session.execute(_DROP, {"ids": [each]})
    return found


async def dismiss_jobs(session: Session, ids: Sequence[int], *, workspace_id: int | None) -> list[int]:
    """Throw given-up jobs away; those that were there."""
    found = [row.id for row in await session.execute(_LOCK, {"ids": list(ids), "workspace": workspace_id})]
    await session.execute(_DROP, {"ids": found})
    return found


async def prune_failed_jobs(session: Session, before: datetime, *, limit: int) -> int:
    """Forget jobs that were given up before then, and the queue's notes of what it has long scheduled."""
    dropped = (await session.execute(_PRUNE, {"before": before, "limit": limit})).all()
    await session.execute(_PRUNE_NOTES)
    await session.execute(_PRUNE_PERIODIC, {"limit": limit})
    return len(dropped)


NOTE_FAILURE = """
INSERT INTO job_failures (job_id, workspace_id, reason, at) VALUES (%(job)s, %(workspace)s, %(reason)s, now())
ON CONFLICT (job_id) DO UPDATE SET reason = excluded.reason, at = excluded.at
"""
ONLY_NEWEST = "DELETE FROM procrastinate_jobs WHERE task_name = %(name)s AND status = 'failed' AND id < %(id)s"
_OURS = "(cast(:workspace AS bigint) IS NULL OR (j.args->>'workspace_id')::bigint = cast(:workspace AS bigint))"
_LOST = """(j.status = 'failed' OR j.status = 'doing' AND NOT EXISTS (
  SELECT 1 FROM procrastinate_workers w WHERE w.id = j.worker_id AND w.last_heartbeat > now() - interval '60 seconds'))"""
_LIST = text(f"""
SELECT j.id, (j.args->>'workspace_id')::bigint AS workspace_id, j.task_name, j.args, j.attempts, j.status::text AS status,
  f.reason, f.at
FROM procrastinate_jobs j LEFT JOIN job_failures f ON f.job_id = j.id
WHERE {_LOST} AND {_OURS} AND (cast(:before AS bigint) IS NULL OR j.id < cast(:before AS bigint))
  AND (cast(:since AS timestamptz) IS NULL OR f.at >= cast(:since AS timestamptz))
ORDER BY j.id DESC LIMIT :limit
""")  # noqa: S608 — only constants of this module
_COUNT = text(f"SELECT count(*) FROM procrastinate_jobs j WHERE {_LOST} AND {_OURS}")  # noqa: S608 — likewise
_LOCK = text(f"""
SELECT j.id FROM procrastinate_jobs j WHERE j.id = ANY(:ids) AND j.status = 'failed' AND {_OURS} ORDER BY j.id FOR UPDATE
""")  # noqa: S608 — likewise
_REPLAY = text("UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL WHERE id = :id")
_DROP = text("DELETE FROM procrastinate_jobs WHERE id = ANY(:ids) AND status = 'failed'")
_PRUNE = text("""
DELETE FROM procrastinate_jobs WHERE id IN (
  SELECT j.id FROM procrastinate_jobs j LEFT JOIN job_failures f ON f.job_id = j.id
  WHERE j.status IN ('failed', 'cancelled', 'aborted') AND coalesce(f.at, 'epoch') < :before ORDER BY j.id LIMIT :limit)
RETURNING id
""")
_PRUNE_NOTES = text(
    "DELETE FROM job_failures f WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.id = f.job_id)"
)
# The queue keeps one row for each time something periodic was due; the newest keep two workers from doing it twice.
_PRUNE_PERIODIC = text("""
DELETE FROM procrastinate_periodic_defers WHERE id IN (
  SELECT id FROM procrastinate_periodic_defers
  WHERE defer_timestamp < extract(epoch FROM now() - interval '1 day') ORDER BY id LIMIT :limit)
""")
