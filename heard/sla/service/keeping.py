"""Keeping the clocks: read what happened under the lock of its conversation, let the clocks follow, write by sets, tell the log.

A conversation that is locked is known whole: its log is complete up to now, and its row says who waits. So it makes no
difference how late a batch is read, how much of it at once, or whether it is read again (decision 0038).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text

from heard.conversations.service import hold, set_due
from heard.kit import log
from heard.kit.db import moment
from heard.sla import events, queries
from heard.sla.clockwork import Happening, Standing, Wait, follow
from heard.sla.models import Clock
from heard.sla.policies import Deadline, deadline, first_fitting
from heard.sla.service.hours import calendars
from heard.sla.service.policies import facts_of, promises_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from heard.kit.db import Session
    from heard.sla.clockwork import What

_WHAT: dict[str, What] = {
    "message.received": "asked",
    "message.echoed": "answered",
    "reply.queued": "answered",
    "reply.retried": "answered",
    "reply.undone": "void",
    "reply.failed": "void",
    "reply.unknown": "void",
    "conversation.resolved": "closed",
    "conversation.priority_changed": "changed",
    "conversation.assigned": "changed",
    "conversation.tagged": "changed",
}


@dataclass
class _Held:
    """A locked conversation, with its clocks from the last one on."""

    row: Row[Any]
    waits: list[Wait]


async def keep(session: Session, since: Mapping[int, int | None]) -> int:
    """Let the clocks of conversations follow what happened in them up to now; how many conversations there were.

    `since` is the first event of each to be taken; None: none is, only how the conversation stands.
    """
    rows = await hold(session, since)
    if not rows:
        return 0
    lasts = {id: _wait_of(row) for id, row in (await queries.last_clocks(session, rows)).items()}
    newest = await queries.newest_events(session, [row for row in rows if since[row.id] is None])
    after = {row.id: _after(lasts.get(row.id), since[row.id], newest.get(row.id, 0)) for row in rows}
    happened = await queries.happenings(session, rows, after)
    unclear = [row.id for row in rows if not _goes_on(row, lasts.get(row.id), happened.get(row.id, []))]
    answers = await queries.answers(session, unclear)
    held = [
        _Held(
            row,
            follow(
                lasts.get(row.id),
                map(_happening, happened.get(row.id, [])),
                _standing(row, _newest(happened.get(row.id), after[row.id]), answers.get(row.id)),
            ),
        )
        for row in rows
    ]
    await _set(session, held, {id: row.first for id, row in answers.items()})
    await _write(session, held)
    return len(rows)


def _newest(happened: Sequence[Row[Any]] | None, after: int) -> int:
    return happened[-1].id if happened else after


def _after(last: Wait | None, first: int | None, newest: int) -> int:
    begin = newest if first is None else first - 1
    return begin if last is None else max(begin, last.known)


def _goes_on(row: Row[Any], last: Wait | None, happened: Iterable[Row[Any]]) -> bool:
    """Whether the customer who waited simply waits on, so that it does not matter who answered when."""
    return last is not None and last.runs and row.waits and not any(_what(each) == "answered" for each in happened)


def _what(row: Row[Any]) -> What:
    """What an event is to clocks. Only people answer: a bot or a rule that speaks stops nothing (R13).

    What was fetched of before we were connected begins nothing by itself: whoever of them waits has the whole time from now.
    """
    what = _WHAT.get(row.kind, "looked")
    if row.kind == "reply.sent" and row.data.get("how") == "person":
        what = "answered"
    said_by_nobody = what == "answered" and row.kind != "message.echoed" and row.actor_kind != "person"
    unheard = what == "asked" and any(row.data.get(each) for each in ("muted", "filed", "history"))
    return "looked" if said_by_nobody or unheard else what


def _happening(row: Row[Any]) -> Happening:
    why = "spam" if row.data.get("reason") == "spam" else "resolved"
    person = row.actor_id if row.actor_kind == "person" else None
    return Happening(row.id, _what(row), row.at, row.data.get("message_id"), person, why)


def _standing(row: Row[Any], newest: int, answers: Row[Any] | None) -> Standing:
    closed = row.state == "resolved"
    return Standing(
        waiting_since=row.waiting_since if row.waits else None,
        newest=newest,
        closed_why=("spam" if row.resolve_reason == "spam" else "resolved") if closed else None,
        closed_at=row.resolved_at if closed else None,
        answered_at=answers.last if answers else None,
    )


def _wait_of(row: Row[Any]) -> Wait:
    return Wait(
        row.started_at,
        row.started_event,
        kind=row.kind,
        id=row.id,
        deadline=Deadline(row.policy_id, row.target, row.business_time, row.warn_at, row.due_at),
        message_id=row.message_id,
        answered_by=row.answered_by,
        stopped_at=row.stopped_at,
        stop_reason=row.stop_reason,
        stopped_event=row.stopped_event,
        breached_at=row.breached_at,
    )


async def _set(session: Session, held: Sequence[_Held], answered: Mapping[int, datetime]) -> None:
    """Set the clocks that must be, by the policy and the hours that hold now; and find who was late."""
    stale = [(one, wait) for one in held for wait in one.waits if wait.stale]
    present = await moment(session)
    if stale:
        workspaces = {one.row.workspace_id for one, _ in stale}
        promises, hours = await promises_of(session, workspaces), await calendars(session, workspaces)
        for one, wait in stale:
            row, facts = one.row, facts_of(one.row)
            if wait.id is None:
                wait.kind = "next" if _answered_before(wait, one.waits, answered.get(row.id)) else "first"
            begins = max(wait.started_at, present) if wait.afterwards else wait.started_at
            calendar = hours[row.workspace_id].fitting(row.account_id, row.team_id)
            promise = first_fitting(promises[row.workspace_id], facts)
            wait.deadline = deadline(promise, wait.kind, facts.priority, calendar, begins)
    for one in held:
        for wait in one.waits:
            if (wait.touched or wait.id is None) and not wait.runs:
                wait.breached_at = (wait.breached_at or present) if wait.late else None


def _answered_before(wait: Wait, waits: Sequence[Wait], first_answer: datetime | None) -> bool:
    """Whether a person of ours had ever answered: by the waits before, as networks round times, else by what was said."""
    earlier = waits[: waits.index(wait)]
    known = any(each.kind == "next" or each.stop_reason == "answered" for each in earlier)
    return known or (first_answer is not None and first_answer < wait.started_at)


async def _write(session: Session, held: Sequence[_Held]) -> None:
    fresh = [(one, wait) for one in held for wait in one.waits if wait.id is None]
    changed = [(one, wait) for one in held for wait in one.waits if wait.id is not None and wait.touched]
    before = await _breached(session, [wait.id or 0 for _, wait in changed])
    # Those that were stopped first: of the others there is one a conversation.
    if changed:
        await session.execute(_CHANGE, _columns([wait for _, wait in changed]))
    if fresh:
        added = insert(Clock).returning(Clock.id, sort_by_parameter_order=True)
        ids = (await session.scalars(added, [_values(one.row, wait) for one, wait in fresh])).all()
        for (_, wait), clock_id in zip(fresh, ids, strict=True):
            wait.id = clock_id
    await set_due(session, {one.row.id: _due(one) for one in held})
    told = [
        event
        for new, pairs in ((False, changed), (True, fresh))
        for one, wait in pairs
        for event in _told(one.row, wait, new=new, breached=wait.id in before)
    ]
    await log.append(session, *told)


async def _breached(session: Session, ids: Sequence[int]) -> set[int]:
    """Which clocks were too late already."""
    return set((await session.scalars(_BREACHED, {"ids": list(ids)})).all()) if ids else set()


def _due(one: _Held) -> datetime | None:
    last = one.waits[-1] if one.waits else None
    return last.deadline.due_at if last is not None and last.runs and last.deadline is not None else None


def _told(row: Row[Any], wait: Wait, *, new: bool, breached: bool) -> list[log.Event]:
    """What the log is told of a clock."""
    assert wait.id is not None  # noqa: S101 — it was written; says so to the type checker
    assert wait.deadline is not None  # noqa: S101 — it was set; likewise
    about: dict[str, Any] = {
        "workspace_id": row.workspace_id,
        "by": log.SYSTEM,
        "conversation_id": row.id,
        "clock_id": wait.id,
        "clock": wait.kind,
    }
    due = wait.deadline.due_at.isoformat()
    began: dict[str, Any] = {
        "started_at": wait.started_at.isoformat(),
        "due_at": due,
        "policy_id": wait.deadline.policy_id,
    }
    told: list[log.Event] = []
    if new:
        told.append(events.ClockStarted(**about, **began))
    elif wait.runs:
        told.append(events.ClockSet(**about, **began))
    if wait.stopped_at is not None:
        if wait.late and not breached:
            told.append(events.ClockBreached(**about, due_at=due))
        why = wait.stop_reason or ""
        told.append(events.ClockStopped(**about, stopped_at=wait.stopped_at.isoformat(), why=why, late=wait.late))
    return told


def _values(row: Row[Any], wait: Wait) -> dict[str, Any]:
    assert wait.deadline is not None  # noqa: S101 — a new clock was set; says so to the type checker
    return {
        "workspace_id": row.workspace_id,
        "conversation_id": row.id,
        "kind": wait.kind,
        "policy_id": wait.deadline.policy_id,
        "target": wait.deadline.target,
        "business_time": wait.deadline.business_time,
        "started_at": wait.started_at,
        "warn_at": wait.deadline.warn_at,
        "due_at": wait.deadline.due_at,
        "stopped_at": wait.stopped_at,
        "stop_reason": wait.stop_reason,
        "message_id": wait.message_id,
        "answered_by": wait.answered_by,
        "breached_at": wait.breached_at,
        "started_event": wait.started_event,
        "stopped_event": wait.stopped_event,
    }


def _columns(waits: Sequence[Wait]) -> dict[str, Any]:
    deadlines = [wait.deadline for wait in waits if wait.deadline is not None]
    return {
        "ids": [wait.id for wait in waits],
        "policies": [each.policy_id for each in deadlines],
        "targets": [each.target for each in deadlines],
        "businesses": [each.business_time for each in deadlines],
        "warns": [each.warn_at for each in deadlines],
        "dues": [each.due_at for each in deadlines],
        "starts": [wait.started_at for wait in waits],
        "stops": [wait.stopped_at for wait in waits],
        "reasons": [wait.stop_reason for wait in waits],
        "messages": [wait.message_id for wait in waits],
        "people": [wait.answered_by for wait in waits],
        "breaches": [wait.breached_at for wait in waits],
        "started": [wait.started_event for wait in waits],
        "stopped": [wait.stopped_event for wait in waits],
    }


_BREACHED = text("SELECT id FROM clocks WHERE id = ANY(:ids) AND breached_at IS NOT NULL")
# Set anew to a later time, it is warned of again.
_CHANGE = text("""
UPDATE clocks k SET policy_id = new.policy, target = new.target, business_time = new.business, warn_at = new.warn,
  due_at = new.due, started_at = new.start, stopped_at = new.stop, stop_reason = new.reason, message_id = new.message,
  answered_by = new.person, breached_at = new.breach, started_event = new.started, stopped_event = new.stopped,
  warned_at = CASE WHEN new.warn > k.warn_at AND new.warn > clock_timestamp() THEN NULL ELSE k.warned_at END
FROM unnest(cast(:ids AS bigint[]), cast(:policies AS bigint[]), cast(:targets AS bigint[]), cast(:businesses AS boolean[]),
  cast(:warns AS timestamptz[]), cast(:dues AS timestamptz[]), cast(:starts AS timestamptz[]), cast(:stops AS timestamptz[]),
  cast(:reasons AS text[]), cast(:messages AS bigint[]), cast(:people AS bigint[]), cast(:breaches AS timestamptz[]),
  cast(:started AS bigint[]), cast(:stopped AS bigint[]))
  AS new (id, policy, target, business, warn, due, start, stop, reason, message, person, breach, started, stopped)
WHERE k.id = new.id
""")
