"""HTTP shapes of the inbox, a conversation and its timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from heard.channels.base import DeedKind, TextUnit, ThreadKind, Visibility
from heard.conversations.schemas.moderation import ModerationView

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Text = Annotated[str, Meta(max_length=50_000)]
Priority = Literal["urgent", "high", "normal", "low"]
State = Literal["new", "pending", "snoozed", "resolved"]
Direction = Literal["in", "out"]
AttachmentKind = Literal["image", "video", "audio", "file"]
Action = Literal["reply", "note", "assign", "resolve", "tag"]
ActorKind = Literal["contact", "person", "bot", "rule", "network_app", "network", "system"]
ResolveReason = Literal["answered", "no_reply_needed", "spam", "duplicate", "other"]
ClosedReason = Literal["answered", "no_reply_needed", "spam", "duplicate", "other", "muted", "stale", "history"]
Mute = Literal["muted", "blocked"]
Color = Literal[
    "gray", "red", "pink", "grape", "violet", "indigo", "blue", "cyan", "teal", "green", "lime", "yellow", "orange"
]


class View(Struct):
    """A view of the inbox. `count` goes up to 1000; `capped` says that there are more; null: not counted."""

    view: str
    count: int | None
    capped: bool


class ViewList(Struct):
    """The actor's views."""

    items: list[View]


class Tag(Struct):
    """A word of the tag dictionary."""

    id: int
    name: str
    color: Color


class TagList(Struct):
    """The tag dictionary."""

    items: list[Tag]


class TagRequest(Struct, forbid_unknown_fields=True):
    """A new word for the tag dictionary."""

    name: Annotated[str, Meta(max_length=60)]
    color: Color = "gray"


class RowContact(Struct):
    """The contact, as a row of the list shows them."""

    id: int
    name: str
    handle: str | None
    avatar_url: str | None
    verified: bool
    vip: bool


class Summary(Struct, kw_only=True):
    """What the list and the screen of a conversation both show."""

    id: int
    number: int
    state: State
    priority: Priority
    network: str
    account_id: int
    account_name: str
    team_id: int | None
    assignee_id: int | None
    owner_id: int | None
    tags: list[Tag]
    preview: str
    last_message_at: datetime
    last_direction: Direction
    waiting_since: datetime | None
    snoozed_until: datetime | None
    window_closes_at: datetime | None
    due_at: datetime | None
    unread: bool
    has_public: bool
    has_private: bool
    failed: bool
    language: str | None
    version: int


class Row(Summary, kw_only=True):
    """A conversation as the list shows it. `scheduled_at`: when the next reply that waits for its time goes out."""

    contact: RowContact
    scheduled_at: datetime | None


class RowList(Struct):
    """A page of the inbox."""

    items: list[Row]
    next_cursor: str | None


class Identity(Struct):
    """A contact's profile on one network, and which accounts of ours follow it (their names)."""

    id: int
    network: str
    handle: str | None
    name: str | None
    avatar_url: str | None
    profile_url: str | None
    followers: int | None
    verified: bool
    bio: str | None
    followed_by: list[str]


class RecentConversation(Struct):
    """An earlier conversation with the contact."""

    id: int
    number: int
    state: State
    network: str
    preview: str
    last_message_at: datetime


class ContactCard(Struct):
    """The contact beside the conversation."""

    id: int
    name: str
    identities: list[Identity]
    first_seen_at: datetime
    conversation_count: int
    recent: list[RecentConversation]
    vip: bool
    mute: Mute | None


class PostView(Struct):
    """The post a thread hangs under."""

    id: int
    author_name: str | None
    text: str | None
    url: str | None


class Thread(Struct):
    """A thread of the conversation."""

    id: int
    visibility: Visibility
    kind: ThreadKind
    external_url: str | None
    post: PostView | None
    last_inbound_at: datetime | None


class RefusalView(Struct):
    """Why a reply may not go out."""

    code: str
    detail: str


class ReplyOption(Struct):
    """One way to answer."""

    visibility: Visibility
    thread_id: int | None
    opens_private: bool
    allowed: bool
    refusal: RefusalView | None
    max_text: int
    text_unit: TextUnit
    window_closes_at: datetime | None
    account_handle: str
    to_handle: str
    max_pictures: int
    max_picture_bytes: int


class Viewer(Struct):
    """A colleague who has the conversation open."""

    user_id: int
    typing: bool


class Conversation(Summary, kw_only=True):
    """A conversation with everything its screen shows beside the timeline."""

    contact: ContactCard
    created_at: datetime
    seen_at: datetime | None
    resolved_at: datetime | None
    resolve_reason: ClosedReason | None
    previous_id: int | None
    previous_number: int | None
    threads: list[Thread]
    reply_options: list[ReplyOption]
    viewers: list[Viewer]
    permitted: list[Action]
    language_by: Literal["machine", "person"] | None
    reply_resolves: bool


class Author(Struct):
    """Who said or did something."""

    kind: ActorKind
    id: int | None
    name: str
    avatar_url: str | None


class Revision(Struct):
    """What a message said before an edit."""

    text: str
    at: datetime


class Delivery(Struct, kw_only=True):
    """What became of a reply of ours."""

    state: Literal["undoable", "queued", "sending", "sent", "delivered", "read", "failed", "unknown"]
    at: datetime | None
    send_at: datetime | None
    reason_code: str | None
    reason: str | None
    remedy: str | None
    attempts: int
    can_undo: bool
    can_retry: bool


class Reaction(Struct):
    """An emoji on a message, and who put it there; `ours`: we did, in the network's own app."""

    emoji: str
    by: list[str]
    ours: bool


class AttachmentView(Struct):
    """A picture, film, sound or file; `url` is ours, and answers 404 until we have fetched it."""

    kind: AttachmentKind
    url: str
    name: str | None


class QuoteView(Struct):
    """Words of somebody else inside a message."""

    author_name: str
    text: str


class LinkView(Struct):
    """A web address in a text: as it stands there, and what it means.

    `card` is where what the page says of itself can be asked for; null where there is no asking.
    """

    text: str
    url: str
    card: str | None


class LinkCard(Struct):
    """What a page says of itself; without a title, nothing. `host` is where the link leads in the end."""

    url: str
    host: str
    title: str | None
    description: str | None
    site: str | None
    picture: str | None


class MessageEntry(Struct, kw_only=True, tag_field="entry", tag="message"):
    """A message in the timeline."""

    id: int
    direction: Direction
    visibility: Visibility
    thread_id: int
    author: Author
    text: str
    language: str | None
    rating: int | None
    at: datetime
    received_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    revisions: list[Revision]
    reactions: list[Reaction]
    delivery: Delivery | None
    external_url: str | None
    attachments: list[AttachmentView]
    quoted: QuoteView | None
    links: list[LinkView]
    client_ref: str | None
    liked: bool
    hidden: bool
    can: list[DeedKind]
    moderation: ModerationView | None


class NoteEntry(Struct, kw_only=True, tag_field="entry", tag="note"):
    """A note in the timeline."""

    id: int
    author: Author
    text: str
    links: list[LinkView]
    mentions: list[int]
    at: datetime


class EventEntry(Struct, kw_only=True, tag_field="entry", tag="event"):
    """An event in the timeline."""

    id: int
    kind: str
    actor: Author
    data: dict[str, Any]
    at: datetime


class Timeline(Struct):
    """A part of the timeline, oldest first; `next_cursor` leads to what came before."""

    items: list[MessageEntry | NoteEntry | EventEntry]
    next_cursor: str | None


class ClaimRequest(Struct, forbid_unknown_fields=True):
    """Taking a conversation, from a colleague if `take_over`."""

    take_over: bool = False


class AssignmentRequest(Struct, forbid_unknown_fields=True):
    """Whom a conversation is given to. A field left out stays; a null assignee means the team."""

    team_id: Id | UnsetType | None = UNSET
    assignee_id: Id | UnsetType | None = UNSET


class TagsRequest(Struct, forbid_unknown_fields=True):
    """All tags a conversation shall have."""

    tag_ids: Annotated[list[Id], Meta(max_length=50)]


class PriorityRequest(Struct, forbid_unknown_fields=True):
    """How urgent a conversation is."""

    priority: Priority


class ResolutionRequest(Struct, forbid_unknown_fields=True):
    """Why a conversation is closed."""

    reason: ResolveReason
    note: Annotated[str, Meta(max_length=2000)] | None = None


class SnoozeRequest(Struct, forbid_unknown_fields=True):
    """Until when a conversation is put away: a time with its zone, within a year."""

    until: Annotated[datetime, Meta(tz=True)]


class PresenceRequest(Struct, forbid_unknown_fields=True):
    """The actor has the conversation open, and is typing or not."""

    typing: bool = False
