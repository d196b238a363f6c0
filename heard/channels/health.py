"""How an account is: a pure state machine over what sends, polls, identifications and refreshes come to.

`degraded` is entered after several troubles within a window and left by a success after a calm time, so that a network
that comes and goes is one incident and not twenty. `paused` is left by a person only. `reauth_required` is left when the
network takes our credentials again; meanwhile nothing is sent (`reply_policy`), and receiving goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

State = Literal["ok", "degraded", "reauth_required", "paused"]
Call = Literal["send", "poll", "identify", "refresh"]
Fix = Literal["reconnect", "resume", "wait", "check_webhook"]

TROUBLED = "troubled"
WEBHOOK_SILENT = "webhook_silent"
TROUBLES = 3
WINDOW = timedelta(minutes=10)
CALM = timedelta(minutes=10)


@dataclass(frozen=True)
class Health:
    """How an account is, why, and since when; `troubles` counts those of the window that began at `began_at`."""

    state: State
    since: datetime
    code: str | None = None
    reason: str | None = None
    troubles: int = 0
    began_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def fix(self) -> Fix | None:
        """What a person can do about it."""
        if self.state == "degraded":
            return "check_webhook" if self.code == WEBHOOK_SILENT else "wait"
        fixes: dict[State, Fix] = {"reauth_required": "reconnect", "paused": "resume"}
        return fixes.get(self.state)


@dataclass(frozen=True)
class Succeeded:
    """The network did what was asked."""

    call: Call


@dataclass(frozen=True)
class Troubled:
    """The network did not answer as it should, and may well do so later."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """The network no longer takes our credentials."""

    reason: str


@dataclass(frozen=True)
class Silent:
    """A poll found what the webhook did not bring."""

    reason: str


@dataclass(frozen=True)
class Spoken:
    """The webhook brings what there is."""


@dataclass(frozen=True)
class Paused:
    """A person stopped sending."""


@dataclass(frozen=True)
class Resumed:
    """A person lets sending go on."""


@dataclass(frozen=True)
class Renewed:
    """A person entered new credentials."""


Outcome = Succeeded | Troubled | Refused | Silent | Spoken | Paused | Resumed | Renewed


def judge(health: Health, outcome: Outcome, at: datetime) -> Health:
    """How the account is after the outcome; the same value where nothing changed."""
    if isinstance(outcome, Paused):
        return health if health.state == "paused" else Health("paused", at)
    if health.state == "paused":
        return Health("ok", at) if isinstance(outcome, Resumed) else health
    if isinstance(outcome, Renewed):
        return health if health.state == "ok" else Health("ok", at)
    if isinstance(outcome, Refused):
        known = health.state == "reauth_required"
        return health if known else Health("reauth_required", at, "reauth", outcome.reason)
    if health.state == "reauth_required":
        # A send that was under way before the refusal proves nothing; these were asked with what we hold now.
        proves = isinstance(outcome, Succeeded) and outcome.call != "send"
        return Health("ok", at) if proves else health
    return _with_trouble(health, outcome, at)


def _with_trouble(health: Health, outcome: Outcome, at: datetime) -> Health:
    """Between ok and degraded."""
    if isinstance(outcome, Troubled):
        return _troubled(health, outcome.reason, at)
    if isinstance(outcome, Silent):
        if health.state == "ok":
            return Health("degraded", at, WEBHOOK_SILENT, outcome.reason, last_at=at)
        return replace(health, last_at=at) if health.code == WEBHOOK_SILENT else health
    cured = Succeeded if health.code == TROUBLED else Spoken
    calm = health.last_at is None or at - health.last_at >= CALM
    return Health("ok", at) if health.state == "degraded" and isinstance(outcome, cured) and calm else health


def _troubled(health: Health, reason: str, at: datetime) -> Health:
    if health.state == "degraded":
        return replace(health, last_at=at) if health.code == TROUBLED else health
    goes_on = health.began_at is not None and at - health.began_at <= WINDOW
    troubles = health.troubles + 1 if goes_on else 1
    if troubles >= TROUBLES:
        return Health("degraded", at, TROUBLED, reason, last_at=at)
    return replace(health, troubles=troubles, began_at=health.began_at if goes_on else at, last_at=at)
