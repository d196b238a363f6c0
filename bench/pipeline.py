"""The pipeline: what one worker applies a second, in this process, for people never seen, seen, and for duplicates."""

import asyncio
import time
from pathlib import Path

import asyncpg
from sqlalchemy import select

from bench.door import GROUP, INSERT
from bench.places import database, folder, mention, processes
from heard.app.process import settle_memory
from heard.app.services import Services, assemble
from heard.app.web import Web
from heard.channels.base import RawRequest
from heard.channels.models import Account
from heard.intake import door, pipeline
from heard.kit.log import SHARDS
from heard.kit.settings import Settings
from tests.app.processes import Site
from tests.conftest import client_of
from tests.factories import x
from tests.factories.world import world_of

MESSAGES = 4_000
SINGLY = 400
TOGETHER = 12_000
_OWNERS = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND objsubid = 2 AND granted
"""


async def measure() -> dict[str, float]:
    """Messages applied a second."""
    async with database() as url, folder() as place:
        services = assemble(Settings(data_dir=place, secret_key="a key for measuring, long enough"), url)
        async with client_of(Web(services)) as web:
            world = await world_of(services, web)
            figures = await _measure(services, world.account)
            await _row_by_row(services, world.account, figures)
        await services.database.close()
    return figures | await _two_workers()


async def _measure(services: Services, account: Account) -> dict[str, float]:
    first = [mention(number) for number in range(MESSAGES)]
    known = [mention(number) for number in range(MESSAGES)]
    again = [mention(number, id=x.id_of(event), lang="en") for number, event in enumerate(known)]
    figures: dict[str, float] = {"messages": MESSAGES}
    for name, events in (("first_contact", first), ("known_contact", known), ("duplicates", again)):
        await keep(services, account, events)
        settle_memory()
        begun = time.perf_counter()
        await apply(services)
        figures[f"{name}_per_second"] = MESSAGES / (time.perf_counter() - begun)
    connection = await asyncpg.connect(services.url)
    assert await connection.fetchval("SELECT count(*) FROM messages") == 2 * MESSAGES
    assert await connection.fetchval("SELECT count(*) FROM envelopes WHERE state <> 'done'") == 0
    await connection.close()
    return figures


async def _row_by_row(services: Services, account: Account, figures: dict[str, float]) -> None:
    """The same work by the same steps, in batches of one."""
    await keep(services, account, [mention(number) for number in range(SINGLY)])
    begun = time.perf_counter()
    while await pipeline.advance(services.database, services.directory, range(SHARDS), size=1):
        pass
    figures["row_by_row_per_second"] = SINGLY / (time.perf_counter() - begun)
    figures["ratio_to_row_by_row"] = figures["known_contact_per_second"] / figures["row_by_row_per_second"]


async def apply(services: Services) -> None:
    """Apply what is kept, as a worker does, until nothing is left."""
    await asyncio.gather(*(_lane(services, lane) for lane in range(pipeline.LANES)))


async def _lane(services: Services, lane: int) -> None:
    """One of a worker's lanes, until nothing is left."""
    while await pipeline.advance(services.database, services.directory, range(lane, SHARDS, pipeline.LANES)):
        pass


async def _two_workers() -> dict[str, float]:
    """Two worker processes on one database, readers and all: from the first message applied to the last."""
    async with database() as url, processes(url, "web", "worker", "worker") as (place, _), folder() as files:
        services = assemble(Settings(data_dir=files, secret_key=(await _secret(place)).decode()), url)
        connection = await asyncpg.connect(url)
        while await connection.fetchval(_OWNERS) < 2:
            await asyncio.sleep(0.1)
        async with services.database.transaction() as session:
            account = await session.scalar(select(Account))
        assert account is not None
        await keep(services, account, [mention(number) for number in range(TOGETHER)])
        while not (first := await connection.fetchval("SELECT count(*) FROM messages")):
            await asyncio.sleep(0.01)
        begun = time.perf_counter()
        while await connection.fetchval("SELECT count(*) FROM messages") < TOGETHER:
            await asyncio.sleep(0.02)
        rate = (TOGETHER - first) / (time.perf_counter() - begun)
        await connection.close()
        await services.database.close()
    return {"two_workers_per_second": rate}


async def _secret(place: Site) -> bytes:
    return await asyncio.to_thread((Path(place.environment["HEARD_DATA_DIR"]) / "secret_key").read_bytes)


async def keep(services: Services, account: Account, events: list[x.Event]) -> None:
    """Put deliveries where the door would put them."""
    connected = await services.directory.by_hook(account.network, account.hook_key)
    assert connected is not None
    signed = [x.signed(event) for event in events]
    rows = [door._row(connected, RawRequest("POST", headers, {}, body)) for body, headers in signed]
    connection = await asyncpg.connect(services.url)
    for start in range(0, len(rows), GROUP):
        await connection.execute(INSERT, *map(list, zip(*rows[start : start + GROUP], strict=True)))
    await connection.execute("ANALYZE")
    await connection.close()
