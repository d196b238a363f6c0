"""Connected accounts with their adapters, at hand for the door, the pipeline and the delivery of replies."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from sqlalchemy import select

from heard.channels.base import Connection
from heard.channels.models import Account
from heard.channels.registry import CHANNELS, abilities
from heard.kit.crypto import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.channels.base import Capabilities, Channel
    from heard.kit.crypto import Vault
    from heard.kit.db import Database
    from heard.kit.http import Http

FRESH_SECONDS = 3.0
_MOST = 10_000
_log = structlog.get_logger()


@dataclass(frozen=True)
class Connected:
    """One account: what other rooms need to know of it, its adapter (None when it cannot be used), what it can do."""

    id: int
    workspace_id: int
    network: str
    name: str
    handle: str
    external_id: str
    team_id: int
    reopen_hours: int
    health: str
    channel: Channel | None
    capabilities: Capabilities | None
    why_not: str = ""


class Directory:
    """Looks accounts up and remembers them, and what was not found, for a few seconds."""

    def __init__(self, database: Database, vault: Vault, http: Http) -> None:
        """Bind to the process's database, vault and HTTP client."""
        self._database = database
        self._vault = vault
        self._http = http
        self._by_hook: dict[tuple[str, str], tuple[float, Connected | None]] = {}
        self._by_id: dict[int, tuple[float, Connected]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[tuple[float, Connected | None]]] = {}

    async def by_hook(self, network: str, hook_key: str) -> Connected | None:
        """The account a webhook address names; None when there is none."""
        key = (network, hook_key)
        found = self._by_hook.get(key)
        if found is None or found[0] < time.monotonic():
            found = await self._asked_once(key)
        return found[1]

    async def _asked_once(self, key: tuple[str, str]) -> tuple[float, Connected | None]:
        """All who come while one look-up is under way share it, and what becomes of it."""
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._look_up(key))
            asking.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(asking)

    async def _look_up(self, key: tuple[str, str]) -> tuple[float, Connected | None]:
        if len(self._by_hook) > _MOST:
            self._by_hook.clear()
        query = select(Account).where(
            Account.network == key[0], Account.hook_key == key[1], Account.removed_at.is_(None)
        )
        async with self._database.transaction() as session:
            row = await session.scalar(query)
        found = self._by_hook[key] = (time.monotonic() + FRESH_SECONDS, self.connect(row) if row else None)
        return found

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Connected]:
        """The accounts of these ids, removed ones too: what they brought is still applied."""
        wanted = set(ids)
        moment = time.monotonic()
        stale = sorted(each for each in wanted if each not in self._by_id or self._by_id[each][0] < moment)
        if stale:
            async with self._database.transaction() as session:
                rows = (await session.scalars(select(Account).where(Account.id.in_(stale)))).all()
            for row in rows:
                self._by_id[row.id] = (moment + FRESH_SECONDS, self.connect(row))
        return {each: self._by_id[each][1] for each in wanted if each in self._by_id}

    def forget(self) -> None:
        """Drop what is remembered; the next look-up asks the database."""
        self._by_hook.clear()
        self._by_id.clear()

    def connect(self, account: Account) -> Connected:
        """The account with its adapter, its secrets opened."""
        channel: Channel | None = None
        why_not = ""
        try:
            channel = self.channel(account)
        except (CannotOpen, msgspec.ValidationError, KeyError) as error:
            why_not = str(error)
            _log.error("account.unusable", account=account.id, network=account.network, error=why_not)
        return Connected(
            account.id,
            account.workspace_id,
            account.network,
            account.name,
            account.handle,
            account.external_id,
            account.team_id,
            account.reopen_hours,
            account.health,
            channel,
            abilities(account.network, account.settings) if account.network in CHANNELS else None,
            why_not,
        )

    def channel(self, account: Account) -> Channel:
        """The account's adapter.

        Raises:
            CannotOpen: its secrets were sealed with another key.
            ValidationError: its settings have not the form the adapter asks for.
            KeyError: its network is not known to this version.
        """
        kind = CHANNELS[account.network]
        secrets = self._vault.open(account.secrets, purpose=purpose(account.hook_key))
        values: dict[str, Any] = {**account.settings, **secrets}
        settings = msgspec.convert(values, kind.Settings)
        return kind(Connection(settings, account.external_id, account.handle, self._http))


def purpose(hook_key: str) -> str:
    """What an account's secrets are sealed for, so that one account's cannot be used as another's."""
    return f"account {hook_key}"
