"""The bus over NATS core: for many processes, many batches a second, or a pooler in front of PostgreSQL.

NATS forgets what nobody hears, which is all a bus of bells and ids needs: the log is in the database. The client's own
reconnecting is not used, so that what follows a loss is the same for every bus: connect, listen, tell of the gap.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from nats.aio.client import Client
from nats.errors import Error, SlowConsumerError

from heard.kit.bus.base import BELL, Bus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from nats.aio.msg import Msg
    from sqlalchemy.ext.asyncio import AsyncSession

_CHECK = 15.0
_TIMEOUT = 5
TROUBLE = (OSError, Error, TimeoutError, ValueError)
"""What talking to NATS may raise."""
_log = structlog.get_logger()


class NatsBus(Bus):
    """One connection for both directions; it comes back by itself, and then everybody looks again."""

    _TROUBLE = TROUBLE

    def __init__(self, url: str, prefix: str) -> None:
        """Prepare for `nats://` URLs, separated by commas; every subject begins with `prefix`."""
        super().__init__()
        self._servers = servers(url)
        self._prefix = f"{prefix}."
        self._client: Client | None = None

    async def tell_within(self, session: AsyncSession, notes: Sequence[tuple[str, str]]) -> bool:  # noqa: ARG002 — the bus's
        """NATS knows of no transaction: what was told before the commit might never have happened."""
        return False

    async def _listen_once(self) -> None:
        closed = asyncio.Event()
        client = await connect(self._servers, on_closed=closed, on_error=self._on_error)
        try:
            for channel in (BELL, *self._listeners):
                await client.subscribe(  # pyright: ignore[reportUnknownMemberType]  # an argument we do not use has no type
                    self._prefix + channel, cb=self._on_message
                )
            await client.flush(_TIMEOUT)
            self._client = client
            self._now_listening()
            await _until_dead(client, closed)
        finally:
            self._client = None
            await client.close()

    async def _on_message(self, message: Msg) -> None:
        self._on_note(message.subject.removeprefix(self._prefix), message.data.decode(errors="replace"))

    async def _on_error(self, error: Exception) -> None:
        _log.warning("bus.trouble", error=self._said(error))
        if isinstance(error, SlowConsumerError):
            self._tell_gap()

    async def _transmit(self, notes: Sequence[tuple[str, str]]) -> None:
        client = self._client
        if client is None:
            return  # whoever listens again is told of a gap, so what falls into it need not be kept
        for channel, message in notes:
            await client.publish(self._prefix + channel, message.encode())

    async def _disconnect(self) -> None:
        """The one connection is closed where it is listened on."""

    def _said(self, error: Exception) -> str:
        return said(error, self._servers)


async def connect(
    where: list[str],
    *,
    on_closed: asyncio.Event | None = None,
    on_error: Callable[[Exception], Awaitable[None]] | None = None,
) -> Client:
    """A connection to one of the servers, closed for good when it is lost. Raises OSError, TimeoutError or NATS's Error."""

    async def closed() -> None:
        if on_closed is not None:
            on_closed.set()

    async def ignore(_error: Exception) -> None:
        pass

    client = Client()
    try:
        await client.connect(
            servers=where,
            name="heard",
            allow_reconnect=False,
            connect_timeout=_TIMEOUT,
            closed_cb=closed,
            error_cb=on_error or ignore,
        )
    except BaseException:
        # A refused client leaves its line open.
        await client.close()
        raise
    return client


async def check(url: str) -> str:
    """The version of the server that answers. Raises one of `TROUBLE` when none does."""
    client = await connect(servers(url))
    try:
        await client.flush(_TIMEOUT)
        version = client.connected_server_version
        return f"{version.major}.{version.minor}.{version.patch}"
    finally:
        await client.close()


async def _until_dead(client: Client, closed: asyncio.Event) -> None:
    while not closed.is_set() and client.is_connected:
        try:
            await asyncio.wait_for(closed.wait(), _CHECK)
        except TimeoutError:
            await client.flush(_TIMEOUT)


def servers(url: str) -> list[str]:
    """The addresses in a setting of one or more, separated by commas."""
    return [each.strip() for each in url.split(",") if each.strip()]


def said(error: Exception, where: list[str]) -> str:
    """An error in words, without what the addresses have of names and passwords."""
    words = str(error) or type(error).__name__
    for part in (urlsplit(each) for each in where):
        for secret in (part.password, part.username):
            words = words.replace(secret, "•••") if secret else words
    return words
