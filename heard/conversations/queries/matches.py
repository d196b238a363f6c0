"""What was said inside one conversation, by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select, union_all

from heard.conversations.errors import NothingToSearchFor
from heard.conversations.models import Message, Note
from heard.conversations.queries.hits import as_query, bounded
from heard.kit.tokens import lexeme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.conversations.asked import Asked
    from heard.kit.db import Session

MOST = 200


async def matches(session: Session, actor: Actor, conversation_id: int, asked: Asked) -> Sequence[Row[Any]]:
    """Messages and notes of a conversation the actor may see that have all the words, newest first, 200 at most.

    Raises:
        NothingToSearchFor: no word is asked for.
    """
    if not asked.terms:
        raise NothingToSearchFor
    words = [lexeme(actor.workspace_id, term.token, begins=term.begins) for term in asked.terms]
    wanted = as_query(" & ".join(words))
    each = [
        select(literal(kind).label("kind"), table.id, at.label("at"), table.text).where(
            table.conversation_id == conversation_id, table.tokens.op("@@")(wanted)
        )
        for kind, table, at in (("message", Message, Message.sort_at), ("note", Note, Note.at))
    ]
    found = union_all(*each).subquery()
    query = select(found).order_by(found.c.at.desc(), found.c.id.desc()).limit(MOST)
    async with bounded(session):
        return (await session.execute(query)).all()
