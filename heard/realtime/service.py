"""Announcing the log to browsers: a reader's step in the worker, a raw ASGI stream in the web process."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import msgspec
from sqlalchemy import text

from heard.accounts.service import COOKIE, actor_of_session
from heard.kit.db import passing, tell_with_commit
from heard.kit.errors import NotSignedIn
from heard.realtime.hub import RESYNC, Hub, Listener, News, frame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping, Sequence

    from heard.kit.db import Database, Session
    from heard.kit.log import Recorded

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

__all__ = ["CHANNEL", "PATH", "Hub", "Stream", "publish", "watch"]

CHANNEL = "heard_live"
READER = "announce"
PATH = "/api/live"
# A connection ends after ten minutes and the browser comes back, so nobody listens on with a session that has ended.
_LONGEST = 600.0
_MOST_REPLAYED = 500
# After a restart all browsers come at once: they take turns, so that everybody else finds a database connection too.
_AT_ONCE = 4
_PLACES = re.compile(r"[0-9]{1,19}")
# Forty events of at most 150 bytes stay well below the 8,000 bytes of a notification.
_TOGETHER = 40


async def publish(session: Session, events: Sequence[Recorded]) -> None:
    """Tell every web process what happened: ids only, one message for many events of a workspace.

    Runs in the transaction of the `announce` reader. Its batches are numbered, so that one who missed one knows.
    """
    if not events:
        return
    place, turns = (await session.execute(_PLACE, {"reader": READER})).one()
    by_workspace: defaultdict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for event in events:
        by_workspace[event.workspace_id].append((event.id, event.kind, event.conversation_id))
    parts = [
        (workspace, news[start : start + _TOGETHER])
        for workspace, news in by_workspace.items()
        for start in range(0, len(news), _TOGETHER)
    ]
    messages = [
        msgspec.json.encode(News(workspace, place, turns + 1, number, len(parts), part)).decode()
        for number, (workspace, part) in enumerate(parts)
    ]
    await tell_with_commit(session, CHANNEL, messages)


async def watch(database: Database, hub: Hub, every: float = 5.0) -> None:
    """For ever hold what was announced against what was heard: news that got lost on the way are made up for by a resync.

    A batch is missed when it was announced before the last look and is still unheard of.
    """
    before: int | None = None
    while True:
        try:
            async with database.transaction() as session:
                turns = await session.scalar(_TURNS, {"reader": READER})
        except Exception as error:
            if not passing(error):
                raise
        else:
            if before is not None:
                hub.expect(before)
            before = turns or 0
        await asyncio.sleep(every)


class Stream:
    """`GET /api/live`: server-sent events for the signed-in browser's workspace."""

    def __init__(self, database: Database, hub: Hub) -> None:
        """Bind to the process's database and hub."""
        self._database = database
        self._hub = hub
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the browser leaves or ten minutes have passed."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        # In this order: what is announced from the place on is replayed or heard, and nothing falls between.
        async with self._gate:
            arrived = await self._arrive(headers)
        if arrived is None:
            await _refuse(send)
            return
        workspace_id, here, newest = arrived
        listener = self._hub.join(workspace_id)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            async with self._gate:
                missed = await self._missed(workspace_id, _since(scope, headers, here), newest)
            # A browser that hears nothing before it is cut off must know its place all the same.
            await send(_part(b"retry: 2000\n\n" + missed + b"id: " + here.encode() + b"\n\n"))
            await _stream(listener, receive, send)
        finally:
            self._hub.leave(workspace_id, listener)

    async def _arrive(self, headers: dict[str, str]) -> tuple[int, str, int] | None:
        """Whose workspace it is, below which place everything has been announced, and the newest transaction's number.

        None when nobody is signed in.
        """
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return None
        if cookie is None:
            return None
        async with self._database.transaction() as session:
            found = await actor_of_session(session, cookie.value)
            if found is None:
                return None
            announced, newest = (await session.execute(_ANNOUNCED, {"reader": READER})).one()
        return found[0].workspace_id, announced, int(newest)

    async def _missed(self, workspace_id: int, place: str, newest: int) -> bytes:
        """What happened since a browser's last place: replayed, or, when that is too much or unclear, to be fetched anew."""
        # A place of later than now is of another database, or of this one before it was restored.
        if not _PLACES.fullmatch(place) or int(place) > newest:
            return RESYNC
        async with self._database.transaction() as session:
            parameters = {"workspace": workspace_id, "place": place, "most": _MOST_REPLAYED + 1}
            rows = (await session.execute(_SINCE, parameters)).all()
        if len(rows) > _MOST_REPLAYED:
            return RESYNC
        return b"".join(frame(row.id, row.kind, row.conversation_id, place) for row in rows)


def _since(scope: Scope, headers: dict[str, str], here: str) -> str:
    """The place from which a browser wants to be told: that of its last news, else the one it names, else here."""
    named = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("since")
    return headers.get("last-event-id", named[0] if named else here)


async def _stream(listener: Listener, receive: Receive, send: Send) -> None:
    gone = asyncio.create_task(_until_gone(receive))
    gone.add_done_callback(lambda _: listener.close())
    try:
        async with asyncio.timeout(_LONGEST):
            while news := await listener.take():
                await send(_part(news))
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
_PLACE = text("SELECT split_part(seen, ':', 1), turns FROM cursors WHERE reader = :reader LIMIT 1")
_TURNS = text("SELECT turns FROM cursors WHERE reader = :reader LIMIT 1")
_ANNOUNCED = text("""
SELECT coalesce((SELECT split_part(seen, ':', 1) FROM cursors WHERE reader = :reader LIMIT 1),
  pg_snapshot_xmin(pg_current_snapshot())::text), pg_snapshot_xmax(pg_current_snapshot())::text
""")
_SINCE = text("""
SELECT id, kind, conversation_id FROM log
WHERE workspace_id = :workspace AND xid >= cast(cast(:place AS text) AS xid8) ORDER BY id LIMIT :most
""")
