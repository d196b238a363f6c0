"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class AccountConnected(Event):
    """An account was connected."""

    kind = "account.connected"
    account_id: int
    network: str


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """An account's settings changed; never says to what, since some are secrets."""

    kind = "account.changed"
    account_id: int
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class AccountRemoved(Event):
    """An account was disconnected; its history stays."""

    kind = "account.removed"
    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountHealthChanged(Event):
    """An account's health changed."""

    kind = "account.health_changed"
    account_id: int
    before: str
    after: str
    code: str | None = None
    reason: str | None = None
