"""Announcing the log to browsers: a reader's step in the worker, a raw ASGI stream in the web process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from heard.accounts.service import COOKIE, actor_of_session
from heard.kit.errors import NotSignedIn
from heard.realtime.hub import RESYNC, Hub, Listener, News, frame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from heard.kit.db import Database, Session
    from heard.kit.log import Recorded

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

__all__ = ["CHANNEL", "PATH", "Hub", "Stream", "publish"]

CHANNEL = "heard_live"
READER = "announce"
PATH = "/api/live"
# A connection ends after ten minutes and the browser comes back, so nobody listens on with a session that has ended.
_LONGEST = 600.0
_MOST_REPLAYED = 500
# Forty events of at most 150 bytes stay well below the 8,000 bytes of a notification.
_TOGETHER = 40


async def publish(session: Session, events: Sequence[Recorded]) -> None:
    """Tell every web process what happened: ids only, one notification for many events of a workspace.

    Runs in the transaction of the `announce` reader, so what is told is told once, and only after it is committed.
    """
    if not events:
        return
    place = (await session.execute(_PLACE, {"reader": READER})).scalar_one()
    by_workspace: defaultdict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for event in events:
        by_workspace[event.workspace_id].append((event.id, event.kind, event.conversation_id))
    payloads = [
        msgspec.json.encode(News(workspace, place, news[start : start + _TOGETHER])).decode()
        for workspace, news in by_workspace.items()
        for start in range(0, len(news), _TOGETHER)
    ]
    await session.execute(_NOTIFY, {"channel": CHANNEL, "payloads": payloads})


class Stream:
    """`GET /api/live`: server-sent events for the signed-in browser's workspace."""

    def __init__(self, database: Database, hub: Hub) -> None:
        """Bind to the process's database and hub."""
        self._database = database
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the browser leaves or ten minutes have passed."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        workspace_id = await self._workspace(headers)
        if workspace_id is None:
            await _refuse(send)
            return
        listener = self._hub.join(workspace_id)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send(_part(b"retry: 2000\n\n" + await self._missed(workspace_id, headers.get("last-event-id"))))
            await _stream(listener, receive, send)
        finally:
            self._hub.leave(workspace_id, listener)

    async def _workspace(self, headers: dict[str, str]) -> int | None:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return None
        if cookie is None:
            return None
        async with self._database.transaction() as session:
            found = await actor_of_session(session, cookie.value)
        return found[0].workspace_id if found else None

    async def _missed(self, workspace_id: int, place: str | None) -> bytes:
        """What happened since a browser's last place: replayed, or, when that is too much or unclear, to be fetched."""
        if place is None:
            return await self._here()
        if not place.isdigit() or len(place) > 19:  # noqa: PLR2004 — digits of a 64-bit number
            return RESYNC
        async with self._database.transaction() as session:
            rows = (
                await session.execute(_SINCE, {"workspace": workspace_id, "place": place, "most": _MOST_REPLAYED + 1})
            ).all()
        if len(rows) > _MOST_REPLAYED:
            return RESYNC
        return b"".join(frame(row.id, row.kind, row.conversation_id, place) for row in rows)

    async def _here(self) -> bytes:
        """The log's place alone: a browser that comes back before it heard any news knows all the same where it was."""
        async with self._database.transaction() as session:
            place = await session.scalar(_PLACE, {"reader": READER})
        return b"" if place is None else b"id: " + place.encode() + b"\n\n"


async def _stream(listener: Listener, receive: Receive, send: Send) -> None:
    gone = asyncio.create_task(_until_gone(receive))
    try:
        async with asyncio.timeout(_LONGEST):
            while not gone.done():
                taking = asyncio.create_task(listener.take())
                await asyncio.wait({taking, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not taking.done():
                    taking.cancel()
                    return
                await send(_part(taking.result()))
    except TimeoutError:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send) -> None:
    body = msgspec.json.encode(NotSignedIn().problem())
    await send(
        {"type": "http.response.start", "status": 401, "headers": [(b"content-type", b"application/problem+json")]}
    )
    await send({"type": "http.response.body", "body": body})


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
# Everything below the oldest transaction of the reader's place has been announced; a replay from there misses nothing.
_PLACE = text("SELECT split_part(seen, ':', 1) FROM cursors WHERE reader = :reader LIMIT 1")
_NOTIFY = text("SELECT pg_notify(:channel, payload) FROM unnest(cast(:payloads AS text[])) payload")
_SINCE = text("""
SELECT id, kind, conversation_id FROM log
WHERE workspace_id = :workspace AND xid >= cast(cast(:place AS text) AS xid8) ORDER BY id LIMIT :most
""")
