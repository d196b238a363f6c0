"""Where a search may lead besides to words: straight to a conversation by its number, or to a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true

from heard.contacts.models import Contact, Identity
from heard.conversations.models import Conversation
from heard.conversations.queries.hits import as_query, bounded
from heard.conversations.queries.lists import rows_of
from heard.conversations.queries.visibility import visible_to
from heard.kit import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

PEOPLE = 5
_LOOKED_AT = 100
_NUMBER = re.compile(r"#?(\d{1,15})")


async def conversation(session: Session, actor: Actor, text: str) -> Row[Any] | None:
    """The conversation whose number was typed (`1234`, `#1234`), as a row of the list."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    return (await session.execute(rows_of(actor).where(Conversation.number == int(match[1])))).first()


async def people(session: Session, actor: Actor, text: str) -> Sequence[Row[Any]]:
    """People whose name or handle has all the words, the last of them perhaps unfinished, each with their last conversation.

    Of more than 100 with such a name, which of them are looked at is left to chance: another word tells them apart.
    """
    words = [tokens.lexeme(actor.workspace_id, word.text, begins=True) for word in tokens.words(text)]
    if not words or (len(text.strip()) < 2 and text.isascii()):  # noqa: PLR2004 — one letter begins half of all names
        return []
    named = (
        select(Identity)
        .where(Identity.workspace_id == actor.workspace_id, Identity.tokens.op("@@")(as_query(" & ".join(words))))
        .limit(_LOOKED_AT)
        .cte("named")
    )
    last = (
        visible_to(actor)
        .where(Conversation.contact_id == named.c.contact_id)
        .with_only_columns(Conversation.id.label("conversation_id"))
        .order_by(Conversation.id.desc())
        .limit(1)
        .lateral("last")
    )
    query = (
        select(named.c.contact_id, named.c.handle, named.c.network, named.c.avatar_url, named.c.verified)
        .add_columns(
            named.c.id.label("identity_id"),
            func.coalesce(named.c.name, Contact.name).label("name"),
            last.c.conversation_id,
        )
        .select_from(named.join(Contact, Contact.id == named.c.contact_id).join(last, true()))
        .order_by(named.c.seen_at.desc(), named.c.id)
        .limit(PEOPLE)
    )
    async with bounded(session):
        return (await session.execute(query)).all()
