"""Which messages and notes a search finds, newest first: the newest are looked through, then the index is asked.

A word that is everywhere is found at once by walking back from the newest message; the index would first gather every
place of it. A rare word is found at once by the index; walking would go through everything. So a thousand rows are walked
through, and more only if the words are common among them. Else the index is asked at once: first together with the index
of times about as many of the newest rows as should hold a page, then about ten times as many, then, for what is rare even
there, about everything.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, cast, func, literal, select, text, true, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.exc import DBAPIError

from heard.conversations.asked import Asked  # read at run time: a search is given to routes by its type
from heard.conversations.errors import SearchTooWide
from heard.conversations.models import Conversation, Message, Note
from heard.conversations.queries.filters import Filters, narrowed
from heard.conversations.queries.visibility import visible_to
from heard.kit.db import planned_for_values
from heard.kit.tokens import lexeme

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from sqlalchemy.orm import InstrumentedAttribute

    from heard.accounts.models import Actor
    from heard.conversations.asked import Term
    from heard.kit.db import Session

FIRST_WALK = 400
LONG_WALK = 5_000
WINDOW = 1_000_000
"""About so many of the newest rows at most the index is asked for, before it is asked for all."""
EXAMINED = 5_000
"""Hits looked at for one page when conditions on their conversations drop most of them; the next page goes on there."""
MANY = 30_000
"""So many hits in all, by the database's statistics, are walked for, however few of them are among the newest."""
COMMON = 2
"""So many in the first walk mean ten thousands in all, which the index would gather first: better walk on, and a short page."""
OFTEN = 500
"""One in so many is still common after the longer walk."""
RARE = 120
"""No more than so many in the windows mean few thousands in all, which the index gives at once."""
LONGEST = "2s"
_TOO_LONG = "57014"
_DROPPED = 16
"""So many times as many hits are needed where conditions drop some, of which nobody knows how many."""
_WORD = "word_"
_LOOKED_AT = 5
_MOMENT = timedelta(seconds=1)

_EXPECTED = text("EXPLAIN (FORMAT JSON) SELECT FROM messages WHERE tokens @@ cast(:words AS tsquery)")

Kind = Literal["message", "note"]


class Place(NamedTuple):
    """Where something stands in the results, the newest first: time, then kind, then id."""

    at: datetime
    kind: Kind
    id: int


@dataclass(frozen=True)
class Search:
    """A search with all it is narrowed by; None means: any. `contact_ids` are the only people to look at."""

    asked: Asked
    network: str | None = None
    account_id: int | None = None
    contact_ids: tuple[int, ...] | None = None
    tag: int | None = None
    state: str | None = None
    assignee_id: int | None = None
    direction: str | None = None
    visibility: str | None = None
    language: str | None = None

    @property
    def only_messages(self) -> bool:
        """Whether a condition leaves notes out: they have no direction, visibility or attachment."""
        return bool(self.direction or self.visibility or self.asked.attachment or self.asked.handle)


@dataclass
class Hits:
    """Hits in order; `edge`: what is older than this place was not looked at (None: everything was).

    `said`: how many of the rows looked through had the words, whatever their conversation, and `rarest`: had the rarest of
    the words; `begun`: the time of the first.
    """

    places: list[Place] = field(default_factory=list[Place])
    edge: Place | None = None
    said: int = 0
    rarest: int = 0
    walked: int = 0
    begun: datetime | None = None

    def __add__(self, further: Hits) -> Hits:
        """These and what was found beyond their edge."""
        said, rarest = self.said + further.said, self.rarest + further.rarest
        walked = self.walked + further.walked
        return Hits(self.places + further.places, further.edge, said, rarest, walked, self.begun or further.begun)


@asynccontextmanager
async def bounded(session: Session) -> AsyncGenerator[None]:
    """Statements of a search: planned for their words, and none of them longer than two seconds.

    Raises:
        SearchTooWide: one took longer.
    """
    try:
        async with planned_for_values(session, longest=LONGEST):
            yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _TOO_LONG:
            raise
        raise SearchTooWide from error


async def hits(session: Session, actor: Actor, search: Search, *, after: Place | None, most: int) -> Hits:
    """Up to `most` hits older than `after`, newest first, among what the actor may see."""
    messages = await _Source(session, actor, search, "message", Message).hits(after, most)
    found = [messages]
    if not search.only_messages:
        notes = _Source(session, actor, search, "note", Note)
        found.append(await notes.beside(messages, after, most))
    places = sorted((place for each in found for place in each.places), reverse=True)
    edge = max((each.edge for each in found if each.edge is not None), default=None)
    if edge is not None:
        places = [place for place in places if place >= edge]
    if len(places) > most:
        places = places[:most]
        edge = places[-1]
    return Hits(places, edge)


@dataclass(frozen=True)
class _Source:
    """A table that is searched, by whom and for what."""

    session: Session
    actor: Actor
    search: Search
    kind: Kind
    table: type[Message | Note]

    @property
    def at(self) -> InstrumentedAttribute[datetime]:
        """The column the results are ordered by."""
        return Message.sort_at if self.kind == "message" else Note.at

    async def beside(self, found: Hits, after: Place | None, most: int) -> Hits:
        """Up to `most` hits older than `after`, no further back than was looked for those `found` elsewhere."""
        if found.edge is not None and self.search.contact_ids is None:
            return await self._take(self._by_both(after, found.edge.at), EXAMINED, most)
        if self.search.contact_ids is None and found.rarest < COMMON:
            # What hardly any message says hardly any note will say.
            return await self._take(self._by_index(after), EXAMINED, most)
        return await self.hits(after, most)

    async def hits(self, after: Place | None, most: int) -> Hits:
        """Up to `most` hits older than `after`."""
        if self.search.contact_ids is not None:
            return await self._take(self._of_people(after), EXAMINED, most)
        found = await self._take(self._walk(after, FIRST_WALK), FIRST_WALK, most)
        if found.edge is None or len(found.places) >= most:
            return found
        if found.rarest >= COMMON or await self._expected() > MANY:
            bound = self._worth_walking(found, most)
            found += await self._take(self._walk(found.edge, bound), bound, most - len(found.places))
        if found.edge is None or len(found.places) >= most or found.said >= max(COMMON, found.walked // OFTEN):
            return found
        if self.kind == "note":
            # There are few: all of them at once.
            return found + await self._take(self._by_index(found.edge), EXAMINED, most - len(found.places))
        return await self._asking_the_index(found, found.edge, most)

    async def _expected(self) -> float:
        """How many rows have the words by the database's statistics: right for common words, too many for rare ones."""
        if self.kind == "note" or not self.search.asked.terms:
            return 0
        values = {"words": _all(self.actor.workspace_id, self.search.asked.terms)}
        return (await self.session.execute(_EXPECTED, values)).scalar_one()[0]["Plan"]["Plan Rows"]

    def _is_narrow(self) -> bool:
        """Whether a hit counts only in some conversations of the workspace."""
        return self.actor.is_confined or bool(_conditions(self.search))

    def _worth_walking(self, found: Hits, most: int) -> int:
        """So many rows more should hold what is wanted, if the hits go on as they began; conditions drop most of them."""
        if found.said < COMMON or self._is_narrow():
            return LONG_WALK
        return min(LONG_WALK, 3 * (most - len(found.places)) * found.walked // (2 * found.said) + 1)

    async def _asking_the_index(self, found: Hits, edge: Place, most: int) -> Hits:
        # As if all times were as busy as the one walked through: no matter if they are not.
        a_row = ((found.begun or edge.at) - edge.at) / max(found.walked, 1)
        wanted = _DROPPED * most if self._is_narrow() else most
        while (rows := _window(found, wanted)) <= WINDOW:
            since = edge.at - max(a_row * rows, _MOMENT)
            near = await self._take(self._by_both(found.edge or edge, since), EXAMINED, most - len(found.places))
            near.edge = near.edge or Place(since, self.kind, 0)
            near.walked = rows - found.walked
            found += near
            if len(found.places) >= most:
                return found
        if found.said > RARE and found.walked > WINDOW // 4:
            return found
        return found + await self._take(self._by_index(found.edge), EXAMINED, most - len(found.places))

    def _walk(self, after: Place | None, most: int) -> Select[*tuple[Any, ...]]:
        """The newest so many rows, each with whether it is a hit; the first of several words also with which it has."""
        alone = self._apart() if most == FIRST_WALK else ()
        has = [self.table.tokens.op("@@")(word).label(f"{_WORD}{at}") for at, word in enumerate(alone)]
        return self._older(after).add_columns(self._is_hit().label("hit"), *has).limit(most)

    def _apart(self) -> list[ColumnElement[Any]]:
        """The words one by one, if there are several; of many the longest, which tend to be the rarest."""
        terms = sorted(self.search.asked.terms, key=lambda term: -len(term.token))
        alone = [as_query(_all(self.actor.workspace_id, [term])) for term in terms[:_LOOKED_AT]]
        return alone if len(terms) > 1 else []

    def _by_both(self, after: Place | None, since: datetime) -> Select[*tuple[Any, ...]]:
        """The hits since a time, by the index of words and that of times together: only pages of that time are read."""
        query = self._older(after).add_columns(true().label("hit")).where(self._is_hit(), self.at >= since)
        return query.limit(EXAMINED)

    def _by_index(self, after: Place | None) -> Select[*tuple[Any, ...]]:
        """All hits by the index of words, and then the newest of those that are older.

        With time or workspace beside the words, the planner would read the index of times from end to end as well; and
        the words are the workspace's own already.
        """
        table = self.table
        all_of_it = select(table.id, self.at.label("at"), table.conversation_id, table.workspace_id).where(
            self._is_hit()
        )
        gathered = all_of_it.cte("gathered").prefix_with("MATERIALIZED", dialect="postgresql")
        of_all = gathered.c
        query: Select[*tuple[Any, ...]] = select(of_all.id, of_all.at, of_all.conversation_id, true().label("hit"))
        older = self._conditions(of_all.at, of_all.id, of_all.workspace_id, after)
        return query.where(*older).order_by(of_all.at.desc(), of_all.id.desc()).limit(EXAMINED)

    def _of_people(self, after: Place | None) -> Select[*tuple[Any, ...]]:
        """What was said in the conversations with some people, which are few."""
        theirs = visible_to(self.actor).where(Conversation.contact_id.in_(self.search.contact_ids or ()))
        ids = theirs.with_only_columns(Conversation.id).cte("theirs").prefix_with("MATERIALIZED", dialect="postgresql")
        rows = self._older(after).add_columns(true().label("hit")).join(ids, ids.c.id == self.table.conversation_id)
        return rows.where(self._is_hit()).limit(EXAMINED)

    def _older(self, after: Place | None) -> Select[*tuple[Any, ...]]:
        table, at = self.table, self.at
        query: Select[*tuple[Any, ...]] = select(table.id, at.label("at"), table.conversation_id)
        older = self._conditions(at, table.id, table.workspace_id, after)
        return query.where(*older).order_by(at.desc(), table.id.desc())

    def _conditions(self, at: Any, id: Any, workspace_id: Any, after: Place | None) -> list[ColumnElement[bool]]:
        """What holds of every row looked at: the workspace's, of the days asked for, older than `after`."""
        asked = self.search.asked
        conditions: list[ColumnElement[bool]] = [workspace_id == self.actor.workspace_id]
        if asked.before is not None:
            conditions.append(at < asked.before)
        if asked.after is not None:
            conditions.append(at >= asked.after)
        if after is not None:
            # At the very same moment the kinds follow each other by name, as in `Place`.
            last = after.id if self.kind == after.kind else (2**62 if self.kind < after.kind else 0)
            conditions.append(tuple_(at, id) < tuple_(literal(after.at), literal(last)))
        return conditions

    def _is_hit(self) -> ColumnElement[bool]:
        """Whether a row has the words, and is of the kind asked for."""
        search = self.search
        conditions: list[ColumnElement[bool]] = [true()]
        if search.asked.terms:
            conditions.append(self.table.tokens.op("@@")(words(self.actor.workspace_id, search.asked)))
        if self.kind == "message" and (search.direction or search.asked.handle):
            conditions.append(Message.direction == (search.direction or "in"))
        if self.kind == "message" and search.visibility:
            conditions.append(Message.visibility == search.visibility)
        if self.kind == "message" and search.asked.attachment:
            conditions.append(func.jsonb_array_length(Message.attachments) > 0)
        return and_(*conditions)

    async def _take(self, examined: Select[*tuple[Any, ...]], bound: int, most: int) -> Hits:
        """The first hits among the rows examined (at most `bound`) whose conversation is visible and as asked for."""
        rows = examined.cte("examined").prefix_with("MATERIALIZED", dialect="postgresql")
        hits: Any = rows
        if self._is_narrow():
            fitting = visible_to(self.actor).where(Conversation.id == rows.c.conversation_id, *_conditions(self.search))
            hits = rows.join(fitting.with_only_columns(literal(1).label("one")).limit(1).lateral("fits"), true())
        newest = (rows.c.at.desc(), rows.c.id.desc())
        chosen = (
            select(rows.c.id, rows.c.at)
            .select_from(hits)
            .where(rows.c.hit)
            .order_by(*newest)
            .limit(most)
            .subquery("chosen")
        )
        oldest = select(rows.c.at, rows.c.id).order_by(rows.c.at, rows.c.id).limit(1).subquery("oldest")
        said = func.count().filter(rows.c.hit).label("said")
        begun = func.max(rows.c.at).label("begun")
        # The rarest word: an index that is asked for several begins with it, and is slow only if none is rare.
        words = [func.count().filter(column) for column in rows.c if str(column.name).startswith(_WORD)]
        rarest = (func.least(*words) if words else func.count().filter(rows.c.hit)).label("rarest")
        size = select(func.count().label("size"), said, rarest, begun).select_from(rows).subquery("size")
        edge_of = (oldest.c.at.label("edge_at"), oldest.c.id.label("edge_id"))
        query = select(size, *edge_of, chosen.c.at, chosen.c.id).select_from(
            size.outerjoin(oldest, true()).outerjoin(chosen, true())
        )
        found = (await self.session.execute(query)).all()
        places = sorted((Place(row.at, self.kind, row.id) for row in found if row.id is not None), reverse=True)
        first = found[0]
        edge = Place(first.edge_at, self.kind, first.edge_id) if first.size >= bound else None
        return Hits(
            places, places[-1] if len(places) >= most else edge, first.said, first.rarest, first.size, first.begun
        )


def _window(found: Hits, wanted: int) -> int:
    """So many of the newest rows should hold what is wanted and half as much again, if the hits go on as they began."""
    # What was not met at all may be just too rare to have been: as if half a hit had.
    return max(int(1.5 * wanted * found.walked / max(found.said, 0.5)), 4 * found.walked)


def words(workspace_id: int, asked: Asked) -> ColumnElement[Any]:
    """The words of a search as the index takes them."""
    wanted = _all(workspace_id, asked.terms)
    unwanted = "".join(f" & !({_all(workspace_id, group)})" for group in asked.without)
    return as_query(wanted + unwanted)


def whole_word(workspace_id: int, term: Term) -> ColumnElement[Any]:
    """One word exactly as it was asked for, as the index takes it."""
    return as_query(lexeme(workspace_id, term.word))


def as_query(lexemes: str) -> ColumnElement[Any]:
    """Lexemes with signs between them as the index takes them."""
    return cast(literal(lexemes), TSQUERY)


def _all(workspace_id: int, terms: Sequence[Term]) -> str:
    return " & ".join(lexeme(workspace_id, term.token, begins=term.begins) for term in terms)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    """What narrows a list of the inbox narrows a search in the same way; only the state stands by itself here."""
    same = Filters(
        network=search.network,
        account_id=search.account_id,
        tag=search.tag,
        assignee_id=search.assignee_id,
        language=search.language,
    )
    state = [] if search.state is None else [Conversation.state == search.state]
    return [*narrowed(same), *state]
