"""The web server's side of a connection."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEAD_ENDS = b"\r\n\r\n"
_STATUS = b"HTTP/1.1 "
_GO_ON = b"HTTP/1.1 100"


class Connection(HttpToolsProtocol):
    """uvicorn's, which sends the head of an answer together with the beginning of its body."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to serve a connection."""
        super().connection_made(cast("asyncio.Transport", _Together(transport)))


class _Together:
    """A transport that keeps the head of an answer until what follows it, or for the rest of this turn of the loop.

    Each write is a call of the system and, on one machine, wakes the client for half an answer: a tenth of what the door costs.
    """

    __slots__ = ("_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.endswith(_HEAD_ENDS) and data.startswith(_STATUS) and not data.startswith(_GO_ON):
            self._head = data
            asyncio.get_running_loop().call_soon(self._flush)
            return
        self._transport.write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)
