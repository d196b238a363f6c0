"""HTTP shapes of lists that are saved, and of actions on many conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from heard.channels.base import ThreadKind, Visibility
from heard.conversations.queries.filters import Filters
from heard.conversations.queries.lists import Sort
from heard.conversations.schemas import Id, Priority, State
from heard.conversations.schemas.languages import Language
from heard.conversations.service.actions import Action

Name = Annotated[str, Meta(min_length=1, max_length=60)]


class ListQuery(Struct, kw_only=True, forbid_unknown_fields=True):
    """A list of the inbox: its view, what narrows it, its order. `waited_hours`: the contact waits at least so long.

    `closes_hours`: it needs us, and its private window closes within so long. `due_hours`: it needs us, and our answer is due
    within so long or overdue; 0: it is overdue. `language`: what the contact writes in, a code of BCP 47. `kind`: some of it was
    said in such a thread. `owner_id`: who stays accountable for it. `since`, `until` (not included): when its last message was,
    of UTC where no zone is told. `active_hours`: its last message is no older than so long.
    """

    view: Annotated[str, Meta(max_length=40)] = "all"
    network: Annotated[str, Meta(max_length=40)] | None = None
    account_id: Id | None = None
    priority: Priority | None = None
    tag: Id | None = None
    assignee_id: Id | None = None
    state: State | None = None
    team_id: Id | None = None
    visibility: Visibility | None = None
    waited_hours: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    closes_hours: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    due_hours: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    language: Language | None = None
    kind: ThreadKind | None = None
    owner_id: Id | None = None
    since: datetime | None = None
    until: datetime | None = None
    active_hours: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    sort: Sort | None = None

    def filters(self) -> Filters:
        """The list without its order."""
        values = structs.asdict(self)
        del values["sort"]
        return Filters(given_to=values.pop("team_id"), **values)


class SavedView(Struct):
    """A saved view. `count` goes up to 1000, `capped` says that there are more; null: not counted."""

    id: int
    name: str
    shared: bool
    mine: bool
    query: ListQuery
    count: int | None
    capped: bool


class SavedViewList(Struct):
    """The actor's saved views and those of the workspace."""

    items: list[SavedView]


class SavedViewRequest(Struct, forbid_unknown_fields=True):
    """A list to save under a name; `shared`: for the whole workspace."""

    name: Name
    query: ListQuery
    shared: bool = False


class SavedViewChange(Struct, forbid_unknown_fields=True):
    """What to change in a saved view; what is left out stays."""

    name: Name | None = None
    query: ListQuery | None = None
    shared: bool | None = None


class BulkRequest(Struct, forbid_unknown_fields=True):
    """An action on conversations by their ids, or on everything in a list (`query`), up to 10,000 of them."""

    action: Action
    ids: Annotated[list[Id], Meta(max_length=1000)] = []
    query: ListQuery | None = None


class BulkOutcome(Struct):
    """How many conversations an action left as they were, and why: a code."""

    code: str
    count: int


class Bulk(Struct, kw_only=True):
    """How far an action on many conversations is. `changed` counts those it changed."""

    id: int
    do: Literal["assign", "add_tags", "remove_tags", "prioritise", "resolve", "snooze", "reopen", "undo"]
    undoes: int | None
    total: int
    left: int
    changed: int
    skipped: list[BulkOutcome]
    finished: bool
    can_undo: bool
    created_at: datetime
