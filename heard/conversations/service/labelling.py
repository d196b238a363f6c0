"""What contacts write in: messages are labelled after they have arrived, and their conversations follow.

A person's word stands: no machine changes it until they hand it back.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.ai.service import SURE, languages_of
from heard.conversations import events
from heard.conversations.service import moves
from heard.conversations.service.work import locked
from heard.conversations.spoken import spoken
from heard.kit import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.ai.service import Label
    from heard.conversations.models import Conversation
    from heard.kit.db import Session

LOOKED_AT = 20
"""So many of the newest messages of a contact tell what a conversation is in."""


async def label(session: Session, message_ids: Sequence[int], *, changed: Sequence[int] = ()) -> None:
    """Label messages of contacts, and see to their conversations; `changed`: those that said something else before.

    Ours are passed over. Done again, it changes nothing.
    """
    if not message_ids and not changed:
        return
    anew = set(changed)
    rows = (await session.execute(_SAID, {"ids": sorted({*message_ids, *anew})})).all()
    labels = await _write(session, rows)
    touched = {
        row.conversation_id for row, found in zip(rows, labels, strict=True) if row.id in anew or _may_tell(row, found)
    }
    await _follow(session, touched)


async def label_past(session: Session, *, most: int) -> int:
    """Label up to `most` conversations that nobody has looked at, the newest first, by their newest messages; how many."""
    ids = list((await session.scalars(_UNLABELLED, {"most": most})).all())
    if ids:
        rows = (await session.execute(_UNLABELLED_IN, {"ids": ids, "most": LOOKED_AT})).all()
        await _write(session, rows)
        await _follow(session, ids, first=True)
    return len(ids)


async def set_language(session: Session, *, actor: Actor, conversation_id: int, language: str | None) -> Conversation:
    """Say what a conversation is in; None leaves it to the machine again.

    Raises:
        NotFound: the actor may not see it.
    """
    conversation = await locked(session, actor, conversation_id)
    if language is None:
        wanted = (await _spoken(session, [conversation.id]))[conversation.id]
        event = moves.written_in(conversation, actor.by, wanted, machine=True)
    else:
        event = moves.written_in(conversation, actor.by, language)
    if event is not None:
        await log.append(session, event)
    return conversation


def _may_tell(row: Row[Any], found: Label | None) -> bool:
    """Whether a new label may change what the conversation is known to be in."""
    if row.language_by is None:
        return True
    if row.language_by == "person" or found is None:
        return False
    return row.language is None or (found.confidence >= SURE and found.code != row.language)


async def _write(session: Session, rows: Sequence[Row[Any]]) -> list[Label | None]:
    if not rows:
        return []
    # Beside the event loop: what waits there does not wait for this.
    labels = await asyncio.to_thread(languages_of, [row.text for row in rows])
    values = {
        "ids": [row.id for row in rows],
        "workspaces": [row.workspace_id for row in rows],
        "languages": [found.code if found else None for found in labels],
        "confidences": [found.confidence if found else 0.0 for found in labels],
    }
    await session.execute(_WRITE, values)
    return labels


async def _follow(session: Session, conversation_ids: Iterable[int], *, first: bool = False) -> None:
    """Let conversations be in what was written there; `first`: only where nobody has said what that is.

    What is resolved follows without an event: nobody looks for work there. Nor is it a new version, since nobody's work on
    a conversation is overtaken by it.
    """
    ids = sorted(conversation_ids)
    if not ids:
        return
    found = await _spoken(session, ids)
    moved = await session.execute(_FOLLOW, {"ids": ids, "languages": [found.get(id) for id in ids], "first": first})
    told = [
        events.ConversationLanguageChanged(
            workspace_id=row.workspace_id,
            by=log.SYSTEM,
            conversation_id=row.id,
            before=row.before,
            after=row.language,
        )
        for row in moved.all()
        if row.before != row.language and row.state != "resolved"
    ]
    await log.append(session, *told)


async def _spoken(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    rows = await session.execute(_LABELS, {"ids": ids, "most": LOOKED_AT})
    return {row.id: spoken(zip(row.languages or (), row.confidences or (), strict=True)) for row in rows}


_SAID = text("""
SELECT m.id, m.workspace_id, m.conversation_id, m.text, c.language, c.language_by
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.id = ANY(:ids) AND m.direction = 'in' ORDER BY m.id
""")
_WRITE = text("""
INSERT INTO message_languages AS old (message_id, workspace_id, language, confidence)
SELECT * FROM unnest(cast(:ids AS bigint[]), cast(:workspaces AS bigint[]), cast(:languages AS text[]),
  cast(:confidences AS double precision[]))
ON CONFLICT (message_id) DO UPDATE SET language = excluded.language, confidence = excluded.confidence
WHERE (old.language, old.confidence) IS DISTINCT FROM (excluded.language, excluded.confidence)
""")
_NEWEST = """
SELECT m.id, m.workspace_id, m.text, m.sort_at FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'in'
ORDER BY m.sort_at DESC, m.id DESC LIMIT :most
"""
_LABELS = text(f"""
SELECT c.id, said.languages, said.confidences FROM conversations c CROSS JOIN LATERAL (
  SELECT array_agg(l.language ORDER BY m.sort_at DESC, m.id DESC) AS languages,
    array_agg(l.confidence ORDER BY m.sort_at DESC, m.id DESC) AS confidences
  FROM ({_NEWEST}) m JOIN message_languages l ON l.message_id = m.id WHERE l.language IS NOT NULL
) said WHERE c.id = ANY(:ids)
""")  # noqa: S608 — only constants of this module
_UNLABELLED = text("""
SELECT id FROM conversations
WHERE language_by IS NULL AND resolve_reason IS DISTINCT FROM 'spam' AND created_at < now() - interval '1 minute'
ORDER BY id DESC LIMIT :most
""")
_UNLABELLED_IN = text(f"""
SELECT m.id, m.workspace_id, m.text FROM conversations c CROSS JOIN LATERAL ({_NEWEST}) m
WHERE c.id = ANY(:ids) AND NOT EXISTS (SELECT 1 FROM message_languages l WHERE l.message_id = m.id)
ORDER BY m.id
""")  # noqa: S608 — likewise
_FOLLOW = text("""
WITH found AS (
  SELECT c.id, c.language AS before, coalesce(new.language, c.language) AS after
  FROM unnest(cast(:ids AS bigint[]), cast(:languages AS text[])) AS new (id, language) JOIN conversations c ON c.id = new.id
  WHERE c.language_by IS NULL
    OR (c.language_by = 'machine' AND NOT :first AND c.language IS DISTINCT FROM coalesce(new.language, c.language))
  ORDER BY c.id FOR UPDATE OF c
)
UPDATE conversations c SET language = found.after, language_by = 'machine' FROM found WHERE c.id = found.id
RETURNING c.id, c.workspace_id, c.state, c.language, found.before
""")
