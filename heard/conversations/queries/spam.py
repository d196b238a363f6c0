"""The list of spam words, with what each has filed; and what a word would have filed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from heard.conversations.models import Conversation, Message
from heard.conversations.queries.visibility import within
from heard.conversations.spam import Entry, Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.conversations.spam import Where
    from heard.kit.db import Session

COUNT_CAP = 1000
LOOKED_THROUGH = 1000
SAMPLES = 5


@dataclass(frozen=True)
class Filed:
    """What a word would have filed of the last messages: how many of how many, and the newest of them."""

    count: int
    of: int
    newest: Sequence[Any]


async def spam_words(session: Session, actor: Actor) -> Sequence[Any]:
    """The list, newest first: each word with how many messages it filed (up to `COUNT_CAP` + 1: more) and when the last."""
    return (await session.execute(_WORDS, {"workspace": actor.workspace_id, "most": COUNT_CAP + 1})).all()


async def would_file(session: Session, actor: Actor, *, word: str, counts_in: Where) -> Filed:
    """What a word would have filed of the last `LOOKED_THROUGH` messages of customers, those left out who never are."""
    latest = (
        select(Message.id, Message.text, Message.visibility)
        .where(Message.workspace_id == actor.workspace_id, Message.direction == "in")
        .order_by(Message.sort_at.desc(), Message.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = (await session.execute(latest)).all()
    matcher = Matcher([Entry(0, word, counts_in)])
    having = [row.id for row in rows if matcher.find(row.text, row.visibility)]
    filed: Sequence[int] = (await session.scalars(_FILED, {"workspace": actor.workspace_id, "ids": having})).all()
    return Filed(len(filed), len(rows), await _samples(session, actor, filed[:SAMPLES]))


async def _samples(session: Session, actor: Actor, ids: Sequence[int]) -> Sequence[Any]:
    if not ids:
        return []
    query = (
        select(
            Message.id,
            Message.conversation_id,
            Message.text,
            Message.visibility,
            Message.at,
            Conversation.number,
            Conversation.network,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.workspace_id == actor.workspace_id, within(actor), Message.id.in_(ids))
        .order_by(Message.sort_at.desc(), Message.id.desc())
    )
    return (await session.execute(query)).all()


_WORDS = text("""
SELECT w.id, w.word, w.counts_in, w.added_at, w.added_by, filed.count, filed.last_at
FROM spam_words w CROSS JOIN LATERAL (
  SELECT count(*) AS count, max(sort_at) AS last_at FROM (
    SELECT m.sort_at FROM messages m WHERE m.workspace_id = w.workspace_id AND m.spam_word_id = w.id
    ORDER BY m.sort_at DESC LIMIT :most) newest
) filed
WHERE w.workspace_id = :workspace ORDER BY w.id DESC
""")
# Of messages that have the word, those that would have been filed: nothing else was said before them in their conversation,
# and the person had not been answered before either. VIPs and those who are muted or no spammers are as they are now.
_FILED = text("""
SELECT m.id FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN contacts p ON p.id = c.contact_id
WHERE m.id = ANY(:ids) AND c.workspace_id = :workspace AND NOT p.vip
  AND (SELECT true FROM identities i WHERE i.workspace_id = p.workspace_id AND i.contact_id = p.id
    AND (i.not_spam OR i.muted) LIMIT 1) IS NULL
  AND (SELECT true FROM messages e WHERE e.conversation_id = m.conversation_id
    AND (e.sort_at, e.id) < (m.sort_at, m.id) AND e.id <> ALL(:ids) LIMIT 1) IS NULL
  AND (SELECT true FROM conversations o JOIN messages e ON e.conversation_id = o.id
    WHERE o.workspace_id = p.workspace_id AND o.contact_id = p.id AND e.direction = 'out' AND e.sort_at < m.sort_at
    LIMIT 1) IS NULL
ORDER BY m.sort_at DESC, m.id DESC
""")
