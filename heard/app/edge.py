"""The edge of the web framework: one transaction a request, who is acting, and errors as problem+json."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.di import NamedDependency as Given
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DBAPIError

from heard.accounts.errors import CsrfRefused
from heard.accounts.models import Actor, Permission
from heard.accounts.service import COOKIE, actor_of_session, actor_of_token
from heard.app.services import Services
from heard.kit import crypto, metrics
from heard.kit.db import Session, passing
from heard.kit.errors import Forbidden, HeardError, Invalid, NotSignedIn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
DOCS = "/api/docs"
_log = structlog.get_logger()


async def provide_session(services: Given[Services]) -> AsyncGenerator[Session, None]:
    """The request's transaction: committed when the handler has returned, before anything is sent; undone when it raises."""
    async with services.database.transaction() as session:
        yield session


async def provide_actor(request: Request[Any, Any, Any], session: Given[Session]) -> Actor:
    """Who the request acts as, by bearer token or by session cookie, with the permission its route needs.

    Raises:
        NotSignedIn, Forbidden, CsrfRefused: it may not.
    """
    actor = await _by_token(request, session) or await _by_cookie(request, session)
    if actor is None:
        raise NotSignedIn
    structlog.contextvars.bind_contextvars(workspace=actor.workspace_id, user=actor.user_id)
    permission: Permission | None = request.route_handler.opt.get("permission")
    if permission is not None and not actor.may(permission):
        raise Forbidden(permission=str(permission))
    if permission is None and actor.token_id is not None and request.method not in SAFE:
        # A token acts for a person within its scopes; it does not change the person.
        raise Forbidden
    return actor


async def _by_token(request: Request[Any, Any, Any], session: Session) -> Actor | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return await actor_of_token(session, token.strip())


async def _by_cookie(request: Request[Any, Any, Any], session: Session) -> Actor | None:
    cookie = request.cookies.get(COOKIE)
    found = await actor_of_session(session, cookie) if cookie else None
    if found is None:
        return None
    actor, csrf_token = found
    if request.method not in SAFE and not crypto.same(request.headers.get(CSRF_HEADER, ""), csrf_token):
        raise CsrfRefused
    return actor


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A route that states neither a permission nor that it is open is refused: forgetting must fail closed.

    A coroutine, though it waits for nothing: the framework runs a plain function in a thread, for every request.

    Open routes that change something are for Heard's own pages: a browser says where a request comes from.
    """
    options: dict[str, object] = handler.opt
    if options.get("open"):
        site = connection.headers.get("sec-fetch-site", "same-origin")
        if getattr(connection, "method", "GET") not in SAFE and site not in {"same-origin", "none"}:
            raise CsrfRefused
    elif "permission" not in options and not str(connection.scope["path"]).startswith(DOCS):
        raise Forbidden


def on_heard_error(_request: Request[Any, Any, Any], error: HeardError) -> Response[dict[str, Any]]:
    """An expected failure, as problem+json."""
    headers = {"retry-after": str(error.fields["retry_after"])} if "retry_after" in error.fields else {}
    return _problem(error.problem(), headers)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """What the framework refuses (no such address, a body of the wrong form), in the same form."""
    if isinstance(error.__cause__, msgspec.ValidationError) and "$.data" in str(error.__cause__):
        # A field of the body that is named like a dependency: the framework takes it for a fault of ours.
        return on_heard_error(request, Invalid(str(error.__cause__)))
    if error.status_code >= 500:  # noqa: PLR2004 — the framework's own faults are ours to the caller
        return on_fault(request, error)
    fields: dict[str, Any] = {}
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        named = [each for each in error.extra if isinstance(each, dict)]  # pyright: ignore[reportUnknownVariableType]  # the framework's own list
        fields["errors"] = {str(each.get("key", "")): str(each.get("message", "")) for each in named}  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportUnknownVariableType]  # likewise
    code = {
        400: "invalid",
        404: "not_found",
        405: "method_not_allowed",
        413: "too_large",
        415: "unsupported_media_type",
    }
    problem = {
        "type": f"urn:heard:{code.get(error.status_code, 'http_error')}",
        "title": code.get(error.status_code, "http_error").replace("_", " ").capitalize(),
        "status": error.status_code,
        "code": code.get(error.status_code, "http_error"),
        "detail": error.detail,
        **fields,
    }
    return _problem(problem, dict(error.headers or {}))


def on_database_error(request: Request[Any, Any, Any], error: DBAPIError) -> Response[dict[str, Any]]:
    """A value the database cannot hold is the caller's mistake; a database that is away is ours, and passes."""
    cause = error.orig.__cause__ if error.orig is not None else None
    if isinstance(cause, asyncpg.DataError) or isinstance(error.orig, asyncpg.DataError):
        return on_heard_error(request, Invalid("A value is out of range."))
    if passing(error):
        _log.warning("web.database_away", error=str(error))
        problem = {
            "type": "urn:heard:unavailable",
            "title": "Unavailable",
            "status": 503,
            "code": "unavailable",
            "detail": "The database is away or busy; nothing was changed. Try again in a moment.",
        }
        return _problem(problem, {"retry-after": "2"})
    return on_fault(request, error)


def on_fault(_request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Anything else is a fault of ours: logged whole, told without its inside."""
    _log.error("web.fault", exc_info=error)
    problem = {
        "type": "urn:heard:fault",
        "title": "Fault",
        "status": 500,
        "code": "fault",
        "detail": "Something went wrong in Heard; the log has the details under this request's id.",
        "request_id": structlog.contextvars.get_contextvars().get("request", ""),
    }
    return _problem(problem)


def _problem(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response[dict[str, Any]]:
    return Response(body, status_code=body["status"], media_type="application/problem+json", headers=headers or {})


class Observed:
    """Wraps the whole application: a request id on every log line and answer, times for Prometheus, safe headers."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        # The door is the one hot path: it counts for itself and sets its own headers.
        if scope["type"] != "http" or scope["path"].startswith("/hooks/"):
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        started = time.perf_counter()
        status = 500

        async def observed(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode()), *_SAFETY]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            route = _route(scope["path"])
            if route is not None:
                metrics.REQUESTS.labels(scope["method"], route, str(status)).observe(time.perf_counter() - started)


def _route(path: str) -> str | None:
    """The address with its numbers taken out; a stream has no duration."""
    if path == "/api/live":
        return None
    if not path.startswith("/api/"):
        return "page"
    return "/".join("*" if part.isdigit() else part for part in path.split("/")[:6])


_SAFETY = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        (
            b"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
            b"base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
]
