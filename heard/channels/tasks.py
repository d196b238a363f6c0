"""Jobs of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heard.channels import refreshing
from heard.kit import jobs

if TYPE_CHECKING:
    from heard.channels.directory import Directory
    from heard.kit.crypto import Vault
    from heard.kit.db import Database

REFRESH = "channels.refresh"


class Parts(Protocol):
    """What renewing tokens takes of the process."""

    @property
    def database(self) -> Database:
        """The database."""
        ...

    @property
    def directory(self) -> Directory:
        """The connected accounts."""
        ...

    @property
    def vault(self) -> Vault:
        """What seals their secrets."""
        ...


async def refresh_due(services: Parts) -> None:
    """Ask for the renewal of every token that is to be renewed."""
    async with services.database.transaction() as session:
        for account_id, workspace_id in await refreshing.due(session):
            key = f"refresh {account_id}"
            await jobs.defer(session, REFRESH, key=key, workspace_id=workspace_id, account_id=account_id)


async def refresh(services: Parts, account_id: int) -> None:
    """Renew one account's tokens."""
    await refreshing.refresh(services.database, services.directory, services.vault, account_id)
    services.directory.forget()
