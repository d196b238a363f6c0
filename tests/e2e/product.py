"""The product as somebody runs it: `heard serve`, a process of its own on a free port, with a data folder of its own."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.serving import own_port

# Long enough to be undone on a machine that is busy with others.
UNDO_SECONDS = 4
WITHIN_SECONDS = 60


class Product:
    """One Heard. It can be stopped and started again on the same port and data."""

    def __init__(self, folder: Path, *, demo: bool, **settings: str) -> None:
        """Give it a place and settings (`HEARD_…`); nothing runs yet."""
        self._folder = folder
        self._settings = settings
        self._demo = demo
        self._port = own_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    @property
    def password(self) -> str:
        """The password of everybody in the demo."""
        return (self._folder / "demo_password").read_text().strip()

    async def start(self) -> None:
        """Start it and wait until it answers, and in a demo until its customers have spoken."""
        command = [Path(sys.executable).with_name("heard"), "serve", *(["--demo"] if self._demo else [])]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEARD_")},
            "HEARD_DATA_DIR": str(self._folder),
            "HEARD_PORT": str(self._port),
            "HEARD_UNDO_SECONDS": str(UNDO_SECONDS),
            "HEARD_LOG_FORMAT": "json",
            **self._settings,
        }
        log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        log.close()
        deadline = time.monotonic() + WITHIN_SECONDS
        while not await self._ready():
            assert self._process.poll() is None, f"Heard has ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"Heard has not come up:\n{self.log()}"
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """End it as a person would, with Ctrl+C; it must end cleanly."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(signal.SIGINT)
        try:
            code = await asyncio.to_thread(process.wait, WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert code == 0, f"Heard ended with {code}:\n{self.log()}"

    def log(self) -> str:
        """The end of what it said."""
        return (self._folder / "server.log").read_text()[-3000:]

    def faults(self) -> list[str]:
        """What its log says of its own faults."""
        return [line for line in (self._folder / "server.log").read_text().splitlines() if '"web.fault"' in line]

    async def _ready(self) -> bool:
        try:
            async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
                if (await client.get("/health/ready")).status_code != 200:
                    return False
                return not self._demo or (self._folder / "demo_password").exists()
        except httpx.TransportError:
            return False
