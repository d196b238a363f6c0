"""Waking and telling other tasks and processes: over PostgreSQL, or over NATS where there are many machines.

No law depends on it: what is rung for is in the database, whoever waits polls too, and whoever missed news is told so.
"""

from __future__ import annotations

from heard.kit.bus.base import Bell, Bus
from heard.kit.bus.postgres import PostgresBus

__all__ = ["Bell", "Bus", "open_bus"]


def open_bus(database_url: str, nats_url: str = "", nats_prefix: str = "heard") -> Bus:
    """The bus of an installation, not yet started: NATS where an address is set, else PostgreSQL."""
    if not nats_url:
        return PostgresBus(database_url)
    from heard.kit.bus.nats import NatsBus

    return NatsBus(nats_url, nats_prefix)
