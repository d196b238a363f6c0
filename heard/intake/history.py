"""What was said before an account was connected: asked for by an admin, fetched page by page, kept like what is delivered.

What came out of it makes work only where somebody may still be waiting (`conversations.service.arrivals`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.channels.base import Reauth, Rejected, Remembering, Retry, SendError
from heard.channels.service import account_of, capabilities_of, observe, outcome_of
from heard.intake import events, fetched
from heard.intake.errors import HistoryRunning, NoHistory
from heard.intake.models import History
from heard.intake.pipeline import REMEMBERED
from heard.kit import jobs, log
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.base import Cursor, Past
    from heard.channels.service import Connected
    from heard.intake.polling import Parts
    from heard.kit.db import Database, Session
    from heard.kit.log import By

JOB = "intake.remember"
ATTEMPTS = 12
"""So often in a row a page may fail: with the pauses between, half a day."""
_SHORTEST, _LONGEST = 60.0, 3600.0


async def history_of(session: Session, actor: Actor, account_id: int) -> History | None:
    """How far the history of an account has been fetched; None: nobody has asked for it.

    Raises:
        NotFound: there is no such account.
    """
    account = await account_of(session, actor, account_id)
    return await session.get(History, account.id)


async def ask(session: Session, *, actor: Actor, account_id: int, days: int) -> History:
    """Begin to fetch what was said in the last `days`, whether or not the account was connected then.

    Asking again begins anew; what is known already is not doubled.

    Raises:
        NotFound: there is no such account.
        NoHistory: its network gives none, or not so far back.
        HistoryRunning: it is being fetched.
    """
    account = await account_of(session, actor, account_id)
    most = capabilities_of(account.network, account.settings).history_days
    if days > most:
        raise NoHistory(days=most)
    found = await _locked(session, account.id)
    if found is None:
        found = History(account_id=account.id, workspace_id=account.workspace_id, found=0, attempts=0)
        session.add(found)
    elif found.state == "running":
        raise HistoryRunning
    moment = now()
    found.days, found.since, found.asked_at = days, moment - timedelta(days=days), moment
    found.state, found.page, found.reason, found.ended_at = "running", None, None, None
    found.found = found.attempts = 0
    await session.flush()
    asked = events.HistoryAsked(workspace_id=account.workspace_id, by=actor.by, account_id=account.id, days=days)
    await log.append(session, asked)
    await _defer(session, found)
    return found


async def stop(session: Session, *, actor: Actor, account_id: int) -> History | None:
    """Fetch no more; what came stays. None: nobody has asked for it.

    Raises:
        NotFound: there is no such account.
    """
    account = await account_of(session, actor, account_id)
    found = await _locked(session, account.id)
    if found is not None and found.state == "running":
        await _end(session, found, "stopped", by=actor.by)
    return found


async def remember(services: Parts, account_id: int) -> None:
    """Fetch one page, with no transaction open meanwhile, keep it with the place it came to, and ask for the next."""
    async with services.database.transaction() as session:
        found = await session.get(History, account_id)
    connected = (await services.directory.by_ids([account_id])).get(account_id)
    if found is None or found.state != "running":
        return
    try:
        if connected is None or connected.channel is None:
            raise Rejected("unusable", "The account cannot be used any more.")
        if not isinstance(connected.channel, Remembering):
            raise Rejected("no_history", "The network gives nothing of what was said before.")
        past = await connected.channel.remember(found.since, found.page)
    except SendError as error:
        await _note_failure(services.database, found, error)
        return
    async with services.database.transaction() as session:
        await _keep(session, found, connected, past)


async def _keep(session: Session, seen: History, connected: Connected, past: Past) -> None:
    found = await _still(session, seen.account_id, seen.page)
    if found is None:
        return
    new = await fetched.keep(session, connected, past.deliveries, mark=REMEMBERED, oldest=found.since)
    found.found += len(new)
    found.page, found.attempts, found.reason = past.page, 0, None
    if past.page is None:
        await _end(session, found, "done")
    else:
        await _defer(session, found)


async def _note_failure(database: Database, seen: History, error: SendError) -> None:
    async with database.transaction() as session:
        found = await _still(session, seen.account_id, seen.page)
        if found is None:
            return
        said = outcome_of("poll", error)
        if said is not None:
            await observe(session, found.account_id, said)
        found.attempts += 1
        found.reason = clean(error.detail)[:500]
        if isinstance(error, Rejected | Reauth) or found.attempts >= ATTEMPTS:
            await _end(session, found, "failed")
        else:
            await _defer(session, found, after=_pause(error, found.attempts))


def _pause(error: SendError, attempts: int) -> float:
    told = error.after if isinstance(error, Retry) and error.after else 0.0
    return min(max(told, _SHORTEST * 2 ** (attempts - 1)), max(told, _LONGEST))


async def _still(session: Session, account_id: int, page: Cursor | None) -> History | None:
    """The history, locked, if it is still being fetched and nobody has gone on meanwhile."""
    found = await _locked(session, account_id)
    return found if found is not None and found.state == "running" and found.page == page else None


async def _locked(session: Session, account_id: int) -> History | None:
    query = select(History).where(History.account_id == account_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def _end(session: Session, found: History, state: str, *, by: By = log.SYSTEM) -> None:
    found.state, found.ended_at = state, now()
    ended = events.HistoryEnded(
        workspace_id=found.workspace_id, by=by, account_id=found.account_id, state=state, found=found.found
    )
    await log.append(session, ended)


async def _defer(session: Session, found: History, *, after: float = 0.0) -> None:
    key = f"history {found.account_id}"
    at = now() + timedelta(seconds=after) if after else None
    await jobs.defer(
        session, JOB, key=key, lock=key, at=at, workspace_id=found.workspace_id, account_id=found.account_id
    )
