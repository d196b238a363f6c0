"""Connecting a profile again that was connected before: it goes on in its old account, with all its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.channels import events
from heard.channels.health import Renewed
from heard.channels.models import Account
from heard.channels.watching import observe
from heard.kit import log
from heard.kit.time import now

if TYPE_CHECKING:
    from heard.kit.db import Session

_TAKEN = ("name", "team_id", "reopen_hours", "stale_days", "reply_resolves", "settings", "refresh_at")


async def reattach(session: Session, account: Account, external_id: str) -> Account:
    """The account this profile had before it was disconnected, with the new one's settings and webhook address.

    Without one, the account itself. The new one's row ends: what came to it in between is still applied.
    """
    query = select(Account).where(
        Account.workspace_id == account.workspace_id,
        Account.network == account.network,
        Account.external_id == external_id,
        Account.removed_at.is_not(None),
        Account.id != account.id,
    )
    former = await session.scalar(query.order_by(Account.id.desc()).limit(1).with_for_update())
    # Only what was never anybody gives way: an account with a history of its own keeps it.
    if former is None or account.external_id:
        return account
    values = {name: getattr(account, name) for name in _TAKEN}
    hook_key, sealed = account.hook_key, account.secrets
    account.hook_key, account.secrets, account.removed_at = f"{hook_key} {account.id}", b"", now()
    await session.flush()
    for name, value in values.items():
        setattr(former, name, value)
    # The secrets are sealed for the webhook address, so both move together.
    former.hook_key, former.secrets, former.removed_at = hook_key, sealed, None
    await session.flush()
    await observe(session, former.id, Renewed())
    told = events.AccountConnected(
        workspace_id=former.workspace_id, by=log.SYSTEM, account_id=former.id, network=former.network
    )
    ended = events.AccountRemoved(workspace_id=former.workspace_id, by=log.SYSTEM, account_id=account.id)
    await log.append(session, ended, told)
    return former
