"""Envelopes: raw deliveries, kept as received; and how far what was said before an account was connected has been fetched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key


class Envelope(Base):
    """One raw delivery. It ends as `done`, or as `parked` with a reason a person can read (law 1)."""

    __tablename__ = "envelopes"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    account_id: Mapped[int]
    dedup_key: Mapped[str]
    shard: Mapped[int] = mapped_column(SmallInteger)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    headers: Mapped[dict[str, str]] = mapped_column(JSONB)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(server_default="new")
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    done_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("account_id", "dedup_key"),
        CheckConstraint("state IN ('new', 'done', 'parked')", name="state"),
        # In the order they are taken in, whatever the shards: asked for many shards, one by shard would be sorted whole.
        Index("ix_envelopes_new", "id", "shard", postgresql_where=text("state = 'new'")),
        Index("ix_envelopes_received_at", "received_at", postgresql_using="brin"),
        Index("ix_envelopes_parked", "workspace_id", "id", postgresql_where=text("state = 'parked'")),
    )


class History(Base):
    """What was said before an account was connected, as far as it has been fetched: since when, which page is next."""

    __tablename__ = "histories"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[int]
    since: Mapped[datetime]
    days: Mapped[int] = mapped_column(SmallInteger)
    page: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[str] = mapped_column(server_default="running")
    found: Mapped[int] = mapped_column(server_default=text("0"))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    reason: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="state"),)
