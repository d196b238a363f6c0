"""The inbox: pages of conversations by key."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    any_,
    func,
    literal,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from heard.channels.models import Account
from heard.contacts.models import Contact, Identity
from heard.conversations.models import ARCHIVED, Conversation, Seen, Tag
from heard.conversations.queries.filters import Filters, in_states, is_visible, narrowed, responsible
from heard.conversations.queries.visibility import parts_within, within
from heard.kit import paging
from heard.kit.db import plan_for_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

Sort = Literal["waiting", "priority", "newest", "returning"]
_IDS = ARRAY(BigInteger)
WALKED = 20_000
"""Rows of the archive looked through before the index of tags is asked for all of a tag."""


async def page(
    session: Session, actor: Actor, filters: Filters, *, sort: Sort, cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """One page of conversations, (rows, cursor of the next).

    Nobody waits for an answer in what is pending or resolved, and urgency ends with resolving: the newest come first there.
    What is snoozed is in the order in which it returns.

    Raises:
        UnknownView: no such view.
        BadCursor: a cursor of another list.
    """
    sort = _fitting(filters, sort)
    if filters.shown == "resolved" and narrowed(filters):
        # There is so much of it that a plan for an average tag or person is a bad one for most.
        await plan_for_values(session)
    # What the page shows is chosen from narrow rows first, so that nothing is joined or sorted that is not shown.
    chosen = _chosen(actor, filters, sort, cursor, limit + 1).cte("chosen")
    query = rows_of(actor).join(chosen, chosen.c.id == Conversation.id).order_by(*_order(sort, Conversation))
    rows = list((await session.execute(query)).all())
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, _cursor(sort, rows[-1].Conversation) if more else None


def _fitting(filters: Filters, sort: Sort) -> Sort:
    if filters.shown == "snoozed":
        return "returning"
    if sort == "returning":
        sort = "waiting"
    return "newest" if filters.shown == "resolved" or (filters.shown == "pending" and sort == "waiting") else sort


def rows_of(actor: Actor) -> Select[Conversation, *tuple[Any, ...]]:
    """What a row of the list shows, for the conversations the actor may see."""
    seen = aliased(Seen)
    return (
        select(
            Conversation,
            Contact.name.label("contact_name"),
            Identity.handle,
            Identity.avatar_url,
            Identity.verified,
            Account.name.label("account_name"),
            seen.at.label("seen_at"),
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .join(Account, Account.id == Conversation.account_id)
        .outerjoin(seen, (seen.conversation_id == Conversation.id) & (seen.user_id == actor.user_id))
        .where(Conversation.workspace_id == actor.workspace_id, within(actor))
    )


def every_id(actor: Actor, filters: Filters, most: int) -> Select[*tuple[Any, ...]]:
    """The ids of all conversations in a list, up to `most` of them.

    Raises:
        UnknownView: no such view.
    """
    conditions = [*in_states(filters), *responsible(actor, filters), *narrowed(filters)]
    return (
        select(Conversation.id)
        .where(Conversation.workspace_id == actor.workspace_id, within(actor), *conditions)
        .order_by(Conversation.id)
        .limit(most)
    )


def _chosen(actor: Actor, filters: Filters, sort: Sort, cursor: str | None, most: int) -> Select[*tuple[Any, ...]]:
    """The ids of the first rows of a list."""
    whose = responsible(actor, filters)
    after = [] if cursor is None else [_after(sort, cursor)]
    if filters.shown == "resolved" and filters.tag is not None and filters.view not in {"failed", "mentions", "spam"}:
        return _in_archive(actor, filters, cursor, most)
    conditions = [Conversation.workspace_id == actor.workspace_id, *in_states(filters), *whose, *narrowed(filters)]
    # The first of each part of what the actor may see, put together.
    parts = [true()] if is_visible(actor, filters) else parts_within(actor)
    each = [
        select(Conversation.id, *_keys(sort, Conversation))
        .where(*conditions, *after, part)
        .order_by(*_order(sort, Conversation))
        .limit(most)
        for part in parts
    ]
    if len(each) == 1:
        return each[0]
    together = union(*each).subquery("together")
    return select(together).order_by(*_order(sort, together.c)).limit(most)


def _in_archive(actor: Actor, filters: Filters, cursor: str | None, most: int) -> Select[*tuple[Any, ...]]:
    """The newest of what is resolved with a tag: the newest thousands are looked through, then the index of tags is asked.

    What is common is found at once by looking through and what is rare by the index; each fails with the other.
    """
    order = _order("newest", Conversation)
    after = [] if cursor is None else [_after("newest", cursor)]
    of_all = [Conversation.workspace_id == actor.workspace_id, *in_states(filters), *after]
    walked = select(*(getattr(Conversation, name) for name in ARCHIVED)).where(*of_all).order_by(*order).limit(WALKED)
    # Not materialised: it ends as soon as the page is full.
    recent = aliased(Conversation, walked.subquery("walked"))
    near = _wanted(actor, filters, recent).order_by(*_order("newest", recent)).limit(most).cte("near")
    found = select(func.count()).select_from(near).scalar_subquery()
    # Of what belongs to the workspace anyway: with that condition, the planner would look through the whole archive.
    tagged = _wanted(actor, filters, Conversation).where(*in_states(filters), found < most)
    tagged = tagged.add_columns(Conversation.workspace_id)
    gathered = tagged.cte("gathered").prefix_with("MATERIALIZED", dialect="postgresql").c
    every = select(gathered.id, gathered.last_message_at).where(gathered.workspace_id == actor.workspace_id)
    if cursor is not None:
        every = every.where(_after("newest", cursor, gathered))
    both = union_all(select(near).where(found == most), every).subquery("both")
    return select(both).order_by(*_order("newest", both.c)).limit(most)


def _wanted(actor: Actor, filters: Filters, of: Any) -> Select[*tuple[Any, ...]]:
    conditions = [*responsible(actor, filters, of), *narrowed(filters, of), within(actor, of)]
    return select(of.id, of.last_message_at).where(*conditions)


def _keys(sort: Sort, of: Any) -> tuple[ColumnElement[Any], ...]:
    if sort in {"waiting", "returning"}:
        return (of.waiting_since if sort == "waiting" else of.snoozed_until,)
    return (of.priority, of.waiting_since) if sort == "priority" else (of.last_message_at,)


def _order(sort: Sort, of: Any) -> list[ColumnElement[Any]]:
    keys = [*_keys(sort, of), of.id]
    return [key.desc() for key in keys] if sort == "newest" else keys


def _cursor(sort: Sort, last: Conversation) -> str:
    return paging.encode((*_keys(sort, last), last.id))


def _after(sort: Sort, cursor: str, of: Any = Conversation) -> ColumnElement[bool]:
    kinds: dict[Sort, Any] = {"priority": tuple[int, datetime, int]}
    last = paging.decode(cursor, kinds.get(sort, tuple[datetime, int]))
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
