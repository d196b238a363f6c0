"""Every network Heard speaks, as a literal table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.channels.adapters.practice.adapter import Practice
from heard.channels.adapters.x.adapter import X
from heard.channels.base import Adjustable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.channels.base import Capabilities, Channel

CHANNELS: dict[str, type[Channel]] = {
    "practice": Practice,
    "x": X,
}


def abilities(network: str, settings: Mapping[str, Any]) -> Capabilities:
    """What an account of a network can do, with its plain settings.

    Raises:
        KeyError: this version does not speak the network.
    """
    kind = CHANNELS[network]
    return kind.adjusted(settings) if issubclass(kind, Adjustable) else kind.capabilities
