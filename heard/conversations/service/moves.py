"""What work makes of a locked conversation, as plain changes of its row: each gives the event to log, or None if it was so already.

No session and no clock: one conversation and a thousand are changed alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.conversations import events
from heard.conversations.models import PRIORITIES
from heard.conversations.service.arrivals import NOBODY_WAITS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from heard.conversations.models import Conversation
    from heard.kit.log import By, Event


def assigned(conversation: Conversation, by: By, *, team_id: int | None, assignee_id: int | None) -> Event | None:
    """Give it to a team, a person or both; without a team its own stays, so that somebody is responsible (law 3)."""
    before = conversation.team_id, conversation.assignee_id
    conversation.team_id = team_id if team_id is not None else conversation.team_id
    conversation.assignee_id = assignee_id
    conversation.owner_id = conversation.owner_id or assignee_id
    if before == (conversation.team_id, conversation.assignee_id):
        return None
    conversation.version += 1
    return events.ConversationAssigned(
        **_about(conversation, by),
        team_id=conversation.team_id,
        assignee_id=assignee_id,
        from_team_id=before[0],
        from_assignee_id=before[1],
    )


def tagged(conversation: Conversation, by: By, tag_ids: Iterable[int]) -> Event | None:
    """Let it have these tags and no others."""
    before, wanted = set(conversation.tag_ids), set(tag_ids)
    if before == wanted:
        return None
    conversation.tag_ids = sorted(wanted)
    conversation.version += 1
    return events.ConversationTagged(
        **_about(conversation, by), added=sorted(wanted - before), removed=sorted(before - wanted)
    )


def prioritised(conversation: Conversation, by: By, priority: str) -> Event | None:
    """Let it be as urgent as one of `PRIORITIES`."""
    before, wanted = conversation.priority, PRIORITIES.index(priority)
    if before == wanted:
        return None
    conversation.priority = wanted
    conversation.version += 1
    return events.ConversationPriorityChanged(**_about(conversation, by), before=PRIORITIES[before], after=priority)


def written_in(conversation: Conversation, by: By, language: str | None, *, machine: bool = False) -> Event | None:
    """Let it be in this language, by a person's word, or (`machine`) by what a machine makes of it from now on."""
    before, said_by = conversation.language, conversation.language_by
    conversation.language, conversation.language_by = language, "machine" if machine else "person"
    if (before, said_by) == (language, conversation.language_by):
        return None
    conversation.version += 1
    return events.ConversationLanguageChanged(
        **_about(conversation, by), before=before, after=language, handed_back=machine or None
    )


def resolved(conversation: Conversation, by: By, *, reason: str, note: str | None, at: datetime) -> Event | None:
    """Close it with a reason: nobody waits any more."""
    before = conversation.state
    if before == "resolved":
        return None
    conversation.state = "resolved"
    conversation.resolved_at = at
    conversation.resolve_reason = reason
    conversation.snoozed_until = None
    conversation.waiting_since = NOBODY_WAITS
    conversation.version += 1
    return events.ConversationResolved(**_about(conversation, by), before=before, reason=reason, note=note)


def snoozed(conversation: Conversation, by: By, until: datetime) -> Event | None:
    """Put it away until a time. Whoever waits goes on waiting: when it returns, it stands where it stood."""
    if conversation.snoozed_until == until:
        return None
    before = conversation.state
    conversation.state = "snoozed"
    conversation.snoozed_until = until
    conversation.resolved_at = None
    conversation.resolve_reason = None
    conversation.version += 1
    return events.ConversationSnoozed(**_about(conversation, by), before=before, until=until.isoformat())


def woken(conversation: Conversation, by: By, *, at: datetime) -> Event | None:
    """Let it need us again; who asked nothing of us meanwhile waits from now on."""
    if conversation.state != "snoozed":
        return None
    conversation.state = "new"
    conversation.snoozed_until = None
    conversation.waiting_since = min(conversation.waiting_since, at)
    conversation.version += 1
    return events.ConversationWoken(**_about(conversation, by))


def reopened(conversation: Conversation, by: By, *, at: datetime, not_spam: bool | None = None) -> Event | None:
    """Take a resolution back: new, waiting since the last inbound message, or pending when the last word is ours."""
    if conversation.state != "resolved":
        return None
    waits = conversation.last_direction == "in"
    conversation.state = "new" if waits else "pending"
    conversation.resolved_at = None
    conversation.resolve_reason = None
    conversation.kept_open_at = at
    conversation.waiting_since = (conversation.last_inbound_at or at) if waits else NOBODY_WAITS
    conversation.version += 1
    return events.ConversationReopened(**_about(conversation, by), before="resolved", not_spam=not_spam)


def _about(conversation: Conversation, by: By) -> dict[str, Any]:
    return {"workspace_id": conversation.workspace_id, "by": by, "conversation_id": conversation.id}
