"""HTTP shapes of parked envelopes, and of what was said before an account was connected."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

HistoryState = Literal["none", "running", "done", "stopped", "failed"]
Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class ParkedEnvelope(Struct):
    """A delivery that could not be applied, with the reason."""

    id: int
    account_id: int
    account_name: str
    network: str
    received_at: datetime
    attempts: int
    reason: str
    size: int


class ParkedEnvelopeList(Struct):
    """A page of parked envelopes, newest first."""

    items: list[ParkedEnvelope]
    next_cursor: str | None


class EnvelopePayload(Struct):
    """What was delivered, as text; secrets are hidden. `cut` where it is longer than is shown."""

    id: int
    headers: dict[str, str]
    payload: str
    cut: bool


class EnvelopeFilter(Struct, forbid_unknown_fields=True):
    """Which parked envelopes are meant, when they are not named one by one."""

    account_id: Id | None = None
    network: Annotated[str, Meta(max_length=50)] | None = None
    reason: Annotated[str, Meta(max_length=200)] | None = None
    since: datetime | None = None


class EnvelopeChoice(Struct, forbid_unknown_fields=True):
    """These envelopes, or (`all`) every parked one that fits."""

    ids: Annotated[list[Id], Meta(max_length=1000)] = []
    all: EnvelopeFilter | None = None


class EnvelopeDismissal(Struct, forbid_unknown_fields=True):
    """These envelopes, or every parked one that fits, and why they are not to be applied."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    ids: Annotated[list[Id], Meta(max_length=1000)] = []
    all: EnvelopeFilter | None = None


class Settled(Struct):
    """How many were dealt with, and how many of those meant are left: ask again until none is."""

    count: int
    left: int


class HistoryRequest(Struct, forbid_unknown_fields=True):
    """How many days back what was said is to be fetched; a network gives so many as its `history_days` says."""

    days: Annotated[int, Meta(ge=1, le=365)]


class AccountHistory(Struct):
    """How far what was said before has been fetched: `found` messages that were not known. `none`: nobody has asked for it."""

    state: HistoryState
    days: int | None = None
    found: int = 0
    reason: str | None = None
    asked_at: datetime | None = None
    ended_at: datetime | None = None
