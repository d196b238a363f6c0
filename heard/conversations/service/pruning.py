"""Throwing away what has waited in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from datetime import datetime

    from heard.kit.db import Session


async def prune_waiting(session: Session, before: datetime, *, limit: int) -> int:
    """Drop edits and deletions kept before then, whose message never came; how many."""
    return len((await session.execute(_PRUNE, {"before": before, "limit": limit})).all())


_PRUNE = text("""
DELETE FROM waiting_changes WHERE (account_id, external_id, kind) IN (
  SELECT account_id, external_id, kind FROM waiting_changes WHERE kept_at < :before LIMIT :limit)
RETURNING account_id
""")
