"""Where a file lies that the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.contacts.models import Identity
from heard.conversations.models import Conversation, Message
from heard.conversations.queries.visibility import within
from heard.kit.errors import NotFound

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session


@dataclass(frozen=True)
class Attached:
    """What hangs on a message: its address, and its name where it has one."""

    url: str
    name: str | None


async def attachment(session: Session, actor: Actor, message_id: int, place: int) -> Attached:
    """What hangs at a place (from 0) on a message in a conversation the actor may see.

    Raises:
        NotFound: no such message or place.
    """
    query = (
        select(Message.attachments)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id, Conversation.workspace_id == actor.workspace_id, within(actor))
    )
    found = await session.scalar(query)
    if found is None or place >= len(found):
        raise NotFound
    return Attached(found[place]["url"], found[place].get("name"))


async def avatar(session: Session, actor: Actor, identity_id: int) -> str:
    """The address of a profile's picture.

    Raises:
        NotFound: no such profile in the actor's workspace, or it has no picture.
    """
    query = select(Identity.avatar_url).where(
        Identity.workspace_id == actor.workspace_id, Identity.id == identity_id, Identity.avatar_url.is_not(None)
    )
    url = await session.scalar(query)
    if url is None:
        raise NotFound
    return url
