"""What happens to replies that wait for their time. When it has come, they are replies as any: `reply.queued`."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class _OfScheduled(Event):
    """Something happened to a reply that waits, or waited, for its time."""

    scheduled_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyScheduled(_OfScheduled):
    """A reply was written that goes out at a time (ISO 8601)."""

    kind = "reply.scheduled"
    send_at: str
    visibility: str


@dataclass(frozen=True, kw_only=True)
class ReplyRescheduled(_OfScheduled):
    """It goes out at another time."""

    kind = "reply.rescheduled"
    send_at: str


@dataclass(frozen=True, kw_only=True)
class ReplyUnscheduled(_OfScheduled):
    """It does not go out: `withdrawn` by its author, or else returned to them, and why."""

    kind = "reply.unscheduled"
    reason: str
