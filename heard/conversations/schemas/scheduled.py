"""HTTP shapes of replies that wait for their time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heard.channels.base import Visibility
from heard.conversations.schemas import Author
from heard.conversations.schemas.approvals import ApprovalPicture

ScheduledState = Literal["waiting", "sent", "returned", "withdrawn"]
ScheduledDeed = Literal["send", "reschedule", "withdraw", "put_away"]


class ScheduledEntry(Struct, kw_only=True, tag_field="entry", tag="scheduled"):
    """A reply that goes out at `send_at`, or came back (`reason` says why). It is no message before it goes out.

    `text` is without the signature. `in_draft`: the words that came back are their author's draft again. `can`: what the actor
    can do with it; who puts away one that came back is not shown it any more.
    """

    id: int
    conversation_id: int
    author: Author
    visibility: Visibility
    thread_id: int | None
    text: str
    attachments: list[ApprovalPicture]
    client_ref: str
    send_at: datetime
    state: ScheduledState
    reason: str | None
    by_name: str | None
    in_draft: bool
    resolves: bool
    message_id: int | None
    created_at: datetime
    ended_at: datetime | None
    can: list[ScheduledDeed]


class ScheduledList(Struct):
    """The replies of a conversation that wait for their time, and those that came back and nobody has seen to, by time."""

    items: list[ScheduledEntry]


class RescheduleRequest(Struct, forbid_unknown_fields=True):
    """Another time (UTC), or `now`: its author sends it at once."""

    send_at: Annotated[datetime, Meta(tz=True)] | None = None
    now: bool = False
