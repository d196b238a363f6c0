"""Which conversation a message belongs to: pure rules over facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Choice = Literal["continue", "reopen", "open"]


@dataclass(frozen=True)
class Latest:
    """The last conversation with one identity on one account."""

    id: int
    state: str
    resolved_at: datetime | None


def choose(latest: Latest | None, *, reopen: timedelta, at: datetime) -> Choice:
    """Go on with the latest conversation, re-open it, or open a new one (I03).

    One that is not resolved goes on. A resolved one is re-opened by what arrives within `reopen` of its resolution; later
    messages open a new conversation that is linked to it.
    """
    if latest is None:
        return "open"
    if latest.state != "resolved":
        return "continue"
    if latest.resolved_at is not None and at - latest.resolved_at <= reopen:
        return "reopen"
    return "open"
