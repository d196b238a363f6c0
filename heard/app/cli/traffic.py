"""Commands that bring messages: `replay` a file through the door, `parse` a captured payload."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from heard.app import process
from heard.app import replay as replays
from heard.app.cli.asynchronous import run
from heard.channels.base import CannotParse, Connection, RawRequest
from heard.channels.registry import CHANNELS
from heard.kit.http import Http
from heard.kit.settings import load

_NETWORKS = click.Choice(sorted(CHANNELS))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--network", type=_NETWORKS, default="x", show_default=True)
@click.option("--account", type=int, help="Id of the account to deliver to. Default: the network's first one.")
@click.option("--url", help="Address of the running Heard. Default: from the settings.")
@click.option("--rate", type=float, default=0, help="Deliveries a second; 0: as fast as they are taken.")
@click.option("--connections", type=click.IntRange(1, 256), default=32, show_default=True)
@click.option("--limit", type=int, help="Only the first so many rows.")
@click.option("--shuffle", type=int, help="In a random order made from this seed.")
@click.option(
    "--id-column", default="id,tweet_id", show_default=True, help="Names to look for, the first found is used."
)
@click.option("--created-column", default="created,created_at,tweet_created", show_default=True)
@click.option("--author-column", default="author,author_id", show_default=True)
@click.option("--text-column", default="text", show_default=True)
@run
async def replay(file: Path, **options: object) -> None:
    """Send a CSV of posts (also .gz) to a running Heard as signed deliveries, with progress and a summary.

    The file has columns for id, time of creation and text; a column for the author is optional: without one, each post
    has an author of its own.
    """
    plan = msgspec.convert({"file": str(file), **options}, replays.Plan)
    settings = load()
    async with process.opened(settings) as services:
        posts = replays.read(plan)
        target = await replays.target(services, plan)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Replaying", total=len(posts), speed="")
            summary = await replays.send(
                target,
                posts,
                plan,
                on_progress=lambda done, speed: progress.update(task, completed=done, speed=f"{speed:,.0f}/s"),
            )
    click.echo(summary.text())
    if summary.refused:
        raise SystemExit(1)


@click.command()
@click.argument("network", type=_NETWORKS)
@click.option("--own-id", default="", help="The id of our own account, by which echoes are told from what others say.")
def parse(network: str, own_id: str) -> None:
    """Print what an adapter makes of a captured payload on standard input: one JSON line an item."""
    kind = CHANNELS[network]
    blank = msgspec.convert({each.name: "" for each in msgspec.structs.fields(kind.Settings)}, kind.Settings)
    adapter = kind(Connection(blank, own_id, "", Http()))
    try:
        items = adapter.parse(RawRequest("POST", {}, {}, sys.stdin.buffer.read()))
    except CannotParse as error:
        msg = f"This delivery would be parked: {error}."
        raise click.ClickException(msg) from error
    for item in items:
        click.echo(msgspec.json.encode(item).decode())
