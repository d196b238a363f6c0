import asyncio

import pytest

from heard.kit.patience import Patience


async def test_a_wait_that_ends_in_time_is_left_alone() -> None:
    patience = Patience(5)
    with patience:
        await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_wait_that_takes_too_long_is_a_timeout_and_the_task_lives_on() -> None:
    patience = Patience(0.01)

    async def wait() -> str:
        try:
            with patience:
                await asyncio.sleep(60)
        except TimeoutError:
            await asyncio.sleep(0)
            return "went on"
        return "waited"

    assert await asyncio.gather(wait(), wait()) == ["went on", "went on"]


async def test_each_wait_has_its_own_time() -> None:
    patience = Patience(0.01)
    with pytest.raises(TimeoutError), patience:
        await asyncio.sleep(60)
    with patience:
        await asyncio.sleep(0)
    with pytest.raises(TimeoutError), patience:
        await asyncio.sleep(60)


async def test_a_cancelled_wait_stays_cancelled() -> None:
    patience = Patience(5)

    async def wait() -> None:
        with patience:
            await asyncio.sleep(60)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
