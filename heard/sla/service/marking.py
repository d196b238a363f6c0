"""What is due soon, and what is overdue: marked once, told to the log, by sets. And whoever waits without a clock gets one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.conversations.service import NOBODY_WAITS
from heard.kit import log
from heard.sla import events
from heard.sla.service.keeping import keep

if TYPE_CHECKING:
    from heard.kit.db import Session


async def mark_overdue(session: Session, *, most: int) -> int:
    """Mark up to `most` clocks whose time is over while their customer still waits; how many."""
    rows = (await session.execute(_OVERDUE, {"most": most})).all()
    await log.append(session, *(events.ClockBreached(**_about(row)) for row in rows))
    return len(rows)


async def warn(session: Session, *, most: int) -> int:
    """Warn of up to `most` clocks that are due soon; how many."""
    rows = (await session.execute(_SOON, {"most": most})).all()
    await log.append(session, *(events.ClockDueSoon(**_about(row)) for row in rows))
    return len(rows)


async def take_up(session: Session, *, most: int) -> int:
    """Give a clock to customers who wait without one: from before there were clocks, or whose event could not be handled."""
    found = (await session.scalars(_CLOCKLESS, {"most": most, "never": NOBODY_WAITS})).all()
    return await keep(session, dict.fromkeys(found))


def _about(row: Any) -> dict[str, Any]:
    return {
        "workspace_id": row.workspace_id,
        "by": log.SYSTEM,
        "conversation_id": row.conversation_id,
        "clock_id": row.id,
        "clock": row.kind,
        "due_at": row.due_at.isoformat(),
    }


# By the database's clock, which all processes share. The row of the conversation is locked, as by whoever answers, and says
# whether the customer waits: an answer that the clocks have not heard of yet counts. What is held is left for the next time.
_MARK = """
UPDATE clocks k SET {mark} = clock_timestamp() FROM (
  SELECT d.id FROM clocks d JOIN conversations c ON c.id = d.conversation_id
  WHERE d.stopped_at IS NULL AND d.breached_at IS NULL AND {when} AND c.state IN ('new', 'snoozed')
    AND c.waiting_since <= c.last_inbound_at
  ORDER BY c.id LIMIT :most FOR UPDATE OF c SKIP LOCKED
) due
WHERE k.id = due.id AND k.stopped_at IS NULL AND k.breached_at IS NULL
RETURNING k.id, k.workspace_id, k.conversation_id, k.kind, k.due_at
"""
_OVERDUE = text(_MARK.format(mark="breached_at", when="d.due_at <= clock_timestamp()"))
_SOON = text(
    _MARK.format(
        mark="warned_at",
        when="d.warned_at IS NULL AND d.warn_at <= clock_timestamp() AND d.due_at > clock_timestamp()",
    )
)
# Workspace by workspace, so that the index of what is due gives what is never due.
_CLOCKLESS = text("""
SELECT found.id FROM workspaces w CROSS JOIN LATERAL (
  SELECT c.id FROM conversations c
  WHERE c.workspace_id = w.id AND c.state = 'new' AND c.due_at = :never AND c.waiting_since <= c.last_inbound_at
    AND c.last_message_at < clock_timestamp() - interval '1 minute'
  ORDER BY c.id LIMIT :most
) found LIMIT :most
""")
