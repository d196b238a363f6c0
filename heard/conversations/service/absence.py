"""Giving back the work of people who are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from heard.conversations import events
from heard.kit import log

if TYPE_CHECKING:
    from heard.kit.db import Session


async def release_all(session: Session, workspace_id: int, user_id: int) -> int:
    """Release what is new and assigned to an absent member to its team; how many. Who came back meanwhile keeps it."""
    rows = (await session.execute(_RELEASE, {"workspace": workspace_id, "user": user_id})).all()
    released = [
        events.ConversationReleased(
            workspace_id=workspace_id, by=log.SYSTEM, conversation_id=row.id, from_assignee_id=user_id
        )
        for row in rows
    ]
    await log.append(session, *released)
    return len(rows)


_RELEASE = text("""
UPDATE conversations c SET assignee_id = NULL, team_id = coalesce(c.team_id, a.team_id), version = c.version + 1
FROM (
  SELECT id FROM conversations WHERE workspace_id = :workspace AND assignee_id = :user AND state = 'new'
    AND NOT EXISTS (SELECT 1 FROM memberships m
      WHERE m.workspace_id = :workspace AND m.user_id = :user AND m.active AND m.present)
  ORDER BY id FOR UPDATE
) theirs, accounts a
WHERE c.id = theirs.id AND a.id = c.account_id
RETURNING c.id
""")
