"""Workspaces, users and memberships."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text

from heard.accounts import events
from heard.accounts.errors import AlreadySetUp, InvalidEmail, LastOwner, NameNeeded, OwnersOnly
from heard.accounts.models import ApiToken, Membership, SignIn, Team, TeamMember, User, Workspace
from heard.accounts.permissions import Role
from heard.accounts.service.passwords import hash_password
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.log import By
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_FIRST_USER_LOCK = 0x4EA2D_0002
DEFAULT_TEAM = "Customer care"


async def is_set_up(session: Session) -> bool:
    """Whether there is a user yet."""
    return await session.scalar(select(User.id).limit(1)) is not None


async def set_up(
    session: Session, *, workspace_name: str, name: str, email: str, password: str
) -> tuple[Workspace, User]:
    """The first workspace and its owner.

    Raises:
        AlreadySetUp: there is a user; also when two set up at once, for the second.
        InvalidEmail, WeakPassword, NameNeeded: nothing was made.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _FIRST_USER_LOCK})
    if await is_set_up(session):
        raise AlreadySetUp
    workspace = await create_workspace(session, name=workspace_name)
    user = await create_user(session, name=name, email=email, password=password)
    team = await session.scalar(select(Team.id).where(Team.workspace_id == workspace.id, Team.is_default))
    await join(session, workspace_id=workspace.id, user_id=user.id, role=Role.OWNER, team_ids=[team] if team else [])
    return workspace, user


async def create_workspace(session: Session, *, name: str, demo: bool = False) -> Workspace:
    """A workspace with its default team."""
    workspace = Workspace(name=_name(name), is_demo=demo)
    session.add(workspace)
    await session.flush()
    session.add(Team(workspace_id=workspace.id, name=DEFAULT_TEAM, is_default=True))
    await session.flush()
    await log.append(session, events.WorkspaceCreated(workspace_id=workspace.id, by=log.SYSTEM))
    return workspace


async def create_user(session: Session, *, name: str, email: str, password: str, locale: str = "en") -> User:
    """A user without a workspace.

    Raises:
        InvalidEmail, WeakPassword, NameNeeded: nothing was made.
    """
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise InvalidEmail
    user = User(email=address, name=_name(name), password_hash=await hash_password(password), locale=locale)
    session.add(user)
    await session.flush()
    return user


async def join(session: Session, *, workspace_id: int, user_id: int, role: Role, team_ids: Iterable[int]) -> Membership:
    """Make a user a member; somebody who left comes back."""
    member = await session.get(Membership, (workspace_id, user_id))
    if member is None:
        member = Membership(workspace_id=workspace_id, user_id=user_id, role=role, active=True, present=True)
        session.add(member)
    member.role, member.active = role, True
    await session.flush()
    await _set_teams(session, workspace_id, user_id, team_ids)
    joined = events.MemberJoined(workspace_id=workspace_id, by=By("person", user_id), user_id=user_id, role=role)
    await log.append(session, joined)
    return member


async def change_member(
    session: Session,
    *,
    actor: Actor,
    user_id: int,
    role: Role | None = None,
    team_ids: Sequence[int] | None = None,
    active: bool | None = None,
) -> Membership:
    """Change a member's role, teams or activity; deactivating ends their sessions and tokens at once.

    Raises:
        NotFound: no such member.
        OwnersOnly, LastOwner: it would take ownership where it may not be taken.
    """
    owners = select(Membership).where(Membership.workspace_id == actor.workspace_id, Membership.role == Role.OWNER)
    active_owners = [each for each in await session.scalars(owners.with_for_update()) if each.active]
    member = await session.get(Membership, (actor.workspace_id, user_id), with_for_update=True)
    if member is None:
        raise NotFound
    if Role.OWNER in {role, member.role} and actor.role != Role.OWNER:
        raise OwnersOnly
    loses_owner = (role is not None and role != Role.OWNER) or active is False
    if member in active_owners and loses_owner and len(active_owners) == 1:
        raise LastOwner
    member.role = role if role is not None else member.role
    member.active = active if active is not None else member.active
    if team_ids is not None:
        await _set_teams(session, actor.workspace_id, user_id, team_ids)
    if active is False:
        await _shut_out(session, member)
    changed = events.MemberChanged(
        workspace_id=actor.workspace_id,
        by=actor.by,
        user_id=user_id,
        role=member.role,
        active=member.active,
        team_ids=sorted(await teams_of(session, actor.workspace_id, user_id)),
    )
    await log.append(session, changed)
    return member


async def _shut_out(session: Session, member: Membership) -> None:
    member.present = False
    for table in (SignIn, ApiToken):
        await session.execute(
            delete(table).where(table.workspace_id == member.workspace_id, table.user_id == member.user_id)
        )


async def _set_teams(session: Session, workspace_id: int, user_id: int, team_ids: Iterable[int]) -> None:
    wanted = set(team_ids)
    found = await session.scalars(select(Team.id).where(Team.workspace_id == workspace_id, Team.id.in_(wanted)))
    teams = set(found.all())
    if teams != wanted:
        raise NotFound
    await session.execute(
        delete(TeamMember).where(TeamMember.workspace_id == workspace_id, TeamMember.user_id == user_id)
    )
    session.add_all(TeamMember(workspace_id=workspace_id, team_id=team, user_id=user_id) for team in sorted(teams))
    await session.flush()


async def teams_of(session: Session, workspace_id: int, user_id: int) -> Sequence[int]:
    """The ids of a member's teams."""
    query = select(TeamMember.team_id).where(TeamMember.workspace_id == workspace_id, TeamMember.user_id == user_id)
    return (await session.scalars(query)).all()


async def sign_on(session: Session, *, actor: Actor, present: bool) -> None:
    """Sign on or off for work. Who signs off gives back what is new: see the reader `conversations.release_absent`."""
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id), with_for_update=True)
    if member.present != present:
        member.present = present
        changed = events.PresenceChanged(
            workspace_id=actor.workspace_id, by=actor.by, user_id=actor.user_id, present=present
        )
        await log.append(session, changed)


async def names_of(session: Session, workspace_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """The names of members, present or former, by id."""
    query = (
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.workspace_id == workspace_id, User.id.in_(sorted(set(user_ids))))
    )
    return {row.id: row.name for row in await session.execute(query)}


async def members(session: Session, workspace_id: int) -> list[tuple[Membership, User, list[int]]]:
    """Every member with user and teams, by name."""
    teams = (
        select(func.coalesce(func.array_agg(TeamMember.team_id), text("'{}'::bigint[]")))
        .where(TeamMember.workspace_id == Membership.workspace_id, TeamMember.user_id == Membership.user_id)
        .scalar_subquery()
    )
    query = (
        select(Membership, User, teams)
        .join(User, User.id == Membership.user_id)
        .where(Membership.workspace_id == workspace_id)
        .order_by(User.name, User.id)
    )
    return [(row[0], row[1], sorted(row[2])) for row in await session.execute(query)]


def _name(value: str) -> str:
    name = clean(value).strip()[:200]
    if not name:
        raise NameNeeded
    return name
