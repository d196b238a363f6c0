"""HTTP shapes of a person: facts, notes, history, merges, mutes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from heard.conversations.schemas import Author, Id, Identity, MessageEntry, Mute, Tag

Relationship = Literal[
    "customer", "prospect", "partner", "supplier", "employee", "press", "influencer", "competitor", "troll"
]
Line = Annotated[str, Meta(max_length=500)]
NoteText = Annotated[str, Meta(max_length=2000)]
Value = str | int | float | bool | None
Side = Literal["kept", "gone"]
PersonAction = Literal["edit", "note", "mute"]


class FieldValue(Struct):
    """The value of one of the workspace's own fields."""

    field_id: int
    value: Value


class MuteView(Struct):
    """That a person is muted or blocked: by whom, when and why."""

    kind: Mute
    reason: str
    at: datetime
    by_id: int
    by_name: str


class MergeView(Struct):
    """Somebody who was merged into this person."""

    id: int
    gone_id: int
    gone_name: str
    by_name: str
    at: datetime
    can_undo: bool


class Person(Struct, kw_only=True):
    """A person with everything known of them."""

    id: int
    name: str
    vip: bool
    relationship: Relationship | None
    tags: list[Tag]
    email: str | None
    phone: str | None
    customer_number: str | None
    crm_validated: bool | None
    values: list[FieldValue]
    identities: list[Identity]
    first_seen_at: datetime
    conversation_count: int
    mute: MuteView | None
    merges: list[MergeView]
    permitted: list[PersonAction]


class PersonChange(Struct, forbid_unknown_fields=True):
    """What of a person shall change: what is left out stays, null takes away. `crm_validated` is for programs."""

    name: Line | UnsetType = UNSET
    vip: bool | UnsetType = UNSET
    relationship: Relationship | UnsetType | None = UNSET
    tag_ids: Annotated[list[Id], Meta(max_length=50)] | UnsetType = UNSET
    email: Line | UnsetType | None = UNSET
    phone: Line | UnsetType | None = UNSET
    customer_number: Line | UnsetType | None = UNSET
    crm_validated: bool | UnsetType | None = UNSET
    values: Annotated[list[FieldValue], Meta(max_length=50)] = []


class PersonNote(Struct, kw_only=True):
    """A note on a person."""

    id: int
    author: Author
    text: str
    at: datetime
    edited_at: datetime | None
    edited_by: str | None


class PersonNoteList(Struct):
    """A page of notes, the newest first."""

    items: list[PersonNote]
    next_cursor: str | None


class PersonNoteRequest(Struct, forbid_unknown_fields=True):
    """The words of a note."""

    text: NoteText


class PersonMessage(Struct):
    """A message, and the conversation it is in."""

    conversation_id: int
    number: int
    network: str
    message: MessageEntry


class PersonMessageList(Struct):
    """A page of everything said with a person, the newest first."""

    items: list[PersonMessage]
    next_cursor: str | None


class PersonHint(Struct):
    """Somebody who may be the same person, and why."""

    id: int
    name: str
    network: str
    handle: str | None
    avatar_url: str | None
    reason: Literal["handle", "email"]


class PersonHintList(Struct):
    """Who may be the same person."""

    items: list[PersonHint]


class MergeSide(Struct):
    """One of two people who may be one."""

    id: int
    name: str
    identities: list[Identity]
    conversation_count: int


class MergeConflict(Struct):
    """A fact of which the two say something different; the field's id where it is one of the workspace's own."""

    fact: str
    field_id: int | None
    kept: Any
    gone: Any


class MergePreview(Struct):
    """What two people would be as one; who is kept decides where nothing is chosen."""

    kept: MergeSide
    gone: MergeSide
    conflicts: list[MergeConflict]
    after: dict[str, Any]


class MergeRequest(Struct, forbid_unknown_fields=True):
    """Who is merged into the person, and whose value stays of facts that differ."""

    gone_id: Id
    choices: dict[Annotated[str, Meta(max_length=60)], Side] = {}


class MergeMade(Struct):
    """A merge that was made; undo it by its id."""

    id: int
    kept_id: int
    gone_id: int


class MuteRequest(Struct, forbid_unknown_fields=True):
    """Why nobody needs to hear this person."""

    kind: Mute
    reason: NoteText


class MutedPerson(Struct):
    """A person who is muted or blocked."""

    id: int
    name: str
    mute: MuteView


class MutedPersonList(Struct):
    """A page of those who are muted or blocked, the latest first."""

    items: list[MutedPerson]
    next_cursor: str | None
