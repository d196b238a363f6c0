"""The web process: the API, the door, the stream of news, and the built web UI, as one ASGI application."""

from __future__ import annotations

import asyncio
import functools
import inspect
import mimetypes
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute
from sqlalchemy.exc import DBAPIError

import heard
from heard.accounts import api as accounts
from heard.app import edge, health
from heard.app.edge import DOCS
from heard.app.operations import api as operations
from heard.app.services import Services
from heard.channels import api as channels
from heard.contacts import api as contacts
from heard.conversations import api as conversations
from heard.conversations.api import DRAFTING, VIEWING
from heard.intake import api as intake
from heard.intake.door import PREFIX, Door, Keeper
from heard.kit.errors import HeardError
from heard.knowledge import api as knowledge
from heard.notifications import api as notifications
from heard.notifications.service import NOTIFIED
from heard.practice import api as practice
from heard.realtime.service import CHANNEL, PATH, Stream, watch
from heard.sla import api as sla

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

STATIC = Path(heard.__file__).parent / "static"
_BACKEND = ("/api/", "/health/", "/metrics", "/practice/api/")
_ROOMS = (
    accounts,
    channels,
    contacts,
    knowledge,
    conversations,
    notifications,
    sla,
    practice,
    intake,
    operations,
    health,
)


_PARTS = ("settings", "database", "vault", "http", "directory", "viewers", "bus", "media", "cards")
_SERVICES = "heard.services"


@functools.cache
def api() -> Litestar:
    """The API, made once: a request's scope carries the services it is answered with, so it can describe itself without any."""
    routes = [route for room in _ROOMS for route in room.ROUTES]
    parts = {name: Provide(_giver(name), use_cache=False, sync_to_thread=False) for name in _PARTS}
    given = {"services": Provide(_services, use_cache=False, sync_to_thread=False), **parts}
    app = Litestar(
        routes,
        dependencies={**given, "session": Provide(edge.provide_session), "actor": Provide(edge.provide_actor)},
        guards=[edge.guard],
        exception_handlers={
            HeardError: edge.on_heard_error,
            HTTPException: edge.on_http_error,
            DBAPIError: edge.on_database_error,
            Exception: edge.on_fault,
        },
        openapi_config=OpenAPIConfig(
            title="Heard", version=heard.__version__, path=DOCS, render_plugins=[JsonRenderPlugin(path="/openapi.json")]
        ),
        request_max_body_size=1 << 20,
        logging_config=None,
    )
    _check_guarded(app)
    return app


def _check_guarded(app: Litestar) -> None:
    """A permission is checked where the actor is provided, so a route that needs one must ask for the actor.

    Raises:
        TypeError: one does not; it would be open to everybody.
    """
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if "permission" in handler.opt and "actor" not in inspect.signature(handler.fn).parameters:
                msg = f"{handler} needs a permission but does not ask for the actor"
                raise TypeError(msg)


def _services(request: Request[Any, Any, Any]) -> Services:
    scope: Any = request.scope  # ASGI's, with a key of ours
    return scope[_SERVICES]


def _giver(name: str) -> Callable[[Request[Any, Any, Any]], Any]:
    def give(request: Request[Any, Any, Any]) -> Any:
        return getattr(_services(request), name)

    return give


class Web:
    """Routes each request to the door, the stream, the API or the web UI."""

    def __init__(self, services: Services, *, beside: Mapping[str, App] | None = None) -> None:
        """Bind to the process's services; `beside` are more applications by the beginning of their addresses."""
        self._services = services
        self._beside = dict(beside or {})
        self._keeper = Keeper(services.url, services.bus)
        self._door = Door(services.directory, self._keeper)
        self._stream = Stream(services.database, services.hub)
        self._api = api()
        self._pages = Pages(STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        path: str = scope.get("path", "")
        scope[_SERVICES] = self._services
        if scope["type"] != "http":
            await self._api(scope, receive, send)  # pyright: ignore[reportArgumentType]  # ASGI's own looser types
        elif path.startswith(PREFIX):
            await self._door(scope, receive, send)
        elif path == PATH:
            await self._stream(scope, receive, send)
        elif path.startswith(_BACKEND):
            await self._api(scope, receive, send)  # pyright: ignore[reportArgumentType]  # likewise
        else:
            await self._other(path)(scope, receive, send)

    def _other(self, path: str) -> App:
        return next((app for start, app in self._beside.items() if path.startswith(start)), self._pages)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Web]:
        """Listen for news while the process serves. Enter before the bus is started."""
        services = self._services
        services.bus.subscribe(CHANNEL, services.hub.on_news, on_gap=services.hub.resync)
        services.bus.subscribe(VIEWING, self._on_viewing, on_gap=lambda: None)
        services.bus.subscribe(DRAFTING, self._on_drafting, on_gap=lambda: None)
        services.bus.subscribe(NOTIFIED, self._on_notified, on_gap=lambda: None)
        tasks = [
            asyncio.create_task(services.hub.beat(), name="heartbeat"),
            asyncio.create_task(watch(services.database, services.hub), name="watch"),
        ]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._keeper.close()

    def _on_viewing(self, payload: str) -> None:
        workspace_id, conversation_id, user_id, typing = (int(part) for part in payload.split(" "))
        self._services.viewers.look(workspace_id, conversation_id, user_id, typing=bool(typing))
        self._services.hub.tell(workspace_id, "presence", {"conversation": conversation_id, "user": user_id})

    def _on_drafting(self, payload: str) -> None:
        workspace_id, conversation_id = (int(part) for part in payload.split(" "))
        self._services.hub.tell(workspace_id, "draft", {"conversation": conversation_id})

    def _on_notified(self, payload: str) -> None:
        workspace_id, people = payload.split(" ")
        for user_id in people.split(","):
            self._services.hub.tell(int(workspace_id), "notification", {"user": int(user_id)})


class Pages:
    """The built web UI. Addresses that are no file are the UI's own routes and get its page."""

    def __init__(self, root: Path) -> None:
        """Serve the files under `root`, read once: they do not change while the process runs."""
        self._files = (
            {f"/{path.relative_to(root)}": path for path in root.rglob("*") if path.is_file()} if root.is_dir() else {}
        )
        self._kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request for a page or file."""
        path = scope["path"] if scope["path"] in self._files else "/index.html"
        if scope["method"] not in {"GET", "HEAD"} or path not in self._files:
            await _answer(
                send, 404, b"The web UI is not built; run `make run`.\n", "text/plain; charset=utf-8", "no-store"
            )
            return
        if path not in self._kept:
            self._kept[path] = self._files[path].read_bytes()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        # Files under /assets/ carry a hash of their content in their name.
        age = "public, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache"
        await _answer(send, 200, b"" if scope["method"] == "HEAD" else self._kept[path], kind, age)


async def _answer(send: Send, status: int, body: bytes, kind: str, age: str) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", age.encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
