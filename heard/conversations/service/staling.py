"""What has waited in vain for the customer is closed by itself. What waits for us is never touched (law 3).

Silence is counted in days of 24 hours since the last message, or since somebody took a resolution back: clocks that are put
forward or back change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from heard.conversations import events
from heard.conversations.service.arrivals import NOBODY_WAITS
from heard.kit import log

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session

STALE = "stale"
COUNT_CAP = 1000


async def close_stale(session: Session, *, most: int) -> int:
    """Resolve up to `most` pending conversations that have been silent for as long as their account or workspace says; how many.

    Conversations that somebody holds at the moment are left for the next time.
    """
    found = (await session.execute(_LOCK, {"most": most})).all()
    if not found:
        return 0
    # Looked at again under the lock: a draft or reply may have been committed since.
    values = {"ids": [row.id for row in found], "days": [row.days for row in found], "never": NOBODY_WAITS}
    closed = [
        events.ConversationResolved(
            workspace_id=row.workspace_id,
            by=log.SYSTEM,
            conversation_id=row.id,
            before="pending",
            reason=STALE,
            quiet_days=row.days,
        )
        for row in (await session.execute(_CLOSE, {**values, "reason": STALE})).all()
    ]
    await log.append(session, *closed)
    return len(found)


async def count_stale(session: Session, actor: Actor, *, days: int, account_id: int | None) -> int:
    """How many would be closed now, counted up to `COUNT_CAP` (+1: more), were the workspace's days these.

    With an account: how many of its own, were its days these.
    """
    values = {"workspace": actor.workspace_id, "account": account_id, "given": days, "most": COUNT_CAP + 1}
    return (await session.execute(_COUNT, values)).scalar_one()


_NOTHING_UNSENT = """
  AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.conversation_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM approvals w WHERE w.conversation_id = c.id AND w.state = 'waiting')
  AND NOT EXISTS (SELECT 1 FROM messages m
    WHERE m.conversation_id = c.id AND m.delivery IN ('queued', 'sending', 'failed', 'unknown'))
"""
# Account by account, so that an index gives the longest silence first and nothing is read of accounts that never close.
_QUIET = f"""
FROM accounts a JOIN workspaces w ON w.id = a.workspace_id
CROSS JOIN LATERAL (SELECT {{days}} AS days) rule
CROSS JOIN LATERAL (
  SELECT c.id FROM conversations c
  WHERE c.workspace_id = a.workspace_id AND c.account_id = a.id AND c.state = 'pending' AND c.failed = 0
    AND c.last_message_at < now() - rule.days * interval '24 hours'
    AND (c.kept_open_at IS NULL OR c.kept_open_at < now() - rule.days * interval '24 hours')
    {_NOTHING_UNSENT}
  ORDER BY c.last_message_at, c.id LIMIT :most {{lock}}
) found
WHERE rule.days > 0
"""  # noqa: S608 — only constants of this module
_LOCK = text(
    "SELECT found.id, rule.days"
    + _QUIET.format(days="coalesce(a.stale_days, w.stale_days)", lock="FOR UPDATE OF c SKIP LOCKED")
    + "LIMIT :most"
)
_GIVEN = "CASE WHEN a.id = cast(:account AS bigint) THEN cast(:given AS int) ELSE coalesce(a.stale_days, cast(:given AS int)) END"
_COUNT = text(
    "SELECT count(*) FROM (SELECT 1"  # noqa: S608 — likewise
    + _QUIET.format(days=_GIVEN, lock="")
    + "AND a.workspace_id = :workspace AND (cast(:account AS bigint) IS NULL OR a.id = :account) LIMIT :most) counted"
)
_CLOSE = text(f"""
UPDATE conversations c SET state = 'resolved', resolve_reason = :reason, resolved_at = clock_timestamp(), waiting_since = :never,
  version = c.version + 1
FROM unnest(cast(:ids AS bigint[]), cast(:days AS int[])) AS quiet (id, days)
WHERE c.id = quiet.id {_NOTHING_UNSENT}
RETURNING c.id, c.workspace_id, quiet.days
""")  # noqa: S608 — only constants of this module
