"""What a list of the inbox holds: its view and what narrows it, as conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, any_, exists, func, literal, literal_column, select

from heard.ai.service import CHINESE, EITHER
from heard.channels.base import ThreadKind  # read at run time: filters are given to routes by their type
from heard.conversations.models import KIND_BITS, PRIORITIES, STATES, Conversation, Mention
from heard.conversations.queries.waiting import theirs
from heard.kit.errors import Invalid
from heard.kit.time import in_utc, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from heard.accounts.models import Actor

TEAM = "team:"
_WHOLE = {"all", "pending", "snoozed", "resolved"}
_OF_ONE_STATE = {
    "pending": "pending",
    "snoozed": "snoozed",
    "resolved": "resolved",
    "spam": "resolved",
    "overdue": "new",
}
# Written as literals on purpose: a generic plan cannot use a partial index for a parameter.
_STATES: dict[str, ColumnElement[Any]] = {state: literal_column(f"'{state}'") for state in STATES}
_SUMS = range(2 * max(KIND_BITS.values()))
# Every sum that holds the kind, not whether its bit is set: an index is asked for values, and the planner knows how many rows
# have each.
_WITH_KIND: dict[str, ColumnElement[Any]] = {
    kind: literal_column(f"'{{{','.join(str(kinds) for kinds in _SUMS if kinds & bit)}}}'::smallint[]")
    for kind, bit in KIND_BITS.items()
}


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
    given_to: int | None = None
    """The team that has them."""
    visibility: str | None = None
    waited_hours: int | None = None
    """The contact has waited for us at least so long."""
    closes_hours: int | None = None
    """It needs us, and its private window closes within so long."""
    due_hours: int | None = None
    """It needs us, and our answer is due within so long, or overdue; 0: it is overdue."""
    language: str | None = None
    """What the contact writes in; Chinese (`zh`) is any of it."""
    kind: ThreadKind | None = None
    """Some of it was said in a thread of this kind."""
    owner_id: int | None = None
    """Who stays accountable for it."""
    since: datetime | None = None
    """Its last message is of this moment or later."""
    until: datetime | None = None
    """Its last message is from before this moment."""
    active_hours: int | None = None
    """Its last message is no older than so long."""

    @property
    def shown(self) -> str | None:
        """The only state the list shows, if it is one."""
        if self.state is not None or self.view in {"mentions", "failed", "approvals"}:
            return self.state
        return _OF_ONE_STATE.get(self.view, "new")

    @property
    def team_id(self) -> int | None:
        """The team whose list it is."""
        digits = self.view.removeprefix(TEAM)
        return int(digits) if self.view.startswith(TEAM) and digits.isdigit() and len(digits) < 19 else None  # noqa: PLR2004 — what a bigint holds


def in_states(filters: Filters, of: Any = Conversation) -> list[ColumnElement[bool]]:
    """The states the list shows. A view of one state stays empty when another is asked for."""
    states = {filters.shown, _OF_ONE_STATE.get(filters.view)}
    return [of.state == _STATES[state] for state in sorted(state for state in states if state is not None)]


def responsible(actor: Actor, filters: Filters, of: Any = Conversation) -> list[ColumnElement[bool]]:
    """Whose the conversations in the view are, or what is the matter with them.

    Raises:
        UnknownView: no such view.
    """
    if filters.team_id is not None:
        return [of.team_id == filters.team_id]
    views: dict[str, Callable[[], ColumnElement[bool]]] = {
        "mine": lambda: of.assignee_id == actor.user_id,
        "unassigned": lambda: of.assignee_id.is_(None),
        "mentions": lambda: _mentioned(actor, of),
        "approvals": lambda: of.id == any_(theirs(actor)),
        "failed": lambda: of.failed > literal_column("0"),
        "spam": lambda: of.resolve_reason == literal_column("'spam'"),
        "overdue": lambda: _due(of, 0),
    }
    if filters.view not in {*views, *_WHOLE}:
        raise UnknownView(view=filters.view)
    return [views[filters.view]()] if filters.view in views else []


def narrowed(filters: Filters, of: Any = Conversation) -> list[ColumnElement[bool]]:
    """What the list is narrowed by besides."""
    given = {name: getattr(filters, name) for name in _NARROWING}
    return [_NARROWING[name](of, wanted) for name, wanted in given.items() if wanted is not None]


def is_visible(actor: Actor, filters: Filters) -> bool:
    """Whether the actor may see everything that is in the view."""
    return (
        not actor.is_confined or filters.view in {"mine", "mentions", "approvals"} or filters.team_id in actor.team_ids
    )


def _mentioned(actor: Actor, of: Any) -> ColumnElement[bool]:
    return exists().where(
        Mention.workspace_id == actor.workspace_id, Mention.user_id == actor.user_id, Mention.conversation_id == of.id
    )


def _waited(of: Any, hours: int) -> ColumnElement[bool]:
    return of.waiting_since <= now() - timedelta(hours=hours)


def _closes(of: Any, hours: int) -> ColumnElement[bool]:
    moment = now()
    closes = of.window_closes_at
    return and_(of.state == _STATES["new"], closes > moment, closes <= moment + timedelta(hours=hours))


def _active(of: Any, hours: int) -> ColumnElement[bool]:
    return of.last_message_at >= now() - timedelta(hours=hours)


def _due(of: Any, hours: int) -> ColumnElement[bool]:
    # By the database's clock, so that the statement is kept; and asked apart, so that the planner guesses. What it knows misleads
    # it: it multiplies how much is new by how much is due, and whatever is due is new.
    moment = select(func.now() + literal(timedelta(hours=hours))).scalar_subquery()
    return and_(of.state == _STATES["new"], of.due_at <= moment)


def _writes_in(of: Any, language: str) -> ColumnElement[bool]:
    return of.language.in_(CHINESE) if language == EITHER else of.language == language


_NARROWING: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "network": lambda of, network: of.network == network,
    "account_id": lambda of, account_id: of.account_id == account_id,
    "priority": lambda of, priority: of.priority == PRIORITIES.index(priority),
    "tag": lambda of, tag: of.tag_ids.contains([tag]),
    "assignee_id": lambda of, user_id: of.assignee_id == user_id,
    "given_to": lambda of, team_id: of.team_id == team_id,
    "visibility": lambda of, visibility: of.has_public if visibility == "public" else of.has_private,
    "waited_hours": _waited,
    "closes_hours": _closes,
    "due_hours": _due,
    "language": _writes_in,
    "kind": lambda of, kind: of.kinds == any_(_WITH_KIND[kind]),
    "owner_id": lambda of, user_id: of.owner_id == user_id,
    "since": lambda of, moment: of.last_message_at >= in_utc(moment),
    "until": lambda of, moment: of.last_message_at < in_utc(moment),
    "active_hours": _active,
}
