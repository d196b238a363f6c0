"""What is promised to whom, and until when that is. Pure: conditions, the first policy that fits, and the times it sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from heard.kit.calendar import always

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from heard.kit.calendar import Calendar

Kind = Literal["first", "next"]
PRIORITIES = ("urgent", "high", "normal", "low")
SAME_DAY = 0
"""The target that means: until the business day ends."""
LONGEST = 90 * 24 * 60
WARN = 0.8
"""When so much of the time is over, who has it is warned."""


@dataclass(frozen=True)
class Facts:
    """What policies ask of a conversation."""

    account_id: int
    network: str
    team_id: int | None
    priority: str
    tag_ids: frozenset[int]
    has_public: bool
    has_private: bool
    vip: bool


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A policy: its conditions (what is empty asks nothing) and, for each priority, the minutes until we have answered."""

    name: str
    account_ids: tuple[int, ...] = ()
    networks: tuple[str, ...] = ()
    team_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()
    priorities: tuple[str, ...] = ()
    visibility: str | None = None
    vip: bool = False
    business_time: bool = True
    first_minutes: Mapping[str, int] = field(default_factory=dict[str, int])
    next_minutes: Mapping[str, int] = field(default_factory=dict[str, int])
    id: int | None = None
    fallback: bool = False

    def fits(self, facts: Facts) -> bool:
        """Whether a conversation has everything this asks: one of each list that is not empty."""
        shown = {"public": facts.has_public, "private": facts.has_private}
        return all(
            (
                not self.account_ids or facts.account_id in self.account_ids,
                not self.networks or facts.network in self.networks,
                not self.team_ids or facts.team_id in self.team_ids,
                not self.tag_ids or not facts.tag_ids.isdisjoint(self.tag_ids),
                not self.priorities or facts.priority in self.priorities,
                self.visibility is None or shown[self.visibility],
                not self.vip or facts.vip,
            )
        )


def the_same(minutes: int) -> dict[str, int]:
    """One target for every priority."""
    return dict.fromkeys(PRIORITIES, minutes)


def _ready(name: str, minutes: int, *, business_time: bool) -> Promise:
    same = the_same(minutes)
    return Promise(name=name, business_time=business_time, first_minutes=same, next_minutes=same, fallback=True)


READY = {
    "hour": _ready("1 hour", 60, business_time=True),
    "same_day": _ready("Same day", SAME_DAY, business_time=True),
    "day": _ready("24 hours", 24 * 60, business_time=False),
}
"""What customers expect most: an answer within the hour, the same day, or within 24 hours."""
FALLBACK = READY["day"]
"""What holds for everybody where nobody has said otherwise: nobody who waits is without a due time (law 3)."""


def first_fitting(promises: Iterable[Promise], facts: Facts) -> Promise:
    """The policy that decides: the first that fits, else the fallback."""
    return next((each for each in promises if each.fits(facts)), FALLBACK)


@dataclass(frozen=True)
class Deadline:
    """What a clock is set to."""

    policy_id: int | None
    target: int
    business_time: bool
    warn_at: datetime
    due_at: datetime


def deadline(promise: Promise, kind: Kind, priority: str, calendar: Calendar, since: datetime) -> Deadline:
    """Until when a customer who waits since a moment should have our answer, and when to warn of it."""
    target = (promise.first_minutes if kind == "first" else promise.next_minutes)[priority]
    counted = calendar if promise.business_time else always(calendar.zone)
    due = counted.day_ends(since) if target == SAME_DAY else counted.due(since, target)
    whole = counted.spent(since, due) / timedelta(minutes=1) if target == SAME_DAY else target
    warn = counted.due(since, whole * WARN)
    return Deadline(promise.id, target, promise.business_time, min(warn, due), due)
