"""Calls to the outside: bounded in time and size, never to a private address, and honest about what is not known.

The name is resolved here, every address it has is checked, and the connection goes to a checked address, so a name
that changes its mind between check and use (DNS rebinding) gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore
import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_ANSWER = 4 << 20
TIMEOUT = 20.0


class CallError(Exception):
    """A call to the outside did not end with an answer."""


class NotSendable(CallError):
    """Nothing was sent, and nothing would be another time: the request itself cannot be written (a header, say)."""


class AddressRefused(NotSendable):
    """The address is private, local or not an address Heard may call."""


class NotReached(CallError):
    """Nothing was sent: no connection came about. Calling again is safe."""


class OutcomeUnknown(CallError):
    """The request may have been received, but no answer came. Calling again might do the thing twice."""


class AnswerTooLarge(OutcomeUnknown):
    """The answer is larger than the limit; what it says is not known."""


@dataclass(frozen=True)
class Answer:
    """What the other side answered: status, headers with lower-case names, and the whole body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; None when it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


@functools.cache
def _tls() -> ssl.SSLContext:
    """The authorities that the machine trusts: reading them takes a process some 50 ms, once."""
    return ssl.create_default_context()


class Http:
    """A client for one process. `allow` names private `host:port` pairs the operator permits (a proxy, a test)."""

    def __init__(
        self,
        *,
        allow: Iterable[str] = (),
        timeout: float = TIMEOUT,
        max_answer: int = MAX_ANSWER,
        beginnings: bool = False,
    ) -> None:
        """Prepare the client; connections are not kept, since a stale one makes outcomes unknown.

        With `beginnings` a longer answer ends at `max_answer`, for whoever wants no more of it; else it is refused.
        """
        self._backend = _GuardedBackend(frozenset(allow))
        self._timeout = timeout
        self._max = max_answer
        self._beginnings = beginnings
        self._tls = _tls()

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object | None = None,
        body: bytes = b"",
        timeout: float | None = None,  # noqa: ASYNC109 — it bounds the connection's phases, not only this coroutine
    ) -> Answer:
        """Make one request and read the whole answer.

        Raises:
            AddressRefused: the address is not http(s), or private and not allowed.
            NotSendable: the request cannot be written, for instance for a line break in a token.
            NotReached: no connection; nothing was sent.
            OutcomeUnknown: sent, but no complete answer within the time or size allowed.
        """
        _check_url(url)
        sent = {"user-agent": "Heard", "accept": "application/json", **(headers or {})}
        if json is not None:
            body = msgspec.json.encode(json)
            sent["content-type"] = "application/json"
        seconds = timeout or self._timeout
        try:
            return await asyncio.wait_for(self._exchange(method, url, sent, body, seconds), seconds + 5)
        except (
            httpcore.ConnectError,
            httpcore.ConnectTimeout,
            httpcore.PoolTimeout,
            httpcore.UnsupportedProtocol,
        ) as error:
            raise NotReached(str(error) or "no connection within the time allowed") from error
        except (httpcore.LocalProtocolError, UnicodeError) as error:
            raise NotSendable(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError) as error:
            raise OutcomeUnknown(str(error) or "no answer within the time allowed") from error

    async def _exchange(self, method: str, url: str, headers: dict[str, str], body: bytes, seconds: float) -> Answer:
        timeouts = {"connect": min(seconds, 10), "read": seconds, "write": seconds, "pool": seconds}
        async with (
            httpcore.AsyncConnectionPool(
                network_backend=self._backend, ssl_context=self._tls, max_keepalive_connections=0
            ) as pool,
            pool.stream(
                method,
                url,
                headers=[(name.encode(), value.encode()) for name, value in headers.items()],
                content=body,
                extensions={"timeout": timeouts},
            ) as response,
        ):
            body = await self._body(response)
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(response.status, found, body)

    async def _body(self, response: httpcore.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_stream():
            size += len(part)
            if size > self._max and not self._beginnings:
                msg = f"more than {self._max} bytes"
                raise AnswerTooLarge(msg)
            parts.append(part)
            if size >= self._max and self._beginnings:
                break
        return b"".join(parts)[: self._max]


def _check_url(url: str) -> None:
    msg = "only plain http and https addresses can be called"
    try:
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None and parts.port != 0
    except ValueError as error:
        raise AddressRefused(msg) from error
    if not plain or not url.isascii() or not url.isprintable():
        raise AddressRefused(msg)


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, checks and only then connects."""

    def __init__(self, allow: frozenset[str]) -> None:
        self._allow = allow
        self._inner: httpcore.AsyncNetworkBackend = httpcore.AnyIOBackend()  # pyright: ignore[reportAttributeAccessIssue]  # httpcore also declares a stand-in for when anyio is missing

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        # Finding the name counts as connecting: as long as that lasts, nothing was sent.
        try:
            async with asyncio.timeout(timeout):
                for address in (found := await self._resolve(host, port)):
                    try:
                        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
                    except httpcore.ConnectError:
                        # A machine without IPv6 is still told of IPv6 addresses.
                        if address == found[-1]:
                            raise
        except TimeoutError as error:
            msg = f"no connection to {host} within {timeout} seconds"
            raise httpcore.ConnectTimeout(msg) from error
        msg = f"{host} has no address"
        raise httpcore.ConnectError(msg)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 — the interface of httpcore
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del path, timeout, socket_options
        msg = "sockets of this machine are not called"
        raise AddressRefused(msg)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            msg = f"{host} is not a name that can be found"
            raise httpcore.ConnectError(msg) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if f"{host}:{port}" not in self._allow and not all(is_public(address) for address in addresses):
            msg = f"{host} is a private or local address"
            raise AddressRefused(msg)
        return addresses


def is_public(address: str) -> bool:
    """Whether an IP address (text) is one of the public Internet: not private, local, reserved, mapped or multicast."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if any(ip in network for network in _LOCAL_USE):
            return False
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Translation inside one's own network, and the old form of IPv4 in IPv6: not every Python counts them as local.
_LOCAL_USE = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"))
