"""The readers of the log: events a second that each takes of what the pipeline has written for new and known people."""

import time

import asyncpg

from bench.pipeline import apply, keep
from bench.places import database, folder, mention
from heard.app.services import assemble
from heard.app.web import Web
from heard.app.wiring import READERS
from heard.kit import readers
from heard.kit.bus import open_bus
from heard.kit.db import Database
from heard.kit.log import SHARDS
from heard.kit.settings import Settings
from heard.realtime.service import CHANNEL
from tests.conftest import client_of
from tests.factories.world import world_of

PEOPLE = 6_000
TIMES_EACH = 2


async def measure() -> dict[str, float]:
    """Events a second of every reader; news go to a listener, as they would to a web process."""
    async with database() as url:
        heard: list[str] = []
        bus = open_bus(url)
        bus.subscribe(CHANNEL, heard.append, on_gap=lambda: None)
        await bus.start()
        base = Database(url, bus=bus)
        for one in READERS:
            await readers.advance(base, one, _slots(one))
        events = await _fill(url)
        figures: dict[str, float] = {"events": events}
        for one in READERS:
            begun = time.perf_counter()
            while await readers.advance(base, one, _slots(one)):
                pass
            figures[f"{one.name}_per_second"] = events / (time.perf_counter() - begun)
        assert heard, "news have been told"
        await base.close()
        await bus.close()
    return figures


def _slots(one: readers.Reader) -> list[int]:
    return [readers.WHOLE] if one.whole else list(range(SHARDS))


async def _fill(url: str) -> int:
    """People who write twice each: conversations begin, have clocks, go on; how many events that makes before any reader."""
    async with folder() as place:
        services = assemble(Settings(data_dir=place, secret_key="a key for measuring, long enough"), url)
        async with client_of(Web(services)) as web:
            world = await world_of(services, web)
            for _ in range(TIMES_EACH):
                await keep(services, world.account, [mention(number) for number in range(PEOPLE)])
                await apply(services)
        await services.database.close()
    connection = await asyncpg.connect(url)
    events: int = await connection.fetchval("SELECT count(*) FROM log")
    await connection.execute("ANALYZE")
    await connection.close()
    return events
