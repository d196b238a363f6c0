"""HTTP shapes of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
NotificationKind = Literal["mention", "assigned", "taken_over", "answered", "failed", "unknown", "woken", "released"]


class Notification(Struct, kw_only=True):
    """One thing the actor is told of. `event_id` grows when more of the same is added to it; `reason` is the network's."""

    id: int
    event_id: int
    kind: NotificationKind
    conversation_id: int
    number: int
    network: str
    contact_name: str
    actor_name: str | None
    message_id: int | None
    note_id: int | None
    snippet: str
    reason: str | None
    count: int
    at: datetime
    read_at: datetime | None


class NotificationPage(Struct):
    """The newest first."""

    items: list[Notification]
    next_cursor: str | None


class UnreadNotifications(Struct):
    """How many are unread, and the newest of them; `capped`: there are more than `count`."""

    count: int
    capped: bool
    items: list[Notification]


class ReadRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is read: these, those of a conversation, or, with neither, all; none newer than the event `up_to`."""

    ids: Annotated[list[Id], Meta(max_length=500)] | None = None
    conversation_id: Id | None = None
    up_to: Id | None = None


class NotificationChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """How the actor is told of a kind: in Heard, by the browser while Heard is not looked at, by a sound.

    What is not shown in Heard is not pushed or heard either.
    """

    kind: NotificationKind
    in_app: bool
    push: bool
    sound: bool


class NotificationChoices(Struct, forbid_unknown_fields=True):
    """How the actor is told of each kind."""

    choices: Annotated[list[NotificationChoice], Meta(max_length=20)]
