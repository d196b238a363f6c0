"""What the placeholders of a macro stand for in one conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.accounts.service import introduction_of
from heard.channels.models import Account
from heard.contacts.models import Contact, Identity
from heard.conversations.queries.detail import visible
from heard.kit.text import first_name

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def values_for(session: Session, actor: Actor, conversation_id: int) -> dict[str, str]:
    """A value for each placeholder that has one.

    Raises:
        NotFound: the actor may not see the conversation.
    """
    conversation = await visible(session, actor, conversation_id)
    contact = await session.get_one(Contact, conversation.contact_id)
    identity = await session.get_one(Identity, conversation.identity_id)
    account = await session.get_one(Account, conversation.account_id)
    # Some networks tell no name: then the handle or a number stands where the name would, and nobody is called that.
    nameless = {identity.handle, identity.external_id, (identity.handle or "").lstrip("@")}
    name = "" if contact.name in nameless else contact.name
    return {
        "contact.name": name,
        "contact.first_name": first_name(name),
        "contact.handle": identity.handle or "",
        "agent.name": actor.name,
        "agent.first_name": first_name(actor.name),
        "agent.introduction": await introduction_of(session, actor=actor),
        "account.name": account.name,
        "account.handle": account.handle,
        "conversation.number": str(conversation.number),
    }
