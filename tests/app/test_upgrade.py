"""Coming from every earlier schema with data in it: nothing is lost, and work goes on.

`upgrade/` holds a backup of the demo for each released schema, made by that version after some work in it: replies, notes, an
edit, a deletion, a reply still waiting. Whoever adds a migration that is released adds the backup of the schema before it.
"""

import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import httpx
import pytest

from heard.app.backup import restore
from heard.app.migrate import pending
from heard.app.services import Services
from heard.app.web import Web
from heard.channels.models import Account
from heard.kit.postgres import running
from heard.kit.settings import Settings
from tests import places
from tests.conftest import client_of, opened
from tests.factories.world import Person, World, sign_in

BACKUPS = sorted((Path(__file__).parent / "upgrade").glob("*.backup"))


@pytest.fixture
async def empty() -> AsyncGenerator[str]:
    with tempfile.TemporaryDirectory(prefix="heard-tests-", dir=places.FOLDER) as folder:
        Path(folder).chmod(0o711)
        async with running(Path(folder), fast=True) as server:
            yield server.url


@pytest.mark.parametrize("backup", BACKUPS, ids=lambda path: path.stem)
async def test_the_data_of_an_earlier_version_works_in_this_one(empty: str, settings: Settings, backup: Path) -> None:
    done = await restore(settings, empty, backup, replace=False)
    assert done.manifest.schema == backup.stem
    assert done.doubted == 1
    assert await pending(empty) == []
    async with opened(settings, empty) as services, client_of(Web(services)) as web:
        world = await company(services, web)
        await every_conversation_can_be_read(world, done.manifest.rows)
        await work_goes_on(world)


async def company(services: Services, web: httpx.AsyncClient) -> World:
    """The demo's company, seen by its owner and an agent."""
    connection = await asyncpg.connect(services.url)
    agent: int = await connection.fetchval("SELECT id FROM users WHERE email LIKE 'ann@%'")
    workspace: int = await connection.fetchval("SELECT id FROM workspaces")
    team: int = await connection.fetchval("SELECT id FROM teams WHERE is_default")
    owner: int = await connection.fetchval("SELECT user_id FROM memberships WHERE role = 'owner' LIMIT 1")
    await connection.close()
    async with services.database.transaction() as session:
        account = await session.get_one(Account, 1)
    signed: list[Person] = [await sign_in(services, web, workspace, each) for each in (owner, agent)]
    return World(services, web, workspace, team, account, *signed)


async def every_conversation_can_be_read(world: World, rows: dict[str, int]) -> None:
    conversations = await world.conversations()
    assert len(conversations) == rows["conversations"]
    said = [await world.messages(each["id"]) for each in conversations]
    assert sum(map(len, said)) == rows["messages"]
    edited = [each for messages in said for each in messages if each["revisions"]]
    assert [each["text"].endswith("(edited)") for each in edited] == [True]
    assert sum(each["deleted_at"] is not None for messages in said for each in messages) == 1
    wrong = "SELECT id FROM conversations WHERE has_private <> (kinds & 8 > 0) OR has_public <> (kinds & 23 > 0)"
    assert await world.rows(wrong) == []


async def work_goes_on(world: World) -> None:
    await world.apply()
    row = next(
        each
        for each in await world.conversations()
        if each["state"] == "new" and not each["assignee_id"] and each["has_public"]
    )
    await world.reply(world.owner, row["id"], "We are back.")
    said = await world.messages(row["id"])
    assert said[-1]["text"] == "We are back."
    found = await world.owner.get("/api/conversations", view="failed")
    assert len(found["items"]) == 1
