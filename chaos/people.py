"""Who speaks to Heard: a network that delivers until it is thanked, twice and out of order, and an agent who answers."""

import asyncio
import itertools
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from chaos.ledger import Ledger
from heard.channels.doubles.misbehaviour import (
    Misbehaviour,
    broken,
    drops_after,
    garbage,
    hangs_before,
    partial,
    rate_limited,
    slow,
)
from heard.channels.doubles.wire import Request
from tests.factories import x

PEOPLE = 60
_TROUBLE = (httpx.TransportError, httpx.TimeoutException)


@dataclass
class Network:
    """The network's side of the door."""

    client: httpx.AsyncClient
    hook: str
    ledger: Ledger
    chance: random.Random
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    under_way: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    posts: list[x.Event] = field(default_factory=list[x.Event])

    async def speak(self, rate: float) -> None:
        """Deliver about `rate` things a second until cancelled."""
        while True:
            await asyncio.sleep(self.chance.expovariate(rate))
            self._begin(self._something())

    def _something(self) -> x.Event:
        number = next(self.numbers)
        author = str(9_000 + self.chance.randrange(PEOPLE))
        if self.posts and self.chance.random() < 0.08:
            return self._edit(number)
        if self.chance.random() < 0.3:
            return x.message(f"in private {number}", author=author, at=self._moment())
        event = x.mention(f"@bakery number {number}", author=author, at=self._moment())
        self.posts.append(event)
        return event

    def _edit(self, number: int) -> x.Event:
        # Each post is edited once, so that its last words are clear.
        post = self.posts.pop(self.chance.randrange(len(self.posts)))
        return x.edit(post, f"@bakery corrected {number}")

    def _moment(self) -> datetime:
        """Networks' clocks are off by seconds, now and then by hours."""
        off = self.chance.choice((0.0, 1.0, 2.0, 5.0, 5.0, 3_600.0))
        return datetime.now(UTC) - timedelta(seconds=off)

    def _begin(self, event: x.Event) -> None:
        times = 2 if self.chance.random() < 0.15 else 1
        for _ in range(times):
            task = asyncio.create_task(self.deliver(event, self.chance.random() * self.chance.choice((0, 0, 1.5))))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def deliver(self, event: x.Event, after: float = 0.0) -> None:
        """Deliver until the door has said 200."""
        await asyncio.sleep(after)
        key, text = _key(event)
        original = _original(event)
        if original == key:
            self.ledger.delivered[key] = text
        body, headers = x.signed(event)
        while True:
            try:
                answer = await self.client.post(self.hook, content=body, headers=headers, timeout=5)
            except _TROUBLE:
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 200:
                break
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.2)
        if original == key:
            self.ledger.acknowledged[key] = text
        else:
            self.ledger.edits[original] = text

    async def quiet(self) -> None:
        """Wait until everything begun has been acknowledged."""
        while self.under_way:
            await asyncio.gather(*self.under_way)


def _key(event: x.Event) -> tuple[str, str]:
    payload = event["data"]["payload"]
    if "direct_message_events" in payload:
        created = payload["direct_message_events"][0]
        return created["id"], created["message_create"]["message_data"]["text"]
    return payload["id"], payload["text"]


def _original(event: x.Event) -> str:
    """The message an event is about: an edited post keeps the id it began with."""
    history = event["data"]["payload"].get("edit_history_tweet_ids")
    return history[0] if history else _key(event)[0]


@dataclass
class Agent:
    """Somebody who answers whoever waits, and asks again when the answer to that does not come."""

    client: httpx.AsyncClient
    ledger: Ledger
    chance: random.Random

    async def work(self, rate: float) -> None:
        """Answer about `rate` conversations a second until cancelled."""
        for number in itertools.count(1):
            await asyncio.sleep(self.chance.expovariate(rate))
            try:
                await self._answer_somebody(number)
            except _TROUBLE:
                continue

    async def _answer_somebody(self, number: int) -> None:
        page = await self.client.get("/api/conversations", params={"state": "new", "limit": 50}, timeout=5)
        if page.status_code != 200 or not page.json()["items"]:
            return
        row = self.chance.choice(page.json()["items"])
        reference, text = str(uuid4()), f"answer {number} of {uuid4().hex[:8]}"
        visibility = "public" if row["has_public"] else "private"
        body = {"visibility": visibility, "text": text, "client_ref": reference}
        self.ledger.asked[reference] = text
        for _ in range(4):
            try:
                answer = await self.client.post(f"/api/conversations/{row['id']}/replies", json=body, timeout=5)
            except _TROUBLE:
                await asyncio.sleep(0.3)
                continue
            if answer.status_code < 300:
                self.ledger.promised[reference] = text
            else:
                problem = answer.json()
                self.ledger.refused[problem.get("reason_code") or problem.get("code") or "?"] += 1
            if answer.status_code < 500:
                return
            await asyncio.sleep(0.3)


def bad_manners(chance: random.Random, request: Request) -> Misbehaviour | None:
    """How a network treats a call on a bad day."""
    if request.method != "POST" or chance.random() > 0.4:
        return None
    return chance.choice(
        (
            slow(1.0),
            slow(0.2),
            garbage(),
            partial(),
            drops_after(),
            hangs_before(),
            broken(503),
            broken(500, accepts=True),
            broken(502),
            rate_limited(1),
        )
    )


@asynccontextmanager
async def signed_in(url: str) -> AsyncGenerator[httpx.AsyncClient]:
    """The first person of a new Heard, signed in."""
    first = {"workspace_name": "Bakery", "name": "Olga", "email": "o@example.com", "password": "correct horse battery"}
    async with httpx.AsyncClient(base_url=url) as client:
        answer = (await client.post("/api/setup", json=first)).raise_for_status()
        client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield client
