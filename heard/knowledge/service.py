"""Macros: made, changed, removed, used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from heard.accounts.models import Membership, Permission, Team
from heard.kit import log
from heard.kit.errors import Forbidden, NotFound
from heard.kit.text import clean
from heard.kit.time import now
from heard.knowledge import events
from heard.knowledge.errors import MacroExists, MacroIncomplete, MacroPlace, UnknownPlaceholder
from heard.knowledge.models import Macro
from heard.knowledge.placeholders import fill, unfilled_in, unknown_in
from heard.knowledge.queries import visible_to
from heard.media.service import sizes_of_pictures

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session

__all__ = [
    "Wanted",
    "change_macro",
    "create_macro",
    "fill",
    "macro_of",
    "mark_used",
    "remove_macro",
    "unfilled_in",
]

ScopeName = Literal["private", "team", "workspace"]
Purpose = Literal["reply", "invite", "return"]
Priority = Literal["urgent", "high", "normal", "low"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a macro shall be. Without an owner it is the actor's. `pictures`: ids of uploads, and the names of their files."""

    scope: ScopeName
    name: str
    text: str
    team_id: int | None = None
    owner_id: int | None = None
    language: str | None = None
    network: str | None = None
    purpose: Purpose = "reply"
    pictures: list[tuple[str, str | None]] = field(default_factory=list[tuple[str, str | None]])
    tag_ids: list[int] = field(default_factory=list[int])
    priority: Priority | None = None
    assign_team_id: int | None = None
    resolve: bool = False
    review_on: date | None = None


async def macro_of(session: Session, actor: Actor, macro_id: int) -> Macro:
    """A macro the actor may see.

    Raises:
        NotFound: there is none.
    """
    macro = await session.scalar(visible_to(actor).where(Macro.id == macro_id))
    if macro is None:
        raise NotFound
    return macro


async def create_macro(session: Session, *, actor: Actor, wanted: Wanted) -> Macro:
    """Make a macro: a private one by anybody who replies, a shared one by who may manage macros.

    Raises:
        Forbidden, MacroIncomplete, UnknownPlaceholder, UploadGone, MacroPlace, MacroExists: nothing was made.
    """
    _may(actor, wanted.scope)
    macro = Macro(workspace_id=actor.workspace_id)
    await _set(session, macro, actor, wanted)
    return await _saved(session, macro, actor, "made")


async def change_macro(session: Session, *, actor: Actor, macro_id: int, wanted: Wanted) -> Macro:
    """Make a macro what is wanted.

    Raises:
        NotFound, Forbidden, MacroIncomplete, UnknownPlaceholder, UploadGone, MacroPlace, MacroExists: nothing was changed.
    """
    macro = await macro_of(session, actor, macro_id)
    _may(actor, macro.scope)
    _may(actor, wanted.scope)
    await _set(session, macro, actor, wanted)
    return await _saved(session, macro, actor, "changed")


async def remove_macro(session: Session, *, actor: Actor, macro_id: int) -> None:
    """Remove a macro; what was said with it stays.

    Raises:
        NotFound, Forbidden: nothing was removed.
    """
    macro = await macro_of(session, actor, macro_id)
    _may(actor, macro.scope)
    await session.execute(delete(Macro).where(Macro.id == macro.id))
    await _tell(session, macro, actor, "removed")


async def mark_used(session: Session, *, actor: Actor, macro_id: int) -> None:
    """Count one use, in the transaction of the reply that was made with it; of a macro that is gone there is nothing to count."""
    mine = visible_to(actor).where(Macro.id == macro_id).with_only_columns(Macro.id)
    await session.execute(
        update(Macro)
        .where(Macro.id.in_(mine))
        .values(uses=Macro.uses + 1, last_used_at=func.now())
        .execution_options(synchronize_session=False)
    )


def _may(actor: Actor, scope: str) -> None:
    if scope != "private" and not actor.may(Permission.MACROS):
        raise Forbidden(permission=str(Permission.MACROS))


async def _set(session: Session, macro: Macro, actor: Actor, wanted: Wanted) -> None:
    name, body = clean(wanted.name).strip(), clean(wanted.text).strip()
    if not name or not (body or wanted.pictures):
        raise MacroIncomplete
    unknown = unknown_in(body)
    if unknown:
        raise UnknownPlaceholder(placeholder=unknown[0])
    private = wanted.scope == "private"
    owner = actor.user_id if private or wanted.owner_id is None else wanted.owner_id
    team = wanted.team_id if wanted.scope == "team" else None
    await _check_place(session, actor, wanted, owner, team)
    macro.scope, macro.owner_id, macro.team_id = wanted.scope, owner, team
    macro.name, macro.text = name, body
    macro.language, macro.network, macro.purpose = wanted.language, wanted.network, wanted.purpose
    macro.pictures = await _pictures(session, actor, wanted)
    macro.tag_ids, macro.priority = sorted(set(wanted.tag_ids)), wanted.priority
    macro.assign_team_id, macro.resolve = wanted.assign_team_id, wanted.resolve
    macro.review_on = wanted.review_on


async def _pictures(session: Session, actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    sizes = await sizes_of_pictures(session, actor.workspace_id, [upload for upload, _ in wanted.pictures])
    return [
        {"id": upload, "name": clean(name) if name else None, "size": size}
        for (upload, name), size in zip(wanted.pictures, sizes, strict=True)
    ]


async def _check_place(session: Session, actor: Actor, wanted: Wanted, owner: int, team: int | None) -> None:
    if wanted.scope == "team" and team is None:
        raise MacroPlace
    teams = {each for each in (team, wanted.assign_team_id) if each is not None}
    query = select(func.count()).where(Team.workspace_id == actor.workspace_id, Team.id.in_(sorted(teams)))
    if teams and await session.scalar(query) != len(teams):
        raise MacroPlace
    member = select(Membership.user_id).where(
        Membership.workspace_id == actor.workspace_id, Membership.user_id == owner, Membership.active
    )
    if owner != actor.user_id and await session.scalar(member) is None:
        raise MacroPlace


async def _saved(session: Session, macro: Macro, actor: Actor, what: str) -> Macro:
    macro.changed_at = now()
    try:
        async with session.begin_nested():
            session.add(macro)
    except IntegrityError as error:
        raise MacroExists from error
    await _tell(session, macro, actor, what)
    await session.refresh(macro)
    return macro


async def _tell(session: Session, macro: Macro, actor: Actor, what: str) -> None:
    changed = events.MacroChanged(workspace_id=actor.workspace_id, by=actor.by, macro_id=macro.id, what=what)
    await log.append(session, changed)
