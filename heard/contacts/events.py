"""What happens to what is known of a person. Their messages are in the events of conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """Facts changed: each with its value before and after."""

    kind = "contact.changed"
    contact_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ContactNoted(Event):
    """A note on a person was added, edited, deleted or brought back."""

    kind = "contact.noted"
    contact_id: int
    note_id: int
    change: str


@dataclass(frozen=True, kw_only=True)
class ContactMuted(Event):
    """A person is muted or blocked, with the reason: what they say makes no work."""

    kind = "contact.muted"
    contact_id: int
    mute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactUnmuted(Event):
    """A person is heard again."""

    kind = "contact.unmuted"
    contact_id: int
    before: str


@dataclass(frozen=True, kw_only=True)
class ContactSpared(Event):
    """A person is no spammer: no word of the list files what they say any more."""

    kind = "contact.spared"
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class ContactsMerged(Event):
    """Two people are one: `contact_id` stays, with what `gone_id` had."""

    kind = "contact.merged"
    contact_id: int
    gone_id: int
    merge_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """A merge was taken back: the two are two again."""

    kind = "contact.unmerged"
    contact_id: int
    gone_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class FieldChanged(Event):
    """A field of the workspace's own was added, changed or removed."""

    kind = "contact.field_changed"
    field_id: int
    change: str
    name: str
