"""The demo's workspace: Sunrise Bakery, its people, teams, tags and accounts."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.accounts.models import Actor, Team, User, Workspace, permissions_of
from heard.accounts.permissions import Role
from heard.accounts.service import (
    create_team,
    create_user,
    create_workspace,
    introduce,
    join,
    set_people_page,
)
from heard.channels import service as channels
from heard.channels.doubles.x import XAccount, XDouble
from heard.channels.models import Account
from heard.conversations.service import add_tag
from heard.kit import log
from heard.practice import service as practice
from heard.practice import tokens
from heard.practice.models import Site
from heard.sla import service as sla
from heard.sla.policies import READY

if TYPE_CHECKING:
    from pathlib import Path

    from heard.app.services import Services
    from heard.kit.db import Session

WORKSPACE = "Sunrise Bakery"
PEOPLE = (
    ("Olga Owner", "olga@sunrise.example", Role.OWNER, "en"),
    ("Ann Agent", "ann@sunrise.example", Role.AGENT, "en"),
    ("魏 Wei", "wei@sunrise.example", Role.AGENT, "zh-Hans"),
    ("Lea Lead", "lea@sunrise.example", Role.LEAD, "en"),
    ("Tim Trainee", "tim@sunrise.example", Role.TRAINEE, "en"),
)
WORDS = {
    "ann@sunrise.example": "I am Ann from Sunrise's customer care.",
    "wei@sunrise.example": "我是晨光面包店的小魏。",
    "lea@sunrise.example": "I am Lea, I look after everybody who writes to Sunrise.",
}
TAGS = (
    ("delivery", "orange"),
    ("freshness", "teal"),
    ("payment", "violet"),
    ("praise", "green"),
    ("opening hours", "blue"),
)
X_OWN_ID = "1500000000000000001"
# Not secret: they open nothing but the demo's own double of the X API.
X_SETTINGS = {
    "consumer_key": "demo-consumer-key",
    "consumer_secret": "demo-consumer-secret",
    "access_token": "demo-access-token",
    "access_token_secret": "demo-access-token-secret",
}


async def prepare(services: Services) -> dict[str, XDouble]:
    """Make the demo workspace if it is not there, and bring its addresses up to date.

    Gives what is to be served beside Heard: the twin of the X API that the demo's X account speaks to.
    """
    async with services.database.transaction() as session:
        workspace = await session.scalar(select(Workspace).where(Workspace.is_demo))
        if workspace is None:
            workspace = await create_workspace(session, name=WORKSPACE, demo=True)
            await _people(session, workspace.id, password(services.settings.data_dir))
            await _accounts(session, services, workspace.id)
        hooks = await _readdress(session, services, workspace.id)
    services.directory.forget()
    double = XDouble(XAccount(**X_SETTINGS, id=X_OWN_ID, username="sunrise", name=WORKSPACE))
    double.webhook, double.http = hooks.get("x"), services.http
    return {"/doubles/x": double}


def password(data_dir: Path) -> str:
    """The demo users' password: made once, kept readable by its owner only."""
    path = data_dir / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text().strip()


async def sign_in_hint(services: Services) -> str:
    """How to sign in to the demo."""
    return (
        f"  Open       {services.settings.url}\n"
        f"  Sign in    {PEOPLE[0][1]} (or ann@, wei@, lea@, tim@ …), password {password(services.settings.data_dir)}\n"
        f"  Customers  {services.settings.url}/practice: post, review or write as any of them\n"
    )


async def _people(session: Session, workspace_id: int, secret: str) -> None:
    care = await session.scalar(select(Team.id).where(Team.workspace_id == workspace_id, Team.is_default))
    ids: dict[str, int] = {}
    for name, email, role, locale in PEOPLE:
        user = await session.scalar(select(User).where(User.email == email))
        if user is None:
            user = await create_user(session, name=name, email=email, password=secret, locale=locale)
        await join(session, workspace_id=workspace_id, user_id=user.id, role=role, team_ids=[care] if care else [])
        ids[email] = user.id
    owner = Actor(  # lint: allow foreign-write — an actor is a value, not a row
        ids[PEOPLE[0][1]], workspace_id, PEOPLE[0][0], Role.OWNER, permissions_of(Role.OWNER), frozenset()
    )
    both = [ids["ann@sunrise.example"], ids["lea@sunrise.example"]]
    await create_team(session, actor=owner, name="Orders and delivery", member_ids=both)
    for name, color in TAGS:
        await add_tag(session, actor=owner, name=name, color=color)
    await _due_times(session, owner)
    await set_people_page(session, actor=owner, shown=True)
    for email, words in WORDS.items():
        actor = replace(owner, user_id=ids[email])
        await introduce(session, actor=actor, introduction=words, on_page=True)


async def _due_times(session: Session, owner: Actor) -> None:
    """A bakery's hours, with a rest at noon; who is dear to it has an answer within an hour of them, everybody within a day."""
    workday, saturday = [(8 * 60, 12 * 60), (13 * 60, 18 * 60)], [(8 * 60, 14 * 60)]
    holidays = [
        sla.NamedHoliday(date(2026, 1, 1), yearly=True, name="New Year"),
        sla.NamedHoliday(date(2026, 10, 29), yearly=True, name="Republic Day"),
    ]
    hours = sla.Wanted("Europe/Istanbul", [*([workday] * 5), saturday, []], holidays)
    await sla.set_hours(session, actor=owner, wanted=hours)
    await sla.save_policy(session, actor=owner, wanted=replace(READY["hour"], name="VIP", vip=True, fallback=False))


async def _accounts(session: Session, services: Services, workspace_id: int) -> None:
    team = await session.scalar(select(Team.id).where(Team.workspace_id == workspace_id, Team.is_default))
    assert team is not None  # noqa: S101 — every workspace has one; says so to the type checker
    site = await practice.create_site(session, workspace_id, "Town Square")
    brand = await practice.create_brand(session, site, handle="sunrise", name=WORKSPACE)
    issued = await tokens.issue(session, brand.profile)
    url = services.settings.url
    secrets_of = {
        "practice": {
            "access_token": issued.access_token,
            "refresh_token": issued.refresh_token,
            "app_secret": site.app_secret,
            "base_url": url,
        },
        "x": {**X_SETTINGS, "api_url": f"{url}/doubles/x"},
    }
    own = {"practice": str(brand.profile.id), "x": X_OWN_ID}
    for network, name in (("practice", "Sunrise on Town Square"), ("x", "Sunrise on X")):
        account = await channels.connect(
            session,
            vault=services.vault,
            workspace_id=workspace_id,
            by=log.SYSTEM,
            network=network,
            name=name,
            settings=secrets_of[network],
            team_id=team,
        )
        account.external_id, account.handle = own[network], "@sunrise"
    await session.flush()


async def _readdress(session: Session, services: Services, workspace_id: int) -> dict[str, str]:
    """Tell accounts and sites where they are served, since the port may have changed; the webhook address of each network."""
    url = services.settings.url
    addresses = {"practice": {"base_url": url}, "x": {"api_url": f"{url}/doubles/x"}}
    query = (
        select(Account).where(Account.workspace_id == workspace_id, Account.removed_at.is_(None)).order_by(Account.id)
    )
    hooks: dict[str, str] = {}
    for account in await session.scalars(query):
        hooks.setdefault(account.network, f"{url}/hooks/{account.network}/{account.hook_key}")
        known = addresses.get(account.network, {})
        if any(account.settings.get(name) != value for name, value in known.items()):
            await channels.change(session, account, vault=services.vault, by=log.SYSTEM, settings=dict(known))
    site = await session.scalar(select(Site).where(Site.workspace_id == workspace_id))
    if site is not None and "practice" in hooks:
        await practice.set_webhook(session, await practice.brand_of(session, site.id), hooks["practice"])
    return hooks
