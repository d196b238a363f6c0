"""From the door to the agent's screen: web and worker processes, deliveries at a steady speed, one agent who listens."""

import asyncio
import re
import sys
import time
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, cast
from urllib.parse import urlsplit

import asyncpg

from bench.places import database, mention, processes
from bench.realtime import person
from bench.steady import Sent, quantile, steady
from tests.factories import x

PEOPLE = 600
SLOW, USUAL, BURST = (50, 12.0), (200, 25.0), (500, 60.0)
QUICK = (500, 15.0)
_RECEIVED = re.compile(rb'"seq":(\d+),"kind":"message\.received"')


@dataclass
class Screen(asyncio.Protocol):
    """An agent's browser: keeps what came and when, to be read afterwards."""

    cookie: str
    parts: list[tuple[float, bytes]] = field(default_factory=list[tuple[float, bytes]])
    seen: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        request = f"GET /api/live HTTP/1.1\r\nhost: heard\r\ncookie: heard_session={self.cookie}\r\n\r\n"
        self.transport.write(request.encode())

    def data_received(self, data: bytes) -> None:
        self.parts.append((time.perf_counter(), data))
        self.seen += len(_RECEIVED.findall(data))

    def news(self) -> dict[int, float]:
        """When each message's event came, by its number on the log. An event cut in two counts when it was whole."""
        ends = list(accumulate(len(data) for _, data in self.parts))
        whole = b"".join(data for _, data in self.parts)
        found: dict[int, float] = {}
        place = 0
        for match in _RECEIVED.finditer(whole):
            while ends[place] < match.end():
                place += 1
            found.setdefault(int(match[1]), self.parts[place][0])
        return found


async def measure() -> dict[str, float]:
    """Milliseconds from the acknowledgement to the event, and the seconds a burst takes to drain."""
    burst = QUICK if "--quick" in sys.argv else BURST
    async with database() as url, processes(url, "web", "worker") as (place, path):
        figures: dict[str, float] = {"burst_seconds": burst[1]}
        async with _screen(url, place.url) as screen:
            await _run(url, place.url, path, screen, (50, 4.0))  # to warm up
            for name, (rate, seconds) in (("slow", SLOW), ("usual", USUAL), ("burst", burst)):
                figures |= {
                    f"{name}_{each}": value
                    for each, value in (await _run(url, place.url, path, screen, (rate, seconds))).items()
                }
    return figures


@asynccontextmanager
async def _screen(url: str, site: str) -> AsyncGenerator[Screen]:
    connection = await asyncpg.connect(url)
    workspace = await connection.fetchval("SELECT workspace_id FROM accounts")
    await connection.close()
    _, cookie = await person(url, workspace)
    screen = Screen(cookie)
    parts = urlsplit(site)
    await asyncio.get_running_loop().create_connection(lambda: screen, parts.hostname, parts.port)
    while not screen.parts:
        await asyncio.sleep(0.01)
    yield screen
    screen.transport.close()


async def _run(url: str, site: str, path: str, screen: Screen, load: tuple[int, float]) -> dict[str, float]:
    rate, seconds = load
    count = int(rate * seconds)
    events = [mention(number % PEOPLE) for number in range(count)]
    before = screen.seen
    sent = await steady(site, path, [x.signed(event) for event in events], rate)
    last = max(each.answered for each in sent)
    async with asyncio.timeout(120):
        while screen.seen < before + count:
            await asyncio.sleep(0.01)
    drained = time.perf_counter() - last
    rows = await _log(url, [x.id_of(event) for event in events])
    came = screen.news()
    waits = [(came[rows[x.id_of(event)]] - each.answered) * 1000 for event, each in zip(events, sent, strict=True)]
    _check_order(events, sent, rows)
    return {
        **{f"p{part}_ms": quantile(waits, part / 100) for part in (50, 95, 99)},
        "door_p99_ms": quantile([(each.answered - each.due) * 1000 for each in sent], 0.99),
        "drain_seconds": max(drained, 0.0),
    }


async def _log(url: str, ids: list[str]) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT m.external_id, l.id FROM messages m JOIN log l ON l.workspace_id = m.workspace_id"
        " AND l.conversation_id = m.conversation_id AND l.kind = 'message.received'"
        " AND (l.data->>'message_id')::bigint = m.id WHERE m.external_id = ANY($1)",
        ids,
    )
    await connection.close()
    assert len(rows) == len(ids), "every message is on the log once"
    return {row["external_id"]: row["id"] for row in rows}


def _check_order(events: list[x.Event], sent: list[Sent], rows: dict[str, int]) -> None:
    """What one person said after the last was acknowledged comes after it on the log."""
    by_person: defaultdict[str, list[tuple[Sent, int]]] = defaultdict(list)
    for event, each in zip(events, sent, strict=True):
        payload: dict[str, Any] = event["data"]["payload"]
        by_person[payload["author_id"]].append((each, rows[x.id_of(event)]))
    for said in by_person.values():
        for (first, one), (second, other) in pairwise(said):
            assert one < other or second.sent < first.answered, "a person's messages keep their order"
