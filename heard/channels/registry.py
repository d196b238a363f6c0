"""Every network Heard speaks, as a literal table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.channels.adapters.practice.adapter import Practice
from heard.channels.adapters.x.adapter import X

if TYPE_CHECKING:
    from heard.channels.base import Channel

CHANNELS: dict[str, type[Channel]] = {
    "practice": Practice,
    "x": X,
}
