"""Where files lie: a folder of this machine, by the digest of their content; the same bytes are kept once a workspace."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path


class Store:
    """A folder of files. Web servers on several machines need the same one; what is missing is fetched again."""

    def __init__(self, folder: Path) -> None:
        """Bind to a folder; it is made with the first file."""
        self._folder = folder

    async def put(self, workspace_id: int, body: bytes) -> str:
        """Keep a file; the digest it is found by (SHA-256, hexadecimal). It is whole or not there, whenever we are killed."""
        return await asyncio.to_thread(self.write, workspace_id, body)

    def write(self, workspace_id: int, body: bytes) -> str:
        """The same, holding up the thread it is called in."""
        digest = hashlib.sha256(body).hexdigest()
        _write(self.path(workspace_id, digest), body)
        return digest

    async def has(self, workspace_id: int, digest: str) -> bool:
        """Whether a file is here."""
        return await asyncio.to_thread(self.path(workspace_id, digest).is_file)

    async def read(self, workspace_id: int, digest: str, start: int = 0, length: int = -1) -> bytes | None:
        """A file's bytes from `start`, at most `length` of them (-1: to its end); None when it is not here."""
        try:
            return await asyncio.to_thread(_read, self.path(workspace_id, digest), start, length)
        except FileNotFoundError:
            return None

    def path(self, workspace_id: int, digest: str) -> Path:
        """Where a file lies, or would."""
        return self._folder / str(workspace_id) / digest[:2] / digest


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)


def _write(path: Path, body: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
