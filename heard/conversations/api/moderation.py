"""Routes of what is done with messages on their network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import delete, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.conversations import views
from heard.conversations.queries.standing import standings
from heard.conversations.schemas import Id, MessageEntry
from heard.conversations.schemas import moderation as moderation_schemas
from heard.conversations.service import moderating
from heard.kit.db import Session

if TYPE_CHECKING:
    from heard.conversations.models import Message


@post("/api/messages/{message_id:int}/moderations", opt=needs(Permission.MODERATE))
async def moderate_message(
    message_id: Id, data: JSONBody[moderation_schemas.ModerationRequest], session: Given[Session], actor: Given[Actor]
) -> MessageEntry:
    """Like a message, hide it, show it again, or delete our own: the network is asked at once."""
    message = await moderating.ask(
        session, actor=actor, message_id=message_id, deed=data.deed, why=data.why, note=data.note
    )
    return await _message(session, actor, message)


@delete("/api/messages/{message_id:int}/moderation", opt=needs(Permission.MODERATE), status_code=200)
async def dismiss_moderation(message_id: Id, session: Given[Session], actor: Given[Actor]) -> MessageEntry:
    """Let go of what the network refused."""
    return await _message(session, actor, await moderating.dismiss(session, actor=actor, message_id=message_id))


ROUTES = [moderate_message, dismiss_moderation]


async def _message(session: Session, actor: Actor, message: Message) -> MessageEntry:
    await session.flush()
    people = await views.People.of(session, message.workspace_id, [message])
    return views.message(message, people, (await standings(session, actor, [message]))[message.id])
