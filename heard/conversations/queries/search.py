"""Searching what was said: pages of hits with their conversation, newest first or most fitting first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, any_, cast, literal, select

from heard.contacts.models import Contact, Identity
from heard.conversations.models import Conversation, Message, Note
from heard.conversations.queries.hits import Hits, Kind, Place, Search, as_query, bounded, hits, whole_word
from heard.kit import paging
from heard.kit.time import now
from heard.kit.tokens import fold, lexeme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

Sort = Literal["newest", "relevance"]
COUNT_CAP = 1000
RANKED = 200
"""Only the newest so many hits are put in order of relevance: what is older hardly ever matters more."""
_ROUNDS = 2
_CHECKED = 200
"""Texts looked at for phrases at once."""
_ENOUGH = 10
"""Hits that make a page of a phrase: more are looked for with the next."""
_MONTH = 30 * 86_400
_PEOPLE = 20


@dataclass(frozen=True)
class Found:
    """A hit: the message or note, its text, and its conversation."""

    place: Place
    row: Row[Any]


class _Ranked(NamedTuple):
    """A place and how well it fits; compares as it is ordered."""

    score: float
    place: Place


async def page(
    session: Session, actor: Actor, search: Search, *, sort: Sort, cursor: str | None, limit: int
) -> tuple[list[Found], str | None]:
    """One page of hits, (hits, cursor of the next). A page may be shorter than `limit` and yet not be the last.

    `newest`: by time. `relevance`: the newest 200 hits, by how many of the words stand there as they were asked for
    (rather than in another form), halved for every 30 days of age: (1 + 2 × share) ÷ (1 + days ÷ 30).

    Raises:
        BadCursor: a cursor of another list.
        SearchTooWide: it took too long.
    """
    async with bounded(session):
        search = await _with_people(session, actor, search)
        if sort == "relevance":
            places, further = await _relevant(session, actor, search, cursor, limit)
        else:
            after = Place(*paging.decode(cursor, tuple[datetime, Kind, int])) if cursor is not None else None
            found = await _checked(session, actor, search, after, limit)
            places, further = found.places, paging.encode(found.edge) if found.edge else None
    return await _load(session, actor, places), further


async def count(session: Session, actor: Actor, search: Search) -> tuple[int, bool]:
    """How many hits there are, counted as far as one search looks (`COUNT_CAP` at most); whether there may be more.

    Raises:
        SearchTooWide: it took too long.
    """
    async with bounded(session):
        found = await _checked(session, actor, await _with_people(session, actor, search), None, COUNT_CAP)
    return len(found.places), found.edge is not None


async def _with_people(session: Session, actor: Actor, search: Search) -> Search:
    """`from:` as the people of that handle."""
    handle = search.asked.handle
    if handle is None:
        return search
    named = lexeme(actor.workspace_id, f"@{fold(handle)}")
    query = (
        select(Identity.contact_id)
        .where(Identity.workspace_id == actor.workspace_id, Identity.tokens.op("@@")(as_query(named)))
        .limit(_PEOPLE)
    )
    people = set((await session.scalars(query)).all())
    only = people if search.contact_ids is None else people & set(search.contact_ids)
    return replace(search, contact_ids=tuple(sorted(only)))


async def _checked(session: Session, actor: Actor, search: Search, after: Place | None, most: int) -> Hits:
    """Up to `most` hits whose phrases really stand there: the index knows words, not their order."""
    kept: list[Place] = []
    at_once = max(most, _CHECKED) if search.asked.phrases else most
    # A short page is better than a slow one, but it may take two rounds to have any hit, or enough with their phrases.
    for _ in range(_ROUNDS):
        found = await hits(session, actor, search, after=after, most=at_once)
        kept += await _with_phrases(session, actor, search, found.places)
        after = found.edge
        if after is None or len(kept) >= min(most, _ENOUGH) or (kept and not search.asked.phrases):
            break
    if len(kept) > most or (len(kept) == most and after is not None):
        return Hits(kept[:most], kept[most - 1])
    return Hits(kept, after)


async def _with_phrases(session: Session, actor: Actor, search: Search, places: Sequence[Place]) -> Sequence[Place]:
    if not search.asked.phrases:
        return places
    patterns = [re.compile(pattern) for pattern in search.asked.phrases]
    texts = await _texts(session, actor, places)
    return [place for place in places if all(each.search(fold(texts[place])) for each in patterns)]


async def _texts(session: Session, actor: Actor, places: Sequence[Place]) -> dict[Place, str]:
    texts: dict[tuple[Kind, int], str] = {}
    for kind, table in _TABLES.items():
        ids = [place.id for place in places if place.kind == kind]
        query = select(table.id, table.text).where(table.workspace_id == actor.workspace_id, _among(table, ids))
        if ids:
            texts |= {(kind, row.id): row.text for row in await session.execute(query)}
    return {place: texts.get((place.kind, place.id), "") for place in places}


async def _relevant(
    session: Session, actor: Actor, search: Search, cursor: str | None, limit: int
) -> tuple[list[Place], str | None]:
    moment, last = now(), None
    if cursor is not None:
        moment, score, at, kind, key = paging.decode(cursor, tuple[datetime, float, datetime, Kind, int])
        last = _Ranked(score, Place(at, kind, key))
    found = await _checked(session, actor, search, Place(moment, "note", 2**62), RANKED)
    ranked = sorted(await _ranked(session, actor, search, found.places, moment), reverse=True)
    rest = [each for each in ranked if last is None or each < last]
    chosen = rest[:limit]
    more = paging.encode((moment, chosen[-1].score, *chosen[-1].place)) if len(rest) > limit else None
    return [each.place for each in chosen], more


async def _ranked(
    session: Session, actor: Actor, search: Search, places: Sequence[Place], moment: datetime
) -> list[_Ranked]:
    words = {term.word: whole_word(actor.workspace_id, term) for term in search.asked.terms}
    shares: dict[tuple[Kind, int], float] = {}
    for kind, table in _TABLES.items():
        ids = [place.id for place in places if place.kind == kind]
        if ids and words:
            written = sum((cast(table.tokens.op("@@")(word), Integer) for word in words.values()), literal(0))
            query = select(table.id, written.label("written"))
            query = query.where(table.workspace_id == actor.workspace_id, _among(table, ids))
            shares |= {(kind, row.id): row.written / len(words) for row in await session.execute(query)}
    return [
        _Ranked((1 + 2 * shares.get((place.kind, place.id), 0)) / (1 + _age(place, moment) / _MONTH), place)
        for place in places
    ]


def _age(place: Place, moment: datetime) -> float:
    return max(0.0, (moment - place.at).total_seconds())


async def _load(session: Session, actor: Actor, places: Sequence[Place]) -> list[Found]:
    """The hits with what a row of the results shows, in the order given."""
    rows: dict[tuple[Kind, int], Row[Any]] = {}
    for kind, table in _TABLES.items():
        ids = [place.id for place in places if place.kind == kind]
        if ids:
            rows |= {(kind, row.id): row for row in await session.execute(_rows(actor, kind, table, ids))}
    return [Found(place, rows[place.kind, place.id]) for place in places if (place.kind, place.id) in rows]


def _rows(actor: Actor, kind: Kind, table: type[Message | Note], ids: Sequence[int]) -> Any:
    message = kind == "message"
    return (
        select(
            table.id,
            table.text,
            table.author_id,
            (Message.author_kind if message else literal("person")).label("author_kind"),
            (Message.direction if message else literal(None)).label("direction"),
            (Message.visibility if message else literal(None)).label("visibility"),
            (Message.deleted_at if message else literal(None)).label("deleted_at"),
            Conversation,
            Contact.name.label("contact_name"),
            Identity.handle,
            Identity.avatar_url,
            Identity.verified,
            Contact.vip,
        )
        .join(Conversation, Conversation.id == table.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .where(table.workspace_id == actor.workspace_id, _among(table, ids))
    )


def _among(table: type[Message | Note], ids: Sequence[int]) -> ColumnElement[bool]:
    # As one array: with a parameter for each, every number of them would be a statement of its own, planned anew.
    return table.id == any_(literal(ids, ARRAY(BigInteger)))


_TABLES: dict[Kind, type[Message | Note]] = {"message": Message, "note": Note}
