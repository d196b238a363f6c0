"""How a conversation's clocks follow what happens in it. Pure: what happened goes in, what the clocks have become comes out.

First every event is taken in turn, so that no wait is lost however much happened at once; then the clocks are held against the
conversation as it is, which is right whenever the two disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.sla.policies import Deadline

What = Literal["asked", "answered", "void", "closed", "changed", "looked"]


@dataclass(frozen=True)
class Happening:
    """An event of the log as clocks see it.

    The customer `asked`; a person of ours `answered`; an answer came to nothing (`void`); the conversation was `closed`, or
    `changed` in what policies ask of it; or there is only reason to look how it stands.
    """

    event: int
    what: What
    at: datetime
    message_id: int | None = None
    user_id: int | None = None
    why: str = "resolved"


@dataclass(frozen=True)
class Standing:
    """A conversation as it is now, and the newest event of its that is known.

    `waiting_since` is None when its customer does not wait for us. `answered_at`: when a person of ours spoke last.
    """

    waiting_since: datetime | None
    newest: int
    closed_why: str | None = None
    closed_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass
class Wait:
    """A clock: one wait of the customer. `deadline` is None until it is set; `stale`: it must be set (anew).

    `afterwards`: it was not seen to begin, so nobody can have kept its time before now.
    """

    started_at: datetime
    started_event: int
    kind: Literal["first", "next"] = "first"
    id: int | None = None
    deadline: Deadline | None = None
    message_id: int | None = None
    answered_by: int | None = None
    stopped_at: datetime | None = None
    stop_reason: str | None = None
    stopped_event: int | None = None
    breached_at: datetime | None = None
    stale: bool = False
    touched: bool = False
    afterwards: bool = False

    @property
    def runs(self) -> bool:
        """Whether the customer still waits."""
        return self.stopped_at is None

    @property
    def known(self) -> int:
        """The last event it knows of."""
        return max(self.started_event, self.stopped_event or 0)

    @property
    def late(self) -> bool:
        """Whether it was stopped after it was due."""
        return self.stopped_at is not None and self.deadline is not None and self.stopped_at > self.deadline.due_at

    def stop(self, why: str, at: datetime, event: int, *, message_id: int | None = None, by: int | None = None) -> None:
        """The customer waits no more."""
        self.stopped_at, self.stop_reason, self.stopped_event = max(at, self.started_at), why, event
        self.message_id, self.answered_by, self.touched = message_id, by, True

    def go_on(self, event: int) -> None:
        """It was stopped for nothing: the customer waits as if it had not been."""
        self.started_event = max(self.known, event)
        self.stopped_at = self.stop_reason = self.stopped_event = self.message_id = self.answered_by = None
        self.touched = True

    def begin(self, at: datetime) -> None:
        """The customer waits since another time than was known."""
        self.started_at, self.stale, self.touched = at, True, True


def follow(last: Wait | None, happenings: Iterable[Happening], standing: Standing) -> list[Wait]:
    """The clocks of a conversation from the last one on, after all this has happened."""
    waits = [] if last is None else [last]
    for one in happenings:
        _take(waits, one)
    _settle(waits, standing)
    return waits


def _take(waits: list[Wait], one: Happening) -> None:
    current = waits[-1] if waits else None
    if current is None or not current.runs:
        if one.what == "asked":
            waits.append(Wait(one.at, one.event, stale=True))
        elif one.what == "void" and current is not None and current.message_id == one.message_id:
            current.go_on(one.event)
    elif one.what == "asked" and one.at < current.started_at:
        current.begin(one.at)
    elif one.what == "answered" and one.at >= current.started_at:
        current.stop("answered", one.at, one.event, message_id=one.message_id, by=one.user_id)
    elif one.what == "closed":
        current.stop(one.why, one.at, one.event)
    elif one.what == "changed":
        current.stale = current.touched = True


def _settle(waits: list[Wait], standing: Standing) -> None:
    current = waits[-1] if waits else None
    since = standing.waiting_since
    if since is not None:
        if current is None or (not current.runs and current.started_at != since):
            waits.append(Wait(since, standing.newest, stale=True, afterwards=True))
        elif not current.runs:
            current.go_on(standing.newest)
        elif current.started_at != since:
            current.begin(since)
    elif current is not None and current.runs:
        if standing.closed_why is not None:
            current.stop(standing.closed_why, standing.closed_at or current.started_at, standing.newest)
        elif standing.answered_at is not None and standing.answered_at >= current.started_at:
            current.stop("answered", standing.answered_at, standing.newest)
