"""The command line."""

from __future__ import annotations

import sys

import click

from heard.app.cli.parked import parked
from heard.app.cli.people import token, user
from heard.app.cli.running import demo, doctor, migrate, migration, serve, web, worker
from heard.app.cli.safekeeping import backup, restore
from heard.app.cli.traffic import parse, replay
from heard.kit.errors import HeardError
from heard.kit.postgres import PostgresFailed
from heard.kit.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="heard")
def heard() -> None:
    """Heard: social customer care that you host yourself. Settings are HEARD_* variables; see docs/operate."""


for command in (
    serve,
    web,
    worker,
    migrate,
    migration,
    doctor,
    backup,
    restore,
    demo,
    replay,
    parse,
    parked,
    user,
    token,
):
    heard.add_command(command)


def main() -> None:
    """Run the command line; what an operator can mend is said in one line, without a traceback."""
    try:
        heard(standalone_mode=True)
    except (SettingsError, PostgresFailed) as error:
        click.echo(f"heard: {error}", err=True)
        sys.exit(1)
    except HeardError as error:
        fields = ", ".join(f"{name}: {value}" for name, value in error.fields.items())
        click.echo(f"heard: {error.detail}" + (f" ({fields})" if fields else ""), err=True)
        sys.exit(1)
