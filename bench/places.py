"""What is measured: a database with everything a disk is for, processes on it, a connected account, posts to deliver."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx

from heard.app.migrate import migrate
from heard.kit.postgres import running
from tests.app.processes import Site, site
from tests.factories import x

PADDING = "The bread was stale, the queue was long, and nobody at the counter said a word about either of them. " * 4


@asynccontextmanager
async def folder(kept: Path | None = None) -> AsyncGenerator[Path]:
    """A folder for one measurement, gone afterwards; or `kept`, which stays."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True, mode=0o711)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@asynccontextmanager
async def database() -> AsyncGenerator[str]:
    """An embedded PostgreSQL as `heard serve` runs it, every commit on the disk; gives its URL, migrated."""
    async with folder() as place, running(place) as server:
        await migrate(server.url)
        yield server.url


@asynccontextmanager
async def processes(url: str, *commands: str) -> AsyncGenerator[tuple[Site, str]]:
    """`heard web`, `heard worker` … on a database, with an account on X; gives the site and the account's webhook path."""
    async with folder() as place, site(place, HEARD_DATABASE_URL=url, HEARD_LOG_LEVEL="warning") as made:
        for command in commands:
            await made.start(command)
        await made.until_ready()
        await set_up(made)
        connection = await asyncpg.connect(url)
        row = await connection.fetchrow("SELECT network, hook_key FROM accounts")
        await connection.close()
        assert row is not None
        yield made, f"/hooks/{row['network']}/{row['hook_key']}"


async def set_up(made: Site) -> None:
    """The first user and an account on X, by the API."""
    person = {"workspace_name": "Bakery", "name": "Olga", "email": "o@example.com", "password": "correct horse battery"}
    account = {"network": "x", "name": "Bakery on X", "settings": x.SETTINGS}
    async with httpx.AsyncClient(base_url=made.url) as client:
        answer = (await client.post("/api/setup", json=person)).raise_for_status()
        client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        (await client.post("/api/accounts", json=account)).raise_for_status()


def mention(author: int, *, id: str | None = None, **more: str) -> x.Event:
    """A delivery of about one kilobyte."""
    return x.mention(PADDING[:390] + f" {author}" * 14, author=str(10_000_000 + author), id=id, **more)
