"""Where a file lies, or a link leads, that the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from heard.contacts.models import Identity
from heard.conversations.models import CARDS_SHOWN, Conversation, Message
from heard.conversations.queries.visibility import within
from heard.kit.errors import NotFound
from heard.kit.links import links_in

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
    found = await session.scalar(_message(actor, message_id, Message.attachments))
    if found is None or place >= len(found):
        raise NotFound
    return Attached(found[place]["url"], found[place].get("name"))


async def link(session: Session, actor: Actor, message_id: int, place: int) -> str:
    """The address of the link at a place (from 0) in a message of a conversation the actor may see.

    Raises:
        NotFound: no such message or link.
    """
    found = links_in(await session.scalar(_message(actor, message_id, Message.text)) or "")[:CARDS_SHOWN]
    if place >= len(found):
        raise NotFound
    return found[place].url


def _message(actor: Actor, message_id: int, column: Any) -> Select[Any]:
    return (
        select(column)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id, Conversation.workspace_id == actor.workspace_id, within(actor))
    )


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
