"""A real PostgreSQL for the whole run, a database of its own for each test, made from one that was migrated once."""

import itertools
import os
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import httpx
import pytest
from argon2 import PasswordHasher

from heard.accounts.service import passwords
from heard.app.edge import Observed
from heard.app.migrate import migrate
from heard.app.services import Services, assemble
from heard.app.web import Web
from heard.kit.postgres import running
from heard.kit.settings import Settings
from tests import places
from tests.app.external import external
from tests.factories.world import World, world_of

PROGRAMS = "HEARD_TEST_POSTGRES"
"""Names the folder of another PostgreSQL's programs, which the tests then run on: `/usr/lib/postgresql/15/bin`."""
NUMBERS = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that nothing runs long after everything else."""
    items.sort(key=lambda item: item.path.parent.name != "chaos")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Generator[None]:
    """Hash passwords with little work: what is tested is not how long that takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
async def server_url() -> AsyncGenerator[str]:
    """The server's own database, migrated: the template of every test's database."""
    with tempfile.TemporaryDirectory(prefix="heard-tests-", dir=places.FOLDER) as folder:
        # Somebody else than root may have to pass through here; the data in it are still theirs alone.
        Path(folder).chmod(0o711)
        another = os.environ.get(PROGRAMS)
        server = external(Path(another)) if another else _embedded(Path(folder))
        async with server as made:
            await migrate(made)
            yield made


@asynccontextmanager
async def _embedded(folder: Path) -> AsyncGenerator[str]:
    async with running(folder, fast=True) as server:
        yield server.url


@pytest.fixture
async def url(server_url: str) -> AsyncGenerator[str]:
    """A fresh database."""
    name = f"test_{os.getpid()}_{next(NUMBERS)}"
    maintenance = server_url.replace("/heard?", "/postgres?")
    connection = await asyncpg.connect(maintenance)
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE heard STRATEGY file_copy')
    try:
        yield server_url.replace("/heard?", f"/{name}?")
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a process in a test."""
    return replace(
        Settings(),
        data_dir=tmp_path,
        secret_key="a key for tests, long enough for anything",
        undo_seconds=0.0,
        practice=True,
    )


@pytest.fixture
async def services(url: str, settings: Settings) -> AsyncGenerator[Services]:
    """A process's parts on the fresh database."""
    async with opened(settings, url) as made:
        yield made


@asynccontextmanager
async def opened(settings: Settings, url: str) -> AsyncGenerator[Services]:
    """A process's parts on a database."""
    made = assemble(settings, url)
    try:
        yield made
    finally:
        await made.database.close()


@pytest.fixture
async def web(services: Services) -> AsyncGenerator[httpx.AsyncClient]:
    """An unsigned client of the whole web application, without a network between."""
    app = Web(services)
    async with app.running(), client_of(app) as client:
        yield client


def client_of(app: Web) -> httpx.AsyncClient:
    """A client of a web application."""
    transport = httpx.ASGITransport(Observed(app))
    return httpx.AsyncClient(transport=transport, base_url="http://heard.test")


@pytest.fixture
async def world(services: Services, web: httpx.AsyncClient) -> World:
    """A workspace with an owner, an agent, and an X account, and clients signed in as them."""
    return await world_of(services, web)
