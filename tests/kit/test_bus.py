"""Wake-ups and news between processes: quick, sent together, and back by themselves after the database was away."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import pytest
from structlog.testing import capture_logs

from heard.kit.bus import Bus, open_bus
from heard.kit.bus import nats as over_nats
from tests.nats import nats_server

NOWHERE = {"postgres": ("postgresql://nobody@127.0.0.1:1/none", ""), "nats": ("", "nats://ann:s3cret@127.0.0.1:1")}


@dataclass
class Carrier:
    """What carries the words of a bus: where it is, and how its connections are cut."""

    where: tuple[str, str]
    cut: Callable[[], Awaitable[None]]


@pytest.fixture(params=["postgres", "nats"])
async def carrier(request: pytest.FixtureRequest, url: str) -> AsyncGenerator[Carrier]:
    if request.param == "postgres":

        async def cut() -> None:
            assert await cut_off(url)

        yield Carrier((url, ""), cut)
        return
    async with nats_server() as server:

        async def restart() -> None:
            await server.kill()
            await server.start()

        yield Carrier((url, server.url), restart)


@pytest.fixture(params=["postgres", "nats"])
def nowhere(request: pytest.FixtureRequest) -> tuple[str, str]:
    return NOWHERE[request.param]


@asynccontextmanager
async def started(where: tuple[str, str], *, prepare: Callable[[Bus], None] = lambda _: None) -> AsyncGenerator[Bus]:
    bus = open_bus(*where)
    prepare(bus)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.close()


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def cut_off(url: str) -> int:
    """Terminate every connection of every bus of this database; how many there were."""
    connection = await asyncpg.connect(url)
    count = await connection.fetchval(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name IN ('heard bus', 'heard bell')"
    )
    await connection.close()
    return count


async def test_a_ring_wakes_a_sleeper_on_another_connection(carrier: Carrier) -> None:
    async with started(carrier.where) as here, started(carrier.where) as there:
        bell = there.bell("work")
        async with asyncio.timeout(2):
            waiting = asyncio.create_task(bell.wait(10))
            here.ring("work")
            await waiting


async def test_a_ring_wakes_a_sleeper_in_another_process(carrier: Carrier) -> None:
    program = f"""
import asyncio
from heard.kit.bus import open_bus
async def main():
    bus = open_bus(*{carrier.where!r})
    bell = bus.bell("work")
    await bus.start()
    print("ready", flush=True)
    await bell.wait(30)
    print("woken", flush=True)
    bus.ring("thanks")
    await asyncio.sleep(0.2)
    await bus.close()
asyncio.run(main())
"""
    async with started(carrier.where) as here:
        thanks = here.bell("thanks")
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
        assert other.stdout is not None
        assert await asyncio.wait_for(other.stdout.readline(), 20) == b"ready\n"
        here.ring("work")
        async with asyncio.timeout(2):
            await thanks.wait(10)
            assert await other.stdout.readline() == b"woken\n"
        assert await other.wait() == 0


async def test_our_own_ring_wakes_us_at_once_with_nothing_to_carry_it(nowhere: tuple[str, str]) -> None:
    bus = open_bus(*nowhere)
    bell, other = bus.bell("work"), bus.bell("other")
    bus.ring("work")
    async with asyncio.timeout(0.1):
        await bell.wait(10)
    assert not other._rung.is_set()


async def test_a_ring_that_comes_while_one_works_is_still_there_and_silence_ends_with_the_poll() -> None:
    bus = open_bus(*NOWHERE["postgres"])
    bell = bus.bell("work")
    bus.ring("work")
    bus.ring("work")
    async with asyncio.timeout(1):
        await bell.wait(10)
        await bell.wait(0.01)


async def test_rings_that_come_together_are_sent_as_one_notification(url: str) -> None:
    connection = await asyncpg.connect(url)
    heard: list[str] = []
    await connection.add_listener("heard_bell", lambda *note: heard.append(note[3]))
    async with started((url, "")) as bus:
        for _ in range(50):
            bus.ring("one")
            bus.ring("other")
        await until(lambda: bool(heard))
        await asyncio.sleep(0.1)
    await connection.close()
    assert [note.partition(" ")[2] for note in heard] == ["one,other"]


async def test_what_is_told_reaches_the_channels_subscribers_everywhere_in_order(carrier: Carrier) -> None:
    here: list[str] = []
    there: list[str] = []
    others: list[str] = []

    def subscribe(bus: Bus) -> None:
        bus.subscribe("news", there.append, on_gap=lambda: None)
        bus.subscribe("else", others.append, on_gap=lambda: None)

    async with (
        started(carrier.where, prepare=lambda bus: bus.subscribe("news", here.append, on_gap=lambda: None)) as bus,
        started(carrier.where, prepare=subscribe),
    ):
        for number in range(100):
            bus.tell("news", f"{number}, ö ' \" \\")
        await until(lambda: len(here) == len(there) == 100)
    assert here == there == [f"{number}, ö ' \" \\" for number in range(100)]
    assert others == []


async def test_a_bus_whose_connections_were_cut_comes_back_and_says_that_something_may_be_missing(
    carrier: Carrier,
) -> None:
    news: list[str] = []
    gaps: list[bool] = []

    def on_gap() -> None:
        # By the time of the gap we listen again: what is told from now on arrives.
        gaps.append(listening._listening.is_set())

    def subscribe(bus: Bus) -> None:
        bus.subscribe("news", news.append, on_gap=on_gap)

    async with started(carrier.where, prepare=subscribe) as listening, started(carrier.where) as speaking:
        bell = listening.bell("work")
        speaking.tell("news", "before")
        await until(lambda: news == ["before"])
        assert gaps == []
        for round_ in (1, 2):
            await carrier.cut()
            await until(lambda: len(gaps) == round_)  # noqa: B023 — used within its round
            async with asyncio.timeout(1):
                # Whoever sleeps looks again, since a ring may have been lost.
                await bell.wait(10)
            # The speaker notices with what it says next; that is lost, and what follows is not.
            speaking.tell("news", "lost or not")
            await asyncio.sleep(0.7)
            speaking.tell("news", f"after {round_}")
            await until(lambda: f"after {round_}" in news)  # noqa: B023 — likewise
    assert gaps == [True, True]


async def test_a_bus_that_nothing_carries_starts_in_vain_goes_on_trying_and_closes(nowhere: tuple[str, str]) -> None:
    before = asyncio.all_tasks()
    bus = open_bus(*nowhere)
    await bus.start(wait=0.1)
    for _ in range(3):
        bus.ring("work")
        bus.tell("news", "lost")
        await asyncio.sleep(0.02)
    await bus.close()
    assert asyncio.all_tasks() == before


async def test_a_closed_bus_leaves_no_task_and_no_connection(carrier: Carrier) -> None:
    before = asyncio.all_tasks()
    async with started(carrier.where) as bus:
        bus.ring("work")
        await asyncio.sleep(0.2)
    assert asyncio.all_tasks() == before
    await asyncio.sleep(0.2)
    if not carrier.where[1]:
        assert await cut_off(carrier.where[0]) == 0


async def test_a_bus_finds_nats_when_it_comes_later_and_never_says_the_password() -> None:
    async with nats_server() as server:
        await server.kill()
        with capture_logs() as logs:
            bus, other = open_bus("", server.url), open_bus("", server.url)
            bell = other.bell("work")
            await asyncio.gather(bus.start(wait=0.3), other.start(wait=0.3))
            await server.start()
            await until(lambda: bus._listening.is_set() and other._listening.is_set(), 15)
            bus.ring("work")
            async with asyncio.timeout(5):
                await bell.wait(10)
            await asyncio.gather(bus.close(), other.close())
        refused = server.url.replace("bread", "stale")
        with pytest.raises(over_nats.TROUBLE) as refusal:
            await over_nats.check(refused)
        assert "stale" not in over_nats.said(refusal.value, [refused])
        assert (await over_nats.check(server.url)).count(".") == 2
    assert logs
    assert "bread" not in str(logs)


async def test_two_installations_on_one_nats_do_not_hear_each_other() -> None:
    async with nats_server() as server:
        ours, theirs = open_bus("", server.url, "ours"), open_bus("", server.url, "ours.not")
        heard: list[str] = []
        ours.subscribe("news", heard.append, on_gap=lambda: None)
        await asyncio.gather(ours.start(), theirs.start())
        theirs.tell("news", "of others")
        await asyncio.sleep(0.1)
        ours.tell("news", "our own")
        await until(lambda: bool(heard))
        await asyncio.gather(ours.close(), theirs.close())
        assert heard == ["our own"]


async def test_a_message_that_cannot_be_read_costs_itself_alone(carrier: Carrier) -> None:
    numbers: list[int] = []
    async with started(
        carrier.where,
        prepare=lambda bus: bus.subscribe("news", lambda message: numbers.append(int(message)), on_gap=lambda: None),
    ) as bus:
        for message in ("1", "two", "", "3"):
            bus.tell("news", message)
        await until(lambda: numbers == [1, 3])
