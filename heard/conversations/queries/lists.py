"""The inbox: pages of conversations by key."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    any_,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
)

from heard.channels.models import Account
from heard.contacts.models import Contact, Identity
from heard.conversations.models import ArchivedTag, Conversation, Seen, Tag
from heard.conversations.queries.filters import Filters, in_states, is_visible, narrowed, responsible
from heard.conversations.queries.visibility import parts_within, within
from heard.kit import paging
from heard.kit.db import planned_for_values
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

Sort = Literal["waiting", "priority", "newest", "returning", "closing", "due"]
_IDS = ARRAY(BigInteger)
_Closing = tuple[datetime | None, datetime, int]


async def page(
    session: Session, actor: Actor, filters: Filters, *, sort: Sort, cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """One page of conversations, (rows, cursor of the next).

    Nobody waits for an answer in what is pending or resolved, and urgency ends with resolving: the newest come first there.
    What is snoozed is in the order in which it returns, what is overdue in that in which it was due. Sorted by `closing`, what
    has no open window comes after what has.

    Raises:
        UnknownView: no such view.
        BadCursor: a cursor of another list.
    """
    sort = _fitting(filters, sort)
    if sort == "closing":
        return await _closing(session, actor, filters, cursor, limit)
    after = [] if cursor is None else [_after(sort, _last(sort, cursor), _table(filters))]
    rows = await _rows(session, actor, filters, sort, after, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, _cursor(sort, rows[-1].Conversation) if more else None


async def _rows(
    session: Session, actor: Actor, filters: Filters, sort: Sort, and_only: list[ColumnElement[bool]], most: int
) -> list[Row[Any]]:
    # What the page shows is chosen from narrow rows first, so that nothing is joined or sorted that is not shown. Apart, since
    # planning all the joins for every way to choose would take longer than answering.
    choosing = _chosen(actor, filters, sort, and_only, most).subquery()
    async with (
        planned_for_values(session, gather=filters.tag is not None) if _depends_on_values(filters) else nullcontext()
    ):
        ids = (await session.scalars(select(choosing.c.id))).all()
    query = rows_of(actor).where(Conversation.id == any_(literal(ids, _IDS))).order_by(*_order(sort, Conversation))
    return list((await session.execute(query)).all())


def _depends_on_values(filters: Filters) -> bool:
    """Whether a plan for the average value is a bad one for most: of tags, languages, times, and of what there is so much of."""
    return (
        (filters.tag, filters.language, filters.kind, filters.owner_id) != (None, None, None, None)
        or (filters.since, filters.until, filters.active_hours) != (None, None, None)
        or filters.view == "overdue"
        or _is_of_hours(filters)
        or (filters.shown in {"resolved", "pending"} and bool(narrowed(filters)))
    )


def _is_of_hours(filters: Filters) -> bool:
    return {filters.waited_hours, filters.closes_hours, filters.due_hours} != {None}


async def _closing(
    session: Session, actor: Actor, filters: Filters, cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """A page of what needs us: first what has an open window, the one that closes soonest first; then the rest by waiting.

    The cursor keeps the moment at which the first page was read, so that what closes meanwhile is not shown twice.
    """
    since, last = (now(), None) if cursor is None else paging.decode(cursor, tuple[datetime, _Closing | None])
    closes = Conversation.window_closes_at
    rows: list[Row[Any]] = []
    if last is None or last[0] is not None:
        after = [] if last is None else [_after("closing", (last[0], last[2]))]
        rows = await _rows(session, actor, filters, "closing", [closes > since, *after], limit + 1)
    if len(rows) <= limit:
        after = [] if last is None or last[0] is not None else [_after("waiting", (last[1], last[2]))]
        rest = [or_(closes.is_(None), closes <= since), *after]
        rows += await _rows(session, actor, filters, "waiting", rest, limit + 1 - len(rows))
    if len(rows) <= limit:
        return rows, None
    end: Conversation = rows[limit - 1].Conversation
    open_until = end.window_closes_at if end.window_closes_at is not None and end.window_closes_at > since else None
    return rows[:limit], paging.encode((since, (open_until, end.waiting_since, end.id)))


async def some(session: Session, actor: Actor, filters: Filters, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Of the conversations with these ids, the rows of those that are in a list now, in no order.

    Raises:
        UnknownView: no such view.
    """
    query = rows_of(actor).where(Conversation.id == any_(literal(ids, _IDS)), *_conditions(actor, filters))
    return (await session.execute(query)).all()


def _fitting(filters: Filters, sort: Sort) -> Sort:
    if filters.view == "overdue" and filters.shown == "new":
        return "due"
    if sort in {"closing", "due"}:
        if filters.shown == "new":
            return sort
        sort = "waiting"
    if filters.shown == "snoozed":
        return "returning"
    if sort == "returning":
        sort = "waiting"
    return "newest" if filters.shown == "resolved" or (filters.shown == "pending" and sort == "waiting") else sort


def rows_of(actor: Actor) -> Select[Conversation, *tuple[Any, ...]]:
    """What a row of the list shows, for the conversations the actor may see."""
    return (
        select(
            Conversation,
            Contact.name.label("contact_name"),
            Contact.vip,
            Identity.handle,
            Identity.avatar_url,
            Identity.verified,
            Account.name.label("account_name"),
            Seen.at.label("seen_at"),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .join(Account, Account.id == Conversation.account_id)
        .outerjoin(Seen, (Seen.conversation_id == Conversation.id) & (Seen.user_id == actor.user_id))
        .where(Conversation.workspace_id == actor.workspace_id, within(actor))
    )


def every_id(actor: Actor, filters: Filters, most: int) -> Select[*tuple[Any, ...]]:
    """The ids of all conversations in a list, up to `most` of them.

    Raises:
        UnknownView: no such view.
    """
    return (
        select(Conversation.id)
        .where(Conversation.workspace_id == actor.workspace_id, within(actor), *_conditions(actor, filters))
        .order_by(Conversation.id)
        .limit(most)
    )


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    return [*in_states(filters), *responsible(actor, filters), *narrowed(filters)]


def _chosen(
    actor: Actor, filters: Filters, sort: Sort, and_only: list[ColumnElement[bool]], most: int
) -> Select[*tuple[Any, ...]]:
    """The ids of the first rows of a list, of those for which `and_only` is true."""
    of = _table(filters)
    listed = [*_in_list(filters, of), *responsible(actor, filters, of)]
    conditions = [of.workspace_id == actor.workspace_id, *listed, *and_only]
    # The first of each part of what the actor may see, put together.
    parts = [true()] if is_visible(actor, filters) else parts_within(actor, of)
    if filters.tag is not None and len(parts) > 1:
        # A tag's rows are looked through once; only those the actor was called into are found by their ids.
        parts = [or_(*parts[:-1]), parts[-1]]
    each = [
        select(of.id.label("id"), *_keys(sort, of)).where(*conditions, part).order_by(*_order(sort, of)).limit(most)
        for part in parts
    ]
    if len(each) == 1:
        return each[0]
    together = union(*each).subquery("together")
    return select(together).order_by(*_order(sort, together.c)).limit(most)


def _table(filters: Filters) -> Any:
    """Where a list is read: what is resolved with a tag has a table of its own, in order of time."""
    tagged = filters.shown == "resolved" and filters.tag is not None
    elsewhere = filters.view in {"failed", "mentions", "spam", "overdue"}
    return ArchivedTag if tagged and not _is_of_hours(filters) and not elsewhere else Conversation


def _in_list(filters: Filters, of: Any) -> list[ColumnElement[bool]]:
    if of is ArchivedTag:
        return [of.tag_id == filters.tag, *narrowed(replace(filters, tag=None), of)]
    return [*in_states(filters, of), *narrowed(filters, of)]


def _keys(sort: Sort, of: Any) -> tuple[ColumnElement[Any], ...]:
    if sort == "priority":
        return of.priority, of.waiting_since
    keys = {"waiting": "waiting_since", "returning": "snoozed_until", "closing": "window_closes_at", "due": "due_at"}
    return (getattr(of, keys.get(sort, "last_message_at")),)


def _order(sort: Sort, of: Any) -> list[ColumnElement[Any]]:
    keys = [*_keys(sort, of), of.id]
    return [key.desc() for key in keys] if sort == "newest" else keys


def _cursor(sort: Sort, last: Conversation) -> str:
    return paging.encode((*_keys(sort, last), last.id))


def _last(sort: Sort, cursor: str) -> tuple[Any, ...]:
    kinds: dict[Sort, Any] = {"priority": tuple[int, datetime, int]}
    return paging.decode(cursor, kinds.get(sort, tuple[datetime, int]))


def _after(sort: Sort, last: tuple[Any, ...], of: Any = Conversation) -> ColumnElement[bool]:
    here = tuple_(*_keys(sort, of), of.id)
    there = tuple_(*map(literal, last))
    return here < there if sort == "newest" else here > there


async def tags_of(session: Session, actor: Actor, conversations: Sequence[Conversation]) -> dict[int, Tag]:
    """The tags the conversations have, by id."""
    ids = sorted({tag_id for conversation in conversations for tag_id in conversation.tag_ids})
    if not ids:
        return {}
    # As one array: with a parameter for each, every number of them would be a statement of its own.
    query = select(Tag).where(Tag.workspace_id == actor.workspace_id, Tag.id == any_(literal(ids, _IDS)))
    return {tag.id: tag for tag in await session.scalars(query)}
