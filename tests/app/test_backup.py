"""A backup of a running system, brought back on another server: nothing lost, nothing done twice, nothing said twice."""

import tarfile
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import asyncpg
import httpx
import pytest

from heard.app.backup import BackupFailed, back_up, restore
from heard.app.migrate import migrate
from heard.app.services import Services
from heard.app.web import Web
from heard.kit.postgres import running
from heard.kit.settings import Settings
from tests import places
from tests.conftest import client_of, opened
from tests.factories import x
from tests.factories.world import World, sign_in
from tests.kit.test_rebase import Notebook, read

PNG, GIF = b"\x89PNG\r\n\x1a\nbread", b"GIF89a rolls"


@pytest.fixture
async def elsewhere() -> AsyncGenerator[str]:
    """An empty database on a server that has counted fewer transactions than the tests' own."""
    with tempfile.TemporaryDirectory(prefix="heard-tests-", dir=places.FOLDER) as folder:
        Path(folder).chmod(0o711)
        async with running(Path(folder), fast=True) as server:
            yield server.url


async def test_what_is_restored_elsewhere_goes_on_where_it_was(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    await count_on(world.services.url)
    notebook = Notebook()
    probe = notebook.reader("probe")
    first, second = x.mention("@bakery stale", author="1"), x.mention("@bakery stale too", author="2")
    await world.deliver(first, second)
    await read(world.services, probe)
    answered, waiting = await world.conversations()
    await world.reply(world.agent, answered["id"], "On its way out, when the backup is made.")
    # Kept by the door, not applied yet; and applied, but not read by anybody yet.
    body, headers = x.signed(x.mention("@bakery kept", author="3"))
    assert (await world.web.post(world.hook(), content=body, headers=headers)).status_code == 200
    await world.owner.send("PUT", f"/api/conversations/{waiting['id']}/priority", {"priority": "urgent"})

    made = await back_up(settings, world.services.url, tmp_path / "heard.backup")
    assert (made.rows["messages"], made.rows["envelopes"]) == (3, 3)
    assert (tmp_path / "heard.backup").stat().st_mode & 0o777 == 0o600
    done = await restore(settings, elsewhere, tmp_path / "heard.backup", replace=False)
    assert (done.doubted, done.advice) == (1, [])

    async with opened(settings, elsewhere) as services, client_of(Web(services)) as web:
        there = await moved(world, services, web)
        await there.deliver(first, x.mention("@bakery after", author="4"))
        assert {row["preview"] for row in await there.conversations()} >= {"@bakery kept", "@bakery after"}
        assert [row.number for row in await there.rows("SELECT count(*) AS number FROM messages")] == [5]
        states = await there.rows("SELECT delivery, reason_code FROM messages WHERE direction = 'out'")
        assert [(row.delivery, row.reason_code) for row in states] == [("unknown", "restored")]
        await there.send_due()
        assert (await there.rows("SELECT delivery FROM messages WHERE direction = 'out'"))[0].delivery == "unknown"
        await read(services, probe)
        assert sorted(notebook.seen["probe"]) == [row.id for row in await there.rows("SELECT id FROM log ORDER BY id")]


async def test_pictures_and_files_come_along(world: World, elsewhere: str, settings: Settings, tmp_path: Path) -> None:
    first = (await world.agent.client.post("/api/uploads", content=PNG)).json()
    other = (await world.agent.client.post("/api/uploads", content=GIF)).json()
    made = await back_up(settings, world.services.url, tmp_path / "heard.backup")
    assert (made.files, made.absent) == (2, 0)
    there = replace(settings, data_dir=tmp_path / "there")
    done = await restore(there, elsewhere, tmp_path / "heard.backup", replace=False)
    assert (done.files, done.advice) == (2, [])
    async with opened(there, elsewhere) as services, client_of(Web(services)) as web:
        agent = await sign_in(services, web, world.workspace_id, world.agent.id)
        for upload, body in ((first, PNG), (other, GIF)):
            assert (await agent.client.get(f"/api/uploads/{upload['id']}")).content == body


async def test_what_is_not_in_a_backup_or_is_damaged_is_said(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    await world.agent.client.post("/api/uploads", content=PNG)
    await world.agent.client.post("/api/uploads", content=GIF)
    left_out = await back_up(settings, world.services.url, tmp_path / "words", media=False)
    assert (left_out.files, left_out.absent) == (0, 2)
    gone, damaged = sorted(path for path in settings.media_dir.rglob("*") if path.is_file())
    gone.unlink()
    damaged.write_bytes(b"something else")
    made = await back_up(settings, world.services.url, tmp_path / "heard.backup")
    assert (made.files, made.absent) == (1, 1)
    there = replace(settings, data_dir=tmp_path / "there")
    done = await restore(there, elsewhere, tmp_path / "heard.backup", replace=False)
    assert done.files == 0
    assert [line.partition(" ")[0] for line in done.advice] == ["1", "1"]
    assert not there.media_dir.exists()


async def count_on(url: str) -> None:
    """Let the server count so many transactions that another would take its numbers for the far future."""
    connection = await asyncpg.connect(url)
    for _ in range(4_000):
        await connection.execute("SELECT pg_current_xact_id()")
    await connection.close()


async def moved(world: World, services: Services, web: httpx.AsyncClient) -> World:
    there = replace(world, services=services, web=web)
    there.owner = await sign_in(there.services, there.web, world.workspace_id, world.owner.id)
    return there


async def test_a_database_with_something_in_it_is_given_up_only_when_asked(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "heard.backup"
    await world.deliver(x.mention("hello"))
    await back_up(settings, world.services.url, file)
    await migrate(elsewhere)
    with pytest.raises(BackupFailed, match="--replace"):
        await restore(settings, elsewhere, file, replace=False)
    await restore(settings, elsewhere, file, replace=True)
    assert await count(elsewhere, "messages") == 1
    # And once more over itself.
    await restore(settings, elsewhere, file, replace=True)
    assert await count(elsewhere, "messages") == 1


async def test_a_restore_that_fails_leaves_all_as_it_was(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "heard.backup"
    await world.deliver(x.mention("hello"))
    await back_up(settings, world.services.url, file)
    await restore(settings, elsewhere, file, replace=False)
    damaged = tmp_path / "damaged"
    with tarfile.open(file) as tar:
        tar.extractall(tmp_path / "open", filter="data")
    dump = (tmp_path / "open" / "database.dump").read_bytes()
    (tmp_path / "open" / "database.dump").write_bytes(dump[: len(dump) * 2 // 3])
    with tarfile.open(damaged, "w") as tar:
        for each in sorted((tmp_path / "open").iterdir()):
            tar.add(each, arcname=each.name)
    with pytest.raises(BackupFailed):
        await restore(settings, elsewhere, damaged, replace=True)
    assert await count(elsewhere, "messages") == 1
    (tmp_path / "words").write_text("hello")
    with pytest.raises(BackupFailed, match="not a backup"):
        await restore(settings, elsewhere, tmp_path / "words", replace=True)


async def test_a_database_in_use_is_not_restored_into(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    await back_up(settings, world.services.url, tmp_path / "heard.backup")
    connection = await asyncpg.connect(elsewhere, server_settings={"application_name": "heard shards"})
    with pytest.raises(BackupFailed, match="Stop it"):
        await restore(settings, elsewhere, tmp_path / "heard.backup", replace=True)
    await connection.close()


async def test_the_key_comes_along_where_heard_made_it_and_is_asked_for_where_not(
    world: World, elsewhere: str, settings: Settings, tmp_path: Path
) -> None:
    own = replace(settings, secret_key="", data_dir=tmp_path / "one")
    await back_up(own, world.services.url, tmp_path / "with")
    other = replace(settings, secret_key="", data_dir=tmp_path / "two")
    assert (await restore(other, elsewhere, tmp_path / "with", replace=True)).advice == []
    assert other.key == own.key
    await back_up(settings, world.services.url, tmp_path / "without")
    done = await restore(other, elsewhere, tmp_path / "without", replace=True)
    assert "HEARD_SECRET_KEY" in done.advice[0]


async def count(url: str, table: str) -> int:
    connection = await asyncpg.connect(url)
    number: int = await connection.fetchval(f"SELECT count(*) FROM {table}")
    await connection.close()
    return number
