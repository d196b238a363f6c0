"""A real nats-server of a test's own, which can be killed and comes back on the same port."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.serving import own_port

PROGRAM = Path(sys.executable).with_name("nats-server")


@dataclass
class NatsServer:
    """One server on a port of this machine, for those who know the password."""

    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"nats://heard:bread@127.0.0.1:{self.port}"

    async def start(self) -> None:
        arguments = ("-a", "127.0.0.1", "-p", str(self.port), "--user", "heard", "--pass", "bread")
        null = asyncio.subprocess.DEVNULL
        self.process = await asyncio.create_subprocess_exec(PROGRAM, *arguments, stdout=null, stderr=null)
        async with asyncio.timeout(20):
            while True:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            await self.process.wait()
            self.process = None


@asynccontextmanager
async def nats_server() -> AsyncGenerator[NatsServer]:
    server = NatsServer(own_port())
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
