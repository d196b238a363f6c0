"""Wake-ups and news between processes: quick, sent together, and back by themselves after the database was away."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import asyncpg

from heard.kit.bus import Bus


@asynccontextmanager
async def started(url: str, *, prepare: Callable[[Bus], None] = lambda _: None) -> AsyncGenerator[Bus]:
    bus = Bus(url)
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


async def test_a_ring_wakes_a_sleeper_on_another_connection(url: str) -> None:
    async with started(url) as here, started(url) as there:
        bell = there.bell("work")
        async with asyncio.timeout(2):
            waiting = asyncio.create_task(bell.wait(10))
            here.ring("work")
            await waiting


async def test_a_ring_wakes_a_sleeper_in_another_process(url: str) -> None:
    program = f"""
import asyncio
from heard.kit.bus import Bus
async def main():
    bus = Bus({url!r})
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
    async with started(url) as here:
        thanks = here.bell("thanks")
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE)
        assert other.stdout is not None
        assert await asyncio.wait_for(other.stdout.readline(), 20) == b"ready\n"
        here.ring("work")
        async with asyncio.timeout(2):
            await thanks.wait(10)
            assert await other.stdout.readline() == b"woken\n"
        assert await other.wait() == 0


async def test_our_own_ring_wakes_us_at_once_without_a_database() -> None:
    bus = Bus("postgresql://nobody@127.0.0.1:1/none")
    bell, other = bus.bell("work"), bus.bell("other")
    bus.ring("work")
    async with asyncio.timeout(0.1):
        await bell.wait(10)
    assert not other._rung.is_set()


async def test_a_ring_that_comes_while_one_works_is_still_there_and_silence_ends_with_the_poll() -> None:
    bus = Bus("postgresql://nobody@127.0.0.1:1/none")
    bell = bus.bell("work")
    bus.ring("work")
    bus.ring("work")
    async with asyncio.timeout(1):
        await bell.wait(10)
        await bell.wait(0.01)


async def test_rings_that_come_together_are_sent_as_one(url: str) -> None:
    connection = await asyncpg.connect(url)
    heard: list[str] = []
    await connection.add_listener("heard_bell", lambda *note: heard.append(note[3]))
    async with started(url) as bus:
        for _ in range(50):
            bus.ring("one")
            bus.ring("other")
        await until(lambda: bool(heard))
        await asyncio.sleep(0.1)
    await connection.close()
    assert [note.partition(" ")[2] for note in heard] == ["one,other"]


async def test_what_is_told_reaches_the_channels_subscribers_everywhere_in_order(url: str) -> None:
    here: list[str] = []
    there: list[str] = []
    others: list[str] = []

    def subscribe(bus: Bus) -> None:
        bus.subscribe("news", there.append, on_gap=lambda: None)
        bus.subscribe("else", others.append, on_gap=lambda: None)

    async with (
        started(url, prepare=lambda bus: bus.subscribe("news", here.append, on_gap=lambda: None)) as bus,
        started(url, prepare=subscribe),
    ):
        for number in range(100):
            bus.tell("news", f"{number}, ö ' \" \\")
        await until(lambda: len(here) == len(there) == 100)
    assert here == there == [f"{number}, ö ' \" \\" for number in range(100)]
    assert others == []


async def test_a_bus_whose_connections_were_cut_comes_back_and_says_that_something_may_be_missing(url: str) -> None:
    news: list[str] = []
    gaps: list[bool] = []

    def on_gap() -> None:
        # By the time of the gap we listen again: what is told from now on arrives.
        gaps.append(listening._listening.is_set())

    def subscribe(bus: Bus) -> None:
        bus.subscribe("news", news.append, on_gap=on_gap)

    async with started(url, prepare=subscribe) as listening, started(url) as speaking:
        bell = listening.bell("work")
        speaking.tell("news", "before")
        await until(lambda: news == ["before"])
        assert gaps == []
        for round_ in (1, 2):
            assert await cut_off(url) == 3
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


async def test_a_bus_without_a_database_starts_in_vain_goes_on_trying_and_closes() -> None:
    before = asyncio.all_tasks()
    bus = Bus("postgresql://nobody@127.0.0.1:1/none")
    await bus.start(wait=0.1)
    for _ in range(3):
        bus.ring("work")
        bus.tell("news", "lost")
        await asyncio.sleep(0.02)
    await bus.close()
    assert asyncio.all_tasks() == before


async def test_a_closed_bus_leaves_no_task_and_no_connection(url: str) -> None:
    before = asyncio.all_tasks()
    async with started(url) as bus:
        bus.ring("work")
        await asyncio.sleep(0.2)
    assert asyncio.all_tasks() == before
    await asyncio.sleep(0.2)
    assert await cut_off(url) == 0
