"""The route of the stream."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency as Given
from litestar.params import FromQuery, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import names_of, needs
from heard.channels.base import Visibility
from heard.conversations import schemas
from heard.conversations.api.parameters import Cursor, IdFilter
from heard.conversations.asked import Asked
from heard.conversations.queries import stream
from heard.conversations.queries.hits import Search
from heard.conversations.schemas import stream as stream_schemas
from heard.conversations.views import search as search_views
from heard.conversations.views import stream as stream_views
from heard.kit.db import Session


@get("/api/stream", opt=needs(Permission.READ))
async def read_stream(
    session: Given[Session],
    actor: Given[Actor],
    network: Annotated[str | None, QueryParameter(max_length=40)] = None,
    account_id: IdFilter = None,
    visibility: FromQuery[Visibility | None] = None,
    direction: FromQuery[schemas.Direction] = "in",
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 30,
) -> stream_schemas.StreamPage:
    """Everything said to us (or `out`: by us) that one may see, newest first, whatever has become of its conversation."""
    narrowed = Search(Asked(), network=network, account_id=account_id, direction=direction, visibility=visibility)
    page, next_cursor = await stream.page(session, actor, narrowed, cursor=cursor, limit=limit)
    people = await names_of(session, actor.workspace_id, search_views.users_in([found for found, _ in page]))
    return stream_schemas.StreamPage([stream_views.item(*each, people) for each in page], next_cursor)


ROUTES = [read_stream]
