"""What waited for its time and may not go out comes back to its author, with the reason: nothing is lost, nothing said unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from heard.conversations.events import scheduled as events
from heard.conversations.models import Conversation, ScheduledReply
from heard.conversations.service.drafts import give_back_alone
from heard.kit import log
from heard.kit.db import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Database, Session
    from heard.kit.log import By

CUSTOMER_WROTE = "customer_wrote"
TAKEN_BACK = "taken_back"
RESTORED = "restored"


def about(scheduled: ScheduledReply, by: By) -> dict[str, Any]:
    """What every event of a reply that waits for its time says."""
    return {
        "workspace_id": scheduled.workspace_id,
        "by": by,
        "conversation_id": scheduled.conversation_id,
        "scheduled_id": scheduled.id,
        "author_id": scheduled.author_id,
    }


async def bring_back(
    session: Session, conversation: Conversation, scheduled: ScheduledReply, *, reason: str, by: By = log.SYSTEM
) -> None:
    """Give a locked one back to its author, who is told; as their draft, unless they have written something else there."""
    scheduled.in_draft = await give_back_alone(session, scheduled)
    scheduled.ended_at = await moment(session)
    scheduled.ended_by = by.id if by.kind == "person" else None
    scheduled.state = "returned"
    scheduled.reason = reason
    conversation.version += 1
    await log.append(session, events.ReplyUnscheduled(**about(scheduled, by), reason=reason))


async def customer_wrote(session: Session, scheduled: ScheduledReply) -> bool:
    """Whether the contact has said something since it was written, here or in the conversation that follows this one."""
    return await session.scalar(_WROTE, {"id": scheduled.id}) is not None


async def waiting(session: Session, scheduled_id: int, *, skip: bool) -> tuple[Conversation, ScheduledReply] | None:
    """One that still waits and its conversation, both locked; None when it does not, or (`skip`) is being worked on."""
    where = select(ScheduledReply.conversation_id).where(ScheduledReply.id == scheduled_id)
    conversation = await session.scalar(
        select(Conversation)
        .where(Conversation.id == where.scalar_subquery())
        .with_for_update(of=Conversation, skip_locked=skip)
        .execution_options(populate_existing=True)
    )
    if conversation is None:
        return None
    query = select(ScheduledReply).where(ScheduledReply.id == scheduled_id, ScheduledReply.state == "waiting")
    scheduled = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    return None if scheduled is None else (conversation, scheduled)


async def return_answered(session: Session, message_ids: Sequence[int]) -> None:
    """Give back what waits in the conversations of these messages of contacts: they have spoken first."""
    if not message_ids:
        return
    for scheduled_id in (await session.scalars(_OVERTAKEN, {"messages": list(message_ids)})).all():
        found = await waiting(session, scheduled_id, skip=False)
        if found is not None:
            await bring_back(session, *found, reason=CUSTOMER_WROTE)


async def return_all(database: Database) -> int:
    """Give back everything that waits for its time; how much. For a database that was restored from a backup.

    Since the backup was made it may have been sent, by its time or by its author, or taken back: a person looks first (law 4).
    """
    async with database.transaction() as session:
        query = select(ScheduledReply.id).where(ScheduledReply.state == "waiting")
        ids = (await session.scalars(query.order_by(ScheduledReply.conversation_id, ScheduledReply.id))).all()
    for scheduled_id in ids:
        async with database.transaction() as session:
            found = await waiting(session, scheduled_id, skip=False)
            if found is not None:
                await bring_back(session, *found, reason=RESTORED)
    return len(ids)


# A conversation that was resolved is followed by another when its contact writes again.
_WROTE = text("""
SELECT m.id FROM scheduled_replies s
JOIN conversations c ON c.id = s.conversation_id OR c.previous_id = s.conversation_id
JOIN messages m ON m.conversation_id = c.id AND m.id > s.after_message_id AND m.direction = 'in' AND NOT m.past
WHERE s.id = :id LIMIT 1
""")
_OVERTAKEN = text("""
SELECT s.id FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN scheduled_replies s ON s.workspace_id = c.workspace_id AND s.conversation_id IN (c.id, c.previous_id)
  AND s.state = 'waiting' AND s.after_message_id < m.id
WHERE m.id = ANY(:messages) AND m.direction = 'in' AND NOT m.past
GROUP BY s.id ORDER BY s.conversation_id, s.id
""")
