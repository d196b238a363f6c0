"""The pipeline: what one worker applies a second, in this process, for people never seen, seen, and for duplicates."""

import time

import asyncpg

from bench.door import GROUP, INSERT
from bench.places import database, folder, mention
from heard.app.services import Services, assemble
from heard.app.web import Web
from heard.channels.base import RawRequest
from heard.channels.models import Account
from heard.intake import door, pipeline
from heard.kit.log import SHARDS
from heard.kit.settings import Settings
from tests.conftest import client_of
from tests.factories import x
from tests.factories.world import world_of

MESSAGES = 4_000


async def measure() -> dict[str, float]:
    """Messages applied a second."""
    async with database() as url, folder() as place:
        services = assemble(Settings(data_dir=place, secret_key="a key for measuring, long enough"), url)
        async with client_of(Web(services)) as web:
            world = await world_of(services, web)
            figures = await _measure(services, world.account)
        await services.database.close()
    return figures


async def _measure(services: Services, account: Account) -> dict[str, float]:
    first = [mention(number) for number in range(MESSAGES)]
    known = [mention(number) for number in range(MESSAGES)]
    again = [mention(number, id=x.id_of(event), lang="en") for number, event in enumerate(known)]
    figures: dict[str, float] = {"messages": MESSAGES}
    for name, events in (("first_contact", first), ("known_contact", known), ("duplicates", again)):
        await keep(services, account, events)
        begun = time.perf_counter()
        while await pipeline.advance(services.database, services.directory, range(SHARDS)):
            pass
        figures[f"{name}_per_second"] = MESSAGES / (time.perf_counter() - begun)
    connection = await asyncpg.connect(services.url)
    assert await connection.fetchval("SELECT count(*) FROM messages") == 2 * MESSAGES
    assert await connection.fetchval("SELECT count(*) FROM envelopes WHERE state <> 'done'") == 0
    await connection.close()
    return figures


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
