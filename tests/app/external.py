"""A PostgreSQL that an operator brings: installed on the machine, started by the test, listening on a port."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from heard.kit.postgres.identity import Identity, launch, run, unprivileged
from tests import places
from tests.serving import own_port

OLDEST = Path("/usr/lib/postgresql/15/bin")
SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "max_connections": "100"}


@asynccontextmanager
async def external(programs: Path) -> AsyncGenerator[str]:
    """A server of these programs with an empty database; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="heard-external-", dir=places.FOLDER) as name:
        Path(name).chmod(0o711)
        data = Path(name) / "data"
        data.mkdir(mode=0o700)
        identity = _identity()
        identity.give(data)
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "heard", "-A", "trust", "-E", "UTF8", "--no-sync"]
        code, said = await run(identity.command(Path(initdb[0]), *initdb[1:], "--locale=C.UTF-8"))
        assert code == 0, said
        port = own_port()
        arguments = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (Path(name) / "log").open("wb") as log:
            command = identity.command(programs / "postgres", "-D", str(data), "-p", str(port), *arguments)
            server = await launch(command, log)
        try:
            yield await _database(f"postgresql://heard@127.0.0.1:{port}")
        finally:
            with suppress(ProcessLookupError):
                server.send_signal(signal.SIGINT)
            await server.wait()
            shutil.rmtree(data, ignore_errors=True)


def _identity() -> Identity:
    if os.geteuid() != 0:
        return Identity("self", os.geteuid(), os.getegid())
    user = unprivileged()
    return Identity("user", user.pw_uid, user.pw_gid)


async def _database(server: str) -> str:
    async with asyncio.timeout(30):
        while True:
            try:
                connection = await asyncpg.connect(f"{server}/postgres")
                break
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)
    await connection.execute("CREATE DATABASE heard")
    await connection.close()
    return f"{server}/heard?sslmode=disable"
