"""Jobs live and die with the transaction that defers them, run in order under a lock, and outlive their worker."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from heard.kit.db import Database
from heard.kit.failures import failed_jobs
from heard.kit.jobs import Every, Job, Worker, defer
from heard.kit.time import now


@pytest.fixture
async def database(url: str) -> AsyncGenerator[Database]:
    made = Database(url)
    yield made
    await made.close()


class Doings:
    """What the jobs of a test did."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.failing = 0
        self.running = 0

    async def note(self, number: int) -> None:
        self.running += 1
        assert self.running == 1, "two at once"
        await asyncio.sleep(0.02)
        self.running -= 1
        self.done.append(number)

    async def fail(self, number: int) -> None:
        self.failing += number
        msg = "the network is away"
        raise OSError(msg)

    async def tick(self) -> None:
        self.done.append("tick")


JOBS = (Job("note", Doings.note), Job("fail", Doings.fail, attempts=2))


@asynccontextmanager
async def working(database: Database, doings: Doings, schedule: Sequence[Every] = ()) -> AsyncGenerator[Worker]:
    worker = Worker(database.url, JOBS, schedule, context=doings)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.02)


async def rows(database: Database, statement: str) -> list[Any]:
    async with database.transaction() as session:
        result = await session.execute(text(statement))
        return list(result.all()) if result.returns_rows else []  # type: ignore[attr-defined]  # every result of text() has it


async def test_a_job_is_gone_when_its_transaction_is_undone_and_runs_when_it_is_committed(database: Database) -> None:
    doings = Doings()
    with suppress(ZeroDivisionError):
        async with database.transaction() as session:
            await defer(session, "note", number=1)
            raise ZeroDivisionError
    async with working(database, doings):
        async with database.transaction() as session:
            await defer(session, "note", number=2)
            await asyncio.sleep(0.3)
            assert doings.done == []
        await until(lambda: doings.done == [2])
    assert await rows(database, "SELECT 1 FROM procrastinate_jobs") == []


async def test_jobs_of_one_lock_run_one_after_another_in_order(database: Database) -> None:
    doings = Doings()
    async with database.transaction() as session:
        for number in range(12):
            await defer(session, "note", lock="contact 1", number=number)
    async with working(database, doings):
        await until(lambda: len(doings.done) == 12)
    assert doings.done == list(range(12))


async def test_a_job_waits_for_its_time(database: Database) -> None:
    doings = Doings()
    async with database.transaction() as session:
        await defer(session, "note", at=now() + timedelta(hours=1), number=1)
        await defer(session, "note", at=now() - timedelta(hours=1), number=2)
    async with working(database, doings):
        await until(lambda: doings.done == [2])
        await asyncio.sleep(0.2)
    assert doings.done == [2]


async def test_a_key_waits_once_and_may_be_used_again_afterwards(database: Database) -> None:
    doings = Doings()
    for number in (1, 2):
        async with database.transaction() as session:
            await defer(session, "note", key="refresh 7", number=number)
    async with working(database, doings):
        await until(lambda: doings.done == [1])
        await until(lambda: _none_waits(database))
        async with database.transaction() as session:
            await defer(session, "note", key="refresh 7", number=3)
        await until(lambda: doings.done == [1, 3])


async def _none_waits(database: Database) -> bool:
    return not await rows(database, "SELECT 1 FROM procrastinate_jobs")


async def test_two_that_add_the_same_key_at_once_both_commit_their_own_work(database: Database) -> None:
    await rows(database, "CREATE TABLE work (number int)")

    async def work(number: int) -> None:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO work VALUES (:number)"), {"number": number})
            await defer(session, "note", key="refresh 7", number=number)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(work(number) for number in range(6)))
    assert len(await rows(database, "SELECT 1 FROM work")) == 6
    assert len(await rows(database, "SELECT 1 FROM procrastinate_jobs")) == 1


async def test_a_job_that_fails_is_tried_again_later_and_then_given_up(database: Database) -> None:
    doings = Doings()
    async with working(database, doings):
        async with database.transaction() as session:
            await defer(session, "fail", number=1)
        await until(lambda: _has_state(database, "todo", attempts=1))
        (job,) = await rows(database, "SELECT scheduled_at - now() AS pause FROM procrastinate_jobs")
        assert timedelta(0) < job.pause <= timedelta(seconds=4)
        await until(lambda: _has_state(database, "failed", attempts=2), 15)
    assert doings.failing == 2


async def _has_state(database: Database, state: str, *, attempts: int) -> bool:
    found = await rows(database, "SELECT status, attempts FROM procrastinate_jobs")
    return [(row.status, row.attempts) for row in found] == [(state, attempts)]


async def test_what_a_dead_worker_had_begun_is_done_by_another(database: Database) -> None:
    doings = Doings()
    async with database.transaction() as session:
        await defer(session, "note", number=1)
        await session.execute(
            text(
                "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '2 minutes') RETURNING id)"
                " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
            )
        )
    async with working(database, doings):
        await until(lambda: doings.done == [1])


_DIES = (
    "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes') RETURNING id)"
    " UPDATE procrastinate_jobs SET status = 'doing', attempts = {}, worker_id = dead.id FROM dead"
)


async def test_a_job_whose_worker_dies_every_time_is_given_up_with_the_reason(database: Database) -> None:
    doings = Doings()
    async with database.transaction() as session:
        await defer(session, "note", workspace_id=7, number=1)
        await session.execute(text(_DIES.format(4)))
    worker = Worker(database.url, JOBS, (), context=doings)
    async with worker._app.open_async():
        await worker._retry_stalled()
    async with database.transaction() as session:
        (job,) = await failed_jobs(session, workspace_id=7, limit=10)
    assert (job.name, job.ids, job.attempts, job.stalled) == ("note", {"number": 1}, 5, False)
    assert job.reason == "its worker stopped 5 times while it ran"
    assert doings.done == []


async def test_one_stalled_job_that_cannot_be_put_back_does_not_hold_up_the_others(database: Database) -> None:
    """While a job stalled, the same work (its key) was added anew: putting it back would break the key."""
    async with database.transaction() as session:
        await defer(session, "note", key="refresh 7", number=1)
        await defer(session, "note", number=2)
        await session.execute(text(_DIES.format(0)))
        await defer(session, "note", key="refresh 7", number=3)
    worker = Worker(database.url, JOBS, (), context=Doings())
    async with worker._app.open_async():
        await worker._retry_stalled()
    left = await rows(database, "SELECT status::text AS status, args FROM procrastinate_jobs ORDER BY id")
    assert [(row.status, row.args["number"]) for row in left] == [("todo", 2), ("todo", 3)]


async def test_why_a_job_was_given_up_is_kept(database: Database) -> None:
    doings = Doings()
    once = Worker(database.url, (Job("fail", Doings.fail, attempts=1),), (), context=doings)
    task = asyncio.create_task(once.run())
    async with database.transaction() as session:
        await defer(session, "fail", workspace_id=7, number=1)
    await until(lambda: _has_state(database, "failed", attempts=1))
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    async with database.transaction() as session:
        (job,) = await failed_jobs(session, workspace_id=7, limit=10)
        assert await failed_jobs(session, workspace_id=8, limit=10) == []
    assert job.reason == "OSError('the network is away')"


async def test_of_something_periodic_that_always_fails_only_the_last_failure_is_kept(database: Database) -> None:
    doings = Doings()

    async def broken(given: Doings) -> None:
        given.failing += 1
        raise ZeroDivisionError

    async with working(database, doings, [Every("* * * * * *", "broken", broken)]):
        await until(lambda: doings.failing >= 3)
    failed = await rows(database, "SELECT 1 FROM procrastinate_jobs WHERE status = 'failed'")
    assert 1 <= len(failed) <= 2


async def test_a_worker_goes_on_after_its_connections_were_cut(database: Database) -> None:
    doings = Doings()
    async with working(database, doings):
        async with database.transaction() as session:
            await defer(session, "note", number=1)
        await until(lambda: doings.done == [1])
        await rows(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'heard'",
        )
        async with database.transaction() as session:
            await defer(session, "note", number=2)
        await until(lambda: doings.done == [1, 2], 20)


async def test_what_is_scheduled_runs_by_itself(database: Database) -> None:
    doings = Doings()
    async with working(database, doings, [Every("* * * * * *", "tick", Doings.tick)]):
        await until(lambda: len(doings.done) >= 2)
    assert set(doings.done) == {"tick"}
