"""Keeping the health of accounts: what calls come to is judged, kept, and told once per change."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select, text, update

from heard.channels import events
from heard.channels.base import Reauth, Rejected
from heard.channels.health import Health, Outcome, Refused, State, Succeeded, Troubled, judge
from heard.channels.models import Account
from heard.kit import log
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from heard.channels.base import Cursor, SendError
    from heard.channels.health import Call
    from heard.kit.db import Session
    from heard.kit.log import By

_OUR_OWN = {"lost", "adapter_failed"}
"""Troubles that lie with Heard, not with the network."""


def health_of(account: Account) -> Health:
    """The health of an account as the rules know it."""
    return Health(
        cast("State", account.health),
        account.health_since,
        account.health_code,
        account.health_reason,
        account.troubles,
        account.trouble_began_at,
        account.trouble_last_at,
    )


def outcome_of(call: Call, error: SendError | None) -> Outcome | None:
    """What a call to the network says of the account; None: nothing, since it is about this one thing, or about us."""
    if isinstance(error, Reauth):
        return Refused(error.detail)
    if error is None:
        return Succeeded(call)
    return None if isinstance(error, Rejected) or error.code in _OUR_OWN else Troubled(error.detail)


async def observe(session: Session, account_id: int, outcome: Outcome, *, by: By = log.SYSTEM) -> None:
    """Keep what the outcome makes of an account; the log hears of it when the state changes.

    The usual success changes nothing, so it takes no lock.
    """
    if judge(seen := await _health(session, account_id), outcome, now()) == seen:
        return
    before = await _health(session, account_id, lock=True)
    after = judge(before, outcome, now())
    if after == before:
        return
    await session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(
            health=after.state,
            health_since=after.since,
            health_code=after.code,
            health_reason=after.reason and clean(after.reason)[:500],
            troubles=after.troubles,
            trouble_began_at=after.began_at,
            trouble_last_at=after.last_at,
        )
        .execution_options(synchronize_session=False)
    )
    if after.state != before.state:
        await _tell(session, account_id, before, after, by)


async def _tell(session: Session, account_id: int, before: Health, after: Health, by: By) -> None:
    workspace_id = (await session.execute(select(Account.workspace_id).where(Account.id == account_id))).scalar_one()
    told = events.AccountHealthChanged(
        workspace_id=workspace_id,
        by=by,
        account_id=account_id,
        before=before.state,
        after=after.state,
        code=after.code,
        reason=after.reason and clean(after.reason)[:500],
    )
    await log.append(session, told)


async def _health(session: Session, account_id: int, *, lock: bool = False) -> Health:
    query = select(
        Account.health,
        Account.health_since,
        Account.health_code,
        Account.health_reason,
        Account.troubles,
        Account.trouble_began_at,
        Account.trouble_last_at,
    ).where(Account.id == account_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one()
    return Health(cast("State", row[0]), *row[1:])


async def poll_place(session: Session, account_id: int) -> Account | None:
    """An account that is still connected, as it is to be polled."""
    return await session.scalar(select(Account).where(Account.id == account_id, Account.removed_at.is_(None)))


async def note_poll(session: Session, account_id: int, before: Cursor | None, after: Cursor | None) -> bool:
    """Keep where a poll came to, unless another poll has moved on meanwhile; whether it was kept."""
    query = select(Account.poll_cursor).where(Account.id == account_id).with_for_update()
    if (await session.execute(query)).scalar() != before:
        return False
    values = {"last_polled_at": now(), **({} if after is None else {"poll_cursor": after})}
    await session.execute(
        update(Account).where(Account.id == account_id).values(**values).execution_options(synchronize_session=False)
    )
    return True


async def to_poll(session: Session) -> list[tuple[int, int]]:
    """(id, workspace) of the accounts whose turn it is: soon again while in doubt, seldom while the webhook speaks."""
    return [(row.id, row.workspace_id) for row in await session.execute(_DUE)]


# In doubt: not well, or the webhook has been silent for an hour. Who is refused is asked now and then all the same: a clock that
# was wrong, or a network's bad hour, looks like an ended permission, and mends itself.
_DUE = text("""
SELECT id, workspace_id FROM accounts
WHERE removed_at IS NULL AND external_id <> '' AND (last_polled_at IS NULL
  OR last_polled_at < now() - CASE
    WHEN health = 'reauth_required' THEN interval '10 minutes'
    WHEN health = 'degraded' OR last_webhook_at IS NULL OR last_webhook_at < now() - interval '1 hour' THEN interval '5 minutes'
    ELSE interval '30 minutes' END)
ORDER BY id LIMIT 1000
""")
