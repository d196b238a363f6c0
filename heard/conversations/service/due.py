"""When our answer is due: kept on the conversation's row for its lists, decided by whoever keeps the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.conversations.service.arrivals import NOBODY_WAITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from heard.kit.db import Session


async def hold(session: Session, conversation_ids: Iterable[int]) -> Sequence[Row[Any]]:
    """Lock conversations, lowest id first as everywhere, and say how they are now, and whether their customer waits for us.

    `waits`: for an answer to something said; not because a colleague wanted to be reminded.
    """
    ids = sorted(set(conversation_ids))
    return (await session.execute(_HOLD, {"ids": ids})).all() if ids else []


async def set_due(session: Session, dues: Mapping[int, datetime | None]) -> None:
    """Put on the rows of conversations, which the caller holds, when our answer is due; None: no clock runs."""
    if dues:
        ids = sorted(dues)
        await session.execute(_SET, {"ids": ids, "dues": [dues[each] or NOBODY_WAITS for each in ids]})


_HOLD = text("""
SELECT c.id, c.workspace_id, c.account_id, c.network, c.team_id, c.priority, c.tag_ids, c.has_public, c.has_private, c.state,
  c.resolve_reason, c.resolved_at, c.waiting_since, c.due_at, p.vip,
  c.state IN ('new', 'snoozed') AND c.waiting_since <= coalesce(c.last_inbound_at, '-infinity') AS waits
FROM conversations c JOIN contacts p ON p.id = c.contact_id
WHERE c.id = ANY(:ids) ORDER BY c.id FOR UPDATE OF c
""")
_SET = text("""
UPDATE conversations c SET due_at = new.due
FROM unnest(cast(:ids AS bigint[]), cast(:dues AS timestamptz[])) AS new (id, due)
WHERE c.id = new.id AND c.due_at <> new.due
""")
