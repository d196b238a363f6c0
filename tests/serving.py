"""Serving an ASGI application on a port of its own, in the test's own event loop."""

import asyncio
import random
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn

from heard.app.connections import Connection

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
# Below those the system gives to connections that go out.
_PORTS = range(20_000, 32_000)
_held: list[socket.socket] = []


def own_port() -> int:
    """A port of this machine for a server started outside this process; no other test takes it while this process lives.

    A port that was found free and let go may be anybody's by the time the server wants it: another test's Heard would
    answer there. So one that nobody is given by chance is chosen, and held by a UDP socket, which hinders no server.
    """
    for _ in range(1_000):
        port = random.choice(_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                held.bind(("127.0.0.1", port))
            except OSError:
                held.close()
                continue
            _held.append(held)
            return port
    raise OSError("no free port was found")


@asynccontextmanager
async def served(app: App) -> AsyncGenerator[str]:
    """Serve `app` on a free port of this machine; gives its address without a slash at the end."""

    async def with_drop(scope: Scope, receive: Receive, send: Send) -> None:
        # An application may cut the connection: uvicorn's `send` belongs to the request, which knows its transport.
        scope.setdefault("extensions", {})["drop"] = send.__self__.transport.abort  # type: ignore[attr-defined]  # uvicorn's inside
        await app(scope, receive, send)

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        with_drop, http=Connection, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


def host(url: str) -> str:
    """The `host:port` of an address."""
    return url.split("/")[2]


def closed_port() -> str:
    """An address nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return f"http://127.0.0.1:{one.getsockname()[1]}"


class Receiver:
    """A webhook's far end: keeps what it is sent and answers with the statuses it is told, 200 when none is left."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.requests: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.requests.append(({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        status = self.statuses.pop(0) if self.statuses else 200
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})
