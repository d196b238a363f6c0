"""Throwing away what has had its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from heard.app.services import Services


async def prune(services: Services) -> None:
    """Remove ended sessions, old failed sign-ins, and webhook deliveries of the practice network."""
    async with services.database.transaction() as session:
        for statement in _PRUNE:
            await session.execute(statement)


_PRUNE = (
    text("DELETE FROM sign_ins WHERE expires_at < now()"),
    text("DELETE FROM sign_in_attempts WHERE last_at < now() - interval '1 day'"),
    text("DELETE FROM practice_deliveries WHERE at < now() - interval '7 days' AND state = 'done'"),
)
