"""Routes of access: setting up, signing in and out, one's own session, and how the workspace works."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request, Response, delete, get, patch, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

import heard
from heard.accounts import queries, schemas, service
from heard.accounts.models import Actor, User
from heard.accounts.permissions import Permission
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
    return _with_cookie(await session_of(session, actor, settings), token, settings)


@get("/api/session", opt=signed_in())
async def read_session(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> schemas.Session:
    """Who is signed in."""
    return await session_of(session, actor, settings)


@delete("/api/session", opt=signed_in())
async def sign_out(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> Response[None]:
    """Sign out."""
    await service.sign_out(session, actor)
    return Response(None, status_code=204, cookies=[_cookie("", settings, max_age=0)])


@patch("/api/session", opt=signed_in())
async def change_session(
    data: JSONBody[schemas.SessionChange], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Change one's own name, language or signature, or how one is introduced."""
    user = await session.get_one(User, actor.user_id)
    if data.name is not UNSET and clean(data.name).strip():
        user.name = clean(data.name).strip()
    if data.locale is not UNSET:
        user.locale = data.locale
    if data.signature is not UNSET:
        await service.set_signature(session, actor=actor, signature=data.signature)
    await service.introduce(
        session,
        actor=actor,
        introduction=None if data.introduction is UNSET else data.introduction,
        on_page=None if data.on_page is UNSET else data.on_page,
    )
    return await session_of(session, actor, settings)


@put("/api/session/presence", opt=signed_in())
async def sign_on(
    data: JSONBody[schemas.Presence], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Sign on or off for work."""
    await service.sign_on(session, actor=actor, present=data.present)
    return await session_of(session, actor, settings)


@patch("/api/workspace", opt=needs(Permission.WORKSPACE))
async def change_workspace(
    data: JSONBody[schemas.WorkspaceChange], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Change how the workspace works."""
    if data.signing is not UNSET:
        await service.set_signing(session, actor=actor, signing=data.signing)
    if data.stale_days is not UNSET:
        await service.set_stale_days(session, actor=actor, days=data.stale_days)
    if data.people_page is not UNSET:
        await service.set_people_page(session, actor=actor, shown=data.people_page)
    return await session_of(session, actor, settings)


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


ROUTES = [
    read_setup,
    set_up,
    sign_in,
    read_session,
    sign_out,
    change_session,
    sign_on,
    change_workspace,
    look_up_invitation,
    accept_invitation,
]


async def _begin(
    session: Session, settings: Settings, request: Request[Any, Any, Any], workspace_id: int, user_id: int
) -> Response[schemas.Session]:
    token, actor = await service.start_session(session, workspace_id, user_id, agent=request.headers.get("user-agent"))
    return _with_cookie(await session_of(session, actor, settings), token, settings)


async def session_of(session: Session, actor: Actor, settings: Settings) -> schemas.Session:
    """Everything a browser must know of who is signed in."""
    user, workspace, member, csrf = await queries.whole(session, actor)
    page = None if workspace.page_key is None else f"{settings.url}/people/{workspace.page_key}"
    return schemas.Session(
        schemas.SessionUser(
            user.id,
            user.name,
            user.email,
            cast("schemas.Locale", user.locale),
            member.signature,
            member.introduction,
            member.on_page,
            schemas.photo_path(member.user_id, member.photo),
        ),
        schemas.SessionWorkspace(
            workspace.id, workspace.name, cast("schemas.Signing", workspace.signing), workspace.stale_days, page
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
