"""HTTP shapes of what could not be done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class Problems(Struct):
    """How much waits for a person."""

    envelopes: int
    events: int
    jobs: int
    replies: int


class EventKey(Struct, forbid_unknown_fields=True):
    """Names a parked event: one event may be parked by several readers."""

    event_id: Id
    reader: Annotated[str, Meta(max_length=50)]


class ParkedEvent(Struct):
    """An event of the log that one of its readers could not handle."""

    event_id: int
    reader: str
    kind: str
    conversation_id: int | None
    reason: str
    attempts: int
    at: datetime


class ParkedEventList(Struct):
    """A page of parked events, newest first."""

    items: list[ParkedEvent]
    next_cursor: str | None


class EventChoice(Struct, forbid_unknown_fields=True):
    """These parked events."""

    items: Annotated[list[EventKey], Meta(min_length=1, max_length=200)]


class EventDismissal(Struct, forbid_unknown_fields=True):
    """These parked events, and why they need not be handled."""

    items: Annotated[list[EventKey], Meta(min_length=1, max_length=200)]
    reason: Reason


class FailedJob(Struct):
    """A job that was given up; a `stalled` one may still be taken up by itself."""

    id: int
    name: str
    ids: dict[str, Any]
    attempts: int
    reason: str
    at: datetime | None
    stalled: bool


class FailedJobList(Struct):
    """A page of given-up jobs, newest first."""

    items: list[FailedJob]
    next_cursor: str | None


class JobChoice(Struct, forbid_unknown_fields=True):
    """These jobs."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)]


class JobDismissal(Struct, forbid_unknown_fields=True):
    """These jobs, and why they need not be done."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)]
    reason: Reason


class FailedReply(Struct):
    """A reply that did not go out, or of which nobody knows; it is dealt with in its conversation."""

    message_id: int
    conversation_id: int
    number: int
    account_id: int
    delivery: Literal["failed", "unknown"]
    reason_code: str | None
    reason: str | None
    attempted_at: datetime | None


class FailedReplyList(Struct):
    """A page of failed replies, newest first."""

    items: list[FailedReply]
    next_cursor: str | None


class Dealt(Struct):
    """How many were dealt with."""

    count: int
