"""From what happened to who is told of it: a step of a log reader."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.accounts.models import Role
from heard.kit.db import tell_after_commit
from heard.notifications.service.mailing import plan_mails
from heard.notifications.service.pushing import plan_pushes
from heard.notifications.service.slacking import plan_slack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.kit.db import Session
    from heard.kit.log import Recorded

NOTIFIED = "notified"
# Below the 8,000 bytes of a notification of PostgreSQL, whatever the ids.
_TOGETHER = 300
_LEADS = [Role.OWNER.value, Role.ADMIN.value, Role.LEAD.value]


@dataclass(frozen=True)
class _News:
    """Whom an event may concern: a person by id, whoever has the conversation or wrote the message now, or all who lead."""

    kind: str
    event: Recorded
    user_id: int | None = None
    whose: str | None = None


def _mentioned(event: Recorded) -> list[_News]:
    return [_News("mention", event, user) for user in event.data["mentions"]]


def _assigned(event: Recorded) -> list[_News]:
    assignee = event.data.get("assignee_id")
    if assignee is None or assignee == event.data.get("from_assignee_id"):
        return []
    return [_News("assigned", event, assignee)]


def _heard(event: Recorded) -> list[_News]:
    """Nobody is told of what the muted say, of spam, or of what was said long before we were connected."""
    unheard = any(event.data.get(each) for each in ("muted", "filed", "past"))
    return [] if unheard else [_News("answered", event, whose="assignee")]


def _asked(event: Recorded) -> list[_News]:
    return [_News("approval_asked", event, user) for user in event.data["user_ids"]]


def _to_author(kind: str) -> Callable[[Recorded], list[_News]]:
    return lambda event: [_News(kind, event, event.data["author_id"])]


def _due_soon(event: Recorded) -> list[_News]:
    """Who has it; where nobody has, who sees to it that somebody does."""
    return [_News("due_soon", event, whose="assignee"), _News("due_soon", event, whose="leads_alone")]


def _overdue(event: Recorded) -> list[_News]:
    return [_News("overdue", event, whose="assignee"), _News("overdue", event, whose="leads")]


# The whole table of what people are told of.
_ABOUT: dict[str, Callable[[Recorded], list[_News]]] = {
    "note.added": _mentioned,
    "conversation.assigned": _assigned,
    "conversation.taken_over": lambda event: [_News("taken_over", event, event.data["from_id"])],
    "conversation.released": lambda event: [_News("released", event, event.data["from_assignee_id"])],
    "conversation.woken": lambda event: [_News("woken", event, whose="assignee")],
    "message.received": _heard,
    "clock.due_soon": _due_soon,
    "clock.breached": _overdue,
    "reply.failed": lambda event: [_News("failed", event, whose="author")],
    "approval.asked": _asked,
    "approval.escalated": _asked,
    "approval.edited": _asked,
    "approval.approved": _to_author("approved"),
    "approval.rejected": _to_author("returned"),
    "approval.expired": _to_author("returned"),
    "reply.unscheduled": _to_author("scheduled_returned"),
    "reply.unknown": lambda event: [_News("unknown", event, whose="author")],
}


async def notify(session: Session, events: Sequence[Recorded]) -> None:
    """Tell the people concerned of a batch of events, and plan what else tells them, by sets; replaying it tells nobody twice."""
    news = [one for event in events for one in _ABOUT.get(event.kind, _nobody)(event)]
    if not news:
        return
    told = [
        # First, since what it leaves out is what is older than anything the person was told of the conversation.
        *await _write(session, _TELL_TOGETHER, [one for one in news if one.kind == "answered"]),
        *await _write(session, _TELL, [one for one in news if one.kind != "answered"]),
    ]
    if told:
        for plan in (plan_pushes, plan_mails, plan_slack):
            await plan(session, [row.id for row in told])
    by_workspace: defaultdict[int, set[int]] = defaultdict(set)
    for row in told:
        by_workspace[row.workspace_id].add(row.user_id)
    for workspace, people in by_workspace.items():
        users = sorted(people)
        for start in range(0, len(users), _TOGETHER):
            named = ",".join(map(str, users[start : start + _TOGETHER]))
            # What gets lost is made up for by the next, and by whoever comes back to Heard.
            tell_after_commit(session, NOTIFIED, f"{workspace} {named}")


def _nobody(_event: Recorded) -> list[_News]:
    return []


async def _write(session: Session, statement: Any, news: list[_News]) -> Sequence[Any]:
    if not news:
        return []
    people = [one.event.by.id if one.event.by.kind == "person" else None for one in news]
    parameters = {
        "kinds": [one.kind for one in news],
        "events": [one.event.id for one in news],
        "workspaces": [one.event.workspace_id for one in news],
        "conversations": [one.event.conversation_id for one in news],
        "messages": [one.event.data.get("message_id") for one in news],
        "notes": [one.event.data.get("note_id") for one in news],
        "ats": [one.event.at for one in news],
        "actors": people,
        "users": [one.user_id for one in news],
        "whose": [one.whose for one in news],
        "leads": _LEADS,
    }
    return (await session.execute(statement, parameters)).all()


# Who is told, of what: members who are still here, not of their own doing, and not of what they chose not to be told of. Whoever
# was given the conversation after the event is not told of it, also when the log is read again.
_CONCERNED = """
WITH news AS (
  SELECT * FROM unnest(cast(:kinds AS text[]), cast(:events AS bigint[]), cast(:workspaces AS bigint[]),
    cast(:conversations AS bigint[]), cast(:messages AS bigint[]), cast(:notes AS bigint[]), cast(:ats AS timestamptz[]),
    cast(:actors AS bigint[]), cast(:users AS bigint[]), cast(:whose AS text[]))
    AS new (kind, event_id, workspace_id, conversation_id, message_id, note_id, at, actor_id, user_id, whose)
), concerned AS (
  SELECT n.kind, n.event_id, n.workspace_id, n.conversation_id, n.message_id, n.note_id, n.at, n.actor_id, m.user_id
  FROM news n
  JOIN conversations c ON c.id = n.conversation_id AND c.workspace_id = n.workspace_id
  LEFT JOIN messages said ON n.whose = 'author' AND said.id = n.message_id AND said.author_kind = 'person'
  CROSS JOIN LATERAL (
    SELECT CASE n.whose WHEN 'assignee' THEN c.assignee_id WHEN 'author' THEN said.author_id ELSE n.user_id END AS user_id
    UNION ALL SELECT lead.user_id FROM memberships lead
    WHERE (n.whose = 'leads' OR n.whose = 'leads_alone' AND c.assignee_id IS NULL)
      AND lead.workspace_id = n.workspace_id AND lead.role = ANY(:leads)
  ) who
  JOIN memberships m ON m.workspace_id = n.workspace_id AND m.active AND m.user_id = who.user_id
  LEFT JOIN notification_choices p ON p.workspace_id = m.workspace_id AND p.user_id = m.user_id
  WHERE m.user_id IS DISTINCT FROM n.actor_id
    AND coalesce(cast(p.choices #>> ARRAY[n.kind, 'in_app'] AS boolean), true)
    AND (n.whose IS DISTINCT FROM 'assignee' OR NOT EXISTS (
      SELECT 1 FROM log l
      WHERE l.workspace_id = n.workspace_id AND l.conversation_id = n.conversation_id AND l.id > n.event_id
        AND l.kind IN ('conversation.claimed', 'conversation.taken_over', 'conversation.assigned')
        AND cast(l.data ->> 'assignee_id' AS bigint) = m.user_id))
)
"""
_COLUMNS = "workspace_id, user_id, kind, event_id, conversation_id, message_id, note_id, actor_id, at"
_TELL = text(f"""
{_CONCERNED}
INSERT INTO notifications ({_COLUMNS}) SELECT {_COLUMNS} FROM concerned ORDER BY user_id, event_id
ON CONFLICT (user_id, event_id) DO NOTHING RETURNING id, workspace_id, user_id
""")  # noqa: S608 — only constants of this module
# One row while it is unread. An event not newer than what the person was told of is one that is read again.
_TELL_TOGETHER = text(f"""
{_CONCERNED}, newest AS (
  SELECT n.workspace_id, n.user_id, n.kind, max(n.event_id) AS event_id, n.conversation_id, max(n.message_id) AS message_id,
    cast(NULL AS bigint) AS note_id, cast(NULL AS bigint) AS actor_id, max(n.at) AS at, count(*) AS count
  FROM concerned n
  WHERE NOT EXISTS (SELECT 1 FROM notifications o WHERE o.workspace_id = n.workspace_id AND o.user_id = n.user_id
    AND o.event_id >= n.event_id AND o.conversation_id = n.conversation_id)
  GROUP BY n.workspace_id, n.user_id, n.kind, n.conversation_id
)
INSERT INTO notifications ({_COLUMNS}, count) SELECT {_COLUMNS}, count FROM newest ORDER BY user_id, conversation_id
ON CONFLICT (user_id, conversation_id) WHERE kind = 'answered' AND read_at IS NULL
DO UPDATE SET event_id = excluded.event_id, message_id = excluded.message_id, at = excluded.at,
  count = notifications.count + excluded.count
WHERE notifications.event_id < excluded.event_id
RETURNING id, workspace_id, user_id
""")  # noqa: S608 — likewise
