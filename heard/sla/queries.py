"""What is known of hours, policies, and the clocks of conversations."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from heard.sla.models import BusinessHours, Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row

    from heard.kit.db import Session

SEEN = (
    "message.received",
    "message.echoed",
    "reply.queued",
    "reply.retried",
    "reply.sent",
    "reply.undone",
    "reply.failed",
    "reply.unknown",
    "conversation.resolved",
    "conversation.reopened",
    "conversation.state_changed",
    "conversation.woken",
    "conversation.priority_changed",
    "conversation.assigned",
    "conversation.tagged",
)
"""The events that clocks follow."""


async def policies(session: Session, workspace_ids: Iterable[int]) -> Sequence[Policy]:
    """The policies of workspaces, in the order in which they are asked."""
    query = select(Policy).where(Policy.workspace_id.in_(sorted(set(workspace_ids))))
    return (await session.scalars(query.order_by(Policy.fallback, Policy.position, Policy.id))).all()


async def hours(session: Session, workspace_ids: Iterable[int]) -> Sequence[BusinessHours]:
    """All business hours of workspaces."""
    query = select(BusinessHours).where(BusinessHours.workspace_id.in_(sorted(set(workspace_ids))))
    return (await session.scalars(query.order_by(BusinessHours.id))).all()


async def last_clocks(session: Session, conversations: Sequence[Row[Any]]) -> dict[int, Row[Any]]:
    """The last clock of each of these conversations that has one."""
    found = await session.execute(_LAST, _keys(conversations))
    return {row.conversation_id: row for row in found}


async def happenings(
    session: Session, conversations: Sequence[Row[Any]], after: Mapping[int, int]
) -> dict[int, list[Row[Any]]]:
    """What clocks follow of what happened in these conversations, each `after` an event, up to now and in order."""
    given = {**_keys(conversations), "after": [after[row.id] for row in conversations], "kinds": list(SEEN)}
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in await session.execute(_HAPPENED, given):
        found[row.conversation_id].append(row)
    return found


async def newest_events(session: Session, conversations: Sequence[Row[Any]]) -> dict[int, int]:
    """The newest event of each of these conversations."""
    if not conversations:
        return {}
    return {row.id: row.newest for row in await session.execute(_NEWEST, _keys(conversations))}


async def answers(session: Session, conversation_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """When a person of ours spoke first and last in conversations, of what went out or is on its way; never a bot."""
    if not conversation_ids:
        return {}
    found = await session.execute(_ANSWERS, {"ids": sorted(conversation_ids)})
    return {row.conversation_id: row for row in found}


def _keys(conversations: Sequence[Row[Any]]) -> dict[str, list[int]]:
    return {"ids": [row.id for row in conversations], "workspaces": [row.workspace_id for row in conversations]}


_LAST = text("""
SELECT k.* FROM unnest(cast(:ids AS bigint[]), cast(:workspaces AS bigint[])) AS c (id, workspace_id)
CROSS JOIN LATERAL (
  SELECT * FROM clocks WHERE workspace_id = c.workspace_id AND conversation_id = c.id AND kind <> 'resolution'
  ORDER BY id DESC LIMIT 1
) k
""")
# When something was said is the network's word, not when we heard of it.
_HAPPENED = text("""
SELECT l.conversation_id, l.id, l.kind, l.actor_kind, l.actor_id, l.data,
  CASE WHEN l.kind LIKE 'message.%' THEN coalesce(m.at, l.at) ELSE l.at END AS at
FROM unnest(cast(:ids AS bigint[]), cast(:workspaces AS bigint[]), cast(:after AS bigint[])) AS c (id, workspace_id, after)
JOIN log l ON l.workspace_id = c.workspace_id AND l.conversation_id = c.id AND l.id > c.after AND l.kind = ANY(:kinds)
LEFT JOIN messages m ON m.id = cast(l.data ->> 'message_id' AS bigint)
ORDER BY l.id
""")
_NEWEST = text("""
SELECT c.id, coalesce((
  SELECT l.id FROM log l WHERE l.workspace_id = c.workspace_id AND l.conversation_id = c.id
  ORDER BY l.id DESC LIMIT 1), 0) AS newest
FROM unnest(cast(:ids AS bigint[]), cast(:workspaces AS bigint[])) AS c (id, workspace_id)
""")
_ANSWERS = text("""
SELECT m.conversation_id, min(m.sort_at) AS first, max(m.sort_at) AS last FROM messages m
WHERE m.conversation_id = ANY(:ids) AND m.direction = 'out' AND m.author_kind IN ('person', 'network_app')
  AND m.delivery IN ('queued', 'sending', 'sent') AND m.deleted_at IS NULL
GROUP BY m.conversation_id
""")
