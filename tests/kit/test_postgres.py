"""The embedded PostgreSQL, for real: started, shared, killed, half made, and started again."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from heard.kit.postgres import PostgresFailed, Server, cluster, identity, journal, places, running

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import asyncio, signal, sys, pathlib
# As in a terminal, also where a job in the background has been told to ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from heard.kit.postgres import identity, running
if "no-death-signal" in sys.argv:
    command = identity.Identity.command
    identity.Identity.command = lambda *words, on_death=0: command(*words, on_death=0)
async def main():
    async with running(pathlib.Path(sys.argv[1]), fast="safe" not in sys.argv) as server:
        print("ready", server.owned, server.pid, server.url, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")


@pytest.fixture
def data() -> Generator[Path]:
    """A data folder with a short path that every user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="heard-"))
    folder.chmod(0o755)
    yield folder / "data"
    server = places.Postmaster.read(folder / "data" / "postgres")
    while server and places.is_postgres(server.pid):  # its owner was killed: it is on its way out
        time.sleep(0.02)
    shutil.rmtree(folder)


@asynccontextmanager
async def other_process(data: Path, *words: str) -> AsyncGenerator[tuple[asyncio.subprocess.Process, Server]]:
    """Another process in which `running` is entered; killed at the end if it still lives."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OWNER, str(data), *words),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout
    said: list[str] = []
    while line := (await process.stdout.readline()).decode():
        said.append(line)
        if line.startswith("ready"):
            break
    assert said, "nothing said"
    assert said[-1].startswith("ready"), "".join(said)
    _, owned, pid, url = said[-1].split()
    try:
        yield process, Server(url, owned=owned == "True", pid=int(pid), bin=Path())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ask(server: Server, *statements: str) -> object:
    """Run statements on a connection of their own; give the value of the last one."""
    connection = await asyncpg.connect(server.url, timeout=5)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


async def insert_until_it_dies(server: Server, kill: Callable[[], None]) -> int:
    """Commit rows one by one, kill when there are a few hundred, and give how many were acknowledged."""
    connection = await asyncpg.connect(server.url)
    await connection.execute("create table if not exists kept (n int)")
    acknowledged = 0
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        while acknowledged < 100_000:
            await connection.execute("insert into kept values ($1)", acknowledged)
            acknowledged += 1
            if acknowledged == 300:
                kill()
    connection.terminate()
    assert 300 <= acknowledged < 100_000
    return acknowledged


async def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_cold_start_makes_a_database_that_a_warm_start_finds(data: Path) -> None:
    async with running(data) as server:
        assert server.owned
        assert await ask(server, "create table kept as select 1 n", "select current_database()") == "heard"
        assert await ask(server, "select current_user") == "heard"
        assert await ask(server, "show listen_addresses") == ""
        assert await ask(
            server, "select datcollate || ' ' || datctype || ' ' || datlocale from pg_database limit 1"
        ) == ("C C.UTF-8 C.UTF-8")
        assert await ask(server, "select lower('ÇİĞ ВОЗВРАТ')") == "çiğ возврат"
        assert os.getsid(server.pid) != os.getsid(0), "Ctrl-C in our terminal must not reach PostgreSQL"
        assert (data / "run").stat().st_mode & 0o777 == 0o700
        assert subprocess.run([server.bin / "pg_dump", "--version"], check=True, capture_output=True).stdout
    assert not places.is_postgres(server.pid)
    async with running(data) as server:
        assert await ask(server, "select n from kept") == 1


async def test_a_second_process_attaches_and_leaves_the_server_alone(data: Path) -> None:
    async with running(data, fast=True) as mine:
        async with other_process(data) as (process, theirs):
            assert not theirs.owned
            assert (theirs.pid, theirs.url) == (mine.pid, mine.url)
            process.send_signal(signal.SIGINT)
            await process.wait()
        assert await ask(mine, "select 1") == 1


async def test_two_that_start_at_once_share_one_server(data: Path) -> None:
    async with other_process(data) as (_, first), other_process(data) as (_, second):
        assert sorted([first.owned, second.owned]) == [False, True]
        assert first.pid == second.pid


async def test_racing_owners_in_one_moment_make_one_cluster(data: Path) -> None:
    async def race() -> tuple[bool, int]:
        async with other_process(data) as (_, server):
            await asyncio.sleep(0.3)
            return server.owned, server.pid

    results = await asyncio.gather(race(), race(), race())
    assert sum(owned for owned, _ in results) == 1
    assert len({pid for _, pid in results}) == 1


async def test_a_killed_server_comes_back_with_every_committed_row(data: Path) -> None:
    async with running(data) as server:
        killed = server.pid
        acknowledged = await insert_until_it_dies(server, lambda: os.kill(killed, signal.SIGKILL))
        await eventually(lambda: server.pid != killed, seconds=20)
        assert await ask(server, "select count(*) from kept") in {acknowledged, acknowledged + 1}


@needs_linux
async def test_a_killed_owner_takes_the_server_down_and_loses_nothing(data: Path) -> None:
    async with other_process(data, "safe") as (process, server):
        acknowledged = await insert_until_it_dies(server, process.kill)
        await eventually(lambda: not places.is_postgres(server.pid), seconds=5)
    async with running(data) as server:
        assert server.owned
        assert await ask(server, "select count(*) from kept") in {acknowledged, acknowledged + 1}


async def test_a_server_that_outlived_its_owner_is_stopped_and_started_anew(data: Path) -> None:
    async with other_process(data, "no-death-signal") as (process, orphan):
        process.kill()
        await process.wait()
    assert places.is_postgres(orphan.pid)
    async with running(data) as server:
        assert server.owned
        assert server.pid != orphan.pid
        assert await ask(server, "select 1") == 1
    assert not places.is_postgres(orphan.pid)


async def test_a_half_made_cluster_is_thrown_away(data: Path) -> None:
    half = data / "postgres.new-killed"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    async with running(data, fast=True) as server:
        assert await ask(server, "select 1") == 1
    assert not half.exists()


async def test_an_initdb_that_fails_says_why_and_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "init_arguments", lambda half, **_: ["-D", str(half), "--no-such-flag"])
    with pytest.raises(PostgresFailed, match="no-such-flag"):
        async with running(data):
            pytest.fail("it must not start")
    assert not list(data.glob("postgres*new*"))
    assert not (data / "postgres").exists()


async def test_a_stale_pid_file_naming_a_stranger_does_not_stop_the_start(data: Path) -> None:
    async with running(data, fast=True):
        pass
    stranger = subprocess.Popen(["sleep", "60"])
    lines = [str(stranger.pid), str(data / "postgres"), "1700000000", "5432", str(data / "run"), "", "1 1", "ready"]
    (data / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    async with running(data, fast=True) as server:
        assert await ask(server, "select 1") == 1
    assert stranger.poll() is None, "the stranger must not be touched"
    stranger.kill()
    stranger.wait()


async def test_a_start_that_cannot_work_says_what_postgres_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cluster.SETTINGS, "no_such_setting", "1")
    with pytest.raises(PostgresFailed, match="no_such_setting"):
        async with running(data, fast=True):
            pytest.fail("it must not start")


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(data: Path) -> None:
    long = data / ("d" * 60) / ("e" * 60)
    async with running(long, fast=True) as server:
        assert await ask(server, "select 1") == 1
        async with other_process(long) as (_, attached):
            assert (attached.owned, attached.url) == (False, server.url)
        found = places.Postmaster.read(long / "postgres")
        assert found
        assert found.sockets.stat().st_mode & 0o777 == 0o700
    found.sockets.rmdir()


def test_a_socket_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(PostgresFailed, match="somebody else"):
        places.own_folder(tmp_path / "link", os.geteuid())


def test_the_journal_stays_small(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    with journal.opened(log) as file:
        file.write(b"x" * (journal.LARGEST + 1))
        file.flush()
        journal.trim(log)
        file.write(b"the end\n")
    assert log.read_text() == "the end\n"
    assert (tmp_path / "postgres.log.1").stat().st_size == journal.LARGEST + 1


async def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PostgresFailed, match="cannot be made"):
        async with running(tmp_path / "file" / "data"):
            pytest.fail("it must not start")


@pytest.fixture
def without_namespaces(monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A machine that forbids user namespaces, with a /var/lib of its own."""

    async def forbidden(_identity: identity.Identity, _postgres: Path) -> bool:
        return False

    home = Path(tempfile.mkdtemp(prefix="heard-var-"))
    home.chmod(0o755)
    monkeypatch.setattr(identity, "works", forbidden)
    monkeypatch.setattr(identity, "FALLBACK_HOME", home / "heard")
    yield home / "heard"
    shutil.rmtree(home)


@needs_root
async def test_root_without_namespaces_borrows_an_unprivileged_user(
    tmp_path: Path, without_namespaces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    wheel = cluster.package()
    shutil.copytree(wheel, private / wheel.name)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), private / f"{wheel.name}.libs")
    monkeypatch.setattr(cluster, "package", lambda: private / wheel.name)
    for expected in (None, 1):
        async with running(private / "data", fast=True) as server:
            assert Path(f"/proc/{server.pid}").stat().st_uid == identity.unprivileged().pw_uid
            assert without_namespaces in server.bin.parents
            assert await ask(server, "select to_regclass('kept') is not null") is (expected is not None)
            await ask(server, "create table if not exists kept as select 1 n", "select n from kept")
    assert (private / "data" / "postgres").resolve().is_relative_to(without_namespaces)
    assert private.stat().st_mode & 0o777 == 0o700
    assert places.is_postgres(server.pid) is False


@needs_root
async def test_a_cluster_survives_the_move_to_a_machine_without_namespaces(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forbidden(_identity: identity.Identity, _postgres: Path) -> bool:
        return False

    async with running(data, fast=True) as server:
        await ask(server, "create table kept as select 1 n", "select 1")
    with monkeypatch.context() as patch:
        patch.setattr(identity, "works", forbidden)
        async with running(data, fast=True) as server:
            assert await ask(server, "select n from kept") == 1
    async with running(data, fast=True) as server:
        assert await ask(server, "select n from kept") == 1
