"""Reads of accounts, each inside the actor's workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.accounts.models import Team
from heard.channels.events import AccountHealthChanged
from heard.channels.models import Account
from heard.kit.log import LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST_CHANGES = 50


async def accounts(session: Session, actor: Actor) -> Sequence[Account]:
    """The workspace's connected accounts, oldest first."""
    query = select(Account).where(Account.workspace_id == actor.workspace_id, Account.removed_at.is_(None))
    return (await session.scalars(query.order_by(Account.id))).all()


async def account(session: Session, actor: Actor, account_id: int) -> Account | None:
    """One of the workspace's connected accounts."""
    query = select(Account).where(Account.workspace_id == actor.workspace_id, Account.id == account_id)
    return await session.scalar(query.where(Account.removed_at.is_(None)))


async def health_changes(session: Session, account: Account) -> Sequence[LogEntry]:
    """The last changes of an account's health, newest first, from the log."""
    query = select(LogEntry).where(
        LogEntry.workspace_id == account.workspace_id,
        LogEntry.kind == AccountHealthChanged.kind,
        LogEntry.conversation_id.is_(None),
        LogEntry.data["account_id"].as_integer() == account.id,
    )
    return (await session.scalars(query.order_by(LogEntry.id.desc()).limit(MOST_CHANGES))).all()


async def team_id(session: Session, actor: Actor, wanted: int | None) -> int | None:
    """The wanted team if it is the workspace's; without one wanted, the default team."""
    query = select(Team.id).where(Team.workspace_id == actor.workspace_id)
    chosen = Team.is_default if wanted is None else Team.id == wanted
    return await session.scalar(query.where(chosen))
