"""Routes of the search."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency as Given
from litestar.di import Provide
from litestar.params import FromQuery, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import names_of, needs
from heard.channels.base import Visibility
from heard.conversations import schemas, views
from heard.conversations.api.parameters import Cursor, IdFilter, LanguageFilter, MomentFilter
from heard.conversations.asked import Asked, read
from heard.conversations.queries import detail as details
from heard.conversations.queries import jump, lists, matches
from heard.conversations.queries import search as searches
from heard.conversations.queries.hits import Search
from heard.conversations.queries.scheduled import next_of
from heard.conversations.schemas import search as search_schemas
from heard.conversations.views import search as search_views
from heard.kit.db import Session
from heard.kit.time import in_utc

Line = Annotated[
    str,
    QueryParameter(
        max_length=300,
        description="""Words, all of which must be there; `"words in this order"`; `-word` to leave out; `from:@handle`, \
`before:2026-11-22`, `after:`, `has:attachment`, `is:new`, `network:x`. Days are of UTC.""",
    ),
]


def provide_narrowed(
    network: Annotated[str | None, QueryParameter(max_length=40)] = None,
    account_id: IdFilter = None,
    contact_id: IdFilter = None,
    tag: IdFilter = None,
    assignee_id: IdFilter = None,
    conversation_state: Annotated[schemas.State | None, QueryParameter(name="state")] = None,
    direction: FromQuery[schemas.Direction | None] = None,
    visibility: FromQuery[Visibility | None] = None,
    language: LanguageFilter = None,
    since: MomentFilter = None,
    until: MomentFilter = None,
) -> Search:
    """What a search is narrowed by, its words not read yet. `since`, `until` (not included): when it was said."""
    return Search(
        asked=Asked(after=in_utc(since) if since else None, before=in_utc(until) if until else None),
        network=network,
        account_id=account_id,
        contact_ids=(contact_id,) if contact_id else None,
        tag=tag,
        state=conversation_state,
        assignee_id=assignee_id,
        direction=direction,
        visibility=visibility,
        language=language,
    )


def _wanted(line: str, narrowed: Search) -> Search:
    """The search; a condition written into the line counts where no parameter says otherwise."""
    asked = read(line)
    after = max(filter(None, (asked.after, narrowed.asked.after)), default=None)
    before = min(filter(None, (asked.before, narrowed.asked.before)), default=None)
    asked = replace(asked, after=after, before=before)
    return replace(
        narrowed, asked=asked, network=narrowed.network or asked.network, state=narrowed.state or asked.state
    )


_NARROWED = {"narrowed": Provide(provide_narrowed, sync_to_thread=False)}


@get("/api/search", opt=needs(Permission.READ), dependencies=_NARROWED)
async def search_messages(
    session: Given[Session],
    actor: Given[Actor],
    narrowed: Given[Search],
    q: Line = "",
    sort: FromQuery[searches.Sort] = "newest",
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 25,
) -> search_schemas.SearchPage:
    """What was said, by its words. Forms of a word, letters without their marks, and both Chinese scripts find each other.

    `newest`: by time. `relevance`: the newest 200 hits at most, by how many of the words stand there as they were typed,
    halved for a month of age.
    """
    wanted = _wanted(q, narrowed)
    found, next_cursor = await searches.page(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)
    people = await names_of(session, actor.workspace_id, search_views.users_in(found))
    page = search_schemas.SearchPage(
        [search_views.hit(each, wanted.asked, people) for each in found], next_cursor, None, []
    )
    if cursor is None:
        places = await _places(session, actor, wanted.asked.text)
        page.conversation, page.people = places.conversation, places.people
    return page


@get("/api/search/places", opt=needs(Permission.READ))
async def search_places(session: Given[Session], actor: Given[Actor], q: Line = "") -> search_schemas.SearchPlaces:
    """The conversation of that number, and up to five people of that name or handle; what was said is not searched."""
    return await _places(session, actor, read(q).text)


async def _places(session: Session, actor: Actor, text: str) -> search_schemas.SearchPlaces:
    row = await jump.conversation(session, actor, text)
    tags = await lists.tags_of(session, actor, [row.Conversation]) if row else {}
    numbered = views.row(row, tags, await next_of(session, actor, [row])) if row else None
    people = await jump.people(session, actor, text)
    return search_schemas.SearchPlaces(numbered, [search_views.person(each) for each in people])


@get("/api/search/count", opt=needs(Permission.READ), dependencies=_NARROWED)
async def count_search(
    session: Given[Session], actor: Given[Actor], narrowed: Given[Search], q: Line = ""
) -> search_schemas.SearchCount:
    """How much a search finds, as far as one search looks."""
    return search_schemas.SearchCount(*await searches.count(session, actor, _wanted(q, narrowed)))


@get("/api/conversations/{conversation_id:int}/matches", opt=needs(Permission.READ))
async def find_in_conversation(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor], q: Line = ""
) -> search_schemas.MatchList:
    """Where the words stand in one conversation, newest first."""
    await details.visible(session, actor, conversation_id)
    asked = read(q)
    found = await matches.matches(session, actor, conversation_id, asked)
    return search_schemas.MatchList([search_views.match(row, asked) for row in found])


ROUTES = [search_messages, count_search, search_places, find_in_conversation]
