"""The door over real HTTP, beside what the database alone can do with the same rows in the same run."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import asyncpg

from bench.places import database, mention, processes
from bench.steady import ANSWER, quantile, request, steady
from tests.factories import x

CONNECTIONS = 64
DELIVERIES = 16_000
SINGLES = 2_000
STEADY = 1_000
GROUP = 500
INSERT = """
INSERT INTO envelopes (workspace_id, account_id, dedup_key, shard, headers, body)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::smallint[], $5::jsonb[], $6::bytea[])
ON CONFLICT (account_id, dedup_key) DO NOTHING
"""


async def measure() -> dict[str, float]:
    """Signed deliveries accepted a second at 64 connections, and the ratio to the bare database."""
    signed = [x.signed(mention(number)) for number in range(DELIVERIES)]
    async with database() as url, processes(url, "web") as (place, path):
        await over_http(place.url, path, [x.signed(mention(number)) for number in range(1_000)])  # to warm up
        before = spent(place.running[0].pid)
        seconds, latencies = await over_http(place.url, path, signed)
        work = spent(place.running[0].pid) - before
        grouped, single = await bare(url, [body for body, _ in signed])
        calm = await steady(place.url, path, [x.signed(mention(number)) for number in range(STEADY * 10)], STEADY)
    waits = [(each.answered - each.due) * 1000 for each in calm]
    latencies.sort()
    accepted = DELIVERIES / seconds
    return {
        "bytes": len(signed[0][0]),
        "accepted_per_second": accepted,
        "server_us_each": work / DELIVERIES * 1e6,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p99_ms": latencies[len(latencies) * 99 // 100] * 1000,
        "steady_per_second": STEADY,
        "steady_p50_ms": quantile(waits, 0.5),
        "steady_p99_ms": quantile(waits, 0.99),
        "bare_grouped_per_second": grouped,
        "bare_single_per_second": single,
        "ratio_to_grouped": accepted / grouped,
        "ratio_to_single": accepted / single,
    }


def spent(pid: int) -> float:
    """Seconds of a core that a process has used so far (Linux; elsewhere 0)."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def over_http(url: str, path: str, signed: list[tuple[bytes, dict[str, str]]]) -> tuple[float, list[float]]:
    """Deliver all over 64 kept connections; the seconds it took, and each one's own.

    The client shares the cores with what it measures, so it is as lean as a client in Python can be.
    """
    parts = urlsplit(url)
    requests = iter([request(path, parts.netloc, body, headers) for body, headers in signed])
    latencies: list[float] = []
    loop = asyncio.get_running_loop()
    clients = [_Client(requests, latencies, loop.create_future()) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, parts.hostname, parts.port)
    await asyncio.gather(*(client.done for client in clients))
    return time.perf_counter() - begun, latencies


class _Client(asyncio.Protocol):
    """One connection: sends the next request when the last is answered."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._latencies = latencies
        self._begun = 0.0
        self._answer = b""
        self.done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by descent
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(ANSWER):
            return
        if not self._answer.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(AssertionError(self._answer))
        self._latencies.append(time.perf_counter() - self._begun)
        self._answer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(request)


async def bare(url: str, bodies: list[bytes]) -> tuple[float, float]:
    """Rows a second that one connection can insert in groups of 500, and one by one."""
    rows = [(1, 1, f"bare {number}", number % 16, "{}", body) for number, body in enumerate(bodies)]
    connection = await asyncpg.connect(url)
    begun = time.perf_counter()
    for start in range(0, len(rows), GROUP):
        await connection.execute(INSERT, *map(list, zip(*rows[start : start + GROUP], strict=True)))
    grouped = len(rows) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for workspace, account, key, *rest in rows[:SINGLES]:
        await connection.execute(INSERT, *([value] for value in (workspace, account, f"single {key}", *rest)))
    single = SINGLES / (time.perf_counter() - begun)
    await connection.close()
    return grouped, single
