"""A worker's loops outlive their own faults."""

import asyncio

import pytest

from heard.app import worker


async def test_a_loop_that_fails_begins_again_and_one_that_is_cancelled_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_PAUSE", 0)
    begun: list[int] = []

    async def loop() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise ZeroDivisionError
        await asyncio.sleep(60)

    task = asyncio.create_task(worker._for_ever("the loop", loop))
    while len(begun) < 3:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert begun == [0, 1, 2]
