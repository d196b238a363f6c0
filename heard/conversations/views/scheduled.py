"""How replies that wait for their time become HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from heard.conversations.schemas import Author
from heard.conversations.schemas import scheduled as schemas
from heard.conversations.service.scheduling.planning import may_change
from heard.conversations.views.approvals import pictures

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.conversations.models import ScheduledReply
    from heard.conversations.queries.scheduled import Scheduled


def scheduled(found: Scheduled, actor: Actor) -> schemas.ScheduledList:
    """What waits for its time in a conversation, as the actor sees it."""
    items, names = found
    return schemas.ScheduledList([entry(each, names, actor) for each in items])


def entry(one: ScheduledReply, names: dict[int, str], actor: Actor) -> schemas.ScheduledEntry:
    """A reply that waits for its time, or came back."""
    return schemas.ScheduledEntry(
        id=one.id,
        conversation_id=one.conversation_id,
        author=Author("person", one.author_id, names.get(one.author_id, ""), None),
        visibility=cast("Visibility", one.visibility),
        thread_id=one.thread_id,
        text=one.words,
        attachments=pictures(f"/api/scheduled/{one.id}/attachments", one.attachments),
        client_ref=str(one.client_ref),
        send_at=one.send_at,
        state=cast("schemas.ScheduledState", one.state),
        reason=one.reason,
        by_name=names.get(one.ended_by) if one.ended_by else None,
        in_draft=one.in_draft,
        resolves=bool(one.beside.get("resolve")),
        message_id=one.message_id,
        created_at=one.created_at,
        ended_at=one.ended_at,
        can=_can(one, actor),
    )


def _can(one: ScheduledReply, actor: Actor) -> list[schemas.ScheduledDeed]:
    mine = one.author_id == actor.user_id
    if one.state not in {"waiting", "returned"} or not may_change(one, actor):
        return []
    if one.state == "returned":
        return ["put_away"]
    return ["send", "reschedule", "withdraw"] if mine else ["reschedule", "withdraw"]
