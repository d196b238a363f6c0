"""Which worker does which part: shards are owned by session advisory locks, so a dead worker's shards are free at once."""

from __future__ import annotations

import asyncio
import math
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import structlog

from heard.kit.db import passing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

# Two-key advisory locks: the first key says what kind of lock it is (any constants that nothing else here uses).
_SHARD = 0x4EA2D
_PRESENT = 0x4EA2E
_REBALANCE = 1.0
_log = structlog.get_logger()


class Shards:
    """A fair share of `count` shards, held while this object's own connection lives."""

    def __init__(self, url: str, count: int) -> None:
        """Prepare for a `postgresql://` URL; `run` connects and keeps the share fair."""
        self._url = url
        self._count = count
        self._owned: set[int] = set()
        self._draining: set[int] = set()
        self._busy: dict[int, int] = {}

    @asynccontextmanager
    async def hold(self) -> AsyncGenerator[list[int]]:
        """The shards that are ours; none of them is given away until the block ends."""
        held = sorted(self._owned - self._draining)
        for shard in held:
            self._busy[shard] = self._busy.get(shard, 0) + 1
        try:
            yield held
        finally:
            for shard in held:
                self._busy[shard] -= 1

    async def run(self) -> None:
        """Own shards until cancelled; when the connection is lost, all of them are given up and sought anew."""
        while True:
            try:
                await self._run_once()
            except Exception as error:
                if not passing(error) and not isinstance(error, asyncpg.PostgresError):
                    raise
                _log.warning("shards.lost", error=str(error))
            finally:
                self._owned.clear()
                self._draining.clear()
            await asyncio.sleep(_REBALANCE / 2)

    async def _run_once(self) -> None:
        connection = await asyncpg.connect(
            self._url, server_settings={"application_name": "heard shards"}, timeout=10, command_timeout=10
        )
        try:
            await connection.execute("SELECT pg_advisory_lock_shared($1, 0)", _PRESENT)
            while True:
                await self._rebalance(connection)
                await asyncio.sleep(_REBALANCE)
        finally:
            connection.terminate()

    async def _rebalance(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        workers = await connection.fetchval(_WORKERS, _PRESENT)
        fair = math.ceil(self._count / max(1, workers))
        surplus = len(self._owned) - fair
        for shard in sorted(self._owned, reverse=True)[: max(0, surplus)]:
            await self._release(connection, shard)
        if len(self._owned) < fair:
            await self._acquire(connection, fair)

    async def _acquire(self, connection: asyncpg.Connection[asyncpg.Record], fair: int) -> None:
        before = len(self._owned)
        for shard in range(self._count):
            if len(self._owned) >= fair:
                break
            if shard not in self._owned and await connection.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)", _SHARD, shard
            ):
                self._owned.add(shard)
        if len(self._owned) > before:
            _log.info("shards.owned", shards=sorted(self._owned))

    async def _release(self, connection: asyncpg.Connection[asyncpg.Record], shard: int) -> None:
        self._draining.add(shard)
        while self._busy.get(shard):  # noqa: ASYNC110 — milliseconds, and only when a shard changes hands
            await asyncio.sleep(0.005)
        await connection.execute("SELECT pg_advisory_unlock($1, $2)", _SHARD, shard)
        self._owned.discard(shard)
        self._draining.discard(shard)


_WORKERS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = $1::bigint::oid AND objsubid = 2 AND mode = 'ShareLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
