"""What people do about envelopes that were parked."""

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
