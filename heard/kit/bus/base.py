"""What every bus is: bells, channels and gaps; how the words travel is for `postgres` and `nats` to say.

Bells say only "look again"; rings that come together are sent as one. Whoever waits for a bell polls as well.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

BELL = "heard_bell"
COALESCE = 0.002
RETRY = 0.5
_LONGEST_RETRY = 5.0
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


class Bus(ABC):
    """Wakes and tells other tasks and processes; comes back by itself when what carries it does."""

    _TROUBLE: tuple[type[Exception], ...] = ()
    """What the carrier raises when it is away."""

    def __init__(self) -> None:
        """Nothing is connected yet; `start` does it."""
        self._me = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._connected_before = False
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
        """Call `on_message` for each message of `channel`; `on_gap` when some may have been missed. Before `start`."""
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
        """Send a short message to the subscribers of a channel in every process, this one too; lost when the bus is away."""
        self._messages.append((channel, message))
        self._to_send.set()

    @abstractmethod
    async def tell_within(self, session: AsyncSession, notes: Sequence[tuple[str, str]]) -> bool:
        """Send messages as part of a transaction about to be committed; False if the carrier cannot."""

    @abstractmethod
    async def _listen_once(self) -> None:
        """Connect, listen until the connection is lost, and return or raise; call `_now_listening` in between."""

    @abstractmethod
    async def _transmit(self, notes: Sequence[tuple[str, str]]) -> None:
        """Send messages to channels, in order."""

    @abstractmethod
    async def _disconnect(self) -> None:
        """Close what `_transmit` opened."""

    def _now_listening(self) -> None:
        """Listening again after a loss: only now is nothing missed any more, so only now may the others look again."""
        self._listening.set()
        if self._connected_before:
            self._tell_gap()
        self._connected_before = True

    def _tell_gap(self) -> None:
        for gap in self._gaps:
            gap()
        for name in self._bells:
            self._ring_here(name)

    def _on_note(self, channel: str, message: str) -> None:
        """A message has come. One that cannot be read costs itself, not the connection."""
        try:
            if channel == BELL:
                self._on_bell(message)
            for listener in self._listeners.get(channel, ()):
                listener(message)
        except Exception as error:  # noqa: BLE001 — somebody else on the bus may say anything
            _log.warning("bus.bad_message", channel=channel, error=repr(error))

    def _on_bell(self, message: str) -> None:
        sender, _, names = message.partition(" ")
        if sender != self._me:
            for name in names.split(","):
                self._ring_here(name)

    def _ring_here(self, name: str) -> None:
        for bell in self._bells.get(name, ()):
            bell.ring()

    def _said(self, error: Exception) -> str:
        """An error in words that hold no secret."""
        return str(error) or type(error).__name__

    async def _listen(self) -> None:
        pause = RETRY
        while True:
            try:
                await self._listen_once()
            except self._TROUBLE as error:
                _log.warning("bus.lost", error=self._said(error))
            pause = RETRY if self._listening.is_set() else min(pause * 2, _LONGEST_RETRY)
            self._listening.clear()
            await asyncio.sleep(pause)

    async def _send(self) -> None:
        try:
            while True:
                await self._to_send.wait()
                await asyncio.sleep(COALESCE)
                notes = self._take_waiting()
                try:
                    await self._transmit(notes)
                except self._TROUBLE as error:
                    # The sleepers poll: a ring that is lost costs them a second, so it is not sent again.
                    _log.warning("bus.bell_lost", error=self._said(error))
                    await asyncio.sleep(RETRY)
        finally:
            await self._disconnect()

    def _take_waiting(self) -> list[tuple[str, str]]:
        self._to_send.clear()
        bells = [(BELL, f"{self._me} {','.join(sorted(self._pending))}")] if self._pending else []
        notes = bells + self._messages
        self._pending.clear()
        self._messages = []
        return notes
