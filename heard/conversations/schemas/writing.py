"""HTTP shapes of writing: drafts, macros in a conversation, and what goes along with a reply."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heard.conversations.schemas import Id, Text
from heard.conversations.schemas.replies import Attached

Mode = Literal["public", "private", "note"]


class DraftRequest(Struct, forbid_unknown_fields=True):
    """The actor's draft in one mode; without words and pictures it is removed.

    `known` is the `saved_at` of the draft this one follows, null where its writer knows of none.
    """

    mode: Mode
    text: Text
    pictures: Annotated[list[Attached], Meta(max_length=10)] = []
    thread_id: Id | None = None
    after_message_id: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    known: Annotated[datetime, Meta(tz=True)] | None = None


class DraftKept(Struct):
    """When the draft was kept; null: there is none any more."""

    saved_at: datetime | None


class DraftView(Struct, kw_only=True):
    """What somebody has begun to write."""

    user_id: int
    name: str
    mode: Mode
    thread_id: int | None
    text: str
    pictures: list[Attached]
    after_message_id: int | None
    saved_at: datetime


class Writing(Struct):
    """What the composer must know: everybody's drafts, and how far a move to private has come.

    `met`: the actor has answered this contact before.
    """

    drafts: list[DraftView]
    move: Literal["invited", "private", "returned"] | None
    met: bool


class FilledMacro(Struct):
    """A macro's text for one conversation. `missing` placeholders have no value here and still stand in the text."""

    text: str
    missing: list[str]
