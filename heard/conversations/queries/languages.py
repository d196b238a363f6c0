"""What was written in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from heard.conversations.models import MessageLanguage

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
    """The languages in which somebody has written in what is open in the workspace; from language to language, not row to row."""
    return (await session.scalars(_IN_OPEN_WORK, {"workspace": actor.workspace_id})).all()


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
