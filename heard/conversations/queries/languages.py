"""What was written in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, func, literal, literal_column, select, text

from heard.conversations.models import Conversation, MessageLanguage
from heard.conversations.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def of_messages(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The languages of messages the actor may see, by id, of those that are labelled."""
    query = select(MessageLanguage.message_id, MessageLanguage.language).where(
        MessageLanguage.workspace_id == actor.workspace_id,
        MessageLanguage.message_id.in_(ids),
        MessageLanguage.language.is_not(None),
    )
    return {row.message_id: row.language for row in await session.execute(query)} if ids else {}


async def in_open_work(session: Session, actor: Actor) -> Sequence[str]:
    """The languages of open conversations the actor may see; from language to language, not row to row."""
    spoken = (await session.scalars(_IN_OPEN_WORK, {"workspace": actor.workspace_id})).all()
    if not spoken or not actor.is_confined:
        return spoken
    code = func.unnest(literal(list(spoken), ARRAY(Text))).column_valued("code")
    # Written as a literal on purpose: a generic plan cannot use a partial index for a parameter.
    is_open = Conversation.state != literal_column("'resolved'")
    seen = visible_to(actor).where(is_open, Conversation.language == code).with_only_columns(Conversation.id)
    return (await session.scalars(select(code).where(seen.exists()).order_by(code))).all()


_NEXT = """
SELECT language FROM conversations
WHERE workspace_id = :workspace AND state <> 'resolved' AND language > {after} ORDER BY language LIMIT 1
"""
_IN_OPEN_WORK = text(f"""
WITH RECURSIVE spoken AS (
  ({_NEXT.format(after="''")})
  UNION ALL
  SELECT ({_NEXT.format(after="spoken.language")}) FROM spoken WHERE spoken.language IS NOT NULL
)
SELECT language FROM spoken WHERE language IS NOT NULL
""")  # noqa: S608 — only constants of this module
