"""Heard as an operator runs it: processes of its command line, started, killed and watched from outside."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.serving import own_port

COMMAND = (sys.executable, "-m", "heard")


@dataclass
class Site:
    """One installation: its environment, and the processes that run in it."""

    environment: dict[str, str]
    port: int
    log: Path
    running: list[asyncio.subprocess.Process] = field(default_factory=list[asyncio.subprocess.Process])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, *command: str) -> asyncio.subprocess.Process:
        """Start a command that goes on running."""
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *COMMAND, *command, env=self.environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    async def run(self, *command: str, stdin: bytes = b"", expect: int = 0) -> str:
        """Run a command to its end; what it printed."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *COMMAND, *command, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe
        )
        out, err = await process.communicate(stdin)
        assert process.returncode == expect, (command, process.returncode, out.decode()[-2000:], err.decode()[-2000:])
        return (out + (err if expect else b"")).decode()

    async def until_ready(self, seconds: float = 30.0) -> None:
        """Wait until the web server answers."""
        async with asyncio.timeout(seconds), httpx.AsyncClient() as client:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.05)

    def logged(self) -> str:
        return self.log.read_text(errors="replace")


@asynccontextmanager
async def site(folder: Path, **settings: str) -> AsyncGenerator[Site]:
    """An installation in a folder; whatever still runs in it is ended."""
    port = own_port()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    mine = {"HEARD_DATA_DIR": str(folder / "data"), "HEARD_PORT": str(port), "HEARD_LOG_FORMAT": "json"}
    made = Site({**ours, **mine, **settings}, port, folder / "log.txt")
    try:
        yield made
    finally:
        for process in made.running:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in made.running:
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()
