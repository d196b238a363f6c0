"""Writing accounts: connecting, changing, pausing, removing, and keeping their health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from heard.channels import events
from heard.channels.base import REFRESH_TOKEN, Refreshable, SendError, text_length
from heard.channels.directory import Connected, Directory, purpose
from heard.channels.errors import AccountCheckFailed, AlreadyConnected, SettingsInvalid, UnknownNetwork
from heard.channels.health import Paused, Refused, Renewed, Resumed, Silent, Spoken, Succeeded
from heard.channels.models import Account
from heard.channels.reattaching import reattach
from heard.channels.registry import CHANNELS, abilities
from heard.channels.watching import note_poll, observe, outcome_of, poll_place, to_poll
from heard.kit import crypto, log
from heard.kit.errors import NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.channels.base import Capabilities, Identity
    from heard.kit.crypto import Vault
    from heard.kit.db import Database, Session
    from heard.kit.log import By

__all__ = [
    "Connected",
    "Directory",
    "Refused",
    "Silent",
    "Spoken",
    "Succeeded",
    "account_of",
    "capabilities_of",
    "change",
    "check",
    "connect",
    "hear_from",
    "note_poll",
    "observe",
    "outcome_of",
    "pause",
    "poll_place",
    "remove",
    "secrets_of",
    "text_length",
    "to_poll",
]


def capabilities_of(network: str, settings: Mapping[str, Any]) -> Capabilities:
    """What an account of a network can do: some settings narrow it.

    Raises:
        UnknownNetwork: this version does not speak it.
    """
    if network not in CHANNELS:
        raise UnknownNetwork(network=network)
    return abilities(network, settings)


async def account_of(session: Session, actor: Actor, account_id: int) -> Account:
    """An account of the actor's workspace, locked for change.

    Raises:
        NotFound: none there, or removed.
    """
    query = select(Account).where(
        Account.workspace_id == actor.workspace_id, Account.id == account_id, Account.removed_at.is_(None)
    )
    account = await session.scalar(query.with_for_update())
    if account is None:
        raise NotFound
    return account


async def secrets_of(session: Session, account_id: int, vault: Vault) -> list[str]:
    """The values of an account's secrets, so that they can be hidden in what is shown; none of a removed one."""
    account = await session.get(Account, account_id)
    if account is None or not account.secrets:
        return []
    try:
        return list(vault.open(account.secrets, purpose=purpose(account.hook_key)).values())
    except crypto.CannotOpen:
        return []


async def connect(
    session: Session,
    *,
    vault: Vault,
    workspace_id: int,
    by: By,
    network: str,
    name: str,
    settings: dict[str, Any],
    team_id: int,
    reopen_hours: int = 24,
) -> Account:
    """Connect an account: settings checked against the network's form, secrets sealed.

    Raises:
        UnknownNetwork, SettingsInvalid: what the network asks for is not there.
    """
    plain, secrets = split_settings(network, settings)
    hook_key = crypto.token(18)
    account = Account(
        workspace_id=workspace_id,
        network=network,
        name=name.strip(),
        hook_key=hook_key,
        team_id=team_id,
        reopen_hours=reopen_hours,
        settings=plain,
        secrets=vault.seal(secrets, purpose=purpose(hook_key)),
        refresh_at=_first_refresh(network, secrets),
    )
    session.add(account)
    await session.flush()
    connected = events.AccountConnected(workspace_id=workspace_id, by=by, account_id=account.id, network=network)
    await log.append(session, connected)
    return account


def _first_refresh(network: str, secrets: dict[str, str]) -> datetime | None:
    """At once where tokens can be renewed: only the network's answer tells when they end."""
    return now() if issubclass(CHANNELS[network], Refreshable) and secrets.get(REFRESH_TOKEN) else None


async def change(
    session: Session,
    account: Account,
    *,
    vault: Vault,
    by: By,
    settings: dict[str, Any] | None = None,
    **values: object,
) -> Account:
    """Change an account's name, team or re-open window, or some of its settings; those not given stay as they are."""
    changed = [name for name, value in values.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, values[name])
    if settings:
        kept = vault.open(account.secrets, purpose=purpose(account.hook_key))
        # An empty secret in the form means "as before": a good one is never overwritten with nothing.
        given = {name: value for name, value in settings.items() if value not in {"", None}}
        account.settings, secrets = split_settings(account.network, {**account.settings, **kept, **given})
        account.secrets = vault.seal(secrets, purpose=purpose(account.hook_key))
        changed += sorted(given)
        if any(kept.get(name) != value for name, value in secrets.items()):
            account.refresh_at, account.refreshing_until = _first_refresh(account.network, secrets), None
            await observe(session, account.id, Renewed(), by=by)
    if changed:
        told = events.AccountChanged(workspace_id=account.workspace_id, by=by, account_id=account.id, changed=changed)
        await log.append(session, told)
        if settings:
            await session.flush()
            await session.refresh(account)
    return account


async def pause(session: Session, account: Account, *, by: By, paused: bool) -> None:
    """Stop or resume sending through an account; it goes on receiving."""
    await observe(session, account.id, Paused() if paused else Resumed(), by=by)
    await session.refresh(account)


async def remove(session: Session, account: Account, *, by: By) -> None:
    """Disconnect an account: its webhook address stops answering, its history stays."""
    account.removed_at = now()
    account.secrets = b""
    await log.append(session, events.AccountRemoved(workspace_id=account.workspace_id, by=by, account_id=account.id))


async def check(database: Database, *, actor: Actor, account_id: int, directory: Directory) -> Account:
    """Ask the network who we are, with no transaction open meanwhile, and keep the answer and the account's health.

    Raises:
        NotFound: no such account.
        AccountCheckFailed: with the network's reason.
        AlreadyConnected: another account of the workspace is this profile.
    """
    async with database.transaction() as session:
        connected = directory.connect(await account_of(session, actor, account_id))
    if connected.channel is None:
        raise AccountCheckFailed(connected.why_not)
    try:
        identity = await connected.channel.identify()
    except SendError as error:
        async with database.transaction() as session:
            said = outcome_of("identify", error)
            if said is not None:
                await observe(session, account_id, said)
        raise AccountCheckFailed(error.detail, reason_code=error.code) from error
    async with database.transaction() as session:
        return await settle_identity(session, await account_of(session, actor, account_id), identity)


async def settle_identity(session: Session, account: Account, identity: Identity) -> Account:
    """Keep who we are on the network; who was connected before goes on in the old account."""
    account = await reattach(session, account, identity.external_id)
    account.external_id, account.handle = identity.external_id, identity.handle
    account.name = account.name or identity.name
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyConnected(handle=identity.handle) from error
    await observe(session, account.id, Succeeded("identify"))
    await session.refresh(account)
    return account


async def hear_from(session: Session, account_ids: Iterable[int], *, pushed: Iterable[int]) -> None:
    """Note that the accounts have brought something, `pushed` of them by webhook and not by poll.

    At most one write in ten seconds an account, and none that waits: many batches hear the same account at once.
    """
    await session.execute(_HEARD, {"accounts": sorted(set(account_ids)), "pushed": sorted(set(pushed))})


_HEARD = text("""
UPDATE accounts SET last_inbound_at = now(),
  last_webhook_at = CASE WHEN id = ANY(cast(:pushed AS bigint[])) THEN now() ELSE last_webhook_at END
WHERE id IN (
  SELECT id FROM accounts WHERE id = ANY(:accounts)
    AND (last_inbound_at IS NULL OR last_inbound_at < now() - interval '10 seconds'
      OR id = ANY(cast(:pushed AS bigint[]))
        AND (last_webhook_at IS NULL OR last_webhook_at < now() - interval '10 seconds'))
  ORDER BY id FOR UPDATE SKIP LOCKED)
""")


def split_settings(network: str, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings of an account, checked, as (plain ones, secrets).

    Raises:
        UnknownNetwork: this version does not speak the network.
        SettingsInvalid: a setting is missing or of a wrong kind; `errors` names them.
    """
    if network not in CHANNELS:
        raise UnknownNetwork(network=network)
    form = CHANNELS[network].Settings
    names = {each.name for each in msgspec.structs.fields(form)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise SettingsInvalid(errors=dict.fromkeys(unknown, "this network has no such setting"))
    missing = [
        each.name
        for each in msgspec.structs.fields(form)
        if each.required and not str(values.get(each.name) or "").strip()
    ]
    if missing:
        raise SettingsInvalid(errors=dict.fromkeys(missing, "this setting is needed"))
    try:
        checked = msgspec.to_builtins(msgspec.convert(values, form, strict=False))
    except msgspec.ValidationError as error:
        raise SettingsInvalid(str(error)) from error
    secret = {each["name"] for each in fields(network) if each["secret"]}
    plain = {name: value for name, value in checked.items() if name not in secret}
    return plain, {name: str(value) for name, value in checked.items() if name in secret}


def fields(network: str) -> list[dict[str, Any]]:
    """The form an operator fills in to connect an account, derived from the adapter's `Settings`."""
    form = CHANNELS[network].Settings
    described = msgspec.json.schema(form)
    properties: dict[str, Any] = next(iter(described["$defs"].values()))["properties"]
    return [
        {
            "name": each.name,
            "title": properties[each.encode_name].get("title", each.name),
            "help": properties[each.encode_name].get("description", ""),
            "secret": bool(properties[each.encode_name].get("secret", False)),
            "required": each.required,
            "default": None if each.required else str(each.default),
        }
        for each in msgspec.structs.fields(form)
    ]
