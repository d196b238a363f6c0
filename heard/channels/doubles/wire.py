"""Requests and answers of a double on the wire, the bad ones too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from heard.channels.doubles.misbehaviour import Misbehaviour

Json = dict[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_FOREVER = 3600.0


@dataclass(frozen=True)
class Request:
    """A request, read whole."""

    method: str
    path: str
    url: str
    query: str
    authorization: str
    body: bytes

    def json(self) -> Json:
        """The body, if it is a JSON object, else nothing."""
        try:
            return msgspec.json.decode(self.body, type=Json)
        except msgspec.DecodeError:
            return {}


async def read(scope: Scope, receive: Receive) -> Request:
    """The request, whole."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    path: str = scope["path"]
    url = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}{path}"
    query = scope.get("query_string", b"").decode("latin-1")
    return Request(scope["method"], path, url, query, headers.get("authorization", ""), b"".join(parts))


async def answer(send: Send, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
    """Answer with JSON."""
    await _raw(send, status, msgspec.json.encode(body), headers=headers or {})


async def _raw(send: Send, status: int, body: bytes, *, length: int | None = None, headers: dict[str, str]) -> None:
    kind = "application/problem+json" if status >= 400 else "application/json"  # noqa: PLR2004 — where errors begin
    named = {"content-type": kind, "content-length": str(len(body) if length is None else length), **headers}
    fields = [(name.encode(), value.encode()) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    # With more to come: a server that is then left alone cuts the connection.
    await send({"type": "http.response.body", "body": body, "more_body": length is not None})


async def misbehave(scope: Scope, receive: Receive, send: Send, wrong: Misbehaviour, done: tuple[int, Json]) -> None:
    """Go wrong as told; `done` is the right answer, where there is one."""
    match wrong.kind:
        case "answer":
            await answer(send, wrong.status, wrong.body, wrong.headers)
        case "slow":
            await asyncio.sleep(wrong.seconds)
            await answer(send, *done)
        case "garbage":
            await _raw(send, 200, b"<html>It works!</html>", headers={})
        case "partial":
            body = msgspec.json.encode(done[1])
            await _raw(send, done[0], body[: len(body) // 2], length=len(body), headers={})
        case "hang":
            await _until_gone(receive)
        case "drop":
            await _drop(scope, send)


async def _until_gone(receive: Receive) -> None:
    """Say nothing until the caller gives up."""
    async with asyncio.timeout(_FOREVER):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _drop(scope: Scope, send: Send) -> None:
    """Cut the connection: at once where the server lets us (`extensions.drop`), else after the head of an answer."""
    cut = scope.get("extensions", {}).get("drop")
    if cut is None:
        await _raw(send, 201, b"", length=1, headers={})
        return
    cut()
    await asyncio.sleep(0.05)
