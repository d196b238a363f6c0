"""Business hours, policies, and clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

KINDS = ("first", "next", "resolution")
"""What a clock runs for: the first response, the next one, or (not set by anything yet) the end of the matter."""
STOPS = ("answered", "resolved", "spam")
_RUNS = text("stopped_at IS NULL AND kind <> 'resolution'")


class BusinessHours(Base):
    """When people work: of the workspace, or instead of those of one account or one team. Without any, always.

    `week` has seven days, Monday first, each a list of [from, to] in minutes of the day; `holidays` is a list of
    `{"day": "2026-12-25", "yearly": true, "name": "…"}`.
    """

    __tablename__ = "business_hours"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    time_zone: Mapped[str]
    week: Mapped[list[list[list[int]]]] = mapped_column(JSONB)
    holidays: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint(
            "workspace_id",
            "account_id",
            "team_id",
            name="uq_business_hours_whose",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(account_id, team_id) <= 1", name="whose"),
    )


class Policy(Base):
    """What is promised to whom: conditions, and a target for each priority. The first one that fits decides.

    Empty conditions ask nothing. A target is minutes, or 0: until the business day ends. The one that is `fallback` fits
    everybody and comes last; a workspace that has not changed it has no row for it (`policies.FALLBACK`).
    """

    __tablename__ = "sla_policies"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)
    fallback: Mapped[bool] = mapped_column(server_default=text("false"))
    account_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    networks: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=text("'{}'"))
    team_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    tag_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    priorities: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=text("'{}'"))
    visibility: Mapped[str | None]
    vip: Mapped[bool] = mapped_column(server_default=text("false"))
    business_time: Mapped[bool] = mapped_column(server_default=text("true"))
    first_minutes: Mapped[dict[str, Any]]
    next_minutes: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
        Index("uq_sla_policies_fallback", "workspace_id", unique=True, postgresql_where=text("fallback")),
        Index("ix_sla_policies_workspace", "workspace_id", "position", "id"),
    )


class Clock(Base):
    """One wait of a customer for us: since when, until when we want to have answered, and what came of it.

    `target` and `business_time` are as they were when it was set: policies and hours that change later change no clock.
    `started_event` and `stopped_event` are the last events of the log it knows of. `paused_at` is for clocks of resolution.
    """

    __tablename__ = "clocks"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str]
    policy_id: Mapped[int | None]
    target: Mapped[int]
    business_time: Mapped[bool]
    started_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None]
    message_id: Mapped[int | None]
    answered_by: Mapped[int | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    started_event: Mapped[int]
    stopped_event: Mapped[int | None]

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"stop_reason IN {STOPS}", name="stop_reason"),
        CheckConstraint("num_nulls(stopped_at, stop_reason, stopped_event) IN (0, 3)", name="stopped"),
        # A customer waits once, whatever is read again.
        Index("uq_clocks_running", "conversation_id", unique=True, postgresql_where=_RUNS),
        Index("ix_clocks_conversation", "workspace_id", "conversation_id", "id"),
        Index("ix_clocks_due", "due_at", postgresql_where=text("stopped_at IS NULL AND breached_at IS NULL")),
        Index(
            "ix_clocks_warn",
            "warn_at",
            postgresql_where=text("stopped_at IS NULL AND breached_at IS NULL AND warned_at IS NULL"),
        ),
    )
