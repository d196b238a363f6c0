"""The door: `POST /hooks/{network}/{hook key}`, a small raw ASGI application beside the web framework.

Verify, keep, answer 200; nothing is parsed here. Deliveries that arrive while others are being written are written
together next ("natural" group commit: no timer). What cannot be kept is answered 503, and the network sends it again.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import asyncpg
import msgspec
import structlog

from heard.channels.base import Answered, RawRequest, Refused
from heard.intake.envelopes import Row, row_of
from heard.intake.pipeline import BELL
from heard.kit import json, metrics
from heard.kit.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from prometheus_client import Counter

    from heard.channels.base import Verdict
    from heard.channels.service import Connected, Directory
    from heard.kit.bus import Bus

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 1 << 20
PREFIX = "/hooks/"
_GROUP = 500
_READ_SECONDS = 15.0
# What is kept of a request's headers: what parsing may need, and nothing that proves who sent it.
_KEPT_HEADERS = frozenset({"content-type", "user-agent"})
# The door answers without the wrapper of the web framework's pages; what a handshake echoes must never run as a page.
_SAFETY = [(b"x-content-type-options", b"nosniff"), (b"content-security-policy", b"default-src 'none'")]
_log = structlog.get_logger()


class TooLarge(Exception):
    """The body passes 1 MiB."""


class Keeper:
    """Makes deliveries durable, many in one insert."""

    def __init__(self, url: str, bus: Bus | None) -> None:
        """Bind to a `postgresql://` URL; a connection is made with the first delivery."""
        self._url = url
        self._bus = bus
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def keep(self, row: Row) -> None:
        """Return once the row is durable. Raises what the database raises when it cannot be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._task is None:
            self._task = asyncio.create_task(self._flush(), name="door flush")
        await done

    async def close(self) -> None:
        """Finish what is waiting and disconnect."""
        if self._task is not None:
            await self._task
        if self._pool is not None:
            await self._pool.close()

    async def _flush(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:_GROUP], self._waiting[_GROUP:]
                started = time.perf_counter()
                await self._write(group)
                metrics.KEEP.observe(time.perf_counter() - started)
                if self._bus is not None:
                    self._bus.ring(BELL)
        finally:
            self._task = None

    async def _write(self, group: list[tuple[Row, asyncio.Future[None]]]) -> None:
        try:
            await self._insert([row for row, _ in group])
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            if len(group) > 1 and isinstance(error, asyncpg.DataError | asyncpg.IntegrityConstraintViolationError):
                # One bad row must fail alone.
                for one in group:
                    await self._write([one])
                return
            for _, done in group:
                if not done.done():
                    done.set_exception(error)
            return
        for _, done in group:
            if not done.done():
                done.set_result(None)

    async def _insert(self, rows: list[Row]) -> None:
        if self._pool is None:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=2,
                server_settings={"application_name": "heard door"},
                command_timeout=10,
                timeout=5,
            )
        await self._pool.execute(_INSERT, *(list(column) for column in zip(*rows, strict=True)))


_INSERT = """
INSERT INTO envelopes (workspace_id, account_id, dedup_key, shard, headers, body)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::smallint[], $5::jsonb[], $6::bytea[])
ON CONFLICT (account_id, dedup_key) DO NOTHING
"""


@dataclass(frozen=True)
class Door:
    """The ASGI application."""

    directory: Directory
    keeper: Keeper
    patience: Patience = field(default_factory=lambda: Patience(_READ_SECONDS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request under `/hooks/`."""
        network, _, hook_key = scope["path"].removeprefix(PREFIX).partition("/")
        status, body, kind = await self._answer(scope, receive, network, hook_key)
        _count(network if status != _NOT_FOUND[0] else "unknown", status).inc()
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), *_SAFETY]
        if status == _UNKEPT[0]:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, scope: Scope, receive: Receive, network: str, hook_key: str) -> tuple[int, bytes, str]:
        if scope["method"] not in {"GET", "POST"}:
            return _BAD_METHOD
        try:
            connected = await self.directory.by_hook(network, hook_key)
            if connected is None or connected.channel is None:
                return _NOT_FOUND if connected is None else _UNKEPT
            with self.patience:
                request = await _read(scope, receive)
        except TooLarge:
            return _TOO_LARGE
        except (TimeoutError, ConnectionResetError):
            return _CUT_OFF
        except Exception as error:  # noqa: BLE001 — the database is away: say so, and the network comes again
            _log.warning("door.database_away", error=repr(error))
            return _UNKEPT
        return await self._judge(connected, connected.channel.verify(request), request)

    async def _judge(self, connected: Connected, verdict: Verdict, request: RawRequest) -> tuple[int, bytes, str]:
        if isinstance(verdict, Answered):
            return 200, verdict.body, verdict.content_type
        if isinstance(verdict, Refused):
            _log.warning("door.refused", account=connected.id, network=connected.network, reason=verdict.reason)
            return _REFUSED
        return await self._keep(connected, request) if request.method == "POST" else _BAD_METHOD

    async def _keep(self, connected: Connected, request: RawRequest) -> tuple[int, bytes, str]:
        if not _looks_like_json(request.body):
            return _NOT_JSON
        try:
            await self.keeper.keep(_row(connected, request))
        except Exception as error:  # noqa: BLE001 — whatever kept it from being durable: it was not kept, so it is not thanked for
            _log.warning("door.not_kept", account=connected.id, error=repr(error))
            return _UNKEPT
        return _KEPT


@cache
def _count(network: str, status: int) -> Counter:
    return metrics.DELIVERIES.labels(network, str(status))


def _row(connected: Connected, request: RawRequest) -> Row:
    assert connected.channel is not None  # noqa: S101 — checked by the caller; says so to the type checker
    headers = {name: value for name, value in request.headers.items() if name in _KEPT_HEADERS}
    return row_of(connected, connected.channel, request, headers)


def _looks_like_json(body: bytes) -> bool:
    """Whether the body can be a JSON document at all; its shape is judged later, by the adapter, and parked if wrong."""
    try:
        json.read(body)
    except ValueError:
        return False
    return True


async def _read(scope: Scope, receive: Receive) -> RawRequest:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > MAX_BODY:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise TooLarge
        parts.append(part)
        if not message.get("more_body"):
            break
    query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))
    return RawRequest(scope["method"], headers, query, b"".join(parts))


def _problem(status: int, code: str, detail: str) -> tuple[int, bytes, str]:
    body = msgspec.json.encode(
        {
            "type": f"urn:heard:{code}",
            "title": code.replace("_", " ").capitalize(),
            "status": status,
            "code": code,
            "detail": detail,
        }
    )
    return status, body, "application/problem+json"


_KEPT = (200, b'{"ok":true}', "application/json")
_NOT_FOUND = _problem(404, "not_found", "No account has this webhook address.")
_REFUSED = _problem(401, "bad_signature", "The signature does not fit the body.")
_TOO_LARGE = _problem(413, "too_large", "A delivery may have 1 MiB at most.")
_NOT_JSON = _problem(400, "not_json", "The body is not JSON.")
_BAD_METHOD = _problem(405, "method_not_allowed", "Deliver with POST.")
_CUT_OFF = _problem(400, "cut_off", "The body did not arrive whole.")
_UNKEPT = _problem(503, "not_kept", "This delivery could not be stored; send it again.")
