"""HTTP shapes of the list of spam words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from heard.channels.base import Visibility
from heard.conversations.spam import LONGEST, Where

Word = Annotated[str, Meta(max_length=LONGEST)]


class SpamWordRequest(Struct, forbid_unknown_fields=True):
    """A word or phrase for the list, and whether it counts in public, in private or in both."""

    word: Word
    counts_in: Where = "both"


class SpamWord(Struct):
    """A word of the list. `filed`: so many messages; `capped`: more than that; `last_at`: when the last of them was said."""

    id: int
    word: str
    counts_in: Where
    added_at: datetime
    added_by_name: str
    filed: int
    capped: bool
    last_at: datetime | None


class SpamWordList(Struct):
    """The whole list, the newest word first."""

    items: list[SpamWord]


class SpamSample(Struct):
    """A message that a word would have filed."""

    id: int
    conversation_id: int
    number: int
    network: str
    visibility: Visibility
    text: str
    at: datetime


class SpamPreview(Struct):
    """What a word would have filed: `count` of the last `of` messages, the newest few of them in `items`."""

    count: int
    of: int
    items: list[SpamSample]
