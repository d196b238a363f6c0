"""A worker's loops outlive their own faults."""

import asyncio
from itertools import pairwise

import croniter
import pytest

from heard.app import worker
from heard.app.wiring import SCHEDULE
from heard.kit.jobs import Every


@pytest.mark.parametrize(
    "every", [each for each in SCHEDULE if len(each.cron.split()) == 6], ids=lambda each: each.name
)
def test_what_shall_run_within_the_minute_does_all_day_long(every: Every) -> None:
    """The field of the seconds is the last one: in front it would mean minutes, and the seconds of one minute in fifteen."""
    times = croniter.croniter(every.cron, 0.0)
    runs = [times.get_next(float) for _ in range(24 * 60 * 4)]
    assert {after - before for before, after in pairwise(runs)} == {15.0}


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
