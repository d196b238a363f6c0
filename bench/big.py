"""A big workspace among two hundred small ones, and the means to time what people read from it: in SQL, in process, by HTTP."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
from sqlalchemy import event, select

from bench import seed
from bench.places import folder
from heard.accounts.models import Actor, Team
from heard.accounts.permissions import Role
from heard.accounts.service import create_user, create_workspace, join, start_session
from heard.app.migrate import migrate
from heard.app.services import Services, assemble
from heard.conversations.models import Conversation
from heard.kit.db import Session
from heard.kit.postgres import running
from heard.kit.settings import Settings
from tests.app.processes import site

KEY = "a key for measuring, long enough"
NEIGHBOURS = 200
NEIGHBOUR_SIZE = 50
TOLD = "seeded.json"
NETWORKS = ["x", "practice", "telegram", "vk"]


@dataclass
class Person:
    """Somebody who reads, in this process and by HTTP."""

    actor: Actor
    client: httpx.AsyncClient


@dataclass
class Timings:
    """Milliseconds of calls: in the database's statements, and of the whole."""

    sql: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    http: list[float] = field(default_factory=list)

    def figures(self, name: str) -> dict[str, float]:
        return {
            f"{name}_{kind}_{quantile}_ms": value
            for kind, values in (("sql", self.sql), ("whole", self.whole), ("http", self.http))
            if values
            for quantile, value in (("p50", statistics.median(values)), ("p95", p95(values)), ("worst", max(values)))
        }


@dataclass(frozen=True)
class Seeds:
    """What a seeded folder tells of itself."""

    tenant: seed.Tenant
    owner: int
    size: int
    figures: dict[str, float]


@dataclass
class Big:
    """What was seeded."""

    services: Services
    tenant: seed.Tenant
    owner: Person
    agent: Person
    size: int
    figures: dict[str, float]
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    _spent: float = 0.0

    def __post_init__(self) -> None:
        engine = self.services.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)

    def _begin(self, *_: Any) -> None:
        self._begun = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self._spent += time.perf_counter() - self._begun

    async def timed(self, call: Callable[[Session], Awaitable[Any]], timings: Timings) -> Any:
        """Make one call in a transaction of its own, and keep its times."""
        async with self.services.database.transaction() as session:
            await session.connection()
            self._spent, begun = 0.0, time.perf_counter()
            result = await call(session)
            timings.whole.append((time.perf_counter() - begun) * 1000)
        timings.sql.append(self._spent * 1000)
        return result

    async def asked(self, person: Person, path: str, timings: Timings, **query: Any) -> Any:
        """Ask by HTTP, and keep the time."""
        begun = time.perf_counter()
        answer = await person.client.get(path, params=query)
        timings.http.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def bare(self) -> float:
        """Milliseconds to read one row by its key in the same way: what everything else is compared with."""
        timings = Timings()
        for _ in range(300):
            key = self.dice.randint(1, self.size)
            await self.timed(
                lambda session, key=key: session.execute(select(Conversation.id).filter_by(id=key)), timings
            )
        return statistics.median(timings.sql)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)]


@asynccontextmanager
async def seeded(size: int, kept: Path | None = None) -> AsyncGenerator[Big]:
    """A Heard with that many conversations in one workspace, beside its neighbours, and a web server on it.

    `kept`: the folder to seed into and leave; what was seeded there before is used again, brought to today's schema.
    """
    async with folder(kept) as place:
        told = place / TOLD
        if not told.exists():
            async with running(place, fast=True) as server:
                await migrate(server.url)
                services = assemble(Settings(data_dir=place, secret_key=KEY), server.url)
                told.write_bytes(msgspec.json.encode(await _fill(services, size)))
                await services.database.close()
        seeds = msgspec.json.decode(told.read_bytes(), type=Seeds)
        if seeds.size != size:
            raise SystemExit(f"{place} holds {seeds.size} conversations: ask for --size {seeds.size}.")
        async with _opened(place, seeds) as big:
            yield big


@asynccontextmanager
async def _opened(place: Path, seeds: Seeds) -> AsyncGenerator[Big]:
    """What was seeded, in a database that runs as `heard serve` runs it and is in the machine's memory."""
    async with running(place) as server:
        await migrate(server.url)
        await asyncio.to_thread(_remember, place)
        services = assemble(Settings(data_dir=place, secret_key=KEY), server.url)
        async with services.database.transaction() as session:
            people = [
                await start_session(session, seeds.tenant.id, user, agent="bench")
                for user in (seeds.owner, seeds.tenant.members[3])
            ]
        async with site(place / "web", HEARD_DATABASE_URL=server.url, HEARD_LOG_LEVEL="warning") as made:
            (place / "web").mkdir(exist_ok=True)
            await made.start("web")
            await made.until_ready()
            clients = [httpx.AsyncClient(base_url=made.url, cookies={"heard_session": token}) for token, _ in people]
            owner, agent = (Person(actor, client) for (_, actor), client in zip(people, clients, strict=True))
            yield Big(services, seeds.tenant, owner, agent, seeds.size, seeds.figures)
            for client in clients:
                await client.aclose()
        await services.database.close()


def _remember(place: Path) -> None:
    """Read the database's files once, as a server that has run for a while has: the machine keeps them in memory."""
    for path in (place / "postgres" / "base").rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 20):
                    pass


async def _fill(services: Services, size: int) -> Seeds:
    connection = await asyncpg.connect(services.url)
    begun = time.perf_counter()
    await seed.texts(connection, min(100_000, max(5_000, size)))
    async with services.database.transaction() as session:
        workspace = await create_workspace(session, name="Big")
        team = await session.scalar(select(Team.id).where(Team.workspace_id == workspace.id))
        owner = await create_user(session, name="Owner", email="owner@example.com", password="correct horse battery")
        await join(session, workspace_id=workspace.id, user_id=owner.id, role=Role.OWNER, team_ids=[team])
    tenant = await seed.grown(connection, workspace.id, teams=6, members=30, tags=40, networks=NETWORKS)
    indexes = await seed.drop_indexes(connection)
    writing = time.perf_counter()
    await seed.fill(connection, tenant, size)
    for number in range(NEIGHBOURS):
        await seed.fill(connection, await seed.tenant(connection, f"Neighbour {number}"), NEIGHBOUR_SIZE)
    wrote = time.perf_counter() - writing
    building: dict[str, float] = {}
    for index in indexes:
        at = time.perf_counter()
        await connection.execute(index, timeout=3600)
        building[index.split(" INDEX ")[1].split(" ")[0]] = time.perf_counter() - at
    await seed.finish(connection)
    size_of = "SELECT pg_total_relation_size($1::text::regclass) / 1048576.0"
    figures = {
        "conversations": size,
        "messages": await connection.fetchval("SELECT count(*) FROM messages"),
        "seconds": time.perf_counter() - begun,
        "messages_per_second": (size + NEIGHBOURS * NEIGHBOUR_SIZE) * seed.MESSAGES / wrote,
        "token_index_build_seconds": building["ix_messages_tokens"],
        "token_index_mib": await connection.fetchval(size_of, "ix_messages_tokens"),
        "database_mib": await connection.fetchval("SELECT pg_database_size(current_database()) / 1048576.0"),
    }
    figures = {name: float(value) for name, value in figures.items()}
    print("seeded: " + ", ".join(f"{name} {value:,.1f}" for name, value in figures.items()), flush=True)
    await connection.close()
    return Seeds(tenant, owner.id, size, figures)
