"""Commands that are coroutines."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import uvloop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

P = ParamSpec("P")
T = TypeVar("T")


def run(command: Callable[P, Coroutine[object, object, T]]) -> Callable[P, T]:
    """Make a plain function of a coroutine function, run on uvloop."""

    @functools.wraps(command)
    def plain(*args: P.args, **kwargs: P.kwargs) -> T:
        return uvloop.run(command(*args, **kwargs))

    return plain
