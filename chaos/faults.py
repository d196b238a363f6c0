"""The faults, each a coroutine that does its harm and leaves the stage to recover by itself."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from chaos.stage import Stage, end
from tests.factories import x

Fault = Callable[[Stage], Awaitable[None]]
_BALLAST = 1 << 20


async def kill_web(stage: Stage) -> None:
    """The web process dies in the middle of requests; another takes its port."""
    await end(stage.web)
    stage.web = await stage.place.start("web")


async def kill_worker(stage: Stage) -> None:
    """A worker dies in the middle of a batch, a reader's step or a call to the network; another comes after a while."""
    place = stage.chance.randrange(len(stage.workers))
    await end(stage.workers[place])
    await asyncio.sleep(stage.chance.random() * 2)
    stage.workers[place] = await stage.place.start("worker")


async def kill_all_workers(stage: Stage) -> None:
    """No worker is left for a while."""
    for worker in stage.workers:
        await end(worker)
    stage.workers = [await stage.place.start("worker") for _ in stage.workers]


async def freeze_worker(stage: Stage) -> None:
    """A worker stands still, holding its shards, and goes on as if nothing had been."""
    worker = stage.chance.choice(stage.workers)
    worker.send_signal(signal.SIGSTOP)
    await asyncio.sleep(3)
    with suppress(ProcessLookupError):
        worker.send_signal(signal.SIGCONT)


async def kill_database(stage: Stage) -> None:
    """The database dies with everything it had not written yet."""
    os.kill(stage.server.pid, signal.SIGKILL)


async def restart_database(stage: Stage) -> None:
    """The database is restarted politely: every connection is closed."""
    os.kill(stage.server.pid, signal.SIGINT)


async def fill_disk(stage: Stage) -> None:
    """The disk of the database is full for some seconds."""
    if not stage.small_disk:
        stage.left_out.append("fill_disk: no small disk can be mounted here")
        return
    ballast = stage.folder / "disk" / "ballast"
    await asyncio.to_thread(_fill, ballast)
    await asyncio.sleep(4)
    ballast.unlink()


def _fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(_BALLAST))


async def jump_clock(stage: Stage) -> None:
    """The clock of every process of Heard jumps by an hour, forwards or back, for some seconds."""
    if stage.clock is None:
        stage.left_out.append("jump_clock: libfaketime is not installed")
        return
    stage.clock.write_text(stage.chance.choice(("+3600\n", "-3600\n")))
    await asyncio.sleep(3)
    stage.clock.write_text("+0\n")


async def poison_envelope(stage: Stage) -> None:
    """A delivery, signed as it should be, that cannot be understood."""
    number = len(stage.ledger.poisoned) + stage.chance.randrange(10**9)
    body, headers = x.signed({"data": {"event_type": "post.mention.create", "payload": {"id": number}}})
    while True:
        with suppress(Exception):
            answer = await stage.network.client.post(stage.network.hook, content=body, headers=headers, timeout=5)
            if answer.status_code == 200:
                stage.ledger.poison("envelope")
                return
        await asyncio.sleep(0.2)


async def poison_event(stage: Stage) -> None:
    """An event on the log that no reader can handle."""
    connection = await stage.connect()
    await connection.execute(
        "INSERT INTO log (shard, workspace_id, at, kind, actor_kind, data)"
        " SELECT 0, id, now(), 'presence.changed', 'system', '{\"present\": false}' FROM workspaces"
    )
    await connection.close()
    stage.ledger.poison("event")


async def poison_job(stage: Stage) -> None:
    """A job that fails however often it is tried."""
    connection = await stage.connect()
    await connection.execute(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'practice.deliver', 0, NULL, NULL,"
        ' \'{"delivery_id": "none"}\', NULL)::procrastinate_job_to_defer_v1])'
    )
    await connection.close()
    stage.ledger.poison("job")


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        kill_web,
        kill_worker,
        kill_all_workers,
        freeze_worker,
        kill_database,
        restart_database,
        fill_disk,
        jump_clock,
        poison_envelope,
        poison_event,
        poison_job,
    )
}
