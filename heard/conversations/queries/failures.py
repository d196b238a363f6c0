"""Replies that did not go out, or of which nobody knows: one list over all conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from heard.conversations.models import Conversation, Message
from heard.conversations.queries.visibility import within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def failed_replies(
    session: Session, actor: Actor, *, before: int | None = None, since: datetime | None = None, limit: int
) -> Sequence[Any]:
    """Failed and unknown replies that the actor may see, newest first."""
    query = (
        select(
            Message.id,
            Message.conversation_id,
            Conversation.number,
            Message.account_id,
            Message.delivery,
            Message.reason_code,
            Message.reason,
            Message.attempted_at,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(*_failed(actor))
    )
    if before is not None:
        query = query.where(Message.id < before)
    if since is not None:
        query = query.where(Message.attempted_at >= since)
    return (await session.execute(query.order_by(Message.id.desc()).limit(limit))).all()


async def count_failed_replies(session: Session, actor: Actor) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Message).join(Conversation, Conversation.id == Message.conversation_id)
    return (await session.execute(query.where(*_failed(actor)))).scalar_one()


def _failed(actor: Actor) -> list[ColumnElement[bool]]:
    # The conversation counts its open failures, so its index leads to the few messages that matter.
    mine = [Conversation.workspace_id == actor.workspace_id, within(actor), Conversation.failed > 0]
    return [*mine, Message.delivery.in_(("failed", "unknown"))]
