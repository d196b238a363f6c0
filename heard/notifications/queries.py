"""A person's notifications, as far as they may see the conversations (law 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from heard.accounts.models import User
from heard.contacts.models import Contact
from heard.conversations.models import Conversation, Message, Note
from heard.conversations.service import within
from heard.kit import paging
from heard.notifications.models import Mailing, Notification, SlackConnection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

COUNT_CAP = 99
_BEGINNING = 400


async def page(
    session: Session, actor: Actor, *, unread: bool, cursor: str | None, limit: int
) -> tuple[Sequence[Row[Any]], str | None]:
    """One page of the actor's notifications, the newest first: (rows, cursor of the next).

    Raises:
        BadCursor: a cursor of another list.
    """
    query = _shown(actor)
    if unread:
        query = query.where(Notification.read_at.is_(None))
    if cursor is not None:
        query = query.where(Notification.event_id < paging.decode(cursor, int))
    rows = (await session.execute(query.order_by(Notification.event_id.desc()).limit(limit + 1))).all()
    return rows[:limit], paging.following(rows, limit, lambda row: row.Notification.event_id)


async def unread(session: Session, actor: Actor, *, notification_id: int, event_id: int) -> Row[Any] | None:
    """One of the actor's notifications, unless it was read, tells of something newer by now, or is not theirs to see."""
    query = _shown(actor).where(
        Notification.id == notification_id, Notification.event_id == event_id, Notification.read_at.is_(None)
    )
    return (await session.execute(query)).first()


async def unmailed(session: Session, actor: Actor, *, kinds: Sequence[str], limit: int) -> Sequence[Row[Any]]:
    """The actor's notifications of these kinds that they have not read and were not mailed of, the newest first."""
    mailed = Notification.mailed_event_id
    query = _shown(actor).where(
        Notification.kind.in_(kinds),
        Notification.read_at.is_(None),
        or_(mailed.is_(None), mailed < Notification.event_id),
    )
    return (await session.execute(query.order_by(Notification.event_id.desc()).limit(limit))).all()


@dataclass(frozen=True)
class MailTrouble:
    """How many mails the server did not take yet, since when, and what it said last."""

    count: int
    since: datetime
    reason: str


async def mail_trouble(session: Session, workspace_id: int | None) -> MailTrouble | None:
    """What the mail server's trouble is, in a workspace or (None) in all; None while there is none."""
    waiting = [Mailing.state == "waiting", Mailing.tries > 0]
    if workspace_id is not None:
        waiting.append(Mailing.workspace_id == workspace_id)
    query = select(func.count().over(), func.min(Mailing.since).over(), Mailing.reason).where(*waiting)
    row = (await session.execute(query.order_by(Mailing.id.desc()).limit(1))).first()
    return None if row is None else MailTrouble(row[0], row[1], row[2] or "")


async def slack_of(session: Session, workspace_id: int) -> SlackConnection | None:
    """The workspace's Slack."""
    return await session.get(SlackConnection, workspace_id)


async def count_unread(session: Session, actor: Actor) -> int:
    """How many the actor has not read; counted as far as one more than `COUNT_CAP`."""
    unread = _mine(actor, Notification.id).where(Notification.read_at.is_(None)).limit(COUNT_CAP + 1)
    return await session.scalar(select(func.count()).select_from(unread.subquery())) or 0


def _mine(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Notification)
        .join(Conversation, Conversation.id == Notification.conversation_id)
        .where(
            Notification.workspace_id == actor.workspace_id,
            Notification.user_id == actor.user_id,
            Conversation.workspace_id == actor.workspace_id,
            within(actor),
        )
    )


def _shown(actor: Actor) -> Select[*tuple[Any, ...]]:
    who = aliased(User)
    return (
        _mine(
            actor,
            Notification,
            Conversation.number,
            Conversation.network,
            Contact.name.label("contact_name"),
            who.name.label("actor_name"),
            func.left(Message.text, _BEGINNING).label("message_text"),
            Message.reason,
            func.left(Note.text, _BEGINNING).label("note_text"),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(Message, Message.id == Notification.message_id)
        .outerjoin(Note, Note.id == Notification.note_id)
        .outerjoin(who, who.id == Notification.actor_id)
    )
