"""HTTP shapes of networks and accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from heard.channels.base import Capabilities

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Name = Annotated[str, Meta(max_length=200)]
Health = Literal["ok", "degraded", "reauth_required", "paused"]
Fix = Literal["reconnect", "resume", "wait", "check_webhook"]
Hours = Annotated[int, Meta(ge=0, le=8760)]


class SettingField(Struct):
    """One field of the form that connects an account."""

    name: str
    title: str
    help: str
    secret: bool
    required: bool
    default: str | None


class Network(Struct):
    """A network Heard speaks."""

    network: str
    title: str
    enabled: bool
    capabilities: Capabilities
    settings: list[SettingField]


class NetworkList(Struct):
    """All networks."""

    items: list[Network]


class Account(Struct):
    """A connected account. Secrets are never shown; `secrets_set` names those that are there."""

    id: int
    network: str
    name: str
    handle: str
    external_id: str
    team_id: int
    reopen_hours: int
    stale_days: int | None
    reply_resolves: bool
    health: Health
    health_reason: str | None
    health_since: datetime
    health_code: str | None
    health_fix: Fix | None
    webhook_url: str
    last_inbound_at: datetime | None
    last_webhook_at: datetime | None
    last_polled_at: datetime | None
    settings: dict[str, str]
    secrets_set: list[str]


class AccountList(Struct):
    """All accounts."""

    items: list[Account]


class HealthChange(Struct):
    """An account's health changed."""

    at: datetime
    before: Health
    after: Health
    code: str | None
    reason: str | None


class HealthHistory(Struct):
    """The last changes of an account's health, newest first."""

    items: list[HealthChange]


class AccountRequest(Struct, forbid_unknown_fields=True):
    """A new account; without a team, the default one is responsible."""

    network: Annotated[str, Meta(max_length=50)]
    name: Name
    settings: dict[str, Annotated[str, Meta(max_length=4000)]]
    team_id: Id | None = None
    reopen_hours: Hours = 24


class AccountChange(Struct, forbid_unknown_fields=True):
    """Changes to an account; what is left out stays, and so does a secret that is left empty.

    `stale_days`: as the workspace's, for this account alone; null: as the workspace has it. `reply_resolves`: the composer's
    usual way to send resolves the conversation.
    """

    name: Name | UnsetType = UNSET
    settings: dict[str, Annotated[str, Meta(max_length=4000)]] | UnsetType = UNSET
    team_id: Id | UnsetType = UNSET
    reopen_hours: Hours | UnsetType = UNSET
    stale_days: Annotated[int, Meta(ge=0, le=365)] | UnsetType | None = UNSET
    reply_resolves: bool | UnsetType = UNSET
    paused: bool | UnsetType = UNSET
