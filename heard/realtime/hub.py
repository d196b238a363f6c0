"""The browsers connected to this process, by workspace."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from heard.kit import metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_WAITING = 500
RESYNC = b"event: resync\ndata: {}\n\n"


class Listener:
    """One browser: what it has yet to be sent. One that falls too far behind is told to fetch everything anew."""

    __slots__ = ("_closed", "_ready", "_waiting")

    def __init__(self) -> None:
        """Nothing waits yet."""
        self._waiting: deque[bytes] = deque()
        self._ready: asyncio.Future[None] | None = None
        self._closed = False

    def put(self, message: bytes) -> None:
        """Add a message to send."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            message = RESYNC
        self._waiting.append(message)
        self._wake()

    def close(self) -> None:
        """The browser has gone: whoever takes for it gets nothing, and at once."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    async def take(self) -> bytes:
        """Everything that waits, once there is something; nothing once the browser has gone. For one taker at a time."""
        # Without tasks or events of its own: news to all browsers pass here once for each of them.
        if not self._waiting and not self._closed:
            self._ready = asyncio.get_running_loop().create_future()
            await self._ready
        if self._closed:
            return b""
        if len(self._waiting) == 1:
            return self._waiting.popleft()
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


class Hub:
    """Hands each piece of news to the browsers of its workspace; encoded once, shared by all."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: dict[int, set[Listener]] = {}
        self._next: tuple[int, int] | None = None
        self.head = 0

    def join(self, workspace_id: int) -> Listener:
        """A new listener of a workspace."""
        listener = Listener()
        self._listeners.setdefault(workspace_id, set()).add(listener)
        metrics.LIVE.inc()
        return listener

    def leave(self, workspace_id: int, listener: Listener) -> None:
        """A listener that has gone."""
        group = self._listeners.get(workspace_id, set())
        group.discard(listener)
        if not group:
            self._listeners.pop(workspace_id, None)
        metrics.LIVE.dec()

    def on_news(self, payload: str) -> None:
        """A part of a batch from the log. One that is not the part expected next means that some were missed."""
        news = _NEWS.decode(payload)
        if self._next is not None and self._next != (news.t, news.i):
            self.resync()
        self._next = (news.t, news.i + 1) if news.i + 1 < news.n else (news.t + 1, 0)
        self.head = max((self.head, *(event[0] for event in news.e)))
        group = self._listeners.get(news.w)
        if group:
            message = b"".join(frame(event[0], event[1], event[2], news.p) for event in news.e)
            for listener in group:
                listener.put(message)

    def tell(self, workspace_id: int, kind: str, ids: Mapping[str, int]) -> None:
        """Something passing that is not on the log, like who is typing."""
        body = msgspec.json.encode({"seq": self.head, "kind": kind, "ids": ids})
        for listener in self._listeners.get(workspace_id, ()):
            listener.put(b"event: log\ndata: " + body + b"\n\n")

    def expect(self, turns: int) -> None:
        """So many batches were announced some time ago: if the last of them is unheard of by now it was missed."""
        if self._next is not None and self._next < (turns + 1, 0):
            self.resync()
        self._next = max(self._next or (0, 0), (turns + 1, 0))

    def resync(self) -> None:
        """Some news may have been missed: everybody fetches anew."""
        self._next = None
        for group in self._listeners.values():
            for listener in group:
                listener.put(RESYNC)

    async def beat(self, every: float = 15.0) -> None:
        """Tell every browser, for ever, that the connection lives and how far the log is."""
        while True:
            await asyncio.sleep(every)
            message = b'event: heartbeat\ndata: {"seq":%d}\n\n' % self.head
            for group in list(self._listeners.values()):
                for listener in group:
                    listener.put(message)


class News(msgspec.Struct):
    """What `realtime.publish` tells the web processes, with one-letter names since a notification has 8,000 bytes.

    A batch has its number `t` and goes in `n` parts; `i` says which of them this is.
    """

    w: int
    p: str
    t: int
    i: int
    n: int
    e: list[tuple[int, str, int | None]]


_NEWS = msgspec.json.Decoder(News)


def frame(event_id: int, kind: str, conversation_id: int | None, place: str) -> bytes:
    """One event for a browser. Its `id` is the place in the log from which a replay misses nothing."""
    ids = {} if conversation_id is None else {"conversation": conversation_id}
    body = msgspec.json.encode({"seq": event_id, "kind": kind, "ids": ids})
    return b"id: " + place.encode() + b"\nevent: log\ndata: " + body + b"\n\n"
