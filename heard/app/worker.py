"""The worker: applies what the door kept, reads the log, sends replies, runs jobs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from heard.app.wiring import JOBS, READERS, SCHEDULE
from heard.conversations.service import delivery
from heard.intake import pipeline
from heard.kit import readers
from heard.kit.jobs import Worker
from heard.kit.shards import Shards

if TYPE_CHECKING:
    from heard.app.services import Services


async def work(services: Services) -> None:
    """Work until cancelled. The bus must be running."""
    shards = Shards(services.url, readers.SLOTS)
    jobs = Worker(services.url, JOBS, SCHEDULE, context=services)
    async with asyncio.TaskGroup() as group:
        group.create_task(shards.run(), name="shards")
        for lane in range(pipeline.LANES):
            group.create_task(pipeline.run(services.database, shards, services.directory, lane), name=f"intake {lane}")
        for one in READERS:
            group.create_task(readers.run(services.database, shards, one), name=f"reader {one.name}")
        group.create_task(delivery.run(services.database, services.directory), name="delivery")
        group.create_task(jobs.run(), name="jobs")
