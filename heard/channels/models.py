"""Our accounts on networks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

HEALTH = ("ok", "degraded", "reauth_required", "paused")


class Account(Base):
    """A profile of ours connected on a network. Secrets are sealed; `hook_key` names it in webhook addresses."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    network: Mapped[str]
    name: Mapped[str]
    handle: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str] = mapped_column(server_default="")
    hook_key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    reopen_hours: Mapped[int] = mapped_column(server_default=text("24"))
    # As the workspace's, for this account alone; null: as the workspace has it.
    stale_days: Mapped[int | None] = mapped_column(SmallInteger)
    # The composer's usual way to send: with the reply the conversation is resolved.
    reply_resolves: Mapped[bool] = mapped_column(server_default=text("false"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    secrets: Mapped[bytes] = mapped_column(LargeBinary)
    health: Mapped[str] = mapped_column(server_default="ok")
    health_reason: Mapped[str | None]
    health_since: Mapped[datetime] = mapped_column(server_default=func.now())
    health_code: Mapped[str | None]
    troubles: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    trouble_began_at: Mapped[datetime | None]
    trouble_last_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    last_webhook_at: Mapped[datetime | None]
    last_polled_at: Mapped[datetime | None]
    poll_cursor: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    refresh_at: Mapped[datetime | None]
    refreshing_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"health IN {HEALTH}", name="health"),
        CheckConstraint("stale_days BETWEEN 0 AND 365", name="stale_days"),
        Index("ix_accounts_workspace_id_id", "workspace_id", "id"),
        Index(
            "uq_accounts_profile",
            "workspace_id",
            "network",
            "external_id",
            unique=True,
            postgresql_where=text("external_id <> '' AND removed_at IS NULL"),
        ),
    )
