"""The worker: applies what the door kept, reads the log, sends replies, runs jobs."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from heard.app.wiring import JOBS, READERS, SCHEDULE
from heard.conversations.service import delivery
from heard.conversations.service.scheduling import saying
from heard.intake import pipeline
from heard.kit import readers
from heard.kit.jobs import Worker
from heard.kit.shards import Shards

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from heard.app.services import Services

_PAUSE = 1.0
_log = structlog.get_logger()


async def work(services: Services) -> None:
    """Work until cancelled. The bus must be running."""
    database, directory = services.database, services.directory
    shards = Shards(services.url, readers.SLOTS)
    jobs = Worker(services.url, JOBS, SCHEDULE, context=services)
    loops: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "shards": shards.run,
        **{
            f"intake {lane}": partial(pipeline.run, database, shards, directory, lane) for lane in range(pipeline.LANES)
        },
        **{f"reader {one.name}": partial(readers.run, database, shards, one) for one in READERS},
        "delivery": partial(delivery.run, database, directory, services.media),
        "scheduled": partial(saying.run, database, directory),
        "jobs": jobs.run,
    }
    async with asyncio.TaskGroup() as group:
        for name, loop in loops.items():
            group.create_task(_for_ever(name, loop), name=name)


async def _for_ever(name: str, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Begin a loop again whatever ends it: the fault of one must not end the others, nor the process."""
    while True:
        try:
            await loop()
        except Exception as error:  # noqa: BLE001 — logged whole; the work itself is safe to begin again at any point
            _log.exception("worker.loop_failed", loop=name, error=repr(error))
        await asyncio.sleep(_PAUSE)
