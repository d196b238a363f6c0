"""The bus over LISTEN and NOTIFY, on two connections of its own.

A NOTIFY takes a lock of the whole database at commit, so it is never sent inside a transaction that carries work
(docs/decisions/0022-wake-ups-outside-transactions.md), but for the one reader that has nothing else to do than to tell.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import text

from heard.kit.bus.base import BELL, Bus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

_CHECK = 15.0


class PostgresBus(Bus):
    """One connection to listen, one to notify; both come back by themselves when the database does."""

    _TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

    def __init__(self, url: str) -> None:
        """Prepare for a `postgresql://` URL; `start` connects."""
        super().__init__()
        self._url = url
        self._sender: asyncpg.Connection[asyncpg.Record] | None = None

    async def tell_within(self, session: AsyncSession, notes: Sequence[tuple[str, str]]) -> bool:
        """Notify in the transaction itself: told once, and only when it is committed."""
        channels, messages = [channel for channel, _ in notes], [message for _, message in notes]
        await session.execute(_NOTIFY_WITHIN, {"channels": channels, "messages": messages})
        return True

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, server_settings={"application_name": "heard bus"}, timeout=10)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        try:
            for channel in (BELL, *self._listeners):
                await connection.add_listener(channel, self._on_notification)
            self._now_listening()
            await _until_dead(connection, closed)
        finally:
            connection.terminate()

    def _on_notification(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self._on_note(channel, str(payload))

    async def _transmit(self, notes: Sequence[tuple[str, str]]) -> None:
        if self._sender is None or self._sender.is_closed():
            self._sender = await asyncpg.connect(
                self._url, server_settings={"application_name": "heard bell"}, timeout=10
            )
        channels, messages = [channel for channel, _ in notes], [message for _, message in notes]
        await self._sender.execute(_NOTIFY, channels, messages, timeout=10)

    async def _disconnect(self) -> None:
        if self._sender is not None:
            self._sender.terminate()


async def _until_dead(connection: asyncpg.Connection[asyncpg.Record], closed: asyncio.Event) -> None:
    """Return when the connection is lost; one that died without a word is found by asking."""
    while not closed.is_set():
        try:
            await asyncio.wait_for(closed.wait(), _CHECK)
        except TimeoutError:
            await connection.execute("SELECT 1", timeout=10)


_NOTIFY = "SELECT pg_notify(channel, message) FROM unnest($1::text[], $2::text[]) note (channel, message)"
_NOTIFY_WITHIN = text("""
SELECT pg_notify(channel, message)
FROM unnest(cast(:channels AS text[]), cast(:messages AS text[])) note (channel, message)
""")
