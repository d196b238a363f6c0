"""Edits and deletions made on the network: applied to their message, or kept until it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from heard.channels.base import Deleted, Edited
from heard.conversations import events
from heard.conversations.service.receive import NETWORK
from heard.kit import log, tokens
from heard.kit.text import clean, preview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.conversations.service.arrivals import Arrival, Place
    from heard.kit.db import Session


@dataclass(frozen=True)
class Change:
    """An edit or deletion, and the account it came through."""

    place: Place
    what: Edited | Deleted

    @property
    def key(self) -> tuple[int, str]:
        """The message it is about."""
        return self.place.account_id, self.what.external_id


async def apply_changes(session: Session, changes: Sequence[Change]) -> None:
    """Apply changes in the order they were made; those whose message is not known yet are kept for it."""
    if not changes:
        return
    messages = await _lock(session, [change.key for change in changes])
    for change in sorted(changes, key=lambda each: each.what.at):
        row = messages.get(change.key)
        if row is None:
            await session.execute(_WAIT, _waiting(change))
        else:
            await _apply(session, change.place.workspace_id, row, change.what)


async def apply_waiting(session: Session, arrivals: Sequence[Arrival]) -> None:
    """Apply what was kept for messages that have just arrived."""
    if not arrivals:
        return
    keys = [arrival.key for arrival in arrivals]
    found = await session.execute(
        _TAKE_WAITING, {"accounts": [key[0] for key in keys], "ids": [key[1] for key in keys]}
    )
    waiting = found.all()
    if not waiting:
        return
    messages = await _lock(session, [(row.account_id, row.external_id) for row in waiting])
    for row in sorted(waiting, key=lambda each: each.at):
        what = msgspec.convert(row.change, Edited | Deleted)
        await _apply(session, row.workspace_id, messages[row.account_id, row.external_id], what)


async def _lock(session: Session, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Row[Any]]:
    ordered = sorted(set(keys))
    rows = await session.execute(_LOCK, {"accounts": [key[0] for key in ordered], "ids": [key[1] for key in ordered]})
    return {(row.account_id, row.external_id): row for row in rows}


async def _apply(session: Session, workspace_id: int, row: Row[Any], what: Edited | Deleted) -> None:
    about: dict[str, Any] = {
        "workspace_id": workspace_id,
        "by": NETWORK,
        "conversation_id": row.conversation_id,
        "message_id": row.id,
    }
    if isinstance(what, Deleted):
        done = await session.execute(_DELETE, {"id": row.id, "at": what.at})
        kind = events.MessageDeleted
    else:
        body = clean(what.text)
        done = await session.execute(
            _EDIT, {"id": row.id, "at": what.at, "text": body, "tokens": tokens.lexemes(workspace_id, body)}
        )
        if what.reply_to is not None:
            await session.execute(_ANSWER_AT, {"thread": row.thread_id, "old": what.external_id, "new": what.reply_to})
        kind = events.MessageEdited
    if done.first() is None:
        return
    shown = None if isinstance(what, Deleted) else preview(what.text)
    await session.execute(_TOUCH, {"conversation": row.conversation_id, "message": row.id, "preview": shown})
    await log.append(session, kind(**about))


def _waiting(change: Change) -> dict[str, Any]:
    return {
        "account": change.place.account_id,
        "workspace": change.place.workspace_id,
        "id": change.what.external_id,
        "kind": type(change.what).__name__.lower(),
        "change": clean(msgspec.json.encode(change.what).decode().replace("\\u0000", "")),
        "at": change.what.at,
    }


_KEYS = "unnest(cast(:accounts AS bigint[]), cast(:ids AS text[])) key (account_id, external_id)"
_LOCK = text(f"""
SELECT m.id, m.account_id, m.external_id, m.conversation_id, m.thread_id
FROM {_KEYS} JOIN messages m USING (account_id, external_id) ORDER BY m.id FOR UPDATE OF m
""")  # noqa: S608 — only constants of this module
_TAKE_WAITING = text(f"""
DELETE FROM waiting_changes w USING {_KEYS}
WHERE w.account_id = key.account_id AND w.external_id = key.external_id
RETURNING w.account_id, w.external_id, w.workspace_id, w.change, w.at
""")  # noqa: S608 — only constants of this module
_WAIT = text("""
INSERT INTO waiting_changes AS old (account_id, external_id, kind, workspace_id, change, at)
VALUES (:account, :id, :kind, :workspace, cast(cast(:change AS text) AS jsonb), :at)
ON CONFLICT (account_id, external_id, kind) DO UPDATE SET change = excluded.change, at = excluded.at
WHERE excluded.at >= old.at
""")
# An edit that is older than the last one, or says the same, changes nothing; so repeats have no effect.
_EDIT = text("""
UPDATE messages SET revisions = revisions || jsonb_build_object('text', text, 'at', coalesce(edited_at, at)), text = :text,
  tokens = array_to_tsvector(string_to_array(:tokens, ' ')), edited_at = :at
WHERE id = :id AND text <> :text AND (edited_at IS NULL OR edited_at < :at) RETURNING id
""")
_DELETE = text("UPDATE messages SET deleted_at = :at WHERE id = :id AND deleted_at IS NULL RETURNING id")
_ANSWER_AT = text("UPDATE threads SET reply_to = :new WHERE id = :thread AND reply_to = :old")
_TOUCH = text("""
UPDATE conversations c SET version = version + 1, preview = CASE WHEN cast(:preview AS text) IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM messages later JOIN messages this ON this.id = :message
  WHERE later.conversation_id = c.id AND (later.sort_at, later.id) > (this.sort_at, this.id))
  THEN cast(:preview AS text) ELSE c.preview END
WHERE c.id = :conversation
""")
