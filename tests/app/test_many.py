"""From one machine to many: two web servers and three workers on one database hold the same laws as one process."""

import asyncio
import itertools
import json
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from chaos.ledger import Ledger
from chaos.people import Agent, Network, bad_manners, signed_in
from chaos.reconciler import reconcile
from chaos.stage import connect_account
from heard.app.migrate import migrate
from heard.channels.doubles.x import XDouble
from heard.realtime.service import PATH
from tests.app.external import OLDEST, external
from tests.app.processes import Site, site
from tests.factories import x
from tests.nats import nats_server
from tests.serving import host, served

pytestmark = pytest.mark.slow
SLOTS = set(range(17))
PEOPLE, EACH = 12, 12
OLD = pytest.param(
    "postgresql-15",
    marks=pytest.mark.skipif(not (OLDEST / "postgres").exists(), reason=f"PostgreSQL 15 is not in {OLDEST}"),
)


@dataclass
class Many:
    """Two web servers, three workers, a double of X, and one who delivers and one who answers at each web server."""

    url: str
    sites: list[Site]
    workers: list[asyncio.subprocess.Process]
    clients: list[httpx.AsyncClient]
    networks: list[Network]
    agents: list[Agent]
    double: XDouble
    ledger: Ledger

    async def owners(self, connection: "asyncpg.Connection[asyncpg.Record]") -> dict[int, set[int]]:
        """The shards of each worker, by the process of its connection, as the locks in the database tell."""
        rows = await connection.fetch(
            "SELECT pid, objid::bigint AS shard FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"
            " AND granted AND objsubid = 2 AND classid = $1::bigint::oid"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            0x4EA2D,
        )
        found: dict[int, set[int]] = {}
        for row in rows:
            found.setdefault(row["pid"], set()).add(row["shard"])
        return found

    async def until_shared(self, connection: "asyncpg.Connection[asyncpg.Record]", workers: int) -> dict[int, set[int]]:
        """Wait until just so many workers own all there is, each about as much."""
        async with asyncio.timeout(30):
            while True:
                owned = await self.owners(connection)
                sizes = [len(each) for each in owned.values()]
                if len(owned) == workers and sum(sizes) == len(SLOTS) and max(sizes) - min(sizes) <= workers:
                    return owned
                await asyncio.sleep(0.1)


@pytest.fixture(params=["postgresql-18", OLD, "nats"])
async def many(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncGenerator[Many]:
    async with AsyncExitStack() as stack:
        settings: dict[str, str] = {}
        if request.param == "postgresql-15":
            url = await stack.enter_async_context(external(OLDEST))
            await migrate(url)
        if request.param == "nats":
            settings["HEARD_NATS_URL"] = (await stack.enter_async_context(nats_server())).url
        double = XDouble(rules=[partial(bad_manners, random.Random(5))])
        api = await stack.enter_async_context(served(double))
        settings |= {
            "HEARD_DATABASE_URL": url,
            "HEARD_ALLOW_HOSTS": host(api),
            "HEARD_UNDO_SECONDS": "0.2",
            "HEARD_SECRET_KEY": "one key for all the machines, long enough",
        }
        sites = [await stack.enter_async_context(site(_folder(tmp_path, name), **settings)) for name in "ab"]
        for each in sites:
            await each.start("web")
        workers = [await each.start("worker") for each in (*sites, sites[0])]
        for each in sites:
            await each.until_ready(60)
        first = await stack.enter_async_context(signed_in(sites[0].url))
        hook = await connect_account(first, url, api, double, sites[0])
        second = await stack.enter_async_context(httpx.AsyncClient(base_url=sites[1].url))
        second.headers, second.cookies = first.headers, first.cookies
        ledger, numbers, clients = Ledger(), itertools.count(1), [first, second]
        networks = [
            Network(
                await stack.enter_async_context(httpx.AsyncClient(base_url=each.url)), hook, ledger, random.Random(n)
            )
            for n, each in enumerate(sites)
        ]
        for each in networks:
            each.numbers = numbers
        agents = [Agent(client, ledger, random.Random(9 + n)) for n, client in enumerate(clients)]
        yield Many(url, sites, workers, clients, networks, agents, double, ledger)


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


async def test_many_processes_lose_double_and_disorder_nothing_when_one_is_killed(many: Many) -> None:
    connection = await asyncpg.connect(many.url)
    before = await many.until_shared(connection, 3)
    load = [asyncio.create_task(each.speak(20)) for each in many.networks]
    load += [asyncio.create_task(each.work(2)) for each in many.agents]
    talks = [asyncio.create_task(_talk(many, str(70_000 + person))) for person in range(PEOPLE)]
    await asyncio.sleep(3)
    many.workers[1].kill()
    await many.workers[1].wait()
    after = await many.until_shared(connection, 2)
    (gone,) = set(before) - set(after)
    assert before[gone] <= set().union(*after.values())
    await asyncio.sleep(2)
    told = dict(await asyncio.gather(*talks))
    for task in load:
        task.cancel()
    await asyncio.gather(*load, return_exceptions=True)
    await asyncio.gather(*(each.quiet() for each in many.networks))
    await _until_rest(many, connection)
    assert await _order(connection) == told
    assert await reconcile(connection, many.ledger, [each.text for each in many.double.said]) == []
    await connection.close()


async def _talk(many: Many, author: str) -> tuple[str, list[str]]:
    """One person says one thing after another, each when the last was acknowledged, at the one door and the other."""
    posts: list[str] = []
    for number in range(EACH):
        event = x.message(f"{author} says {number}", author=author)
        await many.networks[number % 2].deliver(event)
        posts.append(f"{author} says {number}")
        await asyncio.sleep(0.2)
    return author, posts


async def _order(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[str]]:
    rows = await connection.fetch(
        "SELECT m.text FROM log l JOIN messages m ON m.id = (l.data->>'message_id')::bigint"
        " WHERE l.kind = 'message.received' AND m.text LIKE '7% says %' ORDER BY l.id"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["text"].split()[0], []).append(row["text"])
    return found


async def _until_rest(many: Many, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Deliveries applied, replies settled, the log read; also what the double's echoes brought.

    A reply that was being sent by the worker that was killed is settled when its lease ends, after a minute.
    """
    async with asyncio.timeout(180):
        for settle in (many.double.settle, _nothing):
            while await connection.fetchval(UNREST):
                await asyncio.sleep(0.2)
            await settle()


async def _nothing() -> None:
    pass


async def test_a_browser_at_one_web_server_hears_at_once_what_an_agent_does_at_the_other(many: Many) -> None:
    connection = await asyncpg.connect(many.url)
    await many.until_shared(connection, 3)
    event = x.mention("@bakery stale bread", author="4711")
    async with _listening(many.clients[0]) as here, _listening(many.clients[1]) as there:
        await many.networks[0].deliver(event)
        for heard in (here, there):
            await heard.until(lambda news: news.get("kind") == "message.received")
        conversation = await connection.fetchval("SELECT id FROM conversations")
        begun = await many.clients[1].post(f"/api/conversations/{conversation}/notes", json={"text": "mine"})
        assert begun.status_code == 201, begun.text
        await here.until(lambda news: news.get("kind") == "note.added")
        looking = await many.clients[0].put(f"/api/conversations/{conversation}/presence", json={"typing": True})
        assert looking.status_code == 204
        await there.until(lambda news: news.get("kind") == "presence")
    await connection.close()


@dataclass
class Heard:
    """What a browser was told."""

    news: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        async with asyncio.timeout(20):
            while not any(wanted(each) for each in self.news):
                await asyncio.sleep(0.005)

    def read(self, line: str) -> None:
        if line.startswith("data: "):
            self.news.append(json.loads(line[6:]))
        self.ready.set()


@asynccontextmanager
async def _listening(client: httpx.AsyncClient) -> AsyncGenerator[Heard]:
    heard = Heard()

    async def listen() -> None:
        async with client.stream("GET", PATH, timeout=None) as answer:
            assert answer.status_code == 200
            async for line in answer.aiter_lines():
                heard.read(line)

    task = asyncio.create_task(listen())
    await asyncio.wait_for(heard.ready.wait(), 10)
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


UNREST = """
SELECT EXISTS (SELECT FROM envelopes WHERE state = 'new')
  OR EXISTS (SELECT FROM messages WHERE delivery IN ('queued', 'sending'))
  OR EXISTS (SELECT FROM log l JOIN cursors c ON c.shard = l.shard OR c.shard = 16
    WHERE NOT pg_visible_in_snapshot(l.xid, c.seen::pg_snapshot))
"""
