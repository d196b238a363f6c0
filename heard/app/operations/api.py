"""Routes of what could not be done, beside those of parked envelopes, which are intake's."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.app.operations import schemas, service
from heard.conversations.queries import failures
from heard.kit import paging
from heard.kit.db import Database, Session
from heard.kit.failures import failed_jobs
from heard.kit.parked import Parked, parked_events

Limit = Annotated[int, Meta(ge=1, le=100)]
Since = Annotated[datetime | None, QueryParameter()]
Cursor = Annotated[str | None, QueryParameter()]


@get("/api/operations", opt=needs(Permission.OPERATIONS))
async def read_problems(session: Given[Session], actor: Given[Actor]) -> schemas.Problems:
    """How much waits for a person."""
    found = await service.count(session, actor.workspace_id)
    replies = await failures.count_failed_replies(session, actor)
    return schemas.Problems(found.envelopes, found.events, found.jobs, replies)


@get("/api/operations/events", opt=needs(Permission.OPERATIONS))
async def list_parked_events(
    session: Given[Session],
    actor: Given[Actor],
    since: Since = None,
    cursor: Cursor = None,
    limit: Annotated[Limit, QueryParameter()] = 50,
) -> schemas.ParkedEventList:
    """Events of the log that a reader could not handle, newest first."""
    before = None if cursor is None else Parked(*paging.decode(cursor, tuple[int, str]))
    rows = await parked_events(session, workspace_id=actor.workspace_id, before=before, since=since, limit=limit + 1)
    items = [
        schemas.ParkedEvent(r.event_id, r.reader, r.kind, r.conversation_id, r.reason, r.attempts, r.at)
        for r in rows[:limit]
    ]
    return schemas.ParkedEventList(items, paging.following(rows, limit, lambda row: (row.event_id, row.reader)))


@post("/api/operations/events/replays", opt=needs(Permission.OPERATIONS), status_code=200)
async def replay_events(
    data: JSONBody[schemas.EventChoice], database: Given[Database], actor: Given[Actor]
) -> schemas.Dealt:
    """Hand parked events to their readers again; those that cannot be handled now either stay."""
    keys = [Parked(each.event_id, each.reader) for each in data.items]
    done = await service.hand_over_events(database, keys, workspace_id=actor.workspace_id, by=actor.by)
    return schemas.Dealt(done)


@post("/api/operations/events/dismissals", opt=needs(Permission.OPERATIONS), status_code=200)
async def dismiss_parked_events(
    data: JSONBody[schemas.EventDismissal], session: Given[Session], actor: Given[Actor]
) -> schemas.Dealt:
    """Take parked events off the list unhandled."""
    keys = [Parked(each.event_id, each.reader) for each in data.items]
    done = await service.drop_events(session, keys, workspace_id=actor.workspace_id, by=actor.by, reason=data.reason)
    return schemas.Dealt(done)


@get("/api/operations/jobs", opt=needs(Permission.OPERATIONS))
async def list_failed_jobs(
    session: Given[Session],
    actor: Given[Actor],
    since: Since = None,
    cursor: Cursor = None,
    limit: Annotated[Limit, QueryParameter()] = 50,
) -> schemas.FailedJobList:
    """Jobs of this workspace that were given up or are stalled, newest first."""
    before = None if cursor is None else paging.decode(cursor, int)
    rows = await failed_jobs(session, workspace_id=actor.workspace_id, before=before, since=since, limit=limit + 1)
    items = [schemas.FailedJob(r.id, r.name, r.ids, r.attempts, r.reason, r.at, r.stalled) for r in rows[:limit]]
    return schemas.FailedJobList(items, paging.following(rows, limit, lambda row: row.id))


@post("/api/operations/jobs/replays", opt=needs(Permission.OPERATIONS), status_code=200)
async def replay_failed_jobs(
    data: JSONBody[schemas.JobChoice], session: Given[Session], actor: Given[Actor]
) -> schemas.Dealt:
    """Put given-up jobs back into the queue."""
    return schemas.Dealt(await service.rerun_jobs(session, data.ids, workspace_id=actor.workspace_id, by=actor.by))


@post("/api/operations/jobs/dismissals", opt=needs(Permission.OPERATIONS), status_code=200)
async def dismiss_failed_jobs(
    data: JSONBody[schemas.JobDismissal], session: Given[Session], actor: Given[Actor]
) -> schemas.Dealt:
    """Throw given-up jobs away."""
    done = await service.drop_jobs(session, data.ids, workspace_id=actor.workspace_id, by=actor.by, reason=data.reason)
    return schemas.Dealt(done)


@get("/api/operations/replies", opt=needs(Permission.OPERATIONS))
async def list_failed_replies(
    session: Given[Session],
    actor: Given[Actor],
    since: Since = None,
    cursor: Cursor = None,
    limit: Annotated[Limit, QueryParameter()] = 50,
) -> schemas.FailedReplyList:
    """Replies that did not go out, or of which nobody knows, newest first."""
    before = None if cursor is None else paging.decode(cursor, int)
    rows = await failures.failed_replies(session, actor, before=before, since=since, limit=limit + 1)
    items = [
        schemas.FailedReply(
            row.id,
            row.conversation_id,
            row.number,
            row.account_id,
            "failed" if row.delivery == "failed" else "unknown",
            row.reason_code,
            row.reason,
            row.attempted_at,
        )
        for row in rows[:limit]
    ]
    return schemas.FailedReplyList(items, paging.following(rows, limit, lambda row: row.id))


ROUTES = [
    read_problems,
    list_parked_events,
    replay_events,
    dismiss_parked_events,
    list_failed_jobs,
    replay_failed_jobs,
    dismiss_failed_jobs,
    list_failed_replies,
]
