"""Calls to the outside: never to a private address, bounded, and honest about what is not known."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from heard.kit.http import (
    AddressRefused,
    AnswerTooLarge,
    CallError,
    Http,
    NotReached,
    NotSendable,
    OutcomeUnknown,
    is_public,
)

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HELLO = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-one: two\r\n\r\nhello"


@asynccontextmanager
async def answering(handler: Handler) -> AsyncGenerator[tuple[str, list[bytes]]]:
    """A server that reads one request's head, then does as `handler` says; gives its host:port and what it read."""
    heads: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", heads
    finally:
        server.close()


def saying(words: bytes) -> Handler:
    async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()

    return say


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and their addresses, in place of the machine's resolver."""
    known: dict[str, list[str]] = {}

    async def getaddrinfo(_self: object, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        if host in known and not known[host]:
            raise socket.gaierror(-2, "Name or service not known")
        return [(0, 0, 0, "", (address, port)) for address in known.get(host, [host])]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return known


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1",
        "not an address",
        "",
    ],
)
def test_private_and_special_addresses_are_not_public(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "104.244.42.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address) is True


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com",
        "//example.com",
        "example.com",
        "",
        "http://",
        "http:///path",
        "http://[::1",
        "http://host:port/",
        "http://host:99999/",
        "http://host:0/",
        "http://user@example.com/",
        "http://user:password@example.com/",
        "http://exämple.com/",
        "http://example.com/\r\nx: y",
        "http://example.com/\x00",
    ],
)
async def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        await Http().call("GET", url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "017700000001", "0", "[::ffff:7f00:1]"]
)
async def test_this_machine_is_not_called_however_it_is_written(host: str) -> None:
    async with answering(saying(HELLO)) as (address, heads):
        port = address.split(":")[1]
        with pytest.raises((AddressRefused, NotReached)):
            await Http().call("GET", f"http://{host}:{port}/")
        assert heads == []


async def test_one_private_address_among_public_ones_is_enough_to_refuse(names: dict[str, list[str]]) -> None:
    names["mixed.example"] = ["8.8.8.8", "10.0.0.1"]
    names["mixed6.example"] = ["2606:4700::1111", "::ffff:127.0.0.1"]
    for host in names:
        with pytest.raises(AddressRefused):
            await Http().call("GET", f"http://{host}/")


async def test_the_connection_goes_to_the_address_that_was_checked(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["rebinding.example"] = ["8.8.8.8"]
    called: list[str] = []
    http = Http()

    async def connect_tcp(address: str, *_: object) -> None:
        called.append(address)
        raise OSError

    monkeypatch.setattr(http._backend._inner, "connect_tcp", connect_tcp)
    with pytest.raises(OSError, match=r"^$"):
        await http.call("GET", "http://rebinding.example/")
    assert called == ["8.8.8.8"]


async def test_an_allowed_host_is_called_though_private_and_only_on_its_port() -> None:
    async with answering(saying(HELLO)) as (allowed, heads), answering(saying(HELLO)) as (other, others):
        http = Http(allow=[allowed])
        answer = await http.call("POST", f"http://{allowed}/p?q=1", headers={"x-mine": "1"}, json={"a": 1})
        assert (answer.status, answer.headers["x-one"], answer.body) == (200, "two", b"hello")
        assert heads[0].startswith(b"POST /p?q=1 HTTP/1.1\r\n")
        assert b"x-mine: 1\r\n" in heads[0]
        assert b"content-type: application/json\r\n" in heads[0]
        with pytest.raises(AddressRefused):
            await http.call("GET", f"http://{other}/")
        assert others == []


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with answering(saying(HELLO)) as (secret, secrets):
        moved = f"HTTP/1.1 302 Found\r\nlocation: http://{secret}/\r\ncontent-length: 0\r\n\r\n".encode()
        async with answering(saying(moved)) as (address, _):
            answer = await Http(allow=[address, secret]).call("GET", f"http://{address}/")
        assert answer.status == 302
        assert secrets == []


@pytest.mark.parametrize("head", [b"content-length: 2000\r\n\r\n", b"transfer-encoding: chunked\r\n\r\n7d0\r\n"])
async def test_an_answer_that_is_too_large_is_cut_off(head: bytes) -> None:
    words = b"HTTP/1.1 200 OK\r\n" + head + b"x" * 2000 + (b"\r\n0\r\n\r\n" if b"chunked" in head else b"")
    async with answering(saying(words)) as (address, _):
        with pytest.raises(AnswerTooLarge):
            await Http(allow=[address], max_answer=1999).call("GET", f"http://{address}/")
        assert len((await Http(allow=[address], max_answer=2000).call("GET", f"http://{address}/")).body) == 2000


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_a_connection_cut_after_sending_leaves_the_outcome_unknown(words: bytes) -> None:
    async with answering(saying(words)) as (address, heads):
        with pytest.raises(OutcomeUnknown):
            await Http(allow=[address]).call("POST", f"http://{address}/", json={})
        assert len(heads) == 1


async def test_no_answer_in_time_leaves_the_outcome_unknown() -> None:
    async def wait(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with answering(wait) as (address, _):
        with pytest.raises(OutcomeUnknown):
            await Http(allow=[address]).call("GET", f"http://{address}/", timeout=1.0)


async def test_an_answer_that_trickles_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    real = asyncio.wait_for
    monkeypatch.setattr(asyncio, "wait_for", lambda what, _seconds: real(what, 0.5))

    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.05)

    async with answering(trickle) as (address, _):
        with pytest.raises(OutcomeUnknown):
            await Http(allow=[address]).call("GET", f"http://{address}/", timeout=1.0)


async def test_without_a_connection_nothing_was_sent(names: dict[str, list[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        closed = f"127.0.0.1:{one.getsockname()[1]}"
    with pytest.raises(NotReached):
        await Http(allow=[closed]).call("GET", f"http://{closed}/")
    names["nowhere.example"] = []
    with pytest.raises(NotReached):
        await Http().call("GET", "http://nowhere.example/")


async def test_a_resolver_that_hangs_counts_as_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    with pytest.raises(NotReached):
        await Http().call("GET", "http://slow.example/", timeout=0.2)


async def test_the_next_address_is_tried_when_one_does_not_connect(names: dict[str, list[str]]) -> None:
    async with answering(saying(HELLO)) as (address, _):
        port = address.split(":")[1]
        names["both.example"] = ["::1", "127.0.0.1"]  # nothing listens on the first
        answer = await Http(allow=[f"both.example:{port}"]).call("GET", f"http://both.example:{port}/")
        assert answer.body == b"hello"


@pytest.mark.parametrize("value", ["with\nbreak", "with\r\nx: y", "nul\x00", "Bearer ", "half \ud800"])
async def test_a_header_that_cannot_be_written_is_sent_to_nobody(value: str) -> None:
    async with answering(saying(HELLO)) as (address, heads):
        with pytest.raises(NotSendable):
            await Http(allow=[address]).call("GET", f"http://{address}/", headers={"authorization": value})
        assert heads == []


async def test_an_answer_that_is_not_json_reads_as_none() -> None:
    async with answering(saying(HELLO)) as (address, _):
        assert (await Http(allow=[address]).call("GET", f"http://{address}/")).json() is None
    deep = b"[" * 200_000
    words = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(deep) + deep
    async with answering(saying(words)) as (address, _):
        assert (await Http(allow=[address]).call("GET", f"http://{address}/")).json() is None


def test_every_way_a_call_can_fail_is_one_of_ours() -> None:
    for kind in (AddressRefused, NotSendable, NotReached, OutcomeUnknown, AnswerTooLarge):
        assert issubclass(kind, CallError)
