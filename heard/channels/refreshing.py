"""Renewing tokens well before they end: one worker at a time, and never a good token for nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, text

from heard.channels.base import Reauth, Refreshable, Renewed, SendError, Unknown
from heard.channels.directory import purpose
from heard.channels.health import Succeeded, Troubled
from heard.channels.models import Account
from heard.channels.watching import observe, outcome_of
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from heard.channels.directory import Directory
    from heard.kit.crypto import Vault
    from heard.kit.db import Database, Session

EARLIEST, LATEST = 0.6, 0.75
"""The part of a token's life after which it is renewed: somewhere between, so that many accounts do not ask at once."""
AGAIN = timedelta(minutes=2)
_LEASE = "60 seconds"
_random = secrets.SystemRandom()
_log = structlog.get_logger()


@dataclass(frozen=True)
class Claim:
    """An account whose tokens this worker renews; `sealed` are its secrets as they were."""

    account_id: int
    sealed: bytes
    channel: Refreshable


async def due(session: Session) -> list[tuple[int, int]]:
    """(id, workspace) of the accounts whose tokens are to be renewed."""
    return [(row.id, row.workspace_id) for row in await session.execute(_DUE)]


async def refresh(database: Database, directory: Directory, vault: Vault, account_id: int) -> None:
    """Renew an account's tokens, unless another worker does: claim, call with no transaction open, store.

    A worker that dies in between leaves the claim to run out, and the old tokens: networks take the last refresh token
    for a while after they have given a new one, so the next try succeeds.
    """
    claim = await _claim(database, directory, account_id)
    if claim is None:
        return
    try:
        renewed = await claim.channel.refresh()
        _check(renewed)
    except SendError as error:
        _log.warning("account.not_renewed", account=account_id, code=error.code, reason=error.detail)
        async with database.transaction() as session:
            await _note_failure(session, claim, error)
        return
    async with database.transaction() as session:
        await _store(session, vault, claim, renewed)


async def _claim(database: Database, directory: Directory, account_id: int) -> Claim | None:
    async with database.transaction() as session:
        if (await session.execute(_CLAIM, {"id": account_id})).first() is None:
            return None
        account = await session.get_one(Account, account_id)
        connected = directory.connect(account)
    if not isinstance(connected.channel, Refreshable):
        return None
    return Claim(account_id, account.secrets, connected.channel)


def _check(renewed: Renewed) -> None:
    """Refuse an answer that would put nothing in the place of something, or that is over already."""
    if not renewed.secrets or not all(each.strip() for each in renewed.secrets.values()) or renewed.expires_at <= now():
        raise Unknown("no_tokens", "The network's answer holds no usable tokens; the old ones are kept.")


async def _note_failure(session: Session, claim: Claim, error: SendError) -> None:
    again = None if isinstance(error, Reauth) else now() + AGAIN * _random.uniform(1, 2)
    await _settle(session, claim, again)
    await observe(session, claim.account_id, outcome_of("refresh", error) or Troubled(clean(error.detail)))


async def _store(session: Session, vault: Vault, claim: Claim, renewed: Renewed) -> None:
    account = await session.scalar(select(Account).where(Account.id == claim.account_id).with_for_update())
    if account is None or account.secrets != claim.sealed:
        return  # somebody entered others meanwhile, or disconnected the account: theirs count
    kept = vault.open(account.secrets, purpose=purpose(account.hook_key))
    account.secrets = vault.seal({**kept, **renewed.secrets}, purpose=purpose(account.hook_key))
    await session.flush()
    life = renewed.expires_at - now()
    await session.execute(_SETTLE, {"id": account.id, "at": now() + life * _random.uniform(EARLIEST, LATEST)})
    await observe(session, account.id, Succeeded("refresh"))


async def _settle(session: Session, claim: Claim, at: datetime | None) -> None:
    await session.execute(_SETTLE_SAME, {"id": claim.account_id, "at": at, "sealed": claim.sealed})


_WAITS = """removed_at IS NULL AND refresh_at <= now() AND (refreshing_until IS NULL OR refreshing_until < now())"""
_DUE = text(f"SELECT id, workspace_id FROM accounts WHERE {_WAITS} ORDER BY id LIMIT 1000")  # noqa: S608 — only constants of this module
_CLAIM = text(f"""
UPDATE accounts SET refreshing_until = now() + interval '{_LEASE}' WHERE id = :id AND {_WAITS} RETURNING id
""")  # noqa: S608 — likewise
_SETTLE = text("UPDATE accounts SET refresh_at = :at, refreshing_until = NULL WHERE id = :id")
_SETTLE_SAME = text(
    "UPDATE accounts SET refresh_at = :at, refreshing_until = NULL WHERE id = :id AND secrets = :sealed"
)
