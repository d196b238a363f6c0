"""Reads of accounts, each inside the actor's workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.accounts.models import Team
from heard.channels.models import Account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def accounts(session: Session, actor: Actor) -> Sequence[Account]:
    """The workspace's connected accounts, oldest first."""
    query = select(Account).where(Account.workspace_id == actor.workspace_id, Account.removed_at.is_(None))
    return (await session.scalars(query.order_by(Account.id))).all()


async def team_id(session: Session, actor: Actor, wanted: int | None) -> int | None:
    """The wanted team if it is the workspace's; without one wanted, the default team."""
    query = select(Team.id).where(Team.workspace_id == actor.workspace_id)
    chosen = Team.is_default if wanted is None else Team.id == wanted
    return await session.scalar(query.where(chosen))
