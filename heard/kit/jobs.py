"""Jobs: calls to the outside and periodic work, on Procrastinate in the same database.

A job is deferred on the caller's own transaction: rolled back with it, there once it commits. Its arguments are ids; it
is safe to run twice. What happens once per message is not a job but a step of a pipeline or a reader.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import msgspec
import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from heard.kit.failures import NOTE_FAILURE, ONLY_NEWEST, WORKSPACE
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from procrastinate import JobContext
    from procrastinate.jobs import Job as Queued

    from heard.kit.db import Session

QUEUE = "heard"
_STALLED_SECONDS = 60
_PERIODIC_ATTEMPTS = 3
# A new job wakes the worker; one that waited for another's lock is found by looking, so this is the pace of such a chain.
_POLL = 0.25
_log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A named function run in the worker, tried up to `attempts` times with growing pauses."""

    name: str
    run: Callable[..., Awaitable[None]]
    attempts: int = 5


@dataclass(frozen=True)
class Every:
    """A function run on a schedule, `cron` in UTC (five fields, a sixth behind them for seconds)."""

    cron: str
    name: str
    run: Callable[..., Awaitable[None]]


async def defer(
    session: Session,
    name: str,
    *,
    lock: str | None = None,
    key: str | None = None,
    at: datetime | None = None,
    workspace_id: int | None = None,
    **ids: int | str,
) -> None:
    """Put a job in the queue, in the caller's transaction.

    Jobs with the same `lock` run one after another; while one with the same `key` waits, no second is added; `at` is the
    earliest moment to run it. Should it fail for good, the admins of `workspace_id` are shown it; without one, operators.
    """
    given = ids if workspace_id is None else {WORKSPACE: workspace_id, **ids}
    parameters = {
        "queue": QUEUE,
        "name": name,
        "lock": lock,
        "key": key,
        "args": msgspec.json.encode(given).decode(),
        "at": at,
    }
    if key is None:
        await session.execute(_DEFER, parameters)
    elif (await session.execute(_WAITING, {"key": key})).first() is None:
        try:
            # Another transaction may add the same key between the look and the insert: that undoes the insert, not us.
            async with session.begin_nested():
                await session.execute(_DEFER, parameters)
        except IntegrityError:
            _log.debug("jobs.waiting_already", name=name, key=key)


async def defer_all(session: Session, name: str, ids: Sequence[Mapping[str, int | str]], *, at: datetime) -> None:
    """Put many jobs of one name in the queue by one statement, to run at `at`, one for each of `ids` (with whose it is)."""
    if ids:
        args = [msgspec.json.encode(each).decode() for each in ids]
        await session.execute(_DEFER_ALL, {"queue": QUEUE, "name": name, "args": args, "at": at})


class Worker:
    """Runs the jobs and the schedule of this process until told to stop."""

    def __init__(self, url: str, jobs: Sequence[Job], schedule: Sequence[Every], *, context: object) -> None:
        """Register the tables; each function gets `context` first and then the job's ids by name."""
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=3))
        self._attempts = {job.name: job.attempts for job in jobs}
        for job in jobs:
            self._register(job, context)
        for every in schedule:
            self._register_periodic(every, context)
        self._register_periodic(Every("* * * * *", "kit.retry_stalled_jobs", self._retry_stalled), None)

    async def run(self, *, concurrency: int = 8) -> None:
        """Work until cancelled; a database that goes away is waited for."""
        while True:
            try:
                async with self._app.open_async():
                    await self._app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=concurrency,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                        fetch_job_polling_interval=_POLL,
                        shutdown_graceful_timeout=5,
                    )
            except (OSError, ConnectorException) as error:
                _log.warning("jobs.database_away", error=str(error))
                await asyncio.sleep(1)

    def _register(self, job: Job, context: object) -> None:
        async def run(running: JobContext, **ids: Any) -> None:
            workspace_id: int | None = ids.pop(WORKSPACE, None)
            try:
                await job.run(context, **ids)
            except Exception as error:
                await self._note(running.job, workspace_id, repr(error))
                raise

        retry = (
            procrastinate.RetryStrategy(max_attempts=job.attempts - 1, exponential_wait=3) if job.attempts > 1 else 0
        )
        self._app.task(name=job.name, queue=QUEUE, retry=retry, pass_context=True)(run)

    def _register_periodic(self, every: Every, context: object) -> None:
        async def run(running: JobContext, timestamp: int) -> None:
            del timestamp
            try:
                await (every.run() if context is None else every.run(context))
            except Exception as error:
                await self._note(running.job, None, repr(error))
                # It comes again by itself: of what fails every minute, the last failure is enough.
                await self._execute(ONLY_NEWEST, name=running.job.task_name, id=running.job.id)
                raise

        task = self._app.task(name=every.name, queue=QUEUE, queueing_lock=every.name, pass_context=True)(run)
        self._app.periodic(cron=every.cron)(task)

    async def _note(self, job: Queued, workspace_id: int | None, reason: str) -> None:
        """Keep why a job failed, for whoever has to mend it."""
        _log.warning("jobs.failed", job=job.id, name=job.task_name, attempt=job.attempts + 1, reason=reason)
        await self._execute(NOTE_FAILURE, job=job.id, workspace=workspace_id, reason=clean(reason)[:2000])

    async def _execute(self, statement: LiteralString, **values: Any) -> None:
        try:
            await self._app.connector.execute_query_async(statement, **values)
        except (OSError, ConnectorException) as error:
            _log.warning("jobs.not_noted", error=str(error))

    async def _retry_stalled(self) -> None:
        """A worker that died leaves its jobs marked as running; put them back, but not those that seem to kill workers."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_STALLED_SECONDS):
            if job.attempts + 1 >= self._attempts.get(job.task_name, _PERIODIC_ATTEMPTS):
                workspace_id: int | None = job.task_kwargs.get(WORKSPACE)  # pyright: ignore[reportAssignmentType]  # ours, an int
                reason = f"its worker stopped {job.attempts + 1} times while it ran"
                await self._note(job, workspace_id, reason)
                await manager.finish_job(job, status=Status.FAILED, delete_job=False)
                continue
            try:
                await manager.retry_job(job, retry_at=now())
            except UniqueViolation:
                # The same work waits already: that one will do it.
                await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
            _log.warning("jobs.retried_stalled", job=job.id, name=job.task_name)


_WAITING = text("SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = :key AND status = 'todo' LIMIT 1")
_DEFER = text("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
  cast(:queue AS varchar), cast(:name AS varchar), 0, cast(:lock AS text), cast(:key AS text), cast(cast(:args AS text) AS jsonb),
  cast(:at AS timestamptz))::procrastinate_job_to_defer_v1])
""")
_DEFER_ALL = text("""
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
  cast(:queue AS varchar), cast(:name AS varchar), 0, NULL, NULL, cast(given AS jsonb),
  cast(:at AS timestamptz))::procrastinate_job_to_defer_v1))
FROM unnest(cast(:args AS text[])) AS given
""")
