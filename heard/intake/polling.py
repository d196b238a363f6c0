"""Asking networks what their webhooks may not have brought: what is found goes through the same door of keeping.

An envelope of a poll is kept like any other; the messages' own keys make one message of what came both ways (law 2).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from heard.channels.base import SendError
from heard.channels.service import (
    Silent,
    Spoken,
    Succeeded,
    note_poll,
    observe,
    outcome_of,
    poll_place,
    to_poll,
)
from heard.intake import fetched
from heard.intake.pipeline import POLLED
from heard.kit import jobs
from heard.kit.log import kinds
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.channels.base import Batch
    from heard.channels.models import Account
    from heard.channels.service import Connected, Directory
    from heard.kit.db import Database, Session
    from heard.kit.log import Recorded

JOB = "intake.poll"
GRACE = timedelta(minutes=2)
"""So long a webhook may take: what is younger is not missing yet."""
_log = structlog.get_logger()


class Parts(Protocol):
    """What polling takes of the process."""

    @property
    def database(self) -> Database:
        """The database."""
        ...

    @property
    def directory(self) -> Directory:
        """The connected accounts."""
        ...


async def poll_due(services: Parts) -> None:
    """Ask for a poll of every account whose turn it is."""
    async with services.database.transaction() as session:
        for account_id, workspace_id in await to_poll(session):
            await _ask(session, account_id, workspace_id)


async def backfill(session: Session, events: Sequence[Recorded]) -> None:
    """A reader's step: who is well again, or has new settings, is asked at once for what was said meanwhile."""
    for event in kinds(events, "account.health_changed", "account.changed"):
        if event.data.get("after", "ok") == "ok":
            await _ask(session, event.data["account_id"], event.workspace_id)


async def _ask(session: Session, account_id: int, workspace_id: int) -> None:
    key = f"poll {account_id}"
    await jobs.defer(session, JOB, key=key, lock=key, workspace_id=workspace_id, account_id=account_id)


async def poll(services: Parts, account_id: int) -> None:
    """Poll one account, with no transaction open meanwhile, and keep what is new with the place it came to."""
    async with services.database.transaction() as session:
        account = await poll_place(session, account_id)
    connected = (await services.directory.by_ids([account_id])).get(account_id)
    if account is None or connected is None or connected.channel is None:
        return
    try:
        batch = await connected.channel.poll(account.poll_cursor)
    except SendError as error:
        await _note_failure(services.database, account, error)
        return
    async with services.database.transaction() as session:
        await _keep(session, account, connected, batch)


async def _note_failure(database: Database, account: Account, error: SendError) -> None:
    _log.warning("intake.poll_failed", account=account.id, code=error.code, reason=error.detail)
    async with database.transaction() as session:
        await note_poll(session, account.id, account.poll_cursor, None)
        said = outcome_of("poll", error)
        if said is not None:
            await observe(session, account.id, said)


async def _keep(session: Session, account: Account, connected: Connected, batch: Batch) -> None:
    """The new deliveries, the cursor and what all this says of the account, in one transaction: nothing falls between."""
    if not await note_poll(session, account.id, account.poll_cursor, batch.cursor):
        return
    oldest = account.created_at if account.poll_cursor is None else None
    unknown = await fetched.keep(session, connected, batch.deliveries, mark=POLLED, oldest=oldest)
    await observe(session, account.id, Succeeded("poll"))
    missing = sum(at < now() - GRACE for at in unknown.values())
    if missing and account.poll_cursor is not None:
        _log.warning("intake.webhook_silent", account=account.id, fetched=missing)
        await observe(session, account.id, Silent(f"The webhook seems silent: {missing} messages fetched by poll."))
    elif account.last_webhook_at is not None and account.last_webhook_at > account.health_since:
        await observe(session, account.id, Spoken())
