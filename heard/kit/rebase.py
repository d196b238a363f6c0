"""Readers' places after a move: a dump restored into another PostgreSQL brings transaction numbers that mean nothing there.

The log says by which transaction an event was written, and a reader's place is a snapshot of transactions. Another
server counts its own from the beginning, so its next events would seem to be long past. `rebase` says the same facts
in the new server's numbers: which events each reader has handled, and which not.
"""

from __future__ import annotations

import asyncpg
import structlog

# The number of a server's first ordinary transaction; the few before belong to its making.
_FIRST = 3
_log = structlog.get_logger()


async def moved(connection: asyncpg.Connection[asyncpg.Record]) -> bool:
    """Whether the log or a reader speaks of transactions that this server has yet to count to."""
    return bool(await connection.fetchval(_MOVED))


async def rebase(connection: asyncpg.Connection[asyncpg.Record]) -> int:
    """Put the log and every reader's place into this server's numbers; how many events some reader has yet to handle.

    No reader may run meanwhile. All in one transaction: cut off, it has not happened.
    """
    async with connection.transaction():
        await connection.execute(_FIND)
        left: int = await connection.fetchval("SELECT count(*) FROM left_to_read")
        await connection.execute(_FREEZE)
        # Events that the same readers have yet to handle share a number of a transaction of this server's first moments,
        # and a place names it as if it were still running.
        rows = await connection.fetch("SELECT DISTINCT readers FROM left_to_read ORDER BY readers")
        numbers = {_FIRST + place: row["readers"] for place, row in enumerate(rows)}
        for number, readers in numbers.items():
            await connection.execute(_MARK, readers, str(number))
        now = int(await connection.fetchval("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
        for row in await connection.fetch("SELECT DISTINCT reader FROM cursors"):
            running = [number for number, readers in numbers.items() if row["reader"] in readers]
            place = f"{min(running, default=now)}:{now}:{','.join(map(str, running))}"
            await connection.execute(_PLACE, row["reader"], place)
        await connection.execute("DROP TABLE left_to_read")
    _log.info("readers.rebased", left=left)
    return left


_MOVED = """
SELECT EXISTS (SELECT FROM log WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
    OR EXISTS (SELECT FROM cursors
      WHERE pg_snapshot_xmax(seen::pg_snapshot)::text::numeric > pg_snapshot_xmax(pg_current_snapshot())::text::numeric)
"""
_FIND = """
CREATE TEMP TABLE left_to_read AS
SELECT log.id, array_agg(DISTINCT cursor.reader ORDER BY cursor.reader) AS readers
FROM log JOIN cursors cursor ON cursor.shard = log.shard OR cursor.shard = 16
WHERE log.xid >= (SELECT min(pg_snapshot_xmin(seen::pg_snapshot)) FROM cursors)
  AND NOT pg_visible_in_snapshot(log.xid, cursor.seen::pg_snapshot)
  AND NOT (cursor.target IS NOT NULL AND log.id <= cursor.last_id
    AND pg_visible_in_snapshot(log.xid, coalesce(cursor.target, cursor.seen)::pg_snapshot))
GROUP BY log.id
"""
# The number every server has for what has been there for ever.
_FREEZE = "UPDATE log SET xid = '2' WHERE xid <> '2' AND NOT EXISTS (SELECT FROM left_to_read l WHERE l.id = log.id)"
_MARK = "UPDATE log SET xid = $2::text::xid8 FROM left_to_read l WHERE l.id = log.id AND l.readers = $1"
_PLACE = "UPDATE cursors SET seen = $2, target = NULL, last_id = 0 WHERE reader = $1"
