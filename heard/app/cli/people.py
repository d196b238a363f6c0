"""Commands about users and tokens."""

from __future__ import annotations

import click
from sqlalchemy import select

from heard.accounts.models import Membership, Team, User, Workspace
from heard.accounts.permissions import Role
from heard.accounts.service import create_user, create_workspace, join, make_token
from heard.app import process
from heard.app.cli.asynchronous import run
from heard.kit.db import Session
from heard.kit.settings import load


@click.group()
def user() -> None:
    """People who can sign in."""


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), default="agent", show_default=True)
@click.option("--workspace", help="Name of the workspace; made if there is none. Default: the first one.")
@click.password_option(help="At least ten characters; asked for when not given.")
@run
async def create_user_command(*, email: str, name: str, role: str, workspace: str | None, password: str) -> None:
    """Make a user and a member of a workspace."""
    async with process.opened(load()) as services, services.database.transaction() as session:
        place = await _workspace(session, workspace)
        made = await session.scalar(select(User).where(User.email == email.strip().lower()))
        if made is None:
            made = await create_user(session, name=name, email=email, password=password)
        team = await session.scalar(select(Team.id).where(Team.workspace_id == place.id, Team.is_default))
        await join(session, workspace_id=place.id, user_id=made.id, role=Role(role), team_ids=[team] if team else [])
        click.echo(f"{made.email} is {role} of “{place.name}”.")


async def _workspace(session: Session, name: str | None) -> Workspace:
    query = select(Workspace).order_by(Workspace.id).limit(1)
    if name is not None:
        query = query.where(Workspace.name == name)
    return await session.scalar(query) or await create_workspace(session, name=name or "My company")


@click.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.option("--email", required=True, help="Whom the token acts for.")
@click.option("--name", required=True, help="What it is for.")
@click.option("--read-only", is_flag=True, help="Only the scope “read”.")
@click.option("--days", type=int, help="How long it is good; default: until removed.")
@run
async def create_token_command(*, email: str, name: str, read_only: bool, days: int | None) -> None:
    """Make an API token and print it, this once."""
    async with process.opened(load()) as services, services.database.transaction() as session:
        query = (
            select(Membership)
            .join(User, User.id == Membership.user_id)
            .where(User.email == email.strip().lower(), Membership.active)
            .order_by(Membership.workspace_id)
            .limit(1)
        )
        member = await session.scalar(query)
        if member is None:
            msg = f"There is no active member with the address {email}."
            raise click.ClickException(msg)
        _, secret = await make_token(
            session,
            workspace_id=member.workspace_id,
            user_id=member.user_id,
            name=name,
            scopes=["read"] if read_only else ["read", "write"],
            days=days,
        )
    click.echo(secret)
