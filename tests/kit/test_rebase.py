"""A database that moves to another server: every reader goes on exactly where it was."""

from collections.abc import Sequence
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.app.services import Services
from heard.kit import log, readers, rebase
from heard.kit.db import Session
from heard.kit.log import SHARDS, Recorded
from heard.kit.readers import WHOLE, Reader, reader
from tests.kit.test_log import Happened

AHEAD = 5_000_000_000


class Notebook:
    """Readers that write down what they handle."""

    def __init__(self) -> None:
        self.seen: dict[str, list[int]] = {}

    def reader(self, name: str, *, whole: bool = False) -> Reader:
        async def take(_session: Session, events: Sequence[Recorded]) -> None:
            self.seen.setdefault(name, []).extend(event.id for event in events)

        return reader(name, take, whole=whole)


async def happen(services: Services, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        async with services.database.transaction() as session:
            event = Happened(workspace_id=1, by=log.SYSTEM, conversation_id=number, number=number)
            await log.append(session, event)


async def read(services: Services, one: Reader, *, batches: int = 1000, shards: range = range(SHARDS)) -> None:
    slots = [WHOLE] if one.whole else list(shards)
    for _ in range(batches):
        if not await readers.advance(services.database, one, slots):
            return


async def move(services: Services) -> None:
    """As if the database came from a server that had counted further: every number is greater by the same."""
    connection = await asyncpg.connect(services.url)
    await connection.execute("UPDATE log SET xid = (xid::text::numeric + $1)::text::xid8 WHERE xid > '2'::xid8", AHEAD)
    for row in await connection.fetch("SELECT reader, shard, seen, target FROM cursors"):
        await connection.execute(
            "UPDATE cursors SET seen = $3, target = $4 WHERE reader = $1 AND shard = $2",
            row["reader"],
            row["shard"],
            shifted(row["seen"]),
            row["target"] and shifted(row["target"]),
        )
    await connection.close()


def shifted(snapshot: str) -> str:
    low, high, running = snapshot.split(":")
    if high == "1":
        return snapshot  # nothing seen yet: the same on every server
    moved = ",".join(str(int(each) + AHEAD) for each in running.split(",") if each)
    return f"{int(low) + AHEAD}:{int(high) + AHEAD}:{moved}"


async def rebased(services: Services) -> int:
    connection = await asyncpg.connect(services.url)
    assert await rebase.moved(connection)
    left = await rebase.rebase(connection)
    assert not await rebase.moved(connection)
    await connection.close()
    return left


async def all_ids(services: Services) -> list[int]:
    connection = await asyncpg.connect(services.url)
    rows = await connection.fetch("SELECT id FROM log ORDER BY id")
    await connection.close()
    return [row["id"] for row in rows]


async def test_a_database_that_has_not_moved_is_left_alone(services: Services) -> None:
    await happen(services, 3)
    connection = await asyncpg.connect(services.url)
    assert not await rebase.moved(connection)
    await connection.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_each_reader_handles_each_event_once_across_moves(services: Services, data: st.DataObject) -> None:
    """Readers that stand at different places, some in the middle of a large window, moved several times."""
    notebook = Notebook()
    mark = uuid4().hex
    those = [notebook.reader(f"a{mark}"), notebook.reader(f"b{mark}"), notebook.reader(f"c{mark}", whole=True)]
    number = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "BATCH", data.draw(st.sampled_from([3, 7])))
        for _ in range(data.draw(st.integers(1, 3))):
            count = data.draw(st.integers(1, 25))
            await happen(services, count, number)
            number += count
            for one in those:
                await read(services, one, batches=data.draw(st.integers(0, 3)))
                await read(services, one, batches=data.draw(st.integers(0, 2)), shards=range(0, SHARDS, 3))
            await move(services)
            await rebased(services)
        await happen(services, 5, number)
        for one in those:
            await read(services, one)
    ids = await all_ids(services)
    for one in those:
        seen = notebook.seen[one.name]
        assert sorted(seen) == ids
    assert notebook.seen[those[2].name] == sorted(notebook.seen[those[2].name])
