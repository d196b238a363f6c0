"""Two thousand browsers at one web process: their memory, the time of news to all and to one, and all coming back at once."""

import asyncio
import json
import signal
import sys
import time
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import msgspec

from bench.places import database, processes
from bench.startup import pss
from bench.steady import quantile
from heard.accounts.permissions import Role
from heard.accounts.service import create_user, create_workspace, join, start_session
from heard.kit.db import Database
from heard.realtime.hub import News
from heard.realtime.service import CHANNEL
from tests.app.processes import Site

AGENTS = 2_000
ROUNDS = 30
WARM = 100


@dataclass
class Crowd:
    """The process of the browsers, and how it is spoken to."""

    process: asyncio.subprocess.Process

    async def ask(self, command: str) -> dict[str, Any]:
        self.say(command)
        return await self.answer()

    def say(self, command: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n".encode())

    async def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(await asyncio.wait_for(self.process.stdout.readline(), 120))


async def measure() -> dict[str, float]:
    """KiB a connection, milliseconds of news, seconds of a storm."""
    async with database() as url, processes(url, "web") as (place, _):
        pipe = asyncio.subprocess.PIPE
        words = (sys.executable, "-m", "bench.agents", "127.0.0.1", str(place.port))
        crowd = Crowd(await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe))
        try:
            return await _measure(url, place, crowd)
        finally:
            crowd.process.kill()
            await crowd.process.wait()


async def _measure(url: str, place: Site, crowd: Crowd) -> dict[str, float]:
    (many, cookie), (one, lonely) = [await person(url) for _ in range(2)]
    web = place.running[0]
    await crowd.ask(f"join {lonely} 1")
    await crowd.ask(f"join {cookie} {WARM}")
    before = pss(web.pid)
    began = time.monotonic()
    joined = (await crowd.ask(f"join {cookie} {AGENTS - WARM}"))["at"] - began
    await asyncio.sleep(2)
    figures = {"agents": AGENTS, "kib_each": (pss(web.pid) - before) / (AGENTS - WARM), "join_seconds": joined}
    connection = await asyncpg.connect(url)
    teller = _Teller(connection, crowd)
    for name, workspace, ears in (("all", many, AGENTS), ("one", one, 1)):
        await teller.tell(workspace, ears)
        rounds = [await teller.tell(workspace, ears) for _ in range(ROUNDS)]
        for figure in ("p50", "p99", "last"):
            figures[f"{name}_{figure}_ms"] = quantile([each[figure] for each in rounds], 0.5)
        figures[f"{name}_last_p99_ms"] = quantile([each["last"] for each in rounds], 0.99)
    await connection.close()
    return figures | await _storm(place, web, crowd)


async def person(url: str, workspace_id: int | None = None) -> tuple[int, str]:
    """A person in a workspace, or in one of their own: its number, and the cookie of their session."""
    database = Database(url, pool=1)
    async with database.transaction() as session:
        workspace_id = workspace_id or (await create_workspace(session, name="Bench")).id
        email = f"{workspace_id}@example.com"
        user = await create_user(session, name="Ann", email=email, password="correct horse battery")
        await join(session, workspace_id=workspace_id, user_id=user.id, role=Role.OWNER, team_ids=[])
        token, _ = await start_session(session, workspace_id, user.id, agent="bench")
    await database.close()
    return workspace_id, token


@dataclass
class _Teller:
    """Tells as the announce reader does: one notification, of one event."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    crowd: Crowd
    turn: int = 0

    async def tell(self, workspace: int, ears: int) -> dict[str, float]:
        self.turn += 1
        news = News(workspace, "1000", self.turn, 0, 1, [(self.turn, "bench.ping", self.turn)])
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        await self.connection.execute("SELECT pg_notify($1, $2)", CHANNEL, msgspec.json.encode(news).decode())
        heard = await self.crowd.ask(f"hear {ears}")
        return {name: (heard[name] - begun) * 1000 for name in ("p50", "p99", "last")}


async def _storm(place: Site, web: asyncio.subprocess.Process, crowd: Crowd) -> dict[str, float]:
    """The web server is restarted: seconds until all are back, and how it answers others meanwhile."""
    web.send_signal(signal.SIGKILL)
    await web.wait()
    await asyncio.sleep(1)
    await place.start("web")
    await place.until_ready(60)
    ready = time.monotonic()
    crowd.say("return")
    back = asyncio.create_task(crowd.answer())
    answers: list[float] = []
    async with httpx.AsyncClient(base_url=place.url) as client:
        while not back.done():
            begun = time.monotonic()
            (await client.get("/health/ready", timeout=30)).raise_for_status()
            answers.append((time.monotonic() - begun) * 1000)
            await asyncio.sleep(0.02)
    return {
        "storm_seconds": (await back)["at"] - ready,
        "storm_answer_p50_ms": quantile(answers, 0.5),
        "storm_answer_max_ms": max(answers),
    }
