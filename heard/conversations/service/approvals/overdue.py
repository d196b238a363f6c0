"""When nobody answers in time: others are asked, and in the end the words go back to their author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from heard.conversations.events import approvals as events
from heard.conversations.models import Approval, Conversation
from heard.conversations.service.approvals.asking import about, ask_on
from heard.conversations.service.approvals.deciding import expire
from heard.kit import log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Session


async def overdue(session: Session, *, most: int) -> Sequence[int]:
    """The approvals nobody has answered in time, those that wait longest first."""
    query = select(Approval.id).where(Approval.state == "waiting", Approval.due_at <= func.now())
    return (await session.scalars(query.order_by(Approval.due_at, Approval.id).limit(most))).all()


async def escalate(session: Session, approval_id: int) -> None:
    """Ask whoever is next, or give it back; nothing if somebody has decided, or is about to."""
    where = select(Approval.conversation_id).where(Approval.id == approval_id)
    conversation = await session.scalar(
        select(Conversation)
        .where(Conversation.id == where.scalar_subquery())
        .with_for_update(of=Conversation, skip_locked=True)
    )
    if conversation is None:
        return
    late = select(Approval).where(
        Approval.id == approval_id, Approval.state == "waiting", Approval.due_at <= func.now()
    )
    approval = await session.scalar(late.with_for_update().execution_options(populate_existing=True))
    if approval is None:
        return
    asked = await ask_on(session, conversation, approval)
    if not asked:
        await expire(session, conversation, approval)
        return
    conversation.version += 1
    await log.append(session, events.ApprovalEscalated(**about(approval, log.SYSTEM), user_ids=asked))
