"""Who waits for us, and since when: worked out anew when a reply has come to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.conversations import events
from heard.conversations.service.arrivals import NOBODY_WAITS
from heard.kit import log
from heard.kit.text import preview

if TYPE_CHECKING:
    from heard.conversations.models import Conversation
    from heard.kit.db import Session


async def restore(session: Session, conversation: Conversation) -> None:
    """Put state, waiting time and preview right after a reply was undone, failed or settled.

    Whoever waited before the reply waits again, since then: nobody is left in silence because a reply came to nothing (law 3).
    """
    row = (await session.execute(_WAITING, {"conversation": conversation.id})).one()
    conversation.version += 1
    if row.text is not None:
        conversation.preview = preview(row.text)
        conversation.last_direction = row.direction
        conversation.last_message_at = row.sort_at
    if row.waiting_since is None:
        conversation.waiting_since = NOBODY_WAITS
        return
    conversation.waiting_since = row.waiting_since
    before = conversation.state
    conversation.state = "new"
    conversation.snoozed_until = None
    conversation.resolved_at = None
    conversation.resolve_reason = None
    if before != "new":
        about: dict[str, Any] = {
            "workspace_id": conversation.workspace_id,
            "by": log.SYSTEM,
            "conversation_id": conversation.id,
        }
        changed = (
            events.ConversationReopened(**about, before=before)
            if before == "resolved"
            else events.ConversationStateChanged(**about, before=before, after="new")
        )
        await log.append(session, changed)


# Who waits: the oldest inbound message after our last answer that went out or is on its way, and was not taken back. Nobody
# who is muted does.
_WAITING = text("""
SELECT last.text, last.direction, last.sort_at, (
    SELECT min(m.sort_at) FROM messages m WHERE m.conversation_id = :conversation AND m.direction = 'in' AND m.sort_at > coalesce((
      SELECT max(o.sort_at) FROM messages o WHERE o.conversation_id = :conversation AND o.direction = 'out'
        AND o.delivery IN ('queued', 'sending', 'sent') AND o.deleted_at IS NULL), '-infinity')
      AND NOT (SELECT i.muted FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE c.id = :conversation)
  ) AS waiting_since
FROM (SELECT 1) one LEFT JOIN LATERAL (
  SELECT text, direction, sort_at FROM messages WHERE conversation_id = :conversation ORDER BY sort_at DESC, id DESC LIMIT 1
) last ON true
""")
