"""What people do about envelopes that were parked, and about what was said before an account was connected."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class EnvelopeReplayed(Event):
    """Parked envelopes were put back, to be applied again."""

    kind = "envelope.replayed"
    envelope_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class EnvelopeDismissed(Event):
    """Parked envelopes were dismissed: what they brought is not applied."""

    kind = "envelope.dismissed"
    envelope_ids: list[int]
    reason: str


@dataclass(frozen=True, kw_only=True)
class HistoryAsked(Event):
    """Somebody asked for what was said in the days before an account was connected."""

    kind = "account.history_asked"
    account_id: int
    days: int


@dataclass(frozen=True, kw_only=True)
class HistoryEnded(Event):
    """Nothing more is fetched of what was said before: all is here (`done`), somebody stopped it, or it failed."""

    kind = "account.history_ended"
    account_id: int
    state: str
    found: int
