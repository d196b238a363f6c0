"""A load that does not wait for the server: each delivery is sent at its time, on a free connection or a new one."""

import asyncio
import time
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

ANSWER = b'{"ok":true}'
Signed = tuple[bytes, dict[str, str]]


@dataclass
class Sent:
    """When a delivery was due, sent and answered."""

    due: float
    sent: float = 0.0
    answered: float = 0.0


async def steady(url: str, path: str, signed: list[Signed], rate: float) -> list[Sent]:
    """Deliver all at so many a second; what came of each, once all are answered."""
    load = _Load(url)
    requests = [request(path, load.netloc, body, headers) for body, headers in signed]
    begun = time.perf_counter() + 0.2
    all_sent = [Sent(begun + number / rate) for number in range(len(requests))]
    for words, each in zip(requests, all_sent, strict=True):
        if (early := each.due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        await load.send(words, each)
    await load.quiet()
    return all_sent


class _Load:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.netloc, self._host, self._port = parts.netloc, parts.hostname, parts.port
        self.free: list[_Line] = []
        self.lines: list[_Line] = []

    async def send(self, request: bytes, sent: Sent) -> None:
        if not self.free:
            line = _Line(self.free)
            await asyncio.get_running_loop().create_connection(lambda: line, self._host, self._port)
            self.lines.append(line)
        self.free.pop().send(request, sent)

    async def quiet(self) -> None:
        while len(self.free) < sum(not line.idle for line in self.lines):
            faults = [line.fault for line in self.lines if line.fault]
            assert not faults, faults[:3]
            await asyncio.sleep(0.005)
        for line in self.lines:
            line.transport.close()


class _Line(asyncio.Protocol):
    """One kept connection; it puts itself among the free ones whenever it is answered."""

    def __init__(self, free: "list[_Line]") -> None:
        self._free = free
        self._answer = b""
        self._sent: Sent | None = None
        self.fault = b""
        self.idle = False

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._free:  # the server closes what has long been idle
            self._free.remove(self)
            self.idle = True
        else:
            self.fault = self.fault or repr(error).encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._free.append(self)

    def send(self, request: bytes, sent: Sent) -> None:
        self._sent = sent
        sent.sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.startswith(b"HTTP/1.1 200"):
            self.fault = self._answer
        elif self._answer.endswith(ANSWER):
            assert self._sent is not None
            self._sent.answered = time.perf_counter()
            self._answer = b""
            self._free.append(self)


def quantile(values: list[float], part: float) -> float:
    """The value below which that part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def request(path: str, host: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A delivery as it goes over the line."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\nhost: {host}\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body
