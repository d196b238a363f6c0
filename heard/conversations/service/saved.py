"""Saved views: lists that a person, or the whole workspace, comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from heard.accounts.errors import NameNeeded
from heard.accounts.models import Permission
from heard.conversations import events
from heard.conversations.errors import TooManyViews, ViewExists
from heard.conversations.models import SavedView
from heard.kit import log
from heard.kit.errors import Forbidden, NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 50


async def saved_views(session: Session, *, actor: Actor) -> Sequence[SavedView]:
    """The actor's own views and those shared with the workspace, by name."""
    query = select(SavedView).where(SavedView.workspace_id == actor.workspace_id, _is_theirs(actor))
    return (await session.scalars(query.order_by(SavedView.shared, SavedView.name, SavedView.id))).all()


async def save_view(session: Session, *, actor: Actor, name: str, query: dict[str, Any], shared: bool) -> SavedView:
    """Keep a list under a name.

    Raises:
        Forbidden: sharing needs its permission.
        NameNeeded, ViewExists, TooManyViews: it cannot be kept.
    """
    if len(await saved_views(session, actor=actor)) >= MOST:
        raise TooManyViews
    view = SavedView(workspace_id=actor.workspace_id, user_id=actor.user_id, name="", query=query, shared=shared)
    await _write(session, actor, view, name=name, shared=shared)
    return view


async def change_view(
    session: Session,
    *,
    actor: Actor,
    view_id: int,
    name: str | None = None,
    query: dict[str, Any] | None = None,
    shared: bool | None = None,
) -> SavedView:
    """Rename, narrow anew, share or take back a view; None leaves as it is.

    Raises:
        NotFound: no such view for the actor.
        Forbidden: it is shared, or to be shared, and the actor may not.
        NameNeeded, ViewExists: it cannot be kept so.
    """
    view = await _own(session, actor, view_id)
    if query is not None:
        view.query = query
    await _write(
        session, actor, view, name=view.name if name is None else name, shared=view.shared if shared is None else shared
    )
    return view


async def remove_view(session: Session, *, actor: Actor, view_id: int) -> None:
    """Forget a view; the conversations in it stay.

    Raises:
        NotFound: no such view for the actor.
        Forbidden: it is shared, and the actor may not.
    """
    view = await _own(session, actor, view_id)
    await session.delete(view)
    if view.shared:
        await log.append(session, _told(actor, view, "removed"))


async def _write(session: Session, actor: Actor, view: SavedView, *, name: str, shared: bool) -> None:
    _check_sharing(actor, shared=shared)
    view.name, view.shared = clean(name).strip(), shared
    if not view.name:
        raise NameNeeded
    session.add(view)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ViewExists from error
    if shared:
        await log.append(session, _told(actor, view, "saved"))


async def _own(session: Session, actor: Actor, view_id: int) -> SavedView:
    query = select(SavedView).where(
        SavedView.workspace_id == actor.workspace_id, SavedView.id == view_id, _is_theirs(actor)
    )
    view = await session.scalar(query.with_for_update())
    if view is None:
        raise NotFound
    _check_sharing(actor, shared=view.shared)
    return view


def _check_sharing(actor: Actor, *, shared: bool) -> None:
    if shared and not actor.may(Permission.SHARE):
        raise Forbidden


def _is_theirs(actor: Actor) -> Any:
    return or_(SavedView.user_id == actor.user_id, SavedView.shared)


def _told(actor: Actor, view: SavedView, change: str) -> log.Event:
    return events.ViewChanged(workspace_id=actor.workspace_id, by=actor.by, view_id=view.id, change=change)
