"""What people do about log events that were parked and jobs that were given up."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class EventReplayed(Event):
    """Parked log events were handed to their readers again; those that were handled."""

    kind = "event.replayed"
    event_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class EventDismissed(Event):
    """Parked log events were dismissed: their readers never handle them."""

    kind = "event.dismissed"
    event_ids: list[int]
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobReplayed(Event):
    """Given-up jobs were put back into the queue."""

    kind = "job.replayed"
    job_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class JobDismissed(Event):
    """Given-up jobs were thrown away."""

    kind = "job.dismissed"
    job_ids: list[int]
    reason: str
