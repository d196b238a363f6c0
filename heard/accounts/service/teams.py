"""Teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from heard.accounts import events
from heard.accounts.errors import NameNeeded, TeamExists, TeamInUse
from heard.accounts.models import Membership, Team, TeamMember
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def create_team(session: Session, *, actor: Actor, name: str, member_ids: Sequence[int]) -> Team:
    """A team of members.

    Raises:
        TeamExists, NameNeeded, NotFound: nothing was made.
    """
    team = Team(workspace_id=actor.workspace_id, name=_name(name), is_default=False)
    await _save(session, team)
    await _set_members(session, team, member_ids)
    await _tell(session, actor, team.id, "made")
    return team


async def change_team(
    session: Session,
    *,
    actor: Actor,
    team_id: int,
    name: str | None = None,
    member_ids: Sequence[int] | None = None,
    is_default: bool | None = None,
) -> Team:
    """Change a team's name or members, or make it the default one.

    Raises:
        TeamExists, NameNeeded, NotFound: nothing was changed.
    """
    team = await _locked(session, actor, team_id)
    if name is not None:
        team.name = _name(name)
        await _save(session, team)
    if member_ids is not None:
        await _set_members(session, team, member_ids)
    if is_default and not team.is_default:
        await session.execute(
            update(Team).where(Team.workspace_id == actor.workspace_id, Team.is_default).values(is_default=False)
        )
        team.is_default = True
    await _tell(session, actor, team.id, "changed")
    return team


async def remove_team(session: Session, *, actor: Actor, team_id: int) -> None:
    """Remove a team that nothing depends on.

    Raises:
        TeamInUse: conversations or accounts belong to it, or it is the default one.
    """
    team = await _locked(session, actor, team_id)
    if team.is_default:
        raise TeamInUse
    try:
        async with session.begin_nested():
            await session.execute(delete(Team).where(Team.id == team.id))
    except IntegrityError as error:
        raise TeamInUse from error
    await _tell(session, actor, team_id, "removed")


async def _locked(session: Session, actor: Actor, team_id: int) -> Team:
    query = select(Team).where(Team.workspace_id == actor.workspace_id, Team.id == team_id).with_for_update()
    team = await session.scalar(query)
    if team is None:
        raise NotFound
    return team


async def _save(session: Session, team: Team) -> None:
    try:
        async with session.begin_nested():
            session.add(team)
    except IntegrityError as error:
        raise TeamExists from error


async def _set_members(session: Session, team: Team, member_ids: Sequence[int]) -> None:
    wanted = sorted(set(member_ids))
    query = select(Membership.user_id).where(
        Membership.workspace_id == team.workspace_id, Membership.user_id.in_(wanted)
    )
    if len((await session.scalars(query)).all()) != len(wanted):
        raise NotFound
    await session.execute(delete(TeamMember).where(TeamMember.team_id == team.id))
    session.add_all(TeamMember(workspace_id=team.workspace_id, team_id=team.id, user_id=each) for each in wanted)
    await session.flush()


async def _tell(session: Session, actor: Actor, team_id: int, what: str) -> None:
    await log.append(
        session, events.TeamChanged(workspace_id=actor.workspace_id, by=actor.by, team_id=team_id, what=what)
    )


def _name(value: str) -> str:
    name = clean(value).strip()[:100]
    if not name:
        raise NameNeeded
    return name
