"""The inbox: views, their counts, and pages of conversations by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, exists, func, literal, literal_column, select, tuple_, union_all
from sqlalchemy.orm import aliased

from heard.accounts.models import Team
from heard.channels.models import Account
from heard.contacts.models import Contact, Identity
from heard.conversations.models import PRIORITIES, STATES, Conversation, Mention, Seen, Tag
from heard.conversations.queries.visibility import within
from heard.kit import paging
from heard.kit.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

Sort = Literal["waiting", "priority", "newest"]
COUNT_CAP = 1000
# Written as literals on purpose: a generic plan cannot use a partial index for a parameter.
_IN_STATE = {state: Conversation.state == literal_column(f"'{state}'") for state in STATES}
_TEAM = "team:"


class UnknownView(Invalid):
    """There is no such view."""

    code = "unknown_view"


@dataclass(frozen=True)
class Filters:
    """What a page of the inbox is narrowed by; None and empty mean: any."""

    view: str = "all"
    network: str | None = None
    account_id: int | None = None
    priority: str | None = None
    tag: int | None = None
    assignee_id: int | None = None
    state: str | None = None


async def page(
    session: Session, actor: Actor, filters: Filters, *, sort: Sort, cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """One page of conversations, (rows, cursor of the next).

    Nobody waits for an answer in what is pending or resolved, and urgency ends with resolving: the newest come first there.

    Raises:
        UnknownView: no such view.
        BadCursor: a cursor of another list.
    """
    sort = _fitting(filters, sort)
    keys = _keys(sort)
    query = rows_of(actor).where(*_conditions(actor, filters))
    if cursor is not None:
        query = query.where(_after(sort, cursor))
    query = query.order_by(*keys).limit(limit + 1)
    rows = list((await session.execute(query)).all())
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, _cursor(sort, rows[-1].Conversation) if more else None


def _fitting(filters: Filters, sort: Sort) -> Sort:
    shown = filters.state or filters.view
    return "newest" if shown == "resolved" or (shown == "pending" and sort == "waiting") else sort


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


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = _view(actor, filters.view, by_state=filters.state is not None)
    if filters.state is not None:
        conditions.append(_IN_STATE[filters.state])
    if filters.network is not None:
        conditions.append(Conversation.network == filters.network)
    if filters.account_id is not None:
        conditions.append(Conversation.account_id == filters.account_id)
    if filters.priority is not None:
        conditions.append(Conversation.priority == PRIORITIES.index(filters.priority))
    if filters.tag is not None:
        conditions.append(Conversation.tag_ids.contains([filters.tag]))
    if filters.assignee_id is not None:
        conditions.append(Conversation.assignee_id == filters.assignee_id)
    return conditions


def _view(actor: Actor, view: str, *, by_state: bool) -> list[ColumnElement[bool]]:
    state = [] if by_state else [_IN_STATE["new"]]
    if view.startswith(_TEAM) and view.removeprefix(_TEAM).isdigit():
        return [Conversation.team_id == int(view.removeprefix(_TEAM)), *state]
    views: dict[str, list[ColumnElement[bool]]] = {
        "mine": [Conversation.assignee_id == actor.user_id, *state],
        "unassigned": [Conversation.assignee_id.is_(None), *state],
        "all": state,
        "mentions": [_mentioned(actor)],
        "pending": [_IN_STATE["pending"]],
        "failed": [Conversation.failed > literal_column("0")],
        "resolved": [_IN_STATE["resolved"]],
    }
    if view not in views:
        raise UnknownView(view=view)
    return views[view]


def _mentioned(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        Mention.workspace_id == actor.workspace_id,
        Mention.user_id == actor.user_id,
        Mention.conversation_id == Conversation.id,
    )


def _keys(sort: Sort) -> Sequence[ColumnElement[Any]]:
    if sort == "waiting":
        return (Conversation.waiting_since.asc(), Conversation.id.asc())
    if sort == "priority":
        return (Conversation.priority.asc(), Conversation.waiting_since.asc(), Conversation.id.asc())
    return (Conversation.last_message_at.desc(), Conversation.id.desc())


def _cursor(sort: Sort, last: Conversation) -> str:
    if sort == "waiting":
        return paging.encode((last.waiting_since, last.id))
    if sort == "priority":
        return paging.encode((last.priority, last.waiting_since, last.id))
    return paging.encode((last.last_message_at, last.id))


def _after(sort: Sort, cursor: str) -> ColumnElement[bool]:
    if sort == "waiting":
        waiting = paging.decode(cursor, tuple[datetime, int])
        return tuple_(Conversation.waiting_since, Conversation.id) > tuple_(*map(literal, waiting))
    if sort == "priority":
        urgent = paging.decode(cursor, tuple[int, datetime, int])
        return tuple_(Conversation.priority, Conversation.waiting_since, Conversation.id) > tuple_(
            *map(literal, urgent)
        )
    newest = paging.decode(cursor, tuple[datetime, int])
    return tuple_(Conversation.last_message_at, Conversation.id) < tuple_(*map(literal, newest))


async def counts(session: Session, actor: Actor) -> list[tuple[str, int | None]]:
    """The views the actor has and how many conversations each holds, counted up to `COUNT_CAP` (+1: more)."""
    teams = await _teams(session, actor)
    names = ["mine", "unassigned", "all", *(f"{_TEAM}{team_id}" for team_id in teams), "mentions", "pending", "failed"]
    parts = [_count(actor, name) for name in names]
    found = {row.view: row.number for row in await session.execute(union_all(*parts))}
    return [*((name, found[name]) for name in names), ("resolved", None)]


async def _teams(session: Session, actor: Actor) -> Sequence[int]:
    query = select(Team.id).where(Team.workspace_id == actor.workspace_id).order_by(Team.name)
    if actor.is_confined:
        query = query.where(Team.id.in_(sorted(actor.team_ids)))
    return (await session.scalars(query)).all()


def _count(actor: Actor, view: str) -> Select[str, int]:
    conditions = [_unseen_mention(actor)] if view == "mentions" else _view(actor, view, by_state=False)
    capped = (
        select(literal(1))
        .select_from(Conversation)
        .where(Conversation.workspace_id == actor.workspace_id, within(actor), *conditions)
        .limit(COUNT_CAP + 1)
        .subquery()
    )
    return select(literal(view).label("view"), func.count().label("number")).select_from(capped)


def _unseen_mention(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        Mention.workspace_id == actor.workspace_id,
        Mention.user_id == actor.user_id,
        Mention.conversation_id == Conversation.id,
        Mention.seen_at.is_(None),
    )


async def tags_of(session: Session, actor: Actor, conversations: Sequence[Conversation]) -> dict[int, Tag]:
    """The tags the conversations have, by id."""
    ids = sorted({tag_id for conversation in conversations for tag_id in conversation.tag_ids})
    if not ids:
        return {}
    query = select(Tag).where(Tag.workspace_id == actor.workspace_id, Tag.id.in_(ids))
    return {tag.id: tag for tag in await session.scalars(query)}
