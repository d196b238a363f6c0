"""The life of a process: its database, its schema, its parts, and stopping cleanly."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

from heard.app.connections import Connection
from heard.app.edge import Observed
from heard.app.migrate import migrate
from heard.app.services import assemble
from heard.app.web import Web
from heard.app.worker import work
from heard.kit import logs
from heard.kit.postgres import running

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping

    from heard.app.services import Services
    from heard.app.web import App
    from heard.kit.settings import Settings

_GRACE_SECONDS = 5
_FILES = 65_536


@asynccontextmanager
async def database_url(settings: Settings) -> AsyncGenerator[str]:
    """The database's URL: the external one, or that of the embedded server, which runs while the block lasts."""
    if settings.database_url:
        yield settings.database_url
        return
    async with running(settings.data_dir / "postgres") as server:
        yield server.url


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Services]:
    """A process's parts on a database of this version's schema; the bus is not started."""
    logs.configure(settings.log_level, settings.log_format)
    async with database_url(settings) as url:
        await migrate(url)
        services = assemble(settings, url)
        try:
            yield services
        finally:
            await services.database.close()


async def serve(
    services: Services,
    *,
    web: bool,
    worker: bool,
    ready: Callable[[], Awaitable[None]] | None = None,
    beside: Mapping[str, App] | None = None,
) -> None:
    """Run the web server, the worker or both until SIGINT or SIGTERM; `ready` is called once all is up."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    app = Web(services, beside=beside)
    async with app.running():
        await services.bus.start()
        settle_memory()
        _raise_limits()
        server = _server(services.settings, app) if web else None
        tasks = [asyncio.create_task(server.serve(), name="web")] if server else []
        tasks += [asyncio.create_task(work(services), name="worker")] if worker else []
        waiting = asyncio.create_task(stop.wait(), name="signal")
        announcing = asyncio.create_task(_announce(server, ready), name="ready")
        try:
            await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            announcing.cancel()
            waiting.cancel()
            await _stop(server, tasks)
            await services.bus.close()


def _raise_limits() -> None:
    """Every listening browser is an open file, and systems give a program few of them until it asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(most, _FILES)
    with suppress(ValueError, OSError):  # then there are as many as there are
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def settle_memory() -> None:
    """What is loaded by now lives as long as the process: the collector need not walk it again, nor run so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _announce(server: uvicorn.Server | None, ready: Callable[[], Awaitable[None]] | None) -> None:
    while server is not None and not server.started:  # noqa: ASYNC110 — uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    if ready is not None:
        await ready()


async def _stop(server: uvicorn.Server | None, tasks: list[asyncio.Task[None]]) -> None:
    """The web server finishes its requests, the worker what it has begun; a task's own failure is raised."""
    if server is not None:
        server.should_exit = True
    for task in tasks:
        if task.get_name() != "web":
            task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


class _Quiet(uvicorn.Server):
    """uvicorn without its own signal handling: this process has one for all its parts."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals to `serve`."""
        yield


def _server(settings: Settings, app: Web) -> uvicorn.Server:
    proxies = _proxies(settings)
    config = uvicorn.Config(
        Observed(app),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        loop="none",
        http=Connection,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        backlog=2048,
    )
    return _Quiet(config)


def _proxies(settings: Settings) -> list[str]:
    return [part.strip() for part in settings.trusted_proxies.split(",") if part.strip()]
