"""Fetching files of others through our own door, keeping them, and giving them out.

The addresses come from customers and networks: each call is checked and bounded by `heard.kit.http`, also after a redirect.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import structlog
from sqlalchemy import select, text

from heard.kit.http import AnswerTooLarge, CallError, Http
from heard.media.errors import FileTooLarge, NotToBeHad
from heard.media.kinds import PLAYED, SHOWN, UNKNOWN, content_type_of
from heard.media.models import MediaFile
from heard.media.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from heard.kit.db import Database, Session

__all__ = ["MAX_BYTES", "PLAYED", "SHOWN", "UNKNOWN", "UPLOAD", "File", "Media", "content_type_of", "known_files"]

MAX_BYTES = 25 << 20
REDIRECTS = 3
_ATTEMPTS = 5
UPLOAD = "upload:"
"""What the address of an uploaded file begins with."""
_HTTP_OK, _MOVED = 200, frozenset({301, 302, 303, 307, 308})
_log = structlog.get_logger()


@dataclass(frozen=True)
class File:
    """A file with the type its own bytes have."""

    body: bytes
    content_type: str
    digest: str


class Media:
    """The files of all workspaces. They are fetched by jobs and given out to requests, never the other way round."""

    def __init__(self, folder: Path, *, allow: set[str]) -> None:
        """Keep files in a folder; `allow` names private `host:port` pairs that may be fetched from."""
        self._store = Store(folder)
        self._http = Http(allow=allow, max_answer=MAX_BYTES)

    async def find(self, session: Session, workspace_id: int, url: str) -> File | None:
        """The file at an address as it is kept; None while it has not been fetched.

        Raises:
            NotToBeHad: it was tried so often that nobody tries again.
        """
        known = await _known(session, workspace_id, _source(url))
        if known is None:
            return None
        body = await self._store.get(workspace_id, known.digest) if known.digest else None
        if body is not None and known.digest is not None:
            return File(body, known.content_type or UNKNOWN, known.digest)
        if known.attempts >= _ATTEMPTS or url.startswith(UPLOAD):
            raise NotToBeHad
        return None

    async def fetch(self, database: Database, workspace_id: int, url: str) -> None:
        """Fetch what is at an address and keep it, unless it is here. No transaction is open while the other side is called.

        Raises:
            NotToBeHad: not this time; a job tries again.
        """
        async with database.transaction() as session:
            try:
                if await self.find(session, workspace_id, url) is not None:
                    return
            except NotToBeHad:
                return
        await self._fetch(database, workspace_id, url)

    async def keep(self, session: Session, workspace_id: int, name: str, body: bytes) -> tuple[str, str]:
        """Keep what a colleague has uploaded under a name of ours; (the address `find` knows it by, its content type).

        Raises:
            FileTooLarge: it is more than is kept.
        """
        if len(body) > MAX_BYTES:
            raise FileTooLarge
        digest = await self._store.put(workspace_id, body)
        kind = content_type_of(body)
        url = f"{UPLOAD}{name}"
        await session.execute(_KEEP, _row(workspace_id, url, digest=digest, kind=kind, size=len(body)))
        return url, kind

    async def _fetch(self, database: Database, workspace_id: int, url: str) -> None:
        try:
            body = await self._download(url)
        except CallError as error:
            reason = f"larger than {MAX_BYTES} bytes" if isinstance(error, AnswerTooLarge) else str(error)
            async with database.transaction() as session:
                await session.execute(_KEEP, _row(workspace_id, url, reason=reason[:500]))
            _log.info("media.not_fetched", workspace=workspace_id, reason=reason[:200])
            raise NotToBeHad from error
        digest = await self._store.put(workspace_id, body)
        kind = content_type_of(body)
        async with database.transaction() as session:
            await session.execute(_KEEP, _row(workspace_id, url, digest=digest, kind=kind, size=len(body)))

    async def _download(self, url: str) -> bytes:
        for _ in range(REDIRECTS + 1):
            answer = await self._http.call("GET", url, headers={"accept": "*/*"})
            if answer.status == _HTTP_OK:
                return answer.body
            if answer.status not in _MOVED:
                msg = f"the other side answered {answer.status}"
                raise CallError(msg)
            url = urljoin(url, _location(answer.headers))
        msg = "too many redirects"
        raise CallError(msg)


def _location(headers: Mapping[str, str]) -> str:
    if "location" not in headers:
        msg = "a redirect to nowhere"
        raise CallError(msg)
    return headers["location"]


def _source(url: str) -> bytes:
    return hashlib.sha256(url.encode()).digest()


async def known_files(session: Session, workspace_id: int, urls: Sequence[str]) -> list[MediaFile | None]:
    """What is known of the files at some addresses, in their order; None: nothing."""
    sources = [_source(url) for url in urls]
    query = select(MediaFile).where(MediaFile.workspace_id == workspace_id, MediaFile.source.in_(sources))
    found = {file.source: file for file in await session.scalars(query)} if urls else {}
    return [found.get(source) for source in sources]


async def _known(session: Session, workspace_id: int, source: bytes) -> MediaFile | None:
    query = select(MediaFile).where(MediaFile.workspace_id == workspace_id, MediaFile.source == source)
    return await session.scalar(query)


def _row(
    workspace_id: int,
    url: str,
    *,
    digest: str | None = None,
    kind: str | None = None,
    size: int | None = None,
    reason: str | None = None,
) -> dict[str, object]:
    return {
        "workspace": workspace_id,
        "source": _source(url),
        "digest": digest,
        "kind": kind,
        "size": size,
        "reason": reason,
    }


# A file that was had once stays, whatever comes of asking again.
_KEEP = text("""
INSERT INTO media_files AS old (workspace_id, source, digest, content_type, size, attempts, reason)
VALUES (:workspace, :source, :digest, :kind, :size, 1, :reason)
ON CONFLICT (workspace_id, source) DO UPDATE SET digest = coalesce(excluded.digest, old.digest),
  content_type = coalesce(excluded.content_type, old.content_type), size = coalesce(excluded.size, old.size),
  attempts = old.attempts + 1, reason = excluded.reason, fetched_at = now()
""")
