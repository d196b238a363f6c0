"""HTTP shapes of the search."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from heard.channels.base import Visibility
from heard.conversations.schemas import Author, Direction, Row, RowContact, State


class SearchConversation(Struct):
    """The conversation of a hit."""

    id: int
    number: int
    state: State
    network: str
    contact: RowContact


class SearchHit(Struct, kw_only=True):
    """A message or note that a search found.

    `ranges` are the places `[start, end)` of the words in `snippet`, in UTF-16 code units: as JavaScript counts characters.
    """

    kind: Literal["message", "note"]
    id: int
    at: datetime
    author: Author
    direction: Direction | None
    visibility: Visibility | None
    deleted: bool
    snippet: str
    ranges: list[tuple[int, int]]
    conversation: SearchConversation


class SearchPerson(Struct):
    """A person whose name or handle was searched for, and their last conversation."""

    contact_id: int
    name: str
    handle: str | None
    network: str
    avatar_url: str | None
    verified: bool
    conversation_id: int


class SearchPlaces(Struct):
    """Straight ways to go: the conversation of a number, people of a name or handle."""

    conversation: Row | None
    people: list[SearchPerson]


class SearchPage(Struct):
    """A page of what a search found. `conversation` and `people` are straight ways to go, on the first page only.

    A page may hold fewer hits than the limit and yet have a `next_cursor`: go on there.
    """

    items: list[SearchHit]
    next_cursor: str | None
    conversation: Row | None
    people: list[SearchPerson]


class SearchCount(Struct):
    """How many hits there are, up to 1000; `capped`: there may be more."""

    count: int
    capped: bool


class Match(Struct):
    """A message or note with the words, the part around them, and where they stand in it (UTF-16 code units)."""

    kind: Literal["message", "note"]
    id: int
    at: datetime
    snippet: str
    ranges: list[tuple[int, int]]


class MatchList(Struct):
    """The places in one conversation, newest first."""

    items: list[Match]
