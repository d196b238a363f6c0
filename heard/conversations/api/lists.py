"""Routes of lists: pages of conversations, saved views, and actions on many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from litestar import delete, get, patch, post
from litestar.di import NamedDependency as Given
from litestar.di import Provide
from litestar.params import FromQuery, JSONBody, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels.base import ThreadKind, Visibility
from heard.conversations import service, views
from heard.conversations.api.parameters import Cursor, IdFilter, LanguageFilter, Limit, MomentFilter
from heard.conversations.models import BulkAction, SavedView
from heard.conversations.queries import badges, lists
from heard.conversations.queries.filters import Filters
from heard.conversations.queries.scheduled import next_of
from heard.conversations.schemas import Id, Priority, RowList, State
from heard.conversations.schemas import lists as schemas
from heard.conversations.service import bulk as bulks
from heard.kit.db import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row


def provide_filters(
    view: Annotated[str, QueryParameter(max_length=40)] = "all",
    network: Annotated[str | None, QueryParameter(max_length=40)] = None,
    account_id: IdFilter = None,
    priority: FromQuery[Priority | None] = None,
    tag: IdFilter = None,
    assignee_id: IdFilter = None,
    conversation_state: Annotated[State | None, QueryParameter(name="state")] = None,
    team_id: IdFilter = None,
    visibility: FromQuery[Visibility | None] = None,
    waited_hours: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
    closes_hours: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
    due_hours: Annotated[int | None, QueryParameter(ge=0, le=10_000)] = None,
    language: LanguageFilter = None,
    kind: FromQuery[ThreadKind | None] = None,
    owner_id: IdFilter = None,
    since: MomentFilter = None,
    until: MomentFilter = None,
    active_hours: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
) -> Filters:
    """Which list is asked for."""
    return Filters(
        view=view,
        network=network,
        account_id=account_id,
        priority=priority,
        tag=tag,
        assignee_id=assignee_id,
        state=conversation_state,
        given_to=team_id,
        visibility=visibility,
        waited_hours=waited_hours,
        closes_hours=closes_hours,
        due_hours=due_hours,
        language=language,
        kind=kind,
        owner_id=owner_id,
        since=since,
        until=until,
        active_hours=active_hours,
    )


_FILTERS = {"filters": Provide(provide_filters, sync_to_thread=False)}


@get("/api/conversations", opt=needs(Permission.READ), dependencies=_FILTERS)
async def list_conversations(
    session: Given[Session],
    actor: Given[Actor],
    filters: Given[Filters],
    sort: FromQuery[lists.Sort] = "waiting",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> RowList:
    """A page of conversations."""
    rows, next_cursor = await lists.page(session, actor, filters, sort=sort, cursor=cursor, limit=limit)
    return await _rows(session, actor, rows, next_cursor)


@get("/api/conversations/rows", opt=needs(Permission.READ), dependencies=_FILTERS)
async def list_rows(
    session: Given[Session],
    actor: Given[Actor],
    filters: Given[Filters],
    ids: Annotated[list[Id] | None, QueryParameter(max_items=100)] = None,
) -> RowList:
    """Of some conversations, those that are in a list now: what a long list is kept true with, without reading it again."""
    return await _rows(session, actor, await lists.some(session, actor, filters, ids or []), None)


@get("/api/saved-views", opt=needs(Permission.READ))
async def list_saved_views(session: Given[Session], actor: Given[Actor]) -> schemas.SavedViewList:
    """The lists the actor has saved and those shared with the workspace, each with how much is in it."""
    return schemas.SavedViewList(await _counted(session, actor, await service.saved_views(session, actor=actor)))


@post("/api/saved-views", opt=needs(Permission.READ))
async def save_view(
    data: JSONBody[schemas.SavedViewRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.SavedView:
    """Save a list under a name."""
    view = await service.save_view(
        session, actor=actor, name=data.name, query=msgspec.to_builtins(data.query), shared=data.shared
    )
    return (await _counted(session, actor, [view]))[0]


@patch("/api/saved-views/{view_id:int}", opt=needs(Permission.READ))
async def change_view(
    view_id: Id, data: JSONBody[schemas.SavedViewChange], session: Given[Session], actor: Given[Actor]
) -> schemas.SavedView:
    """Rename a saved view, narrow it anew, share it."""
    view = await service.change_view(
        session,
        actor=actor,
        view_id=view_id,
        name=data.name,
        query=None if data.query is None else msgspec.to_builtins(data.query),
        shared=data.shared,
    )
    return (await _counted(session, actor, [view]))[0]


@delete("/api/saved-views/{view_id:int}", opt=needs(Permission.READ))
async def remove_view(view_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Forget a saved view."""
    await service.remove_view(session, actor=actor, view_id=view_id)


@post("/api/bulk-actions", opt=needs(Permission.RESOLVE))
async def start_bulk(data: JSONBody[schemas.BulkRequest], session: Given[Session], actor: Given[Actor]) -> schemas.Bulk:
    """Take an action on many conversations; ask for its progress until it is finished."""
    filters = None if data.query is None else data.query.filters()
    bulk = await bulks.start(session, actor=actor, action=data.action, ids=data.ids, filters=filters)
    return await _progress(session, bulk)


@get("/api/bulk-actions/{bulk_id:int}", opt=needs(Permission.RESOLVE))
async def read_bulk(bulk_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.Bulk:
    """How far an action of the actor's is."""
    return await _progress(session, await bulks.find(session, actor=actor, bulk_id=bulk_id))


@post("/api/bulk-actions/{bulk_id:int}/undo", opt=needs(Permission.RESOLVE))
async def undo_bulk(bulk_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.Bulk:
    """Take an action back; conversations that have changed since stay as they are."""
    return await _progress(session, await bulks.undo(session, actor=actor, bulk_id=bulk_id))


ROUTES = [
    list_conversations,
    list_rows,
    list_saved_views,
    save_view,
    change_view,
    remove_view,
    start_bulk,
    read_bulk,
    undo_bulk,
]


async def _rows(session: Session, actor: Actor, rows: Sequence[Row[Any]], next_cursor: str | None) -> RowList:
    tags = await lists.tags_of(session, actor, [row.Conversation for row in rows])
    later = await next_of(session, actor, rows)
    return RowList([views.row(row, tags, later) for row in rows], next_cursor)


async def _counted(session: Session, actor: Actor, views: Any) -> list[schemas.SavedView]:
    queries = [msgspec.convert(view.query, schemas.ListQuery) for view in views]
    counts = await badges.counts_of(session, actor, [query.filters() for query in queries])
    return [_view(actor, *each) for each in zip(views, queries, counts, strict=True)]


def _view(actor: Actor, view: SavedView, query: schemas.ListQuery, count: int | None) -> schemas.SavedView:
    most = badges.COUNT_CAP
    shown = None if count is None else min(count, most)
    mine = view.user_id == actor.user_id
    return schemas.SavedView(view.id, view.name, view.shared, mine, query, shown, count is not None and count > most)


async def _progress(session: Session, bulk: BulkAction) -> schemas.Bulk:
    counted = await bulks.progress(session, bulk)
    changed = counted.pop(bulks.DONE, 0)
    left = counted.pop(None, 0)
    finished = bulk.finished_at is not None
    return schemas.Bulk(
        id=bulk.id,
        do=bulk.action["do"],
        undoes=bulk.undoes,
        total=sum(counted.values()) + changed + left,
        left=0 if finished else left,
        changed=changed,
        skipped=[schemas.BulkOutcome(code or "", count) for code, count in sorted(counted.items(), key=str)],
        finished=finished,
        can_undo=bulk.undoes is None and changed > 0,
        created_at=bulk.created_at,
    )
