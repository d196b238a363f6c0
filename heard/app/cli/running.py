"""Commands that run Heard and look after it."""

from __future__ import annotations

from dataclasses import replace

import click
from alembic import command as alembic
from sqlalchemy import text

from heard.app import demo as demos
from heard.app import doctor as doctors
from heard.app import migrate as migrations
from heard.app import process
from heard.app.cli.asynchronous import run
from heard.kit import logs
from heard.kit.settings import Settings, load


@click.command()
@click.option(
    "--demo",
    "with_demo",
    is_flag=True,
    help="Make a demo workspace on the first start and turn the practice network on.",
)
@run
async def serve(*, with_demo: bool) -> None:
    """Run everything in one process: web server, worker, and PostgreSQL unless HEARD_DATABASE_URL names one."""
    settings = _for_demo(load()) if with_demo else load()
    async with process.opened(settings) as services:
        beside = await demos.prepare(services) if with_demo else None

        async def ready() -> None:
            click.echo(f"\n  Heard is ready at {settings.url}\n", err=True)
            if with_demo:
                click.echo(await demos.sign_in_hint(services), err=True)
                if not await demos.played(services):
                    await demos.play(services)

        await process.serve(services, web=True, worker=True, ready=ready, beside=beside)


@click.command()
@run
async def web() -> None:
    """Run the web server alone; `heard worker` does the rest."""
    async with process.opened(load()) as services:
        await process.serve(services, web=True, worker=False)


@click.command()
@run
async def worker() -> None:
    """Run a worker; several share the work."""
    async with process.opened(load()) as services:
        await process.serve(services, web=False, worker=True)


@click.command()
@run
async def migrate() -> None:
    """Bring the database to this version's schema. The other commands do it by themselves."""
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    async with process.database_url(settings) as url:
        applied = await migrations.migrate(url)
    click.echo(f"Applied: {', '.join(applied)}." if applied else "The schema is up to date.")


@click.command(hidden=True)
@click.argument("message")
@run
async def migration(message: str) -> None:
    """For developers: write a migration from the difference between models and database."""
    settings = load()
    async with process.database_url(settings) as url:
        await migrations.migrate(url)
        with migrations.engine(url).connect() as connection:
            connection.execute(text("SELECT 1"))
            setup = migrations.config()
            setup.attributes["connection"] = connection
            alembic.revision(setup, message, autogenerate=True)


@click.command()
@run
async def doctor() -> None:
    """Look for what is wrong and say how to mend it."""
    failures = 0
    async for finding in doctors.examine(load()):
        failures += not finding.well
        click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}: {finding.detail}")
        if finding.mend:
            click.echo(f"     → {finding.mend}")
    if failures:
        raise SystemExit(1)


@click.command()
@run
async def demo() -> None:
    """Make the demo workspace, and let its customers speak through the real door of a running Heard."""
    settings = _for_demo(load())
    async with process.opened(settings) as services:
        await demos.prepare(services)
        click.echo(await demos.sign_in_hint(services))
        click.echo(await demos.play(services))


def _for_demo(settings: Settings) -> Settings:
    return replace(settings, practice=True)
