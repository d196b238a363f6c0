"""What a network's error answers mean: a literal table for each network, and the error that its first fitting row makes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from heard.channels.base import Reauth, Rejected, Retry, SendError, Unknown

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

UPLOAD_SECONDS = 30.0
"""Shorter than an attempt to send may take as a whole, or it would be taken for lost."""
Means = Literal["retry", "reauth", "window", "permanent", "duplicate", "unknown"]


class ErrorRow(Struct, frozen=True):
    """One row of a network's table of errors: which answers it is about, what they mean, and what a person is told.

    `status` is one HTTP status or a range of them, `kind` the network's own code and `says` words of its explanation
    (None: whatever they are). `code` is what Heard calls it (None: the network's own code). `words` come before what the
    network itself says, since they tell what to do.
    """

    status: int | tuple[int, int]
    means: Means
    words: str
    kind: str | None = None
    says: str | None = None
    code: str | None = None

    def fits(self, status: int, kind: str, detail: str) -> bool:
        """Whether the row is about such an answer."""
        low, high = self.status if isinstance(self.status, tuple) else (self.status, self.status)
        named = self.kind is None or self.kind == kind
        return low <= status <= high and named and (self.says is None or self.says in detail.lower())


def classified(
    table: Sequence[ErrorRow], status: int, kind: str, detail: str, *, after: float | None = None
) -> SendError:
    """The error that the first fitting row of a network's table makes of an answer; the last row fits everything."""
    row = next((each for each in table if each.fits(status, kind, detail)), table[-1])
    code = row.code or kind or str(status)
    told = f"{row.words} The network says: {detail}" if detail else row.words
    if row.means == "retry":
        return Retry(code, told, after=after)
    kinds: dict[Means, type[SendError]] = {"reauth": Reauth, "unknown": Unknown}
    return kinds.get(row.means, Rejected)(code, told)


@asynccontextmanager
async def before_saying(what: str) -> AsyncGenerator[None]:
    """Calls that bring something (`what`) to a network before anything is said with it: they can all be made again.

    Raises:
        Retry: one was not answered, or all together took longer than `UPLOAD_SECONDS`.
    """
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            yield
    except (Unknown, TimeoutError) as error:
        raise Retry("not_reached", f"The network did not take {what} in time ({error}).") from error
