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


# Who waits: the oldest inbound message that no answer of ours answers which went out or is on its way, and was not taken back. A
# reply answers what was here when it was written (rows are numbered under the conversation's lock), whatever the network's clock
# says; what we said in the network's own app answers what was said before it there. Nobody waits who is muted, or for a word on
# what is past.
_WAITING = text("""
SELECT last.text, last.direction, last.sort_at, (
    SELECT min(m.sort_at) FROM messages m WHERE m.conversation_id = :conversation AND m.direction = 'in'
      AND NOT m.past AND m.id > coalesce(ours.written, 0) AND m.sort_at > coalesce(ours.elsewhere, '-infinity')
      AND NOT (SELECT i.muted FROM conversations c JOIN identities i ON i.id = c.identity_id WHERE c.id = :conversation)
  ) AS waiting_since
FROM (
  SELECT max(o.id) FILTER (WHERE o.author_kind <> 'network_app') AS written,
    max(o.sort_at) FILTER (WHERE o.author_kind = 'network_app') AS elsewhere
  FROM messages o WHERE o.conversation_id = :conversation AND o.direction = 'out'
    AND o.delivery IN ('queued', 'sending', 'sent') AND o.deleted_at IS NULL
) ours LEFT JOIN LATERAL (
  SELECT text, direction, sort_at FROM messages WHERE conversation_id = :conversation ORDER BY sort_at DESC, id DESC LIMIT 1
) last ON true
""")
