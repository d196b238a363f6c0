"""Asking networks what their webhooks may not have brought: what is found goes through the same door of keeping.

An envelope of a poll is kept like any other; the messages' own keys make one message of what came both ways (law 2).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from sqlalchemy import text

from heard.channels.base import CannotParse, Ignored, RawRequest, Revoked, Said, SendError
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
from heard.conversations import service as conversations
from heard.conversations.service import Arrival, Place
from heard.intake.envelopes import row_of
from heard.intake.pipeline import BELL, POLLED
from heard.kit import jobs
from heard.kit.db import ring_after_commit
from heard.kit.log import kinds
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.channels.base import Batch, Channel, Delivery, Inbound
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
    assert connected.channel is not None  # noqa: S101 — checked by the caller; says so to the type checker
    if not await note_poll(session, account.id, account.poll_cursor, batch.cursor):
        return
    oldest = account.created_at if account.poll_cursor is None else None
    read = [(each, _read(connected.channel, each, oldest)) for each in batch.deliveries]
    unknown = await _unknown(session, connected, [item for _, items in read for item in items])
    # What cannot be read is kept all the same: it is parked, and shown, by the pipeline.
    fresh = [
        each
        for each, items in read
        if items is _UNREADABLE or any(not isinstance(i, Said) or i.external_id in unknown for i in items)
    ]
    if fresh:
        await session.execute(_INSERT, _columns(connected, connected.channel, fresh))
        ring_after_commit(session, BELL)
    await observe(session, account.id, Succeeded("poll"))
    missing = sum(at < now() - GRACE for at in unknown.values())
    if missing and account.poll_cursor is not None:
        _log.warning("intake.webhook_silent", account=account.id, fetched=missing)
        await observe(session, account.id, Silent(f"The webhook seems silent: {missing} messages fetched by poll."))
    elif account.last_webhook_at is not None and account.last_webhook_at > account.health_since:
        await observe(session, account.id, Spoken())


_UNREADABLE: list[Inbound] = []


def _read(channel: Channel, delivery: Delivery, oldest: datetime | None) -> list[Inbound]:
    """What a delivery says, as far as it asks something of us; of a first poll only what came after connecting."""
    try:
        items = channel.parse(RawRequest("POST", delivery.headers, {}, delivery.body, now()))
    except CannotParse:
        return _UNREADABLE
    wanted = [each for each in items if not isinstance(each, Ignored | Revoked)]
    return [each for each in wanted if oldest is None or each.at >= oldest]


async def _unknown(session: Session, connected: Connected, items: Sequence[Inbound]) -> dict[str, datetime]:
    """The messages we do not have yet, by their id, with the time they were said."""
    hours = timedelta(hours=connected.reopen_hours)
    place = Place(connected.id, connected.workspace_id, connected.network, connected.team_id, hours)
    arrivals = [Arrival(place, each, now()) for each in items if isinstance(each, Said)]
    fresh = await conversations.drop_known(session, arrivals)
    return {each.said.external_id: each.at for each in fresh}


def _columns(connected: Connected, channel: Channel, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    requests = [RawRequest("POST", {**each.headers, POLLED: "1"}, {}, each.body) for each in deliveries]
    rows = [row_of(connected, channel, request, request.headers) for request in requests]
    names = ("workspaces", "accounts", "keys", "shards", "headers", "bodies")
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


_INSERT = text("""
INSERT INTO envelopes (workspace_id, account_id, dedup_key, shard, headers, body)
SELECT workspace, account, key, shard, cast(headers AS jsonb), body
FROM unnest(cast(:workspaces AS bigint[]), cast(:accounts AS bigint[]), cast(:keys AS text[]), cast(:shards AS smallint[]),
  cast(:headers AS text[]), cast(:bodies AS bytea[]))
  WITH ORDINALITY AS new (workspace, account, key, shard, headers, body, place) ORDER BY place
ON CONFLICT (account_id, dedup_key) DO NOTHING
""")
