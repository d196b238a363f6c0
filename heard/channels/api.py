"""Routes of networks and accounts."""

from __future__ import annotations

from typing import Any, cast

from litestar import delete, get, patch, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels import queries, schemas, service
from heard.channels.errors import NetworkOff
from heard.channels.models import Account
from heard.channels.registry import CHANNELS
from heard.channels.service import Directory
from heard.channels.watching import health_of
from heard.kit.crypto import Vault
from heard.kit.db import Database, Session
from heard.kit.errors import NotFound
from heard.kit.settings import Settings


@get("/api/networks", opt=needs(Permission.READ))
async def list_networks(actor: Given[Actor], settings: Given[Settings]) -> schemas.NetworkList:
    """Every network Heard speaks, with what it can do and what connecting it asks for."""
    del actor  # asked for, so that who asks is known to be signed in
    return schemas.NetworkList(
        [
            schemas.Network(
                network,
                channel.title,
                _enabled(network, settings),
                channel.capabilities,
                [schemas.SettingField(**each) for each in service.fields(network)],
            )
            for network, channel in CHANNELS.items()
        ]
    )


@get("/api/accounts", opt=needs(Permission.READ))
async def list_accounts(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> schemas.AccountList:
    """Every connected account."""
    return schemas.AccountList([_account(each, actor, settings) for each in await queries.accounts(session, actor)])


@post("/api/accounts", opt=needs(Permission.ACCOUNTS))
async def connect_account(
    data: JSONBody[schemas.AccountRequest],
    session: Given[Session],
    actor: Given[Actor],
    vault: Given[Vault],
    settings: Given[Settings],
) -> schemas.Account:
    """Connect an account."""
    if data.network in CHANNELS and not _enabled(data.network, settings):
        raise NetworkOff
    team_id = await queries.team_id(session, actor, data.team_id)
    if team_id is None:
        raise NotFound
    account = await service.connect(
        session,
        vault=vault,
        workspace_id=actor.workspace_id,
        by=actor.by,
        network=data.network,
        name=data.name,
        settings=dict(data.settings),
        team_id=team_id,
        reopen_hours=data.reopen_hours,
    )
    await session.refresh(account)
    return _account(account, actor, settings)


@get("/api/accounts/{account_id:int}", opt=needs(Permission.READ))
async def read_account(
    account_id: schemas.Id, session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Account:
    """One account."""
    return _account(await service.account_of(session, actor, account_id), actor, settings)


@patch("/api/accounts/{account_id:int}", opt=needs(Permission.ACCOUNTS))
async def change_account(
    account_id: schemas.Id,
    data: JSONBody[schemas.AccountChange],
    session: Given[Session],
    actor: Given[Actor],
    vault: Given[Vault],
    settings: Given[Settings],
    directory: Given[Directory],
) -> schemas.Account:
    """Change an account."""
    account = await service.account_of(session, actor, account_id)
    values: dict[str, Any] = {}
    if data.team_id is not UNSET:
        values["team_id"] = await queries.team_id(session, actor, data.team_id)
        if values["team_id"] is None:
            raise NotFound
    values |= {} if data.name is UNSET else {"name": data.name}
    values |= {} if data.reopen_hours is UNSET else {"reopen_hours": data.reopen_hours}
    values |= {} if data.stale_days is UNSET else {"stale_days": data.stale_days}
    values |= {} if data.reply_resolves is UNSET else {"reply_resolves": data.reply_resolves}
    given = None if data.settings is UNSET else dict(data.settings)
    await service.change(session, account, vault=vault, by=actor.by, settings=given, **values)
    if data.paused is not UNSET:
        await session.flush()
        await service.pause(session, account, by=actor.by, paused=data.paused)
    directory.forget()
    return _account(account, actor, settings)


@delete("/api/accounts/{account_id:int}", opt=needs(Permission.ACCOUNTS))
async def remove_account(
    account_id: schemas.Id, session: Given[Session], actor: Given[Actor], directory: Given[Directory]
) -> None:
    """Disconnect an account; its conversations stay."""
    await service.remove(session, await service.account_of(session, actor, account_id), by=actor.by)
    directory.forget()


@post("/api/accounts/{account_id:int}/check", opt=needs(Permission.ACCOUNTS), status_code=200)
async def check_account(
    account_id: schemas.Id,
    database: Given[Database],
    actor: Given[Actor],
    directory: Given[Directory],
    settings: Given[Settings],
) -> schemas.Account:
    """Ask the network who we are."""
    checked = await service.check(database, actor=actor, account_id=account_id, directory=directory)
    directory.forget()
    return _account(checked, actor, settings)


@get("/api/accounts/{account_id:int}/health", opt=needs(Permission.ACCOUNTS))
async def list_health_changes(
    account_id: schemas.Id, session: Given[Session], actor: Given[Actor]
) -> schemas.HealthHistory:
    """The last changes of an account's health, newest first."""
    account = await queries.account(session, actor, account_id)
    if account is None:
        raise NotFound
    changes = await queries.health_changes(session, account)
    return schemas.HealthHistory(
        [
            schemas.HealthChange(
                each.at, each.data["before"], each.data["after"], each.data.get("code"), each.data.get("reason")
            )
            for each in changes
        ]
    )


ROUTES = [
    list_networks,
    list_accounts,
    connect_account,
    read_account,
    change_account,
    remove_account,
    check_account,
    list_health_changes,
]


def _enabled(network: str, settings: Settings) -> bool:
    return network != "practice" or settings.practice


def _account(account: Account, actor: Actor, settings: Settings) -> schemas.Account:
    """What the actor may know of an account: addresses and settings only for who manages accounts."""
    manages = actor.may(Permission.ACCOUNTS)
    secrets = [each["name"] for each in service.fields(account.network) if each["secret"]]
    return schemas.Account(
        id=account.id,
        network=account.network,
        name=account.name,
        handle=account.handle,
        external_id=account.external_id,
        team_id=account.team_id,
        reopen_hours=account.reopen_hours,
        stale_days=account.stale_days,
        reply_resolves=account.reply_resolves,
        health=cast("schemas.Health", account.health),
        health_reason=account.health_reason,
        health_since=account.health_since,
        health_code=account.health_code,
        health_fix=health_of(account).fix,
        webhook_url=f"{settings.url}/hooks/{account.network}/{account.hook_key}" if manages else "",
        last_inbound_at=account.last_inbound_at,
        last_webhook_at=account.last_webhook_at,
        last_polled_at=account.last_polled_at,
        settings=account.settings if manages else {},
        secrets_set=secrets if manages else [],
    )
