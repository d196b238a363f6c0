"""Throwing away what has had its day: each room its own, in bounded transactions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from heard.accounts.service import prune as prune_accounts
from heard.contacts.service import prune_notes
from heard.conversations.service.pruning import prune_bulk_actions, prune_waiting
from heard.intake.service import prune as prune_envelopes
from heard.kit.failures import prune_failed_jobs
from heard.kit.time import now
from heard.notifications.service import prune as prune_read
from heard.notifications.service import prune_mailings
from heard.practice.service import prune as prune_practice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from heard.app.services import Services
    from heard.kit.db import Session

AT_ONCE = 5_000
"""At most so many rows go in one transaction, so that nobody waits long for its locks."""
_BULK_ACTIONS_DAYS = 7
_NOTIFICATIONS_DAYS = 90
_MAILS_DAYS = 30
_DELETED_NOTES_DAYS = 7
_log = structlog.get_logger()


async def prune(services: Services) -> None:
    """Remove what the settings say is old enough. The log itself is never pruned: every number comes from it."""
    async with services.database.transaction() as session:
        await prune_accounts(session)
        await prune_practice(session)
    keep = services.settings
    await _by_age(services, "envelopes", keep.keep_done_days, _done)
    await _by_age(services, "parked envelopes", keep.keep_parked_days or None, _parked)
    await _by_age(services, "failed jobs", keep.keep_failed_jobs_days or None, _jobs)
    await _by_age(services, "waiting changes", keep.keep_waiting_days or None, _waiting)
    await _by_age(services, "bulk actions", _BULK_ACTIONS_DAYS, _bulk_actions)
    await _by_age(services, "read notifications", _NOTIFICATIONS_DAYS, _notifications)
    await _by_age(services, "mails", _MAILS_DAYS, _mails)
    await _by_age(services, "deleted notes on people", _DELETED_NOTES_DAYS, _notes)


async def _by_age(
    services: Services, what: str, days: int | None, some: Callable[[Session, datetime], Awaitable[int]]
) -> None:
    """Remove everything of a kind that is older than so many days; None keeps it for ever."""
    if days is None:
        return
    before, removed, last = now() - timedelta(days=days), 0, 1
    while last:
        async with services.database.transaction() as session:
            last = await some(session, before)
        removed += last
    if removed:
        _log.info("housekeeping.removed", what=what, rows=removed, older_than_days=days)


async def _done(session: Session, before: datetime) -> int:
    return await prune_envelopes(session, "done", before, limit=AT_ONCE)


async def _parked(session: Session, before: datetime) -> int:
    return await prune_envelopes(session, "parked", before, limit=AT_ONCE)


async def _jobs(session: Session, before: datetime) -> int:
    return await prune_failed_jobs(session, before, limit=AT_ONCE)


async def _waiting(session: Session, before: datetime) -> int:
    return await prune_waiting(session, before, limit=AT_ONCE)


async def _bulk_actions(session: Session, before: datetime) -> int:
    return await prune_bulk_actions(session, before, limit=min(AT_ONCE, 20))


async def _notifications(session: Session, before: datetime) -> int:
    return await prune_read(session, before, limit=AT_ONCE)


async def _mails(session: Session, before: datetime) -> int:
    return await prune_mailings(session, before, limit=AT_ONCE)


async def _notes(session: Session, before: datetime) -> int:
    return await prune_notes(session, before, limit=AT_ONCE)
