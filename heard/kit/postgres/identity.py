"""As whom PostgreSQL runs. It refuses to run as root, so root has to be somebody else for it.

First choice: a user namespace, in which root's own processes bear an ordinary number. Nothing on the machine changes
and the files stay root's. Where that is forbidden (containers often do): an unprivileged user who exists already.
Users are never added, and folders that are not ours are never opened to anybody.
"""

import asyncio
import os
import pwd
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from heard.kit.postgres.places import Place, PostgresFailed

LAUNCHER = Path(__file__).with_name("launcher.py")
FALLBACK_HOME = Path("/var/lib/heard")


@dataclass(frozen=True)
class Identity:
    """Whom the server runs as: itself, a number in a namespace, or another user."""

    how: Literal["self", "namespace", "user"]
    uid: int
    gid: int

    @property
    def owner(self) -> int:
        """The user id that the server's files carry, seen from here."""
        return self.uid if self.how == "user" else os.geteuid()

    def command(self, program: Path, *arguments: str, on_death: signal.Signals = signal.SIGINT) -> list[str]:
        """Give the command that runs `program` so; it gets `on_death` when this process dies."""
        who = [str(os.getpid()), str(int(on_death)), self.how, str(self.uid), str(self.gid)]
        return [sys.executable, "-I", "-S", str(LAUNCHER), *who, str(program), *arguments]

    def give(self, folder: Path) -> None:
        """Hand a folder of ours, with all in it, to the server's user."""
        if self.how != "user":
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def clean_environment() -> dict[str, str]:
    """Give an environment in which nobody's PG* variables or language change what PostgreSQL does or says."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "TMPDIR", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C"}


async def launch(command: list[str], output: IO[bytes] | int) -> asyncio.subprocess.Process:
    """Start a command apart from our terminal, so that Ctrl-C reaches us and not it."""
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        env=clean_environment(),
    )


async def run(command: list[str]) -> tuple[int, str]:
    """Run a command to its end; give its exit code and what it said."""
    process = await launch(command, asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace").strip()


async def choose(place: Place, postgres: Path) -> Identity:
    """Decide as whom to run; raises PostgresFailed when the cluster belongs to a user we cannot be."""
    owner = place.cluster.stat().st_uid if place.cluster.exists() else None
    me = os.geteuid()
    if owner is not None and me not in {0, owner}:
        raise PostgresFailed(f"{place.cluster} belongs to {user_name(owner)}: run as that user.")
    if me != 0 and user_name(me) != str(me):
        return Identity("self", me, os.getegid())
    if owner and me == 0:
        return Identity("user", owner, place.cluster.stat().st_gid)
    stranger = unprivileged()
    namespaced = Identity("namespace", stranger.pw_uid, stranger.pw_gid)
    if await works(namespaced, postgres):
        return namespaced
    return Identity("user", stranger.pw_uid, stranger.pw_gid) if me == 0 else Identity("self", me, os.getegid())


async def works(identity: Identity, postgres: Path) -> bool:
    """Say whether PostgreSQL's program starts under this identity."""
    code, _ = await run(identity.command(postgres, "--version", on_death=signal.SIGKILL))
    return code == 0


def user_name(uid: int) -> str:
    """Give the name of a user, or the number of one without a name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def unprivileged() -> pwd.struct_passwd:
    """Give an existing user with few rights: `postgres`, `nobody`, else any but root.

    It must have a name: initdb looks its own number up.
    """
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    for name in ("postgres", "nobody", *sorted(users)):
        if name in users:
            return users[name]
    raise PostgresFailed("Run as an ordinary user, or set HEARD_DATABASE_URL: this machine has no user but root.")


def settle(place: Place, identity: Identity) -> Place:
    """Give the place where this identity can work: the usual one, or one under /var/lib that it can reach."""
    if identity.how != "user" or reachable(place.home, identity):
        return place
    if place.cluster.exists():
        message = f"{place.cluster} lies where {user_name(identity.uid)} may not go: move the data folder elsewhere."
        raise PostgresFailed(message)
    home = open_folder(FALLBACK_HOME / place.mark)
    (place.data / "postgres").symlink_to(home / "postgres")
    return Place(place.data, home)


def reachable(path: Path, identity: Identity) -> bool:
    """Say whether the identity may pass through every folder down to `path`."""
    return all(_may_enter(folder, identity) for folder in (path, *path.parents))


def _may_enter(folder: Path, identity: Identity) -> bool:
    found = folder.stat()
    if found.st_uid == identity.uid:
        return bool(found.st_mode & 0o100)
    return bool(found.st_mode & (0o010 if found.st_gid == identity.gid else 0o001))


def readable_programs(package: Path, identity: Identity) -> Path:
    """Give a package folder whose programs this identity can run, copied under /var/lib if it must be.

    The wheel's libraries lie beside the package and are found from it, so both are copied, and appear at once.
    """
    if identity.how != "user" or reachable(package, identity):
        return package
    copy = FALLBACK_HOME / f"programs-{package.stat().st_mtime_ns:x}"
    if not copy.exists():
        half = open_folder(FALLBACK_HOME) / f".{copy.name}.{os.getpid()}"
        shutil.copytree(package, half / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name)
        half.chmod(0o755)
        half.rename(copy)
    return copy / package.name


def open_folder(folder: Path) -> Path:
    """Make a folder of ours under /var/lib which everybody may pass through; what is private in it says so itself."""
    for path in (FALLBACK_HOME, folder):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o755)
    return folder
