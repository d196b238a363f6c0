"""HTTP shapes of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
NotificationKind = Literal[
    "mention",
    "assigned",
    "taken_over",
    "answered",
    "failed",
    "unknown",
    "woken",
    "released",
    "approval_asked",
    "approved",
    "returned",
    "scheduled_returned",
    "due_soon",
    "overdue",
]


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


class NotificationChoice(Struct, kw_only=True):
    """How the actor is told of a kind: in Heard, by the browser while Heard is not looked at, by a sound, by mail, on Slack.

    What is not shown in Heard is not told in any other way either.
    """

    kind: NotificationKind
    in_app: bool
    push: bool
    sound: bool
    mail: bool
    slack: bool


class NotificationChoices(Struct):
    """How the actor is told of each kind."""

    choices: list[NotificationChoice]


class ChoiceRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """How the actor wants to be told of a kind. `mail` and `slack` stay as they are when they are left out."""

    kind: NotificationKind
    in_app: bool
    push: bool
    sound: bool
    mail: bool | UnsetType = UNSET
    slack: bool | UnsetType = UNSET


class ChoicesRequest(Struct, forbid_unknown_fields=True):
    """How the actor wants to be told of some kinds."""

    choices: Annotated[list[ChoiceRequest], Meta(max_length=20)]


class MailWay(Struct, kw_only=True):
    """Telling by mail: to which address, how soon, and what stands in the way.

    `refusal`: what the mail server says of the address. `trouble`: since when the server takes no mails; `reason`, what it says,
    is for those who see to problems.
    """

    offered: bool
    address: str
    after_seconds: float
    refusal: str | None
    trouble: datetime | None
    reason: str | None


class SlackWay(Struct, kw_only=True):
    """Telling on Slack: on which (`team`), Slack's word when it does not take our token, and whether it does not know the actor."""

    team: str
    trouble: str | None
    unknown: bool


class NotificationWays(Struct, kw_only=True):
    """How it stands with the ways besides Heard and its browsers; `slack` is null while none is connected."""

    mail: MailWay
    slack: SlackWay | None


class MailTest(Struct, kw_only=True):
    """What became of a test: taken by the mail server, refused by it, perhaps taken, or the server did not take mails."""

    outcome: Literal["sent", "refused", "lost", "again"]
    reason: str


class SlackRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A bot's token."""

    token: Annotated[str, Meta(min_length=1, max_length=500)]


class PushManners(Struct, kw_only=True, forbid_unknown_fields=True):
    """Whether what was said may be shown where others see it, and whether one is told while signed off: all ways alike."""

    words: bool
    while_away: bool


class Device(Struct, kw_only=True):
    """A browser the actor is told by. `label` is "" when it is an unknown one; `here`: it is the one that asks."""

    id: int
    label: str
    here: bool
    created_at: datetime
    last_used_at: datetime | None


class PushState(Struct, kw_only=True):
    """What a browser needs to subscribe (`public_key`, base64url), and what the actor has chosen."""

    public_key: str
    words: bool
    while_away: bool
    devices: list[Device]


class DeviceRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A browser's push subscription: the address of its push service and its keys in base64url."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=2000)]
    p256dh: Annotated[str, Meta(min_length=1, max_length=200)]
    auth: Annotated[str, Meta(min_length=1, max_length=100)]
