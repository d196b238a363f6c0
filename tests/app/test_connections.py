"""How answers leave the web server: head and body in one piece, and a head alone as soon as it is known."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event

from heard.app.connections import Connection, _Together
from tests.factories.world import World
from tests.serving import App, Receive, Scope, Send, host, served

HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]}


def answering(*parts: dict[str, Any], pause: float = 0) -> App:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        for part in parts:
            await send(part)
            if pause:
                await asyncio.sleep(pause)

    return app


async def asked(url: str, method: str, *headers: str) -> bytes:
    name, port = host(url).split(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write("\r\n".join([f"{method} / HTTP/1.1", "host: heard", "connection: close", *headers, "", ""]).encode())
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is written to connections, piece by piece."""
    written: list[bytes] = []

    def made(self: Connection, transport: asyncio.Transport) -> None:
        class Noting:
            def __getattr__(self, name: str) -> Any:
                return getattr(transport, name)

            def write(self, data: bytes) -> None:
                written.append(data)
                transport.write(data)

        super(Connection, self).connection_made(_Together(Noting()))  # type: ignore[arg-type]  # stands in for a transport

    monkeypatch.setattr(Connection, "connection_made", made)
    return written


async def test_an_answer_leaves_in_one_piece(writes: list[bytes]) -> None:
    async with served(answering(HEAD, {"type": "http.response.body", "body": b"text"})) as url:
        answer = await asked(url, "GET")
    assert answer.endswith(b"\r\n\r\ntext")
    assert writes == [answer]


async def test_a_head_alone_is_an_answer_too(writes: list[bytes]) -> None:
    async with served(answering(HEAD, {"type": "http.response.body", "body": b""})) as url:
        answer = await asked(url, "HEAD")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert writes == [answer]


async def test_a_head_does_not_wait_for_a_body_that_is_late(writes: list[bytes]) -> None:
    async with served(answering(HEAD, {"type": "http.response.body", "body": b"text"}, pause=0.05)) as url:
        answer = await asked(url, "GET")
    assert len(writes) == 2
    assert b"".join(writes) == answer


async def test_who_waits_to_be_told_to_go_on_is_told_at_once() -> None:
    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await answering(HEAD, {"type": "http.response.body", "body": b"text"})(_scope, receive, send)

    async with served(app) as url:
        answer = await asked(url, "POST", "expect: 100-continue", "content-length: 0")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


async def test_all_who_deliver_at_the_moment_an_account_is_looked_up_ask_once(world: World) -> None:
    asked_for: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked_for.append(statement)

    world.services.directory.forget()
    event.listen(world.services.database.engine.sync_engine, "before_cursor_execute", note)
    found = await asyncio.gather(
        *(world.services.directory.by_hook(world.account.network, world.account.hook_key) for _ in range(20))
    )
    assert {each.id for each in found if each} == {world.account.id}
    assert len([each for each in asked_for if "accounts" in each]) == 1
