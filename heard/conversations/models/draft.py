"""What somebody has begun to write; not yet said, so not on the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base

MODES = ("public", "private", "note")


class SavedDraft(Base):
    """One person's unsent text in one conversation and mode, and the pictures beside it (uploads: `id`, `name`).

    `saved_at` is also its version: who saves names the one they know. `after_message_id` is the newest answer of ours its writer
    knew of when they began.
    """

    __tablename__ = "drafts"

    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    mode: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[int | None]
    text: Mapped[str]
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    after_message_id: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    __table_args__ = (
        CheckConstraint(f"mode IN {MODES}", name="mode"),
        Index("ix_drafts_user", "workspace_id", "user_id"),
    )
