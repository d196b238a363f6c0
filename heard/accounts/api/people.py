"""Routes of people: members, invitations, teams, tokens, roles."""

from __future__ import annotations

from typing import cast

from litestar import delete, get, patch, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

from heard.accounts import queries, schemas, service
from heard.accounts.models import Actor, ApiToken, Membership, Team, User, permissions_of
from heard.accounts.models import Invitation as InvitationRow
from heard.accounts.permissions import Permission, Role
from heard.accounts.service import needs
from heard.kit.db import Session
from heard.kit.settings import Settings


@get("/api/members", opt=needs(Permission.MEMBERS_READ))
async def list_members(session: Given[Session], actor: Given[Actor]) -> schemas.MemberList:
    """Everybody in the workspace."""
    return schemas.MemberList([_member(*each) for each in await service.members(session, actor.workspace_id)])


@patch("/api/members/{user_id:int}", opt=needs(Permission.MEMBERS))
async def change_member(
    user_id: schemas.Id, data: JSONBody[schemas.MemberChange], session: Given[Session], actor: Given[Actor]
) -> schemas.Member:
    """Change a member's role, teams or activity."""
    member = await service.change_member(
        session,
        actor=actor,
        user_id=user_id,
        role=None if data.role is UNSET else Role(data.role),
        team_ids=None if data.team_ids is UNSET else data.team_ids,
        active=None if data.active is UNSET else data.active,
    )
    teams = sorted(await service.teams_of(session, actor.workspace_id, user_id))
    return _member(member, await session.get_one(User, user_id), teams)


@get("/api/invitations", opt=needs(Permission.MEMBERS))
async def list_invitations(session: Given[Session], actor: Given[Actor]) -> schemas.InvitationList:
    """Every invitation."""
    found = await queries.invitations(session, actor)
    return schemas.InvitationList([_invitation(row, name) for row, name in found])


@post("/api/invitations", opt=needs(Permission.MEMBERS))
async def invite(
    data: JSONBody[schemas.InvitationRequest], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.InvitationMade:
    """Invite a person; the link is shown this once."""
    made, token = await service.invite(
        session, actor=actor, email=data.email, role=Role(data.role), team_ids=data.team_ids
    )
    await session.refresh(made)
    # The token is in the fragment: browsers do not send it, so it is in no server's log.
    return schemas.InvitationMade(_invitation(made, actor.name), f"{settings.url}/invite#{token}")


@delete("/api/invitations/{invitation_id:int}", opt=needs(Permission.MEMBERS))
async def withdraw_invitation(invitation_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Take an invitation back."""
    await service.withdraw(session, actor=actor, invitation_id=invitation_id)


@get("/api/teams", opt=needs(Permission.MEMBERS_READ))
async def list_teams(session: Given[Session], actor: Given[Actor]) -> schemas.TeamList:
    """Every team."""
    return schemas.TeamList([_team(*each) for each in await queries.teams(session, actor)])


@post("/api/teams", opt=needs(Permission.TEAMS))
async def create_team(
    data: JSONBody[schemas.TeamRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Team:
    """Make a team."""
    team = await service.create_team(session, actor=actor, name=data.name, member_ids=data.member_ids)
    return _team(team, sorted(set(data.member_ids)))


@patch("/api/teams/{team_id:int}", opt=needs(Permission.TEAMS))
async def change_team(
    team_id: schemas.Id, data: JSONBody[schemas.TeamChange], session: Given[Session], actor: Given[Actor]
) -> schemas.Team:
    """Change a team."""
    await service.change_team(
        session,
        actor=actor,
        team_id=team_id,
        name=None if data.name is UNSET else data.name,
        member_ids=None if data.member_ids is UNSET else data.member_ids,
        is_default=None if data.is_default is UNSET else data.is_default,
    )
    return next(_team(*each) for each in await queries.teams(session, actor) if each[0].id == team_id)


@delete("/api/teams/{team_id:int}", opt=needs(Permission.TEAMS))
async def remove_team(team_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Remove a team."""
    await service.remove_team(session, actor=actor, team_id=team_id)


@get("/api/tokens", opt=needs(Permission.TOKENS))
async def list_tokens(session: Given[Session], actor: Given[Actor]) -> schemas.ApiTokenList:
    """One's own API tokens."""
    return schemas.ApiTokenList([_token(each) for each in await queries.tokens(session, actor)])


@post("/api/tokens", opt=needs(Permission.TOKENS))
async def make_token(
    data: JSONBody[schemas.ApiTokenRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.ApiTokenMade:
    """Make an API token; its secret is shown this once."""
    made, secret = await service.make_token(
        session,
        workspace_id=actor.workspace_id,
        user_id=actor.user_id,
        name=data.name,
        scopes=data.scopes,
        days=data.expires_in_days,
    )
    await session.refresh(made)
    return schemas.ApiTokenMade(_token(made), secret)


@delete("/api/tokens/{token_id:int}", opt=needs(Permission.TOKENS))
async def remove_token(token_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Remove one of one's own API tokens."""
    await service.remove_token(session, actor=actor, token_id=token_id)


@get("/api/roles", opt=needs(Permission.MEMBERS_READ))
async def list_roles(actor: Given[Actor]) -> schemas.RoleList:
    """Every role and what it may do."""
    del actor  # asked for, so that who asks is known to be signed in
    return schemas.RoleList([schemas.RolePermissions(role.value, sorted(permissions_of(role))) for role in Role])


ROUTES = [
    list_members,
    change_member,
    list_invitations,
    invite,
    withdraw_invitation,
    list_teams,
    create_team,
    change_team,
    remove_team,
    list_tokens,
    make_token,
    remove_token,
    list_roles,
]


def _member(member: Membership, user: User, team_ids: list[int]) -> schemas.Member:
    return schemas.Member(
        user.id,
        user.name,
        user.email,
        cast("schemas.RoleName", member.role),
        team_ids,
        member.active,
        member.present,
        member.last_seen_at,
        schemas.photo_path(member.user_id, member.photo),
    )


def _invitation(row: InvitationRow, invited_by: str) -> schemas.Invitation:
    return schemas.Invitation(
        row.id,
        row.email,
        cast("schemas.RoleName", row.role),
        row.team_ids,
        row.created_at,
        row.expires_at,
        row.accepted_at,
        invited_by,
    )


def _team(team: Team, member_ids: list[int]) -> schemas.Team:
    return schemas.Team(team.id, team.name, member_ids, team.is_default)


def _token(row: ApiToken) -> schemas.ApiToken:
    scopes = cast("list[schemas.Scope]", row.scopes)
    return schemas.ApiToken(row.id, row.name, scopes, row.created_at, row.last_used_at, row.expires_at)
