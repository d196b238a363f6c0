"""Reads of people and access, each inside the actor's workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from heard.accounts.models import ApiToken, Invitation, Membership, SignIn, Team, TeamMember, User, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def teams(session: Session, actor: Actor) -> list[tuple[Team, list[int]]]:
    """Every team with the ids of its members, by name."""
    members = (
        select(func.coalesce(func.array_agg(TeamMember.user_id), text("'{}'::bigint[]")))
        .where(TeamMember.team_id == Team.id)
        .scalar_subquery()
    )
    query = select(Team, members).where(Team.workspace_id == actor.workspace_id).order_by(Team.name, Team.id)
    return [(row[0], sorted(row[1])) for row in await session.execute(query)]


async def invitations(session: Session, actor: Actor) -> list[tuple[Invitation, str]]:
    """Every invitation with the name of who made it, newest first."""
    query = (
        select(Invitation, User.name)
        .join(User, User.id == Invitation.invited_by)
        .where(Invitation.workspace_id == actor.workspace_id)
        .order_by(Invitation.id.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def tokens(session: Session, actor: Actor) -> Sequence[ApiToken]:
    """The actor's own API tokens, newest first."""
    query = select(ApiToken).where(ApiToken.workspace_id == actor.workspace_id, ApiToken.user_id == actor.user_id)
    return (await session.scalars(query.order_by(ApiToken.id.desc()))).all()


async def whole(session: Session, actor: Actor) -> tuple[User, Workspace, Membership, str]:
    """The actor's user, workspace, membership and the CSRF token of their session ("" for an API token)."""
    user = await session.get_one(User, actor.user_id)
    workspace = await session.get_one(Workspace, actor.workspace_id)
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id))
    csrf = await session.scalar(select(SignIn.csrf_token).where(SignIn.id == actor.session_id))
    return user, workspace, member, csrf or ""


async def is_demo(session: Session) -> bool:
    """Whether this Heard holds the demo workspace."""
    return await session.scalar(select(Workspace.id).where(Workspace.is_demo).limit(1)) is not None


async def workspace_and_inviter(session: Session, invitation: Invitation) -> tuple[str, str]:
    """The names an invited person wants to see: the workspace's, and who invited them."""
    workspace = await session.get_one(Workspace, invitation.workspace_id)
    inviter = await session.get_one(User, invitation.invited_by)
    return workspace.name, inviter.name
