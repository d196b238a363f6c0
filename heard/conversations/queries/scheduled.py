"""Replies that wait for their time, and those that came back: of one conversation, and the next of each on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, and_, any_, func, literal, not_, or_, select

from heard.accounts.service import names_of
from heard.conversations.models import Conversation, ScheduledReply
from heard.conversations.queries.detail import visible
from heard.conversations.queries.visibility import within
from heard.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 100
Scheduled = tuple[list[ScheduledReply], dict[int, str]]


async def of_conversation(session: Session, actor: Actor, conversation_id: int) -> Scheduled:
    """What waits in a conversation and what came back and nobody has seen to, the next first; with names.

    Raises:
        NotFound: the actor may not see the conversation.
    """
    conversation = await visible(session, actor, conversation_id)
    unseen = and_(ScheduledReply.state == "returned", not_(ScheduledReply.seen_to))
    query = select(ScheduledReply).where(
        ScheduledReply.workspace_id == actor.workspace_id,
        ScheduledReply.conversation_id == conversation.id,
        or_(ScheduledReply.state == "waiting", unseen),
    )
    found = await session.scalars(query.order_by(ScheduledReply.send_at, ScheduledReply.id).limit(MOST))
    return await named(session, actor, list(found))


async def named(session: Session, actor: Actor, found: list[ScheduledReply]) -> Scheduled:
    """The same with the names of their people."""
    people = {user for each in found for user in (each.author_id, each.ended_by) if user is not None}
    return found, await names_of(session, actor.workspace_id, people) if people else {}


async def attachment(session: Session, actor: Actor, scheduled_id: int, place: int) -> tuple[str, str | None]:
    """The address and name of a picture that goes with a reply that waits, in a conversation the actor may see.

    Raises:
        NotFound: no such reply or place.
    """
    query = (
        select(ScheduledReply.attachments)
        .join(Conversation, Conversation.id == ScheduledReply.conversation_id)
        .where(ScheduledReply.id == scheduled_id, Conversation.workspace_id == actor.workspace_id, within(actor))
    )
    found = await session.scalar(query)
    if found is None or place >= len(found):
        raise NotFound
    return found[place]["url"], found[place].get("name")


async def next_of(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> dict[int, datetime]:
    """When the next reply goes out in each of these conversations where one waits: one question for a whole page."""
    if not rows:
        return {}
    ids = literal([row.Conversation.id for row in rows], ARRAY(BigInteger))
    query = (
        select(ScheduledReply.conversation_id, func.min(ScheduledReply.send_at))
        .where(
            ScheduledReply.workspace_id == actor.workspace_id,
            ScheduledReply.conversation_id == any_(ids),
            ScheduledReply.state == "waiting",
        )
        .group_by(ScheduledReply.conversation_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
