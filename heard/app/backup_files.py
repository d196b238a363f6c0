"""The part of a backup that is not in the database: pictures, films and files, each under the digest of what is in it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tarfile
    from collections.abc import Iterator

    import asyncpg

    from heard.media.store import Store

Kept = tuple[int, str]
"""A workspace, and the digest of a file of it."""
_MEMBER = re.compile(r"media/(\d{1,19})/([0-9a-f]{64})")


async def kept_files(connection: asyncpg.Connection[asyncpg.Record]) -> list[Kept]:
    """All files the database knows, as the connection's snapshot sees them."""
    query = "SELECT DISTINCT workspace_id, digest FROM media_files WHERE digest IS NOT NULL ORDER BY 1, 2"
    return [(row["workspace_id"], row["digest"]) for row in await connection.fetch(query)]


def here(store: Store, files: list[Kept]) -> list[Kept]:
    """Those that lie in this machine's folder."""
    return [(workspace, digest) for workspace, digest in files if store.path(workspace, digest).is_file()]


def pack(tar: tarfile.TarFile, store: Store, files: list[Kept]) -> None:
    """Add files to a backup. They never change, so it does not matter that Heard goes on meanwhile."""
    for workspace, digest in files:
        tar.add(store.path(workspace, digest), arcname=f"media/{workspace}/{digest}", recursive=False)


def unpack(tar: tarfile.TarFile, store: Store) -> tuple[int, int]:
    """Bring the files of a backup back beside what is there; how many, and how many are damaged and were left out."""
    brought = damaged = 0
    for workspace, digest, body in _files(tar):
        if hashlib.sha256(body).hexdigest() == digest:
            store.write(workspace, body)
            brought += 1
        else:
            damaged += 1
    return brought, damaged


def _files(tar: tarfile.TarFile) -> Iterator[tuple[int, str, bytes]]:
    for member in tar:
        match = _MEMBER.fullmatch(member.name)
        content = tar.extractfile(member) if match and member.isreg() else None
        if match and content:
            yield int(match[1]), match[2], content.read()
