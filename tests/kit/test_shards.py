"""Shares of the work: fair among the living, taken over from the dead within seconds, never given away in use."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg

from heard.kit.shards import Shards

COUNT = 17
ALL = set(range(COUNT))


@asynccontextmanager
async def owner(url: str) -> AsyncGenerator[Shards]:
    shards = Shards(url, COUNT)
    task = asyncio.create_task(shards.run())
    try:
        yield shards
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def terminate(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'heard shards'"
    )
    await connection.close()


async def test_one_alone_owns_all_two_share_and_the_one_that_stays_takes_all_again(url: str) -> None:
    async with owner(url) as one:
        await until(lambda: one._owned == ALL)
        async with owner(url) as other:
            await until(lambda: len(one._owned) == 9 and len(other._owned) == 8)
            assert one._owned | other._owned == ALL
            assert not one._owned & other._owned
        assert other._owned == set()
        await until(lambda: one._owned == ALL, 3)


async def test_a_process_that_is_killed_frees_its_shards(url: str) -> None:
    program = f"import asyncio; from heard.kit.shards import Shards; asyncio.run(Shards({url!r}, {COUNT}).run())"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=asyncio.subprocess.DEVNULL)
    async with owner(url) as one:
        # One that begins alone passes by this number on its way to all: only the second look tells of a share.
        for _ in range(2):
            await until(lambda: 8 <= len(one._owned) <= 9, 20)
            await asyncio.sleep(1.5)
        assert 8 <= len(one._owned) <= 9
        process.kill()
        await process.wait()
        await until(lambda: one._owned == ALL, 4)


async def test_a_shard_in_use_is_not_given_away_and_no_longer_offered(url: str) -> None:
    async with owner(url) as one:
        await until(lambda: one._owned == ALL)
        async with one.hold() as held:
            assert held == sorted(ALL)
            async with owner(url) as other:
                await until(lambda: bool(one._draining))
                await asyncio.sleep(1.2)
                assert other._owned == set()
                async with one.hold() as now_held:
                    assert set(now_held) == ALL - one._draining
                begun = time.monotonic()
                async with one.hold() as again:
                    assert len(again) < COUNT
                assert time.monotonic() - begun < 0.1
        async with owner(url) as other:
            await until(lambda: len(one._owned) == 9 and len(other._owned) == 8)


async def test_a_lost_connection_gives_all_up_and_they_are_regained(url: str) -> None:
    async with owner(url) as one:
        await until(lambda: one._owned == ALL)
        seen: list[int] = []

        async def watch() -> None:
            while True:
                seen.append(len(one._owned))
                await asyncio.sleep(0.01)

        watching = asyncio.create_task(watch())
        await terminate(url)
        await until(lambda: 0 in seen, 3)
        await until(lambda: one._owned == ALL, 3)
        watching.cancel()
        async with one.hold() as held:
            assert held == sorted(ALL)


async def test_a_shard_has_one_owner_while_owners_come_and_go(url: str) -> None:
    async with owner(url) as one, owner(url) as other:
        await until(lambda: {len(one._owned), len(other._owned)} == {8, 9}, 10)
        async with owner(url) as third:
            for _ in range(30):
                owned = [shard for each in (one, other, third) for shard in each._owned]
                assert len(owned) == len(set(owned))
                await asyncio.sleep(0.1)
            assert sorted(len(each._owned) for each in (one, other, third)) == [5, 6, 6]
