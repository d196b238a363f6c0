"""A backup made under load, restored elsewhere, held against what the far ends knew when it was made."""

import asyncio
import copy
import tempfile
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from chaos.ledger import Ledger
from chaos.reconciler import reconcile
from chaos.stage import Stage, stage
from heard.app.backup import back_up, restore
from heard.app.services import Services
from heard.app.wiring import READERS
from heard.intake import pipeline
from heard.kit import readers
from heard.kit.log import SHARDS
from heard.kit.postgres import running
from heard.kit.readers import WHOLE
from heard.kit.settings import Settings
from tests import places
from tests.conftest import opened

pytestmark = pytest.mark.slow
MUCH = 100
"""So many messages are there when the backup begins."""


async def test_what_was_acknowledged_before_a_backup_is_in_it_and_work_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    tmp_path.chmod(0o711)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    async with stage(tmp_path, 11) as made:
        key = (Path(made.place.environment["HEARD_DATA_DIR"]) / "secret_key").read_text()
        own = replace(settings, secret_key=key.strip())
        load = [asyncio.create_task(made.network.speak(60)), asyncio.create_task(made.agent.work(6))]
        await going(made)
        before = copy.deepcopy(made.ledger)
        kept = await back_up(own, made.server.url, tmp_path / "heard.backup")
        await asyncio.sleep(2)
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
        await made.network.quiet()
        said = [each.text for each in made.double.said]
        after = made.ledger
    assert kept.rows["messages"] > MUCH
    with tempfile.TemporaryDirectory(prefix="heard-tests-", dir=places.FOLDER) as folder:
        Path(folder).chmod(0o711)
        async with running(Path(folder), fast=True) as server:
            await restore(own, server.url, tmp_path / "heard.backup", replace=False)
            async with opened(own, server.url) as services:
                await work(services)
            connection = await asyncpg.connect(server.url)
            # What came while the backup was being made may be in it or not; nothing else may be.
            known = Ledger(
                delivered=after.delivered,
                acknowledged=before.acknowledged,
                edits=before.edits | await edits_there(connection, after.edits),
                asked=after.asked,
                promised=before.promised,
            )
            assert await reconcile(connection, known, said) == []
            await connection.close()


async def going(made: Stage) -> None:
    """Wait until much has been said, however busy the machine is with others."""
    connection = await made.connect()
    async with asyncio.timeout(180):
        while await connection.fetchval("SELECT count(*) FROM messages") <= MUCH:
            await asyncio.sleep(0.2)
    await connection.close()


async def edits_there(connection: asyncpg.Connection, edits: dict[str, str]) -> dict[str, str]:
    """The edits that are in the backup, those acknowledged while it was being made among them."""
    rows = await connection.fetch("SELECT external_id, text FROM messages WHERE edited_at IS NOT NULL")
    return {row["external_id"]: edits[row["external_id"]] for row in rows}


async def work(services: Services) -> None:
    """Apply what the door had kept, and let the readers come to the end."""
    while await pipeline.advance(services.database, services.directory, range(SHARDS)):
        pass
    moved = True
    while moved:  # what one reader tells of is news for the others
        moved = False
        for one in READERS:
            slots = [WHOLE] if one.whole else list(range(SHARDS))
            while await readers.advance(services.database, one, slots):
                moved = True
