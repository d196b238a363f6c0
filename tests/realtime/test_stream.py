"""The stream of news: to the signed-in, of their workspace, ids only, and nothing missed however one comes back."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from heard.app.edge import Observed
from heard.app.services import Services
from heard.app.web import Web
from heard.app.wiring import READERS
from heard.conversations.api import VIEWING
from heard.kit import log, metrics, readers
from heard.kit.settings import Settings
from heard.realtime.service import PATH, watch
from tests.conftest import opened
from tests.factories import x
from tests.factories.world import Person, World
from tests.kit.test_log import Happened
from tests.nats import NatsServer, nats_server
from tests.serving import served

SERVERS: dict[str, NatsServer] = {}
ANNOUNCE = next(one for one in READERS if one.name == "announce")


@dataclass
class Browser:
    """An EventSource: keeps what it was sent, and its place."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    place: str | None = None
    raw: str = ""

    def kinds(self) -> list[str]:
        return [data.get("kind", name) for name, data in self.events]

    def seqs(self) -> list[int]:
        return [data["seq"] for name, data in self.events if name == "log" and "kind" in data]

    async def until(self, kind: str, count: int = 1, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds):
            while self.kinds().count(kind) < count:
                await asyncio.sleep(0.01)

    def read(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        self.place = fields.get("id", self.place)
        if "data" in fields:
            self.events.append((fields["event"], json.loads(fields["data"])))


@dataclass
class Live:
    """The web application, served, with its bus running."""

    url: str
    services: Services

    @asynccontextmanager
    async def browser(self, person: Person, place: str | None = None, since: str = "") -> AsyncGenerator[Browser]:
        made = Browser()
        headers = {} if place is None else {b"last-event-id": place.encode("latin-1")}
        cookies = {"heard_session": person.client.cookies["heard_session"]}
        async with (
            httpx.AsyncClient(cookies=cookies) as client,
            client.stream("GET", self.url + PATH + since, headers=headers) as answer,
        ):
            assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")

            async def listen() -> None:
                async for part in answer.aiter_text():
                    made.raw += part
                    *blocks, _ = made.raw.split("\n\n")
                    for block in blocks[len(seen) :]:
                        seen.append(block)
                        made.read(block)

            seen: list[str] = []
            task = asyncio.create_task(listen())
            async with asyncio.timeout(5):
                while "retry" not in made.raw:
                    await asyncio.sleep(0.01)
            try:
                yield made
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def announce(self) -> None:
        while await readers.advance(self.services.database, ANNOUNCE, [readers.WHOLE]):
            pass

    async def happen(self, workspace_id: int, number: int = 0, *, announced: bool = True) -> None:
        async with self.services.database.transaction() as session:
            await log.append(session, Happened(workspace_id=workspace_id, by=log.SYSTEM, number=number))
        if announced:
            await self.announce()


@pytest.fixture(params=["postgres", "nats"])
async def settings(settings: Settings, request: pytest.FixtureRequest) -> AsyncGenerator[Settings]:
    if request.param == "postgres":
        yield settings
        return
    async with nats_server() as server:
        SERVERS[server.url] = server
        yield replace(settings, nats_url=server.url)
        del SERVERS[server.url]


@pytest.fixture
async def live(services: Services, world: World) -> AsyncGenerator[Live]:
    # The world's own client has subscribed to the bus already; this is the same process on a real port.
    await services.bus.start()
    async with served(Observed(Web(services))) as url:
        made = Live(url, services)
        await made.announce()
        yield made
    await services.bus.close()


async def test_who_is_not_signed_in_hears_nothing(live: Live) -> None:
    async with httpx.AsyncClient() as client:
        for cookies in ("", "heard_session=made up", 'heard_session="', "a=b; heard_session="):
            answer = await client.get(live.url + PATH, headers={"cookie": cookies})
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_news_of_ones_own_workspace_arrive_as_ids_without_a_word_that_was_said(live: Live, world: World) -> None:
    stranger = await world.other_workspace()
    await live.announce()
    async with live.browser(world.agent) as ours, live.browser(stranger) as theirs:
        await world.deliver(x.mention("stale bread, shame on you"))
        conversation = await world.only()
        await world.reply(world.agent, conversation["id"], "we are so very sorry")
        await live.announce()
        await ours.until("message.received")
        await live.happen(stranger.actor.workspace_id)
        await theirs.until("test.happened")
        assert theirs.kinds() == ["test.happened"]
        assert "test.happened" not in ours.kinds()
        (received,) = [data for _, data in ours.events if data["kind"] == "message.received"]
        assert received["ids"] == {"conversation": conversation["id"]}
        assert all(set(data) == {"seq", "kind", "ids"} for _, data in ours.events)
        for words in ("bread", "sorry", "u2222", "User 2222"):
            assert words not in ours.raw


async def test_one_who_comes_back_is_told_what_was_missed(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        await live.happen(world.workspace_id, 1)
        await browser.until("test.happened")
    for number in (2, 3):
        await live.happen(world.workspace_id, number)
    async with live.browser(world.agent, browser.place) as back:
        await live.happen(world.workspace_id, 4)
        # A bus that tells after the commit may tell again what was replayed: what counts is that each comes.
        async with asyncio.timeout(5):
            while len({*back.seqs()} - {*browser.seqs()}) < 3:
                await asyncio.sleep(0.01)
    assert "resync" not in back.kinds()
    async with live.browser(world.agent, back.place) as again:
        await live.happen(world.workspace_id, 5)
        known = {*back.seqs(), *browser.seqs()}
        async with asyncio.timeout(5):
            while not set(again.seqs()) - known:
                await asyncio.sleep(0.01)
        assert set(again.seqs()) - known == {max(again.seqs())}
        assert "resync" not in again.kinds()


async def test_one_who_was_cut_off_before_hearing_anything_misses_nothing_either(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        assert browser.place is not None
    await live.happen(world.workspace_id)
    async with live.browser(world.agent, browser.place) as back:
        await back.until("test.happened")


async def test_who_has_just_come_misses_nothing_between_being_signed_in_and_listening(live: Live, world: World) -> None:
    async with live.services.database.transaction() as late:
        await log.append(late, Happened(workspace_id=world.agent.actor.workspace_id, by=log.SYSTEM, number=1))
        place = (await world.agent.client.get("/api/session")).json()["live_place"]
    await live.happen(world.agent.actor.workspace_id, 2)
    async with live.browser(world.agent, since=f"?since={place}") as browser:
        await browser.until("test.happened", 2)
    async with live.browser(world.agent, since="?since=never") as browser:
        await browser.until("resync")
    # A browser that comes back knows a later place than the one it began with.
    async with live.browser(world.agent, place=browser.place, since=f"?since={place}") as back:
        await live.happen(world.agent.actor.workspace_id, 3)
        await back.until("test.happened")
    assert len(back.seqs()) == 1


async def test_what_is_committed_late_under_an_early_number_is_not_missed(live: Live, world: World) -> None:
    database = live.services.database
    async with live.browser(world.agent) as browser:
        async with database.transaction() as slow:
            # A transaction gets its number with its first write, long before it commits.
            await log.append(slow, Happened(workspace_id=world.workspace_id, by=log.SYSTEM, number=1))
            await live.happen(world.workspace_id, 2)
            await browser.until("test.happened")
            place = browser.place
        async with live.browser(world.agent, place) as not_announced_yet:
            await not_announced_yet.until("test.happened", 2)
        await live.announce()
        await browser.until("test.happened", 2)
    async with live.browser(world.agent, place) as back:
        await back.until("test.happened", 2)
        assert set(back.seqs()) >= set(browser.seqs())


async def test_nobody_misses_anything_however_often_they_come_and_go(live: Live, world: World) -> None:
    stop = asyncio.Event()

    async def write(number: int) -> None:
        async with live.services.database.transaction() as session:
            await session.execute(text("SELECT pg_current_xact_id()"))
            await asyncio.sleep(number % 7 * 0.02)
            await log.append(session, Happened(workspace_id=world.workspace_id, by=log.SYSTEM, number=number))

    async def writer(start: int) -> None:
        for number in range(start, start + 30):
            await write(number)

    async def announcer() -> None:
        while not stop.is_set():
            await live.announce()
            await asyncio.sleep(0.03)

    announcing = asyncio.create_task(announcer())
    async with live.browser(world.agent) as first:
        writing = asyncio.gather(*(writer(start) for start in (0, 100, 200)))
        place = first.place
    told = set(first.seqs())
    while not writing.done():
        async with live.browser(world.agent, place) as browser:
            await asyncio.sleep(0.12)
        told |= set(browser.seqs())
        place = browser.place
        await asyncio.sleep(0.05)
    stop.set()
    await announcing
    await live.announce()
    async with live.browser(world.agent, place) as browser:
        await asyncio.sleep(0.3)
    told |= set(browser.seqs())
    happened = await world.rows("SELECT id FROM log WHERE kind = 'test.happened'")
    assert len(happened) == 90
    assert {row.id for row in happened} <= told


@pytest.mark.parametrize("place", ["", "x", "²", "-1", "1.5", "9" * 18, "9" * 19, "9" * 40, "1:2:3", "' OR 1=1"])
async def test_a_place_nobody_gave_out_means_fetching_anew(live: Live, world: World, place: str) -> None:
    async with live.browser(world.agent, place) as browser:
        await browser.until("resync")
        assert browser.place is not None
        assert browser.place != place
    # The new place is a good one: the next return is not told to fetch anew again.
    await live.happen(world.workspace_id)
    async with live.browser(world.agent, browser.place) as back:
        await back.until("test.happened")
        assert "resync" not in back.kinds()


async def test_a_place_too_long_ago_means_fetching_anew(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        pass
    async with live.services.database.transaction() as session:
        events = [Happened(workspace_id=world.workspace_id, by=log.SYSTEM, number=number) for number in range(501)]
        await log.append(session, *events)
    await live.announce()
    async with live.browser(world.agent, browser.place) as back:
        await back.until("resync")
        assert back.kinds() == ["resync"]


async def test_after_a_gap_everybody_fetches_anew(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        for round_ in (1, 2):
            if server := SERVERS.get(live.services.settings.nats_url):
                await server.kill()
                # What happens while the bus is away is no news to anybody, and no harm to the log.
                await live.happen(world.workspace_id)
                await server.start()
            else:
                await world.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND application_name = 'heard bus'"
                )
            await browser.until("resync", round_, seconds=15)
            heard = browser.kinds().count("test.happened")
            await live.happen(world.workspace_id)
            await browser.until("test.happened", heard + 1)


async def test_news_that_died_with_who_was_to_tell_them_is_made_up_for(live: Live, world: World, url: str) -> None:
    if not live.services.settings.nats_url:
        pytest.skip("PostgreSQL tells with the commit itself")
    async with opened(live.services.settings, url) as dead, live.browser(world.agent) as browser:
        # Its bus carries nothing: it commits as having announced, and tells nobody.
        announcer = Live(live.url, dead)
        await live.happen(world.workspace_id, 1)
        await browser.until("test.happened")
        await announcer.happen(world.workspace_id, 2)
        await live.happen(world.workspace_id, 3)
        await browser.until("test.happened", 2)
        assert browser.kinds().count("resync") == 1
        watching = asyncio.create_task(watch(live.services.database, live.services.hub, 0.1))
        await asyncio.sleep(0.5)
        assert browser.kinds().count("resync") == 1
        await announcer.happen(world.workspace_id, 4)
        await browser.until("resync", 2)
        await live.happen(world.workspace_id, 5)
        await browser.until("test.happened", 3)
        await asyncio.sleep(0.5)
        assert browser.kinds().count("resync") == 2
        watching.cancel()


async def test_a_batch_in_many_parts_is_no_gap_and_a_part_that_is_missing_is(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        for number in (3, 120, 41):
            async with live.services.database.transaction() as session:
                events = [
                    Happened(workspace_id=world.workspace_id, by=log.SYSTEM, number=each) for each in range(number)
                ]
                await log.append(session, *events)
            await live.announce()
        await browser.until("test.happened", 164)
        assert "resync" not in browser.kinds()
        live.services.hub.on_news('{"w":0,"p":"1","t":9,"i":1,"n":2,"e":[]}')
        await browser.until("resync")


async def test_presence_is_told(live: Live, world: World) -> None:
    await world.deliver(x.mention("stale bread"))
    conversation = await world.only()
    await live.announce()
    async with live.browser(world.agent) as browser:
        await world.owner.send("PUT", f"/api/conversations/{conversation['id']}/presence", {"typing": True}, expect=204)
        await browser.until("presence")
        (told,) = [data for _, data in browser.events if data["kind"] == "presence"]
        assert told["ids"] == {"conversation": conversation["id"], "user": world.owner.id}
    assert VIEWING


async def test_the_line_is_known_to_live_and_how_far_the_log_is(live: Live, world: World) -> None:
    async with live.browser(world.agent) as browser:
        await live.happen(world.workspace_id)
        await browser.until("test.happened")
        beat = asyncio.create_task(live.services.hub.beat(0.05))
        await browser.until("heartbeat", 2)
        beat.cancel()
        assert next(data["seq"] for name, data in browser.events if name == "heartbeat") == max(browser.seqs())


async def test_who_leaves_is_forgotten(live: Live, world: World) -> None:
    def listening() -> float:
        return metrics.LIVE._value.get()

    before = listening()
    async with live.browser(world.agent), live.browser(world.owner):
        assert listening() == before + 2
    async with asyncio.timeout(5):
        while listening() != before:
            await asyncio.sleep(0.01)
    assert live.services.hub._listeners == {}
