"""HTTP shapes of the stream."""

from __future__ import annotations

from msgspec import Struct

from heard.conversations.schemas.people import Relationship
from heard.conversations.schemas.search import SearchHit


class StreamItem(Struct):
    """Something said. `first`: nothing was heard of this person before; `earlier`: their conversations before this, 99 at most."""

    said: SearchHit
    first: bool
    earlier: int
    relationship: Relationship | None


class StreamPage(Struct):
    """A page of the stream, newest first. It may hold less than was asked for and yet have a `next_cursor`: go on there."""

    items: list[StreamItem]
    next_cursor: str | None
