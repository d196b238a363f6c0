"""What happens to clocks, and to what they are set by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class _ClockEvent(Event):
    """Something happened to a clock; `clock` is what it runs for."""

    clock_id: int
    clock: str


@dataclass(frozen=True, kw_only=True)
class ClockStarted(_ClockEvent):
    """A customer waits for us: since when, and until when we want to have answered (ISO 8601)."""

    kind = "clock.started"
    started_at: str
    due_at: str
    policy_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClockSet(_ClockEvent):
    """A clock that runs was set anew: what policies ask of changed, the answer came to nothing, or an older message came late."""

    kind = "clock.set"
    started_at: str
    due_at: str
    policy_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClockStopped(_ClockEvent):
    """A customer waits no more: when and why, and whether that was too late."""

    kind = "clock.stopped"
    stopped_at: str
    why: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class ClockDueSoon(_ClockEvent):
    """Most of the time is over, and nobody has answered."""

    kind = "clock.due_soon"
    due_at: str


@dataclass(frozen=True, kw_only=True)
class ClockBreached(_ClockEvent):
    """The time is over, and nobody had answered."""

    kind = "clock.breached"
    due_at: str


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event):
    """The business hours of the workspace, of an account or of a team were changed; None: they follow the others again."""

    kind = "hours.changed"
    account_id: int | None = None
    team_id: int | None = None
    hours: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """What is promised was made, changed, moved or removed."""

    kind = "policy.changed"
    policy_id: int | None
    what: str
    policy: dict[str, Any] | None = None
