"""A limit on how long many short waits may take, for one timer a second instead of one for each."""

from __future__ import annotations

import asyncio
from typing import Self

_BEAT = 1.0


class Patience:
    """`with patience: await …` raises `TimeoutError` once `seconds` have passed, or up to a second later.

    `asyncio.timeout` makes and cancels a timer for every wait, which costs more than the waits of a busy door do.
    """

    def __init__(self, seconds: float) -> None:
        """Allow each wait this long."""
        self._seconds = seconds
        self._until: dict[asyncio.Task[object], float] = {}
        self._ended: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        """Begin a wait of the current task; a task has one at a time."""
        loop = asyncio.get_running_loop()
        self._until[_task()] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(_BEAT, self._sweep)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the wait; one that was cut short raises `TimeoutError`."""
        task = _task()
        self._until.pop(task, None)
        if task in self._ended:
            self._ended.discard(task)
            # Somebody else may have cancelled the task as well; that wins.
            if task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise TimeoutError

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        for task, until in list(self._until.items()):
            if until <= loop.time():
                self._ended.add(task)
                del self._until[task]
                task.cancel()
        self._timer = loop.call_later(_BEAT, self._sweep) if self._until else None


def _task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 — a wait is always a task's; says so to the type checker
    return task
