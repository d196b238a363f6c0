"""How a workspace works, beside its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.accounts import events
from heard.accounts.models import Workspace
from heard.kit import log

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def set_stale_days(session: Session, *, actor: Actor, days: int) -> None:
    """Set after how many days of silence conversations that wait for the customer are closed by themselves; 0: never."""
    workspace = await session.get_one(Workspace, actor.workspace_id, with_for_update=True)
    if workspace.stale_days != days:
        workspace.stale_days = days
        changed = events.WorkspaceChanged(workspace_id=actor.workspace_id, by=actor.by, stale_days=days)
        await log.append(session, changed)
