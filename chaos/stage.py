"""Where a run takes place: a database of its own, processes of Heard on it, and a double of X, each of which can be hurt."""

import asyncio
import os
import random
import signal
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import asyncpg
import httpx

from chaos.ledger import Ledger
from chaos.people import Agent, Network, bad_manners, signed_in
from heard.app.migrate import migrate
from heard.channels.doubles.x import XAccount, XDouble
from heard.kit.http import Http
from heard.kit.postgres import Server, running
from tests.app.processes import Site, site
from tests.factories import x
from tests.serving import host, served

DISK = "768m"
CLOCK = "libfaketime.so.1"


@dataclass
class Stage:
    """Everything a fault can reach."""

    folder: Path
    server: Server
    place: Site
    double: XDouble
    network: Network
    agent: Agent
    ledger: Ledger
    chance: random.Random
    small_disk: bool
    web: asyncio.subprocess.Process
    workers: list[asyncio.subprocess.Process]
    clock: Path | None
    left_out: list[str] = field(default_factory=list[str])

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection to the database, once it answers."""
        while True:
            try:
                return await asyncpg.connect(self.server.url, timeout=5)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await asyncio.sleep(0.1)


@asynccontextmanager
async def stage(folder: Path, seed: int, *, workers: int = 2) -> AsyncGenerator[Stage]:
    """Build it up, and take it down again whatever has happened to it."""
    chance = random.Random(seed)
    ledger = Ledger()
    async with AsyncExitStack() as stack:
        disk = folder / "disk"
        small = stack.enter_context(small_disk(disk))
        server = await stack.enter_async_context(running(disk))
        await migrate(server.url)
        double = XDouble(rules=[partial(bad_manners, random.Random(seed + 1))])
        api = await stack.enter_async_context(served(double))
        settings = {"HEARD_DATABASE_URL": server.url, "HEARD_ALLOW_HOSTS": host(api), "HEARD_LOG_LEVEL": "warning"}
        clock = folder / "clock" if faketime() else None
        if clock is not None:
            clock.write_text("+0\n")
            settings |= fake_clock(clock)
        place = await stack.enter_async_context(site(folder, HEARD_UNDO_SECONDS="0.5", **settings))
        web = await place.start("web")
        started = [await place.start("worker") for _ in range(workers)]
        await place.until_ready(60)
        client = await stack.enter_async_context(signed_in(place.url))
        hook = await connect_account(client, server.url, api, double, place)
        outside = await stack.enter_async_context(httpx.AsyncClient(base_url=place.url))
        network = Network(outside, hook, ledger, random.Random(seed + 2))
        agent = Agent(client, ledger, random.Random(seed + 3))
        yield Stage(folder, server, place, double, network, agent, ledger, chance, small, web, started, clock, [])


async def connect_account(client: httpx.AsyncClient, url: str, api: str, double: XDouble, place: Site) -> str:
    """Connect the double's account; its webhook's path, which the double brings its echoes to."""
    mine: XAccount = double.account
    keys = {name: getattr(mine, name) for name in ("consumer_key", "access_token", "access_token_secret")}
    settings = {**keys, "consumer_secret": x.SETTINGS["consumer_secret"], "api_url": api}
    double.account = XAccount(**{**keys, "consumer_secret": settings["consumer_secret"], "id": x.OUR_ID})
    double.__post_init__()
    account = {"network": "x", "name": "Bakery on X", "settings": settings}
    (await client.post("/api/accounts", json=account)).raise_for_status()
    connection = await asyncpg.connect(url)
    key = await connection.fetchval(
        "UPDATE accounts SET external_id = $1, handle = '@bakery' RETURNING hook_key", x.OUR_ID
    )
    await connection.close()
    double.webhook, double.http = f"{place.url}/hooks/x/{key}", Http(allow=[host(place.url)])
    return f"/hooks/x/{key}"


@contextmanager
def small_disk(folder: Path) -> Generator[bool]:
    """A small disk in memory where we may mount one, else a plain folder; says which."""
    folder.mkdir(mode=0o711)
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0711", "heard-chaos", folder],
            capture_output=True,
            check=False,
        ).returncode
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=False)


def faketime() -> str | None:
    """Where the library lies that shifts a process's clock, if it is installed."""
    places = (Path("/usr/lib").glob(f"*/faketime/{CLOCK}"), Path("/usr/lib").glob(f"faketime/{CLOCK}"))
    return next((str(found) for found in (each for place in places for each in place)), None)


def fake_clock(file: Path) -> dict[str, str]:
    """The environment of processes whose clock is shifted by what the file says, re-read all the time."""
    return {
        "LD_PRELOAD": faketime() or CLOCK,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


async def end(process: asyncio.subprocess.Process) -> None:
    """Kill a process without a word."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
