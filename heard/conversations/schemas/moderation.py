"""HTTP shapes of what is done with messages on their network."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heard.channels.base import DeedKind

Why = Literal["abuse", "spam", "private_data", "mistake", "outdated", "other"]


class ModerationView(Struct, kw_only=True):
    """Something asked of the network that is not done yet, or was refused, with the network's reason and what helps."""

    deed: DeedKind
    state: Literal["pending", "refused"]
    by_name: str
    asked_at: datetime
    reason_code: str | None
    reason: str | None
    remedy: str | None


class ModerationRequest(Struct, forbid_unknown_fields=True):
    """What is to be done; hiding and deleting need a reason, and `other` needs words."""

    deed: DeedKind
    why: Why | None = None
    note: Annotated[str, Meta(max_length=500)] | None = None
