"""Fetching files of others through our own door, keeping them, and giving them out.

The addresses come from customers and networks: each call is checked and bounded by `heard.kit.http`, also after a redirect.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, text

from heard.kit.filetypes import PICTURES, UNKNOWN, content_type_of
from heard.kit.http import AnswerTooLarge, CallError, Http
from heard.media.errors import FileTooLarge, NotToBeHad, UploadGone
from heard.media.following import follow
from heard.media.models import MediaFile
from heard.media.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from heard.kit.db import Database, Session

MAX_BYTES = 25 << 20
_ATTEMPTS = 5
UPLOAD = "upload:"
"""What the address of an uploaded file begins with."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class File:
    """A file that is here, with the type its own bytes have; `size` in bytes."""

    workspace_id: int
    digest: str
    content_type: str
    size: int


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
        known = await _known(session, workspace_id, source_of(url))
        if known is None:
            return None
        if known.digest is not None and await self._store.has(workspace_id, known.digest):
            return File(workspace_id, known.digest, known.content_type or UNKNOWN, known.size or 0)
        if known.attempts >= _ATTEMPTS or url.startswith(UPLOAD):
            raise NotToBeHad
        return None

    async def read(self, file: File, start: int = 0, length: int = -1) -> bytes:
        """What is in a file from `start` on, at most `length` bytes of it; all without a length.

        Raises:
            NotToBeHad: it was taken away since it was found.
        """
        body = await self._store.read(file.workspace_id, file.digest, start, length)
        if body is None:
            raise NotToBeHad
        return body

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
            body = (await follow(self._http, url, accept="*/*"))[1].body
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


def source_of(url: str) -> bytes:
    """What an address is known by: it may hold a token, and so is not kept itself."""
    return hashlib.sha256(url.encode()).digest()


async def _known_files(session: Session, workspace_id: int, urls: Sequence[str]) -> list[MediaFile | None]:
    """What is known of the files at some addresses, in their order; None: nothing."""
    sources = [source_of(url) for url in urls]
    query = select(MediaFile).where(MediaFile.workspace_id == workspace_id, MediaFile.source.in_(sources))
    found = {file.source: file for file in await session.scalars(query)} if urls else {}
    return [found.get(source) for source in sources]


async def sizes_of_pictures(session: Session, workspace_id: int, uploads: Sequence[str]) -> list[int]:
    """How many bytes the pictures have that were uploaded under these names, in their order.

    Raises:
        UploadGone: one is not there, or is no picture.
    """
    found = await _known_files(session, workspace_id, [UPLOAD + upload for upload in uploads])
    pictures = [file for file in found if file is not None and file.content_type in PICTURES]
    if len(pictures) < len(found):
        raise UploadGone
    return [file.size or 0 for file in pictures]


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
        "source": source_of(url),
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
