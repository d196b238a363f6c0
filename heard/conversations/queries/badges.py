"""How much waits in each view, counted no further than anybody reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import BigInteger, Select, any_, bindparam, func, literal, select, true, union_all
from sqlalchemy.orm import aliased

from heard.accounts.models import Actor, Team
from heard.conversations.models import Conversation, Mention
from heard.conversations.queries.filters import TEAM, Filters, in_states, is_visible, narrowed, responsible
from heard.conversations.queries.visibility import called_into, parts_apart, visible_to, within
from heard.conversations.queries.waiting import theirs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Executable

    from heard.accounts.models import Role
    from heard.kit.db import Session

COUNT_CAP = 1000
_WORKSPACE = bindparam("asking_workspace", type_=BigInteger)
_USER = bindparam("asking_user", type_=BigInteger)


async def counts(session: Session, actor: Actor) -> list[tuple[str, int | None]]:
    """The views the actor has and how many conversations each holds, counted up to `COUNT_CAP` (+1: more)."""
    teams = tuple(await _teams(session, actor))
    query = _every_view(actor.role, actor.team_ids if actor.is_confined else frozenset[int](), teams, COUNT_CAP + 1)
    values = {_WORKSPACE.key: actor.workspace_id, _USER.key: actor.user_id}
    found = {row.view: row.number for row in await session.execute(query, values)}
    names = [*_views(teams)]
    names[-3:-3] = ["mentions", "approvals"]
    return [*((name, found[name]) for name in names), ("resolved", None), ("spam", None)]


def _views(teams: Sequence[int]) -> list[str]:
    return [
        "mine",
        "unassigned",
        "all",
        "overdue",
        *(f"{TEAM}{team_id}" for team_id in teams),
        "pending",
        "snoozed",
        "failed",
    ]


# Putting the statement together costs four times what the database takes to answer it, and is the same for all who see the
# same teams: only who asks, and in which workspace, differs.
@lru_cache(maxsize=256)
def _every_view(role: Role, team_ids: frozenset[int], teams: tuple[int, ...], most: int) -> Executable:
    anybody = Actor(  # lint: allow foreign-write — an actor is a value, not a row
        user_id=cast("int", _USER),
        workspace_id=cast("int", _WORKSPACE),
        name="",
        role=role,
        permissions=frozenset(),
        team_ids=team_ids,
    )
    called = _called_into(anybody)
    each = [_count(name, _in_view(anybody, Filters(name), called).limit(most)) for name in _views(teams)]
    approvals = select(Conversation.id).where(Conversation.id == any_(theirs(anybody)), within(anybody))
    return union_all(
        *each,
        _count("mentions", _unseen_mentions(anybody).limit(most)),
        _count("approvals", approvals.limit(most)),
    )


async def counts_of(session: Session, actor: Actor, lists: Sequence[Filters]) -> list[int | None]:
    """How many conversations each of several lists holds, counted up to `COUNT_CAP` (+1: more); None: of what is resolved."""
    called = _called_into(actor)
    open_ones = [(str(place), each) for place, each in enumerate(lists) if each.shown != "resolved"]
    if not open_ones:
        return [None] * len(lists)
    counted = [_count(place, _in_view(actor, each, called).limit(COUNT_CAP + 1)) for place, each in open_ones]
    found = {row.view: row.number for row in await session.execute(union_all(*counted))}
    return [found.get(str(place)) for place in range(len(lists))]


async def _teams(session: Session, actor: Actor) -> Sequence[int]:
    query = select(Team.id).where(Team.workspace_id == actor.workspace_id).order_by(Team.name)
    if actor.is_confined:
        query = query.where(Team.id.in_(sorted(actor.team_ids)))
    return (await session.scalars(query)).all()


def _count(view: str, ids: Select[*tuple[Any, ...]]) -> Select[str, int]:
    return select(literal(view).label("view"), func.count().label("number")).select_from(ids.subquery())


def _in_view(actor: Actor, filters: Filters, called: Any) -> Select[*tuple[Any, ...]]:
    """What is in a view, part after part, so that a limit ends it early; nothing is in two parts."""
    parts = [(true(), Conversation)]
    if not is_visible(actor, filters):
        # Those the actor is called into, the last part, are read once for all views.
        parts = [(part, Conversation) for part in parts_apart(actor)[:-1]]
        parts.append((parts_apart(actor, called)[-1], called))
    each = [
        select(literal(1).label("one")).where(
            of.workspace_id == actor.workspace_id,
            *in_states(filters, of),
            *responsible(actor, filters, of),
            *narrowed(filters, of),
            part,
        )
        for part, of in parts
    ]
    return select(union_all(*each).subquery()) if len(each) > 1 else each[0]


def _called_into(actor: Actor) -> Any:
    mine = visible_to(actor).where(Conversation.id == any_(called_into(actor)))
    return aliased(Conversation, mine.cte("called").prefix_with("MATERIALIZED", dialect="postgresql"))


def _unseen_mentions(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The conversations the actor is called into and has not opened since; they may see each of them."""
    mine = [Mention.workspace_id == actor.workspace_id, Mention.user_id == actor.user_id, Mention.seen_at.is_(None)]
    return select(Mention.conversation_id).distinct().where(*mine)
