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


async def prune_bulk_actions(session: Session, before: datetime, *, limit: int) -> int:
    """Forget actions on many conversations begun before then, which nobody takes back any more; how many."""
    return len((await session.execute(_PRUNE_BULK, {"before": before, "limit": limit})).all())


_PRUNE_BULK = text("""
DELETE FROM bulk_actions WHERE id IN (SELECT id FROM bulk_actions WHERE created_at < :before ORDER BY id LIMIT :limit)
RETURNING id
""")
_PRUNE = text("""
DELETE FROM waiting_changes WHERE (account_id, external_id, kind) IN (
  SELECT account_id, external_id, kind FROM waiting_changes WHERE kept_at < :before LIMIT :limit)
RETURNING account_id
""")
