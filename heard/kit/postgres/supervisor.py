"""The supervisor: one server for a data folder, started by whoever comes first and kept alive."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import structlog

from heard.kit.postgres import cluster, journal
from heard.kit.postgres.identity import Identity, choose, launch, readable_programs, settle
from heard.kit.postgres.places import (
    OwnerLock,
    Place,
    PostgresFailed,
    Postmaster,
    is_postgres,
    prepare,
    socket_folder,
    url,
)

log = structlog.get_logger(__name__)

REFUSED_FOR_NOW = (  # a killed postmaster's children need a second or two to notice and let go
    "pre-existing shared memory block",
    "is another postmaster",
    "is another postgres",
)
REFUSED_SECONDS = 15.0
PROGRESS_SECONDS = 5.0
STOP_SECONDS = 30.0
LONGEST_PAUSE = 5.0


@dataclass
class Server:
    """A running PostgreSQL: its address, whether it is ours to stop, its process and its programs' folder."""

    url: str
    owned: bool
    pid: int
    bin: Path


@asynccontextmanager
async def running(data_dir: Path, *, fast: bool = False) -> AsyncGenerator[Server]:
    """Have a PostgreSQL in `data_dir` while the block lasts.

    The first process to come owns the server: it makes the cluster if there is none, starts the server, starts it
    again if it dies, and stops it at the end. Others attach to it. `fast` gives up safety for speed, for tests. Call
    it from a thread that outlives the block: the kernel takes the server down with the thread that started it.

    Gives the server; raises PostgresFailed, with a message for the operator, when there can be none.
    """
    data = prepare(data_dir)
    with OwnerLock(data / "postgres.lock") as lock:
        attached = await _attach_or_own(lock, data)
        if attached:
            yield attached
            return
        keeper = await _keeper(data, fast=fast)
        try:
            await keeper.start()
            keeper.watch()
            yield keeper.server
        finally:
            await asyncio.shield(keeper.stop())


async def _attach_or_own(lock: OwnerLock, data: Path) -> Server | None:
    """Wait until there is a server to attach to, and give it, or until we hold the lock, and give None."""
    progress = Progress()
    while not lock.take():
        found = Postmaster.read(Place.of(data).cluster)
        if found and found.ready and await _answers(found.sockets):
            return Server(url(found.sockets), owned=False, pid=found.pid, bin=cluster.programs(cluster.package()))
        progress.tell("postgres_waiting_for_owner", owner=lock.holder())
        await asyncio.sleep(0.05)
    return None


async def _keeper(data: Path, *, fast: bool) -> "Keeper":
    """Prepare everything the owner needs, up to but not including the start of the server."""
    place = Place.of(data)
    package = cluster.package()
    identity = await choose(place, cluster.programs(package) / "postgres")
    place = settle(place, identity)
    programs = cluster.programs(await asyncio.to_thread(readable_programs, package, identity))
    await cluster.ensure(place, identity, programs, fast=fast)
    await _clear_way(place)
    sockets = socket_folder(place, identity.owner)
    log.debug("postgres_identity", how=identity.how, uid=identity.uid, cluster=str(place.cluster))
    return Keeper(place, identity, programs, sockets, fast=fast)


async def _clear_way(place: Place) -> None:
    """Deal with what a killed owner left: stop a server that still runs, remove a pid file that lies.

    We hold the lock, so no server of this cluster has an owner. A process number in a stale file may belong to
    anybody by now, and PostgreSQL would refuse to start because of it.
    """
    progress, began, sent = Progress(), time.monotonic(), 0
    while found := Postmaster.read(place.cluster):
        if not is_postgres(found.pid):
            (place.cluster / "postmaster.pid").unlink(missing_ok=True)
            return
        patience = time.monotonic() - began
        number = signal.SIGINT if patience < STOP_SECONDS else signal.SIGQUIT
        if sent != number:
            with suppress(ProcessLookupError):
                os.kill(found.pid, number)
            sent = number
        progress.tell("postgres_waiting_for_orphan", pid=found.pid)
        await asyncio.sleep(0.05)


async def _answers(sockets: Path) -> bool:
    """Say whether the server takes connections; make the database on the first one ever."""
    try:
        connection = await asyncpg.connect(url(sockets), timeout=10)
    except asyncpg.InvalidCatalogNameError:
        return await _make_database(sockets)
    except asyncpg.TooManyConnectionsError:
        return True
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False  # starting, recovering or dying: PostgreSQL's own words are in its journal
    await connection.close()
    return True


async def _make_database(sockets: Path) -> bool:
    """Create the database; another process may be doing the same."""
    connection = await asyncpg.connect(url(sockets, "postgres"), timeout=10)
    try:
        await connection.execute("create database heard")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass
    finally:
        await connection.close()
    return True


class Progress:
    """Tells, every few seconds, that something still takes its time."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, event: str, **facts: object) -> None:
        """Log the event if the last line is long enough ago."""
        now = time.monotonic()
        if now - self._told >= PROGRESS_SECONDS:
            self._told = now
            log.info(event, seconds=round(now - self._began), **facts)


class Keeper:
    """The owner's hold on the server: starts it, watches over it, stops it."""

    def __init__(self, place: Place, identity: Identity, programs: Path, sockets: Path, *, fast: bool) -> None:
        self._place, self._sockets = place, sockets
        arguments = cluster.command(place, sockets, fast=fast)
        self._command = identity.command(programs / "postgres", *arguments)
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.server = Server(url(sockets), owned=True, pid=0, bin=programs)

    async def start(self) -> None:
        """Start the server and wait until it answers, however long its recovery takes; raises PostgresFailed."""
        deadline = time.monotonic() + REFUSED_SECONDS
        while True:
            begin = journal.size(self._place.log)
            with journal.opened(self._place.log) as output:
                self._process = await launch(self._command, output)
            if await self._until_ready(self._process):
                self.server.pid = self._process.pid
                return
            said = journal.since(self._place.log, begin)
            if not any(reason in said for reason in REFUSED_FOR_NOW) or time.monotonic() > deadline:
                raise PostgresFailed(f"PostgreSQL did not start; {self._place.log} ends with:\n{journal.last(said)}")
            await asyncio.sleep(0.2)

    async def _until_ready(self, process: asyncio.subprocess.Process) -> bool:
        """Wait for the first answer; False if the process ends before."""
        progress, pause = Progress(), 0.01
        while process.returncode is None:
            found = Postmaster.read(self._place.cluster)
            if found and found.pid == process.pid and await _answers(self._sockets):
                return True
            said = journal.last(journal.since(self._place.log, 0), lines=1)
            progress.tell("postgres_recovering", postgres=said)
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.25)
        return False

    def watch(self) -> None:
        """Begin to watch over the server."""
        self._watch = asyncio.create_task(self._keep_alive(), name="postgres-keeper")

    async def _keep_alive(self) -> None:
        """Start the server again whenever it dies, and keep its journal small."""
        pause = 0.1
        while self._process:
            try:
                code = await asyncio.wait_for(self._process.wait(), timeout=60)
            except TimeoutError:
                journal.trim(self._place.log)
                pause = 0.1
                continue
            log.warning("postgres_died", code=code, restart_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                await self.start()
                log.info("postgres_back", pid=self.server.pid)
            except (PostgresFailed, OSError) as error:
                log.error("postgres_restart_failed", error=str(error))  # noqa: TRY400 — the message says all; it will be tried again

    async def stop(self) -> None:
        """Stop the server: politely, then firmly, then by force. Nothing committed is lost in any of the three."""
        if self._watch:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        process = self._process
        for number, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if process is None or process.returncode is not None:
                return
            with suppress(ProcessLookupError):
                process.send_signal(number)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), timeout=patience)
