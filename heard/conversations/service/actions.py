"""Actions that can be taken on many conversations at once, how each changes one of them, and how it is taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct

from heard.conversations import events
from heard.conversations.models import PRIORITIES
from heard.conversations.service import moves

if TYPE_CHECKING:
    from heard.conversations.models import Conversation
    from heard.kit.log import By, Event

Ids = Annotated[list[Annotated[int, Meta(ge=1, le=2**63 - 1)]], Meta(min_length=1, max_length=50)]
_Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class Assign(Struct, tag_field="do", tag="assign", forbid_unknown_fields=True):
    """Give them to a team, a person or both; a null assignee means the team."""

    team_id: _Id | None = None
    assignee_id: _Id | None = None


class AddTags(Struct, tag_field="do", tag="add_tags", forbid_unknown_fields=True):
    """Put tags on them."""

    tag_ids: Ids


class RemoveTags(Struct, tag_field="do", tag="remove_tags", forbid_unknown_fields=True):
    """Take tags off them."""

    tag_ids: Ids


class Prioritise(Struct, tag_field="do", tag="prioritise", forbid_unknown_fields=True):
    """Set how urgent they are."""

    priority: Literal["urgent", "high", "normal", "low"]


class Resolve(Struct, tag_field="do", tag="resolve", forbid_unknown_fields=True):
    """Close them with a reason."""

    reason: Literal["answered", "no_reply_needed", "spam", "duplicate", "other"]
    note: Annotated[str, Meta(max_length=2000)] | None = None


class Snooze(Struct, tag_field="do", tag="snooze", forbid_unknown_fields=True):
    """Put them away until a time."""

    until: Annotated[datetime, Meta(tz=True)]


class Reopen(Struct, tag_field="do", tag="reopen", forbid_unknown_fields=True):
    """Take them back: what is resolved, and what was put away."""


Action: TypeAlias = Assign | AddTags | RemoveTags | Prioritise | Resolve | Snooze | Reopen


class Before(Struct):
    """What a conversation was before an action: what taking back restores."""

    state: str
    team_id: int | None
    assignee_id: int | None
    owner_id: int | None
    tag_ids: list[int]
    priority: int
    waiting_since: datetime
    snoozed_until: datetime | None
    resolved_at: datetime | None
    resolve_reason: str | None

    @classmethod
    def of(cls, conversation: Conversation) -> Before:
        """What it is now."""
        return cls(**{name: getattr(conversation, name) for name in cls.__struct_fields__})


def take(action: Action, conversation: Conversation, by: By, *, at: datetime) -> Event | None:
    """Take an action on a locked conversation; the event to log, or None when it changed nothing."""
    match action:
        case Assign(team_id, assignee_id):
            return moves.assigned(conversation, by, team_id=team_id, assignee_id=assignee_id)
        case AddTags(tag_ids):
            return moves.tagged(conversation, by, {*conversation.tag_ids, *tag_ids})
        case RemoveTags(tag_ids):
            return moves.tagged(conversation, by, set(conversation.tag_ids) - set(tag_ids))
        case Prioritise(priority):
            return moves.prioritised(conversation, by, priority)
        case Resolve(reason, note):
            return moves.resolved(conversation, by, reason=reason, note=note, at=at)
        case Snooze(until):
            return moves.snoozed(conversation, by, until)
        case Reopen():
            return moves.woken(conversation, by, at=at) or moves.reopened(conversation, by, at=at)


def take_back(before: Before, conversation: Conversation, by: By, *, at: datetime) -> list[Event]:
    """Let a locked conversation be again what it was; the events to log."""
    changed = [
        moves.assigned(conversation, by, team_id=before.team_id, assignee_id=before.assignee_id),
        moves.tagged(conversation, by, before.tag_ids),
        moves.prioritised(conversation, by, PRIORITIES[before.priority]),
        _state_back(before, conversation, by, at),
    ]
    conversation.owner_id = before.owner_id
    return [event for event in changed if event is not None]


def _state_back(before: Before, conversation: Conversation, by: By, at: datetime) -> Event | None:
    now, then = conversation.state, before.state
    if (now, conversation.snoozed_until) == (then, before.snoozed_until):
        return None
    for name in ("state", "waiting_since", "snoozed_until", "resolved_at", "resolve_reason"):
        setattr(conversation, name, getattr(before, name))
    conversation.version += 1
    about: dict[str, Any] = {"workspace_id": conversation.workspace_id, "by": by, "conversation_id": conversation.id}
    if now == "resolved":
        conversation.kept_open_at = at
        return events.ConversationReopened(**about, before=now, after=then)
    if then == "resolved":
        return events.ConversationResolved(**about, before=now, reason=before.resolve_reason or "other")
    return events.ConversationStateChanged(**about, before=now, after=then)
