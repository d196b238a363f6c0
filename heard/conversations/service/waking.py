"""What was put away comes back when its time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from heard.conversations import events
from heard.kit import log

if TYPE_CHECKING:
    from heard.kit.db import Session


async def wake_due(session: Session, *, most: int) -> int:
    """Let up to `most` conversations whose time has come need us again, those of the absent given to their team; how many."""
    rows = (await session.execute(_WAKE, {"most": most})).all()
    told: list[log.Event] = []
    for row in rows:
        told.append(events.ConversationWoken(workspace_id=row.workspace_id, by=log.SYSTEM, conversation_id=row.id))
        if row.assignee_id is None and row.had is not None:
            told.append(
                events.ConversationReleased(
                    workspace_id=row.workspace_id, by=log.SYSTEM, conversation_id=row.id, from_assignee_id=row.had
                )
            )
    await log.append(session, *told)
    return len(rows)


# By the database's clock, which all processes share.
_WAKE = text("""
UPDATE conversations c SET state = 'new', snoozed_until = NULL, version = c.version + 1,
  waiting_since = least(c.waiting_since, clock_timestamp()),
  assignee_id = CASE WHEN due.present THEN c.assignee_id END,
  team_id = CASE WHEN due.present THEN c.team_id ELSE coalesce(c.team_id, due.account_team) END
FROM (
  SELECT s.id, s.assignee_id AS had, a.team_id AS account_team, s.assignee_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM memberships m
    WHERE m.workspace_id = s.workspace_id AND m.user_id = s.assignee_id AND m.active AND m.present) AS present
  FROM conversations s JOIN accounts a ON a.id = s.account_id
  WHERE s.state = 'snoozed' AND s.snoozed_until <= clock_timestamp()
  ORDER BY s.id LIMIT :most FOR UPDATE OF s SKIP LOCKED
) due
WHERE c.id = due.id
RETURNING c.id, c.workspace_id, c.assignee_id, due.had
""")
