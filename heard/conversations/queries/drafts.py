"""What the composer must know beside the conversation itself: everybody's drafts, and how far a move to private has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import BigInteger, cast, func, select

from heard.accounts.models import User
from heard.conversations.models import Conversation, Message, SavedDraft
from heard.conversations.queries.detail import visible
from heard.kit.log import LogEntry

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session

Move = Literal["invited", "private", "returned"]
"""A public exchange was invited to private; has gone on there; was closed in public again."""
_MOVES = ("conversation.invited_to_private", "conversation.returned_to_public")


async def drafts(session: Session, actor: Actor, conversation_id: int) -> list[tuple[SavedDraft, str]]:
    """Every draft in a conversation with its writer's name, the newest first.

    Raises:
        NotFound: the actor may not see the conversation.
    """
    conversation = await visible(session, actor, conversation_id)
    query = (
        select(SavedDraft, User.name)
        .join(User, User.id == SavedDraft.user_id)
        .where(SavedDraft.workspace_id == actor.workspace_id, SavedDraft.conversation_id == conversation.id)
        .order_by(SavedDraft.saved_at.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def has_met(session: Session, actor: Actor, conversation: Conversation) -> bool:
    """Whether the actor has answered this contact before, in any conversation."""
    said = (
        select(Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Conversation.workspace_id == actor.workspace_id,
            Conversation.contact_id == conversation.contact_id,
            Message.direction == "out",
            Message.author_kind == "person",
            Message.author_id == actor.user_id,
        )
    )
    return await session.scalar(select(said.exists())) is True


async def move_of(session: Session, conversation: Conversation) -> Move | None:
    """How far a move to private has come; what was undone does not count."""
    said = cast(LogEntry.data["message_id"].astext, BigInteger)
    query = (
        select(LogEntry.kind, Message.id)
        .join(Message, Message.id == said)
        .where(
            LogEntry.workspace_id == conversation.workspace_id,
            LogEntry.conversation_id == conversation.id,
            LogEntry.kind.in_(_MOVES),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    last = (await session.execute(query)).first()
    if last is None:
        return None
    if last.kind == _MOVES[1]:
        return "returned"
    private = select(func.count()).where(
        Message.conversation_id == conversation.id,
        Message.visibility == "private",
        Message.direction == "out",
        Message.id > last.id,
    )
    return "private" if await session.scalar(private) else "invited"
