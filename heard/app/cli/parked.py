"""Commands about what could not be done: parked deliveries and events, jobs that were given up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec

from heard.app import process
from heard.app.cli.asynchronous import run
from heard.app.operations import service as operations
from heard.channels.service import secrets_of
from heard.intake import queries
from heard.intake import service as intake
from heard.intake.service import Which
from heard.kit.failures import failed_jobs
from heard.kit.log import SYSTEM
from heard.kit.masking import masked
from heard.kit.parked import Parked, parked_events
from heard.kit.settings import load
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from collections.abc import Callable

    from heard.app.services import Services
    from heard.kit.db import Session

_WHAT = click.Choice(["envelopes", "events", "jobs"])
_MOST = 1_000
_COLUMNS = ("id", "workspace_id", "account_id", "account_name", "network", "received_at", "attempts", "reason", "size")


@dataclass(frozen=True)
class Chosen:
    """What the options of `replay` and `dismiss` mean."""

    what: str
    ids: tuple[str, ...]
    all: bool
    account: int | None
    since: datetime | None


def _moment(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        found = from_iso(value)
    except ValueError as error:
        msg = "write a moment like 2026-01-31T08:00:00Z"
        raise click.BadParameter(msg) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("ids", nargs=-1),
        click.option("--what", type=_WHAT, default="envelopes", show_default=True),
        click.option("--all", "every", is_flag=True, help="Everything that fits the other options."),
        click.option("--account", type=int, help="Only of this account (deliveries)."),
        click.option("--since", callback=_moment, help="Only from this moment on, like 2026-01-31T08:00:00Z."),
    ):
        command = option(command)
    return command


@click.group()
def parked() -> None:
    """What could not be done and waits for a person."""


@parked.command("list")
@click.option("--what", type=_WHAT, help="Only these. Default: all three.")
@click.option("--account", type=int, help="Only of this account (deliveries).")
@click.option("--since", callback=_moment, help="Only from this moment on.")
@click.option("--limit", type=click.IntRange(1, _MOST), default=50, show_default=True, help="At most so many of each.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line each.")
@run
async def list_parked(
    *, what: str | None, account: int | None, since: datetime | None, limit: int, as_json: bool
) -> None:
    """List it, newest first."""
    async with process.opened(load()) as services, services.database.transaction() as session:
        rows = await _rows(session, what, Which(None, account_id=account, since=since), limit)
    for row in rows:
        click.echo(msgspec.json.encode(row).decode() if as_json else _line(row))
    if not rows and not as_json:
        click.echo("Nothing is parked.")


async def _rows(session: Session, what: str | None, which: Which, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if what in {None, "envelopes"}:
        found += [
            {"what": "envelope", **dict(zip(_COLUMNS, row, strict=True))}
            for row in await queries.parked(session, which, limit=limit)
        ]
    if what in {None, "events"} and which.account_id is None:
        events = await parked_events(session, workspace_id=None, since=which.since, limit=limit)
        found += [{"what": "event", "id": f"{row.event_id}:{row.reader}", **asdict(row)} for row in events]
    if what in {None, "jobs"} and which.account_id is None:
        jobs = await failed_jobs(session, workspace_id=None, since=which.since, limit=limit)
        found += [{"what": "job", **asdict(row)} for row in jobs]
    return found


def _line(row: dict[str, Any]) -> str:
    moment = row.get("received_at") or row.get("at")
    about = row.get("account_name") or row.get("kind") or row.get("name") or ""
    return f"{row['what']} {row['id']}  {f'{moment:%Y-%m-%d %H:%M:%S}' if moment else '-'}  {about}  {row['reason']}"


@parked.command("show")
@click.argument("envelope_id", type=int)
@run
async def show(*, envelope_id: int) -> None:
    """Print a parked delivery as it was received, secrets hidden."""
    async with process.opened(load()) as services, services.database.transaction() as session:
        found = await queries.parked_envelope(session, Which(None, ids=[envelope_id]))
        if found is None:
            msg = f"There is no parked delivery {envelope_id}."
            raise click.ClickException(msg)
        secrets = await secrets_of(session, found.account_id, services.vault)
        click.echo(f"received {found.received_at:%Y-%m-%d %H:%M:%S}, tried {found.attempts} times: {found.reason}")
        click.echo(masked(found.body, secrets))


@parked.command("replay")
@_choosing
@run
async def replay(*, what: str, ids: tuple[str, ...], every: bool, account: int | None, since: datetime | None) -> None:
    """Do it again: name ids, or --all with a filter."""
    chosen = _checked(Chosen(what, ids, every, account, since))
    async with process.opened(load()) as services:
        click.echo(f"Put back: {await _settle(services, chosen, None)}.")


@parked.command("dismiss")
@_choosing
@click.option("--reason", required=True, help="Why it need not be done; kept on the log.")
@run
async def dismiss(
    *, what: str, ids: tuple[str, ...], every: bool, account: int | None, since: datetime | None, reason: str
) -> None:
    """Settle it without doing it: name ids, or --all with a filter."""
    chosen = _checked(Chosen(what, ids, every, account, since))
    async with process.opened(load()) as services:
        click.echo(f"Dismissed: {await _settle(services, chosen, reason)}.")


def _checked(chosen: Chosen) -> Chosen:
    if bool(chosen.ids) == chosen.all:
        msg = "Name ids, or say --all."
        raise click.UsageError(msg)
    if chosen.account is not None and chosen.what != "envelopes":
        msg = "--account is for deliveries only."
        raise click.UsageError(msg)
    return chosen


async def _settle(services: Services, chosen: Chosen, reason: str | None) -> int:
    """Replay (no reason) or dismiss what was chosen, a bounded part at a time; how many."""
    if chosen.what == "envelopes":
        return await _envelopes(services, chosen, reason)
    total = 0
    async with services.database.transaction() as session:
        rows = await _rows(session, chosen.what, Which(None, since=chosen.since), _MOST)
    wanted = [row for row in rows if chosen.all or str(row["id"]) in chosen.ids]
    for workspace_id in sorted({row["workspace_id"] or 0 for row in wanted}):
        mine = [row for row in wanted if (row["workspace_id"] or 0) == workspace_id]
        total += await (_events if chosen.what == "events" else _jobs)(services, mine, workspace_id, reason)
    return total


async def _envelopes(services: Services, chosen: Chosen, reason: str | None) -> int:
    ids = None if chosen.all else [int(each) for each in chosen.ids if each.isdigit()]
    which = Which(None, ids, chosen.account, since=chosen.since)
    total, last = 0, intake.AT_ONCE
    while last == intake.AT_ONCE:
        async with services.database.transaction() as session:
            last = (
                await intake.replay(session, which, by=SYSTEM)
                if reason is None
                else await intake.dismiss(session, which, by=SYSTEM, reason=reason)
            )
        total += last
    return total


async def _events(services: Services, rows: list[dict[str, Any]], workspace_id: int, reason: str | None) -> int:
    keys = [Parked(row["event_id"], row["reader"]) for row in rows]
    if reason is None:
        return await operations.hand_over_events(services.database, keys, workspace_id=workspace_id, by=SYSTEM)
    async with services.database.transaction() as session:
        return await operations.drop_events(session, keys, workspace_id=workspace_id, by=SYSTEM, reason=reason)


async def _jobs(services: Services, rows: list[dict[str, Any]], workspace_id: int, reason: str | None) -> int:
    ids = [row["id"] for row in rows]
    async with services.database.transaction() as session:
        if reason is None:
            return await operations.rerun_jobs(session, ids, workspace_id=workspace_id or None, by=SYSTEM)
        return await operations.drop_jobs(session, ids, workspace_id=workspace_id or None, by=SYSTEM, reason=reason)
