"""Replies that wait for another person's yes, who was asked for it, and the rules that make them wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

APPROVAL_STATES = ("waiting", "approved", "rejected", "withdrawn", "expired")
_WAITING = sql("state = 'waiting'")


class ApprovalRule(Base):
    """What replies need whose yes; of the workspace's rules the first that speaks of a reply counts."""

    __tablename__ = "approval_rules"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    position: Mapped[int]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    conditions: Mapped[dict[str, Any]]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    hours: Mapped[int] = mapped_column(SmallInteger, server_default=sql("24"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("ix_approval_rules_position", "workspace_id", "position", "id"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("hours BETWEEN 1 AND 720", name="hours"),
    )


class Approval(Base):
    """A reply that waits for a yes. It is no message: nothing can send it before it has become one (law 4).

    `words` are its author's own, `text` what goes out: with the signature, or as an approver has changed it. `written` is `text`
    as it was submitted. `rung`: how far down the row of those who are asked this step's question has come. `beside` is what
    is done together with it.
    """

    __tablename__ = "approvals"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    thread_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    visibility: Mapped[str]
    words: Mapped[str]
    written: Mapped[str]
    text: Mapped[str]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    beside: Mapped[dict[str, Any]]
    client_ref: Mapped[str] = mapped_column(UUID(as_uuid=False))
    after_message_id: Mapped[int]
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("approval_rules.id", ondelete="SET NULL"))
    rule_name: Mapped[str | None]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    step: Mapped[int] = mapped_column(SmallInteger, server_default=sql("0"))
    rung: Mapped[int] = mapped_column(SmallInteger, server_default=sql("-1"))
    hours: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(server_default="waiting")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))

    __table_args__ = (
        CheckConstraint(f"state IN {APPROVAL_STATES}", name="state"),
        CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
        # Law 6: whoever decides, and when, is known; what nobody decided in time has no one.
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        # Nobody says yes to their own words.
        CheckConstraint("state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> author_id)", name="own"),
        UniqueConstraint("workspace_id", "client_ref"),
        # One approval makes one message.
        UniqueConstraint("message_id"),
        Index("ix_approvals_conversation", "workspace_id", "conversation_id", sql("id DESC")),
        Index("ix_approvals_author", "workspace_id", "author_id", "conversation_id", postgresql_where=_WAITING),
        Index("ix_approvals_waiting", "conversation_id", postgresql_where=_WAITING),
        Index("ix_approvals_due", "due_at", "id", postgresql_where=_WAITING),
    )


class ApprovalAsking(Base):
    """One person asked for their yes in one step. `open`: it is theirs to decide now."""

    __tablename__ = "approval_askings"

    approval_id: Mapped[int] = mapped_column(ForeignKey("approvals.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    workspace_id: Mapped[int]
    conversation_id: Mapped[int]
    rung: Mapped[int] = mapped_column(SmallInteger)
    open: Mapped[bool] = mapped_column(server_default=sql("true"))
    said_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_approval_askings_user", "workspace_id", "user_id", "conversation_id"),
        Index("ix_approval_askings_open", "workspace_id", "user_id", "conversation_id", postgresql_where=sql("open")),
    )
