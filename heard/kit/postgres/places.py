"""Where things lie: the cluster, the sockets, the lock, and what PostgreSQL writes about itself."""

import fcntl
import hashlib
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

PORT = 5432  # only a part of the socket's file name: nothing listens on TCP
SOCKET_PATH_BYTES = 107  # what a Unix socket address holds, less its closing zero
PRIVATE = 0o700


class PostgresFailed(Exception):
    """The embedded PostgreSQL cannot serve; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """The files of one embedded server.

    `home` is the data folder itself, except where the user that PostgreSQL runs as cannot reach it; then
    `data/postgres` is a link that shows where the cluster really is.
    """

    data: Path
    home: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.data / "postgres.log"

    @classmethod
    def of(cls, data: Path) -> Self:
        """Find the place of an existing server, or the usual one of a new server."""
        link = data / "postgres"
        return cls(data, link.resolve().parent if link.is_symlink() else data)

    @property
    def mark(self) -> str:
        """A short name of this place, the same in every process."""
        return hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]


def prepare(data: Path) -> Path:
    """Make the data folder if need be and give its full path; raises PostgresFailed if it cannot be written."""
    data = data.expanduser().absolute()
    try:
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        return data.resolve()
    except OSError as error:
        raise PostgresFailed(f"The data folder {data} cannot be made: {error.strerror}.") from error


class OwnerLock:
    """The lock that decides who runs the server. The kernel frees it when its holder ends, in whatever way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            message = f"{self._path} cannot be opened: {error.strerror}. Run as the user who owns the data folder."
            raise PostgresFailed(message) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            os.close(self._file)

    def take(self) -> bool:
        """Try to become the owner, without waiting; say whether we are."""
        if self._file is None:
            raise RuntimeError("the lock is taken inside its with block")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        return True

    def holder(self) -> str:
        """Say which process holds the lock, for people."""
        try:
            return self._path.read_text().strip() or "another process"
        except OSError:
            return "another process"


@dataclass(frozen=True)
class Postmaster:
    """What PostgreSQL writes into postmaster.pid about itself."""

    pid: int
    sockets: Path
    ready: bool

    @classmethod
    def read(cls, cluster: Path) -> Self | None:
        """Read the file of a cluster; None when it is missing or half-written."""
        try:
            lines = (cluster / "postmaster.pid").read_text().splitlines()
            return cls(int(lines[0]), Path(lines[4]), len(lines) > 7 and lines[7].strip() == "ready")  # noqa: PLR2004 — line 8 is the status
        except (OSError, ValueError, IndexError):
            return None


def is_postgres(pid: int) -> bool:
    """Say whether a live process of this number is a PostgreSQL; numbers are used again, above all in containers."""
    if sys.platform == "linux":
        try:
            return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
    found = subprocess.run(  # noqa: S603 — a fixed program with a number
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in found.stdout


def socket_folder(place: Place, owner: int) -> Path:
    """Give the private folder for the socket, made if need be; `owner` is the user id PostgreSQL's files carry.

    It is `run` beside the cluster, or, where that path is too long for a socket's address, a folder with a short name
    in the machine's place for such things. Whoever can enter the folder is trusted, so it must be ours alone: one that
    somebody else made before us is refused.
    """
    for folder in (place.home / "run", *_short_folders(place)):
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES and folder.parent.is_dir():
            return own_folder(folder, owner)
    raise PostgresFailed(f"No folder with a path short enough for a socket: set XDG_RUNTIME_DIR. Tried {place.home}.")


def _short_folders(place: Place) -> list[Path]:
    """Give the folders to try when the data folder's own path is too long."""
    runtime = Path("/run") if os.geteuid() == 0 else Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    candidates = [runtime, Path("/tmp")]  # noqa: S108 — own_folder refuses a folder that is not ours
    return [base / f"heard-{place.mark}" for base in candidates if os.access(base, os.W_OK)]


def own_folder(folder: Path, owner: int) -> Path:
    """Make a folder only `owner` may enter, or check that the one there is such; raises PostgresFailed if not."""
    try:
        folder.mkdir(mode=PRIVATE)
        if os.geteuid() == 0:
            os.chown(folder, owner, -1)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise PostgresFailed(f"{folder} belongs to somebody else; remove it.")
    if os.geteuid() == 0 and found.st_uid != owner:
        os.chown(folder, owner, -1)
    if stat.S_IMODE(found.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)
    return folder


def url(sockets: Path, database: str = "heard") -> str:
    """Give the address of a database, as asyncpg, psycopg and libpq read it."""
    return f"postgresql://heard@/{database}?host={quote(str(sockets), safe='/')}&port={PORT}"
