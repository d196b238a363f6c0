"""Routes of access and people."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request, Response, delete, get, patch, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

import heard
from heard.accounts import queries, schemas, service
from heard.accounts.models import Actor, ApiToken, Membership, Team, User, permissions_of
from heard.accounts.models import Invitation as InvitationRow
from heard.accounts.permissions import Permission, Role
from heard.accounts.service import needs, open_to_all, signed_in
from heard.kit import log
from heard.kit.db import Database, Session
from heard.kit.settings import Settings
from heard.kit.text import clean


@get("/api/setup", opt=open_to_all())
async def read_setup(session: Given[Session]) -> schemas.SetupState:
    """Whether the first user is still to be made."""
    needed = not await service.is_set_up(session)
    return schemas.SetupState(needed, await queries.is_demo(session), heard.__version__)


@post("/api/setup", opt=open_to_all())
async def set_up(
    data: JSONBody[schemas.SetupRequest],
    request: Request[Any, Any, Any],
    session: Given[Session],
    settings: Given[Settings],
) -> Response[schemas.Session]:
    """Make the first workspace and sign its owner in."""
    workspace, user = await service.set_up(
        session, workspace_name=data.workspace_name, name=data.name, email=data.email, password=data.password
    )
    return await _begin(session, settings, request, workspace.id, user.id)


@post("/api/session", opt=open_to_all())
async def sign_in(
    data: JSONBody[schemas.SignInRequest],
    request: Request[Any, Any, Any],
    database: Given[Database],
    session: Given[Session],
    settings: Given[Settings],
) -> Response[schemas.Session]:
    """Sign in."""
    token, actor = await service.sign_in(
        database,
        email=data.email,
        password=data.password,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent"),
    )
    return _with_cookie(await _session(session, actor, settings), token, settings)


@get("/api/session", opt=signed_in())
async def read_session(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> schemas.Session:
    """Who is signed in."""
    return await _session(session, actor, settings)


@delete("/api/session", opt=signed_in())
async def sign_out(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> Response[None]:
    """Sign out."""
    await service.sign_out(session, actor)
    return Response(None, status_code=204, cookies=[_cookie("", settings, max_age=0)])


@patch("/api/session", opt=signed_in())
async def change_session(
    data: JSONBody[schemas.SessionChange], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Change one's own name, language or signature."""
    user = await session.get_one(User, actor.user_id)
    if data.name is not UNSET and clean(data.name).strip():
        user.name = clean(data.name).strip()
    if data.locale is not UNSET:
        user.locale = data.locale
    if data.signature is not UNSET:
        await service.set_signature(session, actor=actor, signature=data.signature)
    return await _session(session, actor, settings)


@put("/api/session/presence", opt=signed_in())
async def sign_on(
    data: JSONBody[schemas.Presence], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Sign on or off for work."""
    await service.sign_on(session, actor=actor, present=data.present)
    return await _session(session, actor, settings)


@patch("/api/workspace", opt=needs(Permission.WORKSPACE))
async def change_workspace(
    data: JSONBody[schemas.WorkspaceChange], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Change how the workspace works."""
    if data.signing is not UNSET:
        await service.set_signing(session, actor=actor, signing=data.signing)
    if data.stale_days is not UNSET:
        await service.set_stale_days(session, actor=actor, days=data.stale_days)
    return await _session(session, actor, settings)


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


@post("/api/invitation-lookup", opt=open_to_all(), status_code=200)
async def look_up_invitation(
    data: JSONBody[schemas.InvitationToken], session: Given[Session]
) -> schemas.InvitationView:
    """What an invitation is for."""
    found = await service.look_up(session, data.token)
    workspace, inviter = await queries.workspace_and_inviter(session, found)
    return schemas.InvitationView(workspace, found.email, cast("schemas.RoleName", found.role), inviter)


@post("/api/invitation-acceptance", opt=open_to_all())
async def accept_invitation(
    data: JSONBody[schemas.Acceptance],
    request: Request[Any, Any, Any],
    session: Given[Session],
    settings: Given[Settings],
) -> Response[schemas.Session]:
    """Accept an invitation and sign in."""
    workspace_id, user_id = await service.accept(session, token=data.token, name=data.name, password=data.password)
    return await _begin(session, settings, request, workspace_id, user_id)


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
    read_setup,
    set_up,
    sign_in,
    read_session,
    sign_out,
    change_session,
    sign_on,
    change_workspace,
    list_members,
    change_member,
    list_invitations,
    invite,
    withdraw_invitation,
    look_up_invitation,
    accept_invitation,
    list_teams,
    create_team,
    change_team,
    remove_team,
    list_tokens,
    make_token,
    remove_token,
    list_roles,
]


async def _begin(
    session: Session, settings: Settings, request: Request[Any, Any, Any], workspace_id: int, user_id: int
) -> Response[schemas.Session]:
    token, actor = await service.start_session(session, workspace_id, user_id, agent=request.headers.get("user-agent"))
    return _with_cookie(await _session(session, actor, settings), token, settings)


async def _session(session: Session, actor: Actor, settings: Settings) -> schemas.Session:
    user, workspace, member, csrf = await queries.whole(session, actor)
    return schemas.Session(
        schemas.SessionUser(user.id, user.name, user.email, cast("schemas.Locale", user.locale), member.signature),
        schemas.SessionWorkspace(
            workspace.id, workspace.name, cast("schemas.Signing", workspace.signing), workspace.stale_days
        ),
        actor.role.value,
        sorted(actor.permissions),
        sorted(actor.team_ids),
        member.present,
        csrf,
        workspace.is_demo,
        settings.undo_seconds,
        await log.place(session),
    )


def _with_cookie(body: schemas.Session, token: str, settings: Settings) -> Response[schemas.Session]:
    cookie = _cookie(token, settings, max_age=service.SESSION_DAYS * 86400)
    return Response(body, status_code=201, cookies=[cookie])


def _cookie(value: str, settings: Settings, *, max_age: int) -> Cookie:
    secure = settings.url.startswith("https://")
    return Cookie(service.COOKIE, value=value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax")


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
