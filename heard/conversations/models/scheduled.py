"""Replies that wait for their time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

SCHEDULED_STATES = ("waiting", "sent", "returned", "withdrawn")
_WAITING = sql("state = 'waiting'")


class ScheduledReply(Base):
    """A reply that is to be sent later. It is no message: nobody has been answered, and nothing holds up what is said meanwhile.

    `words` are its author's own, without their signature. `after_message_id`: the last thing said here when it was written; what
    is newer, by the contact or by a colleague, keeps it from being sent. One that was `returned` is its author's draft again
    (`in_draft`), or is shown until they have seen to it (`seen_to`): what they have written since is not written over.
    """

    __tablename__ = "scheduled_replies"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    thread_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    visibility: Mapped[str]
    words: Mapped[str]
    sign: Mapped[bool] = mapped_column(server_default=sql("true"))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    beside: Mapped[dict[str, Any]]
    client_ref: Mapped[str] = mapped_column(UUID(as_uuid=False))
    after_message_id: Mapped[int]
    send_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="waiting")
    reason: Mapped[str | None]
    in_draft: Mapped[bool] = mapped_column(server_default=sql("false"))
    seen_to: Mapped[bool] = mapped_column(server_default=sql("false"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        CheckConstraint(f"state IN {SCHEDULED_STATES}", name="state"),
        CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        # Whoever has it back knows why.
        CheckConstraint("state <> 'returned' OR reason IS NOT NULL", name="reason"),
        UniqueConstraint("workspace_id", "client_ref"),
        # Law 4: one makes one message.
        UniqueConstraint("message_id"),
        Index("ix_scheduled_replies_conversation", "workspace_id", "conversation_id", sql("id DESC")),
        Index("ix_scheduled_replies_waiting", "workspace_id", "conversation_id", "send_at", postgresql_where=_WAITING),
        Index("ix_scheduled_replies_due", "send_at", "id", postgresql_where=_WAITING),
    )
