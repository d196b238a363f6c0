"""Commands that keep a copy and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from heard.app import backup as backups
from heard.app import process
from heard.app.cli.asynchronous import run
from heard.kit import logs
from heard.kit.settings import load


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--no-media", is_flag=True, help="Leave pictures and files out: you copy the media folder yourself.")
@run
async def backup(file: Path, *, no_media: bool) -> None:
    """Write everything to FILE while Heard runs. The file holds people's words and keys: keep it as you would those."""
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    async with process.database_url(settings) as url:
        made = await backups.back_up(settings, url, file, media=not no_media)
    click.echo(
        f"{file}: {made.rows.get('messages', 0):,} messages, {made.files:,} pictures and files, "
        f"{_megabytes(file):,.1f} MB, as of {made.at[:19]} UTC."
    )
    if made.absent:
        click.echo(f"{made.absent:,} pictures and files are not in it.")
    if settings.secret_key:
        click.echo("HEARD_SECRET_KEY is not in it: keep that too.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Give up what is in the database now.")
@run
async def restore(file: Path, *, replace: bool) -> None:
    """Bring back what `heard backup` wrote to FILE, into a database that no running Heard uses."""
    settings = load()
    logs.configure(settings.log_level, settings.log_format)
    async with process.database_url(settings) as url:
        done = await backups.restore(settings, url, file, replace=replace)
    click.echo(
        f"Restored {done.manifest.rows.get('messages', 0):,} messages and {done.files:,} pictures and files "
        f"as of {done.manifest.at[:19]} UTC."
    )
    if done.doubted:
        click.echo(
            f"{done.doubted} replies were waiting then and may have gone out since: see the view of failed ones."
        )
    for line in done.advice:
        click.echo(line)


def _megabytes(file: Path) -> float:
    return file.stat().st_size / 2**20
