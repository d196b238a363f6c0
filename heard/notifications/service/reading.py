"""What a person has read, and throwing away what they read long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from heard.kit.db import tell_after_commit
from heard.notifications.models import Notification
from heard.notifications.service.telling import NOTIFIED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def mark_read(
    session: Session,
    *,
    actor: Actor,
    ids: Sequence[int] | None = None,
    conversation_id: int | None = None,
    up_to: int | None = None,
) -> None:
    """Mark the actor's notifications as read: those named, those of a conversation, or all; none newer than `up_to`."""
    mine = [
        Notification.workspace_id == actor.workspace_id,
        Notification.user_id == actor.user_id,
        Notification.read_at.is_(None),
    ]
    if ids is not None:
        mine.append(Notification.id.in_(ids))
    if conversation_id is not None:
        mine.append(Notification.conversation_id == conversation_id)
    if up_to is not None:
        mine.append(Notification.event_id <= up_to)
    marked = await session.execute(
        update(Notification).where(*mine).values(read_at=func.now()).returning(Notification.id)
    )
    if marked.first() is not None:
        # The person's other windows count again.
        tell_after_commit(session, NOTIFIED, f"{actor.workspace_id} {actor.user_id}")


async def prune(session: Session, before: datetime, *, limit: int) -> int:
    """Remove up to `limit` notifications read before a time; how many."""
    old = select(Notification.id).where(Notification.read_at < before).order_by(Notification.read_at).limit(limit)
    removed = await session.execute(
        delete(Notification).where(Notification.id.in_(old.scalar_subquery())).returning(Notification.id)
    )
    return len(removed.all())
