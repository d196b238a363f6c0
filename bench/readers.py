"""The readers of the log: events a second that each takes of a log of a hundred thousand."""

import time

import asyncpg

from bench.places import database
from heard.app.wiring import READERS
from heard.kit import readers
from heard.kit.bus import open_bus
from heard.kit.db import Database
from heard.kit.log import SHARDS
from heard.realtime.service import CHANNEL

EVENTS = 100_000
TOGETHER = 500


async def measure() -> dict[str, float]:
    """Events a second of every reader; news go to a listener, as they would to a web process."""
    figures: dict[str, float] = {"events": EVENTS}
    async with database() as url:
        heard: list[str] = []
        bus = open_bus(url)
        bus.subscribe(CHANNEL, heard.append, on_gap=lambda: None)
        await bus.start()
        base = Database(url, bus=bus)
        for one in READERS:
            await readers.advance(base, one, _slots(one))
        await _fill(url)
        for one in READERS:
            begun = time.perf_counter()
            while await readers.advance(base, one, _slots(one)):
                pass
            figures[f"{one.name}_per_second"] = EVENTS / (time.perf_counter() - begun)
        assert heard, "news have been told"
        await base.close()
        await bus.close()
    return figures


def _slots(one: readers.Reader) -> list[int]:
    return [readers.WHOLE] if one.whole else list(range(SHARDS))


async def _fill(url: str) -> None:
    """A log as the pipeline writes it: a transaction for each batch, shards in any order."""
    connection = await asyncpg.connect(url)
    for start in range(0, EVENTS, TOGETHER):
        await connection.execute(
            "INSERT INTO log (shard, workspace_id, at, kind, actor_kind, conversation_id, data)"
            " SELECT n % 16, 1, now(), 'message.received', 'network', n,"
            "   jsonb_build_object('message_id', n, 'visibility', 'public')"
            " FROM generate_series($1::int, $2::int) n",
            start,
            start + TOGETHER - 1,
        )
    await connection.execute("ANALYZE log")
    await connection.close()
