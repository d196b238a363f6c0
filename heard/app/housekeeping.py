"""Throwing away what has had its day: each room its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.accounts.service import prune as prune_accounts
from heard.practice.service import prune as prune_practice

if TYPE_CHECKING:
    from heard.app.services import Services


async def prune(services: Services) -> None:
    """Remove ended sessions, old failed sign-ins, and old webhook deliveries of the practice network."""
    async with services.database.transaction() as session:
        await prune_accounts(session)
        await prune_practice(session)
