"""Routes of parked envelopes, and of what was said before an account was connected."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

from litestar import delete, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels.service import secrets_of
from heard.intake import history, queries, schemas, service
from heard.intake.models import History
from heard.intake.service import Which
from heard.kit import paging
from heard.kit.crypto import Vault
from heard.kit.db import Session
from heard.kit.errors import Invalid, NotFound
from heard.kit.masking import masked

_MOST_SHOWN = 100_000
Limit = Annotated[int, Meta(ge=1, le=100)]
Words = Annotated[str, Meta(max_length=200)]


@get("/api/operations/envelopes", opt=needs(Permission.OPERATIONS))
async def list_parked_envelopes(
    session: Given[Session],
    actor: Given[Actor],
    account_id: Annotated[schemas.Id | None, QueryParameter()] = None,
    network: Annotated[Words | None, QueryParameter()] = None,
    reason: Annotated[Words | None, QueryParameter()] = None,
    since: Annotated[datetime | None, QueryParameter()] = None,
    cursor: Annotated[str | None, QueryParameter()] = None,
    limit: Annotated[Limit, QueryParameter()] = 50,
) -> schemas.ParkedEnvelopeList:
    """Deliveries that could not be applied, newest first."""
    which = Which(actor.workspace_id, account_id=account_id, network=network, reason=reason, since=since)
    before = None if cursor is None else paging.decode(cursor, int)
    rows = await queries.parked(session, which, before=before, limit=limit + 1)
    items = [
        schemas.ParkedEnvelope(
            row.id,
            row.account_id,
            row.account_name,
            row.network,
            row.received_at,
            row.attempts,
            row.reason or "",
            row.size,
        )
        for row in rows[:limit]
    ]
    return schemas.ParkedEnvelopeList(items, paging.following(rows, limit, lambda row: row.id))


@get("/api/operations/envelopes/{envelope_id:int}", opt=needs(Permission.OPERATIONS))
async def read_parked_envelope(
    envelope_id: schemas.Id, session: Given[Session], actor: Given[Actor], vault: Given[Vault]
) -> schemas.EnvelopePayload:
    """What was delivered, with secrets hidden."""
    found = await queries.parked_envelope(session, Which(actor.workspace_id, ids=[envelope_id]))
    if found is None:
        raise NotFound
    payload = masked(found.body, await secrets_of(session, found.account_id, vault))
    return schemas.EnvelopePayload(found.id, found.headers, payload[:_MOST_SHOWN], len(payload) > _MOST_SHOWN)


@post("/api/operations/envelopes/replays", opt=needs(Permission.OPERATIONS), status_code=200)
async def replay_envelopes(
    data: JSONBody[schemas.EnvelopeChoice], session: Given[Session], actor: Given[Actor]
) -> schemas.Settled:
    """Put parked envelopes back, to be applied again."""
    which = _which(actor, data)
    count = await service.replay(session, which, by=actor.by)
    return schemas.Settled(count, await queries.count_parked(session, which))


@post("/api/operations/envelopes/dismissals", opt=needs(Permission.OPERATIONS), status_code=200)
async def dismiss_envelopes(
    data: JSONBody[schemas.EnvelopeDismissal], session: Given[Session], actor: Given[Actor]
) -> schemas.Settled:
    """Settle parked envelopes without applying them."""
    which = _which(actor, data)
    count = await service.dismiss(session, which, by=actor.by, reason=data.reason)
    return schemas.Settled(count, await queries.count_parked(session, which))


@get("/api/accounts/{account_id:int}/history", opt=needs(Permission.ACCOUNTS))
async def read_history(account_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> schemas.AccountHistory:
    """How far what was said before has been fetched."""
    return _history(await history.history_of(session, actor, account_id))


@post("/api/accounts/{account_id:int}/history", opt=needs(Permission.ACCOUNTS), status_code=202)
async def fetch_history(
    account_id: schemas.Id, data: JSONBody[schemas.HistoryRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.AccountHistory:
    """Begin to fetch what was said in the last days."""
    return _history(await history.ask(session, actor=actor, account_id=account_id, days=data.days))


@delete("/api/accounts/{account_id:int}/history", opt=needs(Permission.ACCOUNTS), status_code=200)
async def stop_history(account_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> schemas.AccountHistory:
    """Fetch no more; what came stays."""
    return _history(await history.stop(session, actor=actor, account_id=account_id))


ROUTES = [
    list_parked_envelopes,
    read_parked_envelope,
    replay_envelopes,
    dismiss_envelopes,
    read_history,
    fetch_history,
    stop_history,
]


def _history(found: History | None) -> schemas.AccountHistory:
    if found is None:
        return schemas.AccountHistory("none")
    return schemas.AccountHistory(
        cast("schemas.HistoryState", found.state),
        found.days,
        found.found,
        found.reason,
        found.asked_at,
        found.ended_at,
    )


def _which(actor: Actor, data: schemas.EnvelopeChoice | schemas.EnvelopeDismissal) -> Which:
    if data.all is None and not data.ids:
        raise Invalid("Name the envelopes (`ids`), or say `all` with a filter.")
    if data.all is None:
        return Which(actor.workspace_id, ids=data.ids)
    every = data.all
    return Which(actor.workspace_id, None, every.account_id, every.network, every.reason, every.since)
