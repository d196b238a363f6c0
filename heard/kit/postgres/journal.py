"""What PostgreSQL says, kept in a file of bounded size.

A plain file and not a pipe: a pipe would stop PostgreSQL whenever its reader is busy, and be gone with the reader.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LARGEST = 5_000_000
TAIL = 20_000


@contextmanager
def opened(journal: Path) -> Generator[IO[bytes]]:
    """Open the journal for a server to write at its end, after making room."""
    trim(journal)
    with open(journal, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        yield file


def trim(journal: Path) -> None:
    """Move a journal that has grown too large to `<name>.1`; the server goes on writing to the emptied file."""
    if size(journal) > LARGEST:
        shutil.copyfile(journal, journal.with_name(f"{journal.name}.1"))
        os.truncate(journal, 0)


def size(journal: Path) -> int:
    """Give the journal's length in bytes."""
    return journal.stat().st_size if journal.exists() else 0


def since(journal: Path, begin: int) -> str:
    """Give what was written after `begin`, at most the last part of it."""
    end = size(journal)
    if begin > end:  # trimmed in between
        begin = 0
    with journal.open("rb") as file:
        file.seek(max(begin, end - TAIL))
        return file.read().decode(errors="replace")


def last(text: str, lines: int = 15) -> str:
    """Give the last lines of a text."""
    return "\n".join(text.strip().splitlines()[-lines:])
