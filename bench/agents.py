"""Thousands of listening browsers in one lean process: `python -m bench.agents host port` and a cookie on every line.

Reads a command a line, answers a line of JSON: `join COOKIE N` connects so many more and says when the last had its first
word; `hear N` waits for N marked events and says when they came; `return` waits until all who were cut off are back.
Times are of the machine's monotonic clock, so that another process can compare them with its own.
"""

import asyncio
import json
import random
import resource
import sys
import time
from typing import Any, cast

from bench.steady import quantile

MARK = b"bench.ping"


class Agents:
    """All of them, and what they heard."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.here = 0
        self.wanted = 0
        self.heard: list[float] = []
        self.changed = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()

    async def join(self, cookie: str, count: int) -> dict[str, Any]:
        self.wanted += count
        for start in range(0, count, 100):
            await asyncio.gather(*(self.connect(cookie) for _ in range(start, min(start + 100, count))))
        return await self.back()

    async def connect(self, cookie: str) -> None:
        await asyncio.get_running_loop().create_connection(lambda: Agent(self, cookie), self.host, self.port)

    async def back(self) -> dict[str, Any]:
        while self.here < self.wanted:
            self.changed.clear()
            await self.changed.wait()
        return {"at": time.monotonic()}

    async def hear(self, count: int) -> dict[str, Any]:
        while len(self.heard) < count:
            self.changed.clear()
            await self.changed.wait()
        heard, self.heard = self.heard, []
        return {"p50": quantile(heard, 0.5), "p99": quantile(heard, 0.99), "last": max(heard), "count": len(heard)}

    def again(self, cookie: str) -> None:
        task = asyncio.create_task(self.insist(cookie))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def insist(self, cookie: str) -> None:
        """As a browser does whose server has gone: try again, after a while."""
        while True:
            await asyncio.sleep(0.5 + random.random())
            try:
                await self.connect(cookie)
            except OSError:
                continue
            return


class Agent(asyncio.Protocol):
    """One browser."""

    __slots__ = ("agents", "begun", "cookie")

    def __init__(self, agents: Agents, cookie: str) -> None:
        self.agents, self.cookie, self.begun = agents, cookie, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        request = f"GET /api/live HTTP/1.1\r\nhost: heard\r\ncookie: heard_session={self.cookie}\r\n\r\n"
        cast("asyncio.Transport", transport).write(request.encode())

    def data_received(self, data: bytes) -> None:
        if not self.begun and b"retry:" in data:
            self.begun = True
            self.agents.here += 1
            self.agents.changed.set()
        if MARK in data:
            self.agents.heard += [time.monotonic()] * data.count(MARK)
            self.agents.changed.set()

    def connection_lost(self, _error: Exception | None) -> None:
        self.agents.here -= self.begun
        self.agents.again(self.cookie)


async def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    agents = Agents(sys.argv[1], int(sys.argv[2]))
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().split():
        if line[0] == "join":
            answer = await agents.join(line[1], int(line[2]))
        elif line[0] == "hear":
            answer = await agents.hear(int(line[1]))
        else:
            answer = await agents.back()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
