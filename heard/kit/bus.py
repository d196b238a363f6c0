"""Waking and telling other tasks and processes, over LISTEN and NOTIFY on connections of their own.

A NOTIFY takes a lock of the whole database at commit, so it is never sent inside a transaction that carries work
(docs/decisions: wake-ups outside transactions). Bells say only "look again"; rings that come together are sent as one.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import asyncpg
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

_BELL = "heard_bell"
_NOTIFY = "SELECT pg_notify(channel, message) FROM unnest($1::text[], $2::text[]) note (channel, message)"
_COALESCE = 0.002
_RETRY = 0.5
_CHECK = 15.0
_log = structlog.get_logger()


class Bell:
    """One sleeper's own bell: a ring that comes while it works is still there when it next waits."""

    def __init__(self) -> None:
        """A silent bell; `Bus.bell` makes them."""
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the sleeper, now or when it next waits."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait for a ring, or until `seconds` have passed: the poll behind every wake-up that got lost."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()


class Bus:
    """One connection to listen, one to notify; both come back by themselves when the database does."""

    def __init__(self, url: str) -> None:
        """Prepare for a `postgresql://` URL; `start` connects."""
        self._connected_before = False
        self._url = url
        self._me = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._bells: dict[str, list[Bell]] = {}
        self._pending: set[str] = set()
        self._messages: list[tuple[str, str]] = []
        self._to_send = asyncio.Event()
        self._listeners: dict[str, list[Callable[[str], None]]] = {}
        self._gaps: list[Callable[[], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()

    async def start(self, *, wait: float = 5.0) -> None:
        """Begin listening and sending; returns once connected, or after `wait` seconds without (it goes on trying)."""
        self._tasks = [
            asyncio.create_task(self._listen(), name="bus listen"),
            asyncio.create_task(self._send(), name="bus send"),
        ]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), wait)

    async def close(self) -> None:
        """Stop and disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def subscribe(self, channel: str, on_message: Callable[[str], None], *, on_gap: Callable[[], None]) -> None:
        """Call `on_message` for each notification of `channel`; `on_gap` when some may have been missed. Before `start`."""
        self._listeners.setdefault(channel, []).append(on_message)
        self._gaps.append(on_gap)

    def bell(self, name: str) -> Bell:
        """A new bell that rings whenever `name` is rung, here or in another process."""
        bell = Bell()
        self._bells.setdefault(name, []).append(bell)
        return bell

    def ring(self, name: str) -> None:
        """Wake everyone waiting for `name`: here at once, in other processes within milliseconds."""
        self._ring_here(name)
        self._pending.add(name)
        self._to_send.set()

    def tell(self, channel: str, message: str) -> None:
        """Send a short message to the subscribers of a channel in every process, this one too; lost when the database is away."""
        self._messages.append((channel, message))
        self._to_send.set()

    def _ring_here(self, name: str) -> None:
        for bell in self._bells.get(name, ()):
            bell.ring()

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                _log.warning("bus.lost", error=str(error))
            self._listening.clear()
            await asyncio.sleep(_RETRY)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, server_settings={"application_name": "heard bus"}, timeout=10)
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        try:
            await connection.add_listener(_BELL, self._on_bell)
            for channel in self._listeners:
                await connection.add_listener(channel, self._on_message)
            self._listening.set()
            self._tell_gap()
            await self._until_dead(connection, closed)
        finally:
            connection.terminate()

    def _tell_gap(self) -> None:
        """Listening again after a loss: only now is nothing missed any more, so only now may the others look again."""
        if self._connected_before:
            for gap in self._gaps:
                gap()
            for name in self._bells:
                self._ring_here(name)
        self._connected_before = True

    async def _until_dead(self, connection: asyncpg.Connection[asyncpg.Record], closed: asyncio.Event) -> None:
        """Return when the connection is lost; one that died without a word is found by asking."""
        while not closed.is_set():
            try:
                await asyncio.wait_for(closed.wait(), _CHECK)
            except TimeoutError:
                await connection.execute("SELECT 1", timeout=10)

    def _on_bell(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        sender, _, names = str(payload).partition(" ")
        if sender != self._me:
            for name in names.split(","):
                self._ring_here(name)

    def _on_message(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        for listener in self._listeners[channel]:
            listener(str(payload))

    async def _send(self) -> None:
        connection: asyncpg.Connection[asyncpg.Record] | None = None
        try:
            while True:
                await self._to_send.wait()
                await asyncio.sleep(_COALESCE)
                try:
                    if connection is None or connection.is_closed():
                        connection = await asyncpg.connect(
                            self._url, server_settings={"application_name": "heard bell"}, timeout=10
                        )
                    await self._send_waiting(connection)
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                    # The sleepers poll: a ring that is lost costs them a second, so it is not sent again.
                    self._messages = []
                    _log.warning("bus.bell_lost", error=str(error))
                    await asyncio.sleep(_RETRY)
        finally:
            if connection is not None:
                connection.terminate()

    async def _send_waiting(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self._to_send.clear()
        notes = [(_BELL, f"{self._me} {','.join(sorted(self._pending))}")] if self._pending else []
        notes += self._messages
        self._pending.clear()
        self._messages = []
        channels, messages = [channel for channel, _ in notes], [message for _, message in notes]
        await connection.execute(_NOTIFY, channels, messages, timeout=10)
