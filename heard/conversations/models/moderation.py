"""What people of ours have asked a network to do: with what was said (like, hide, delete our own), or to follow who said it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

DEEDS = ("like", "unlike", "hide", "show", "delete", "follow", "unfollow")
MODERATION = ("pending", "done", "refused", "dismissed")


class Moderation(Base):
    """One deed on one message: `pending` until the network has done it or refused it; a refusal is shown until dismissed.

    `due_at`: when it is tried next, or, while it is being tried, when it is given up for lost.
    """

    __tablename__ = "moderations"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    account_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    deed: Mapped[str]
    why: Mapped[str | None]
    note: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"deed IN {DEEDS}", name="deed"),
        CheckConstraint(f"state IN {MODERATION}", name="state"),
        # Nobody is hidden, and nothing taken back, without a reason.
        CheckConstraint("deed NOT IN ('hide', 'delete') OR why IS NOT NULL", name="reasoned"),
        Index("uq_moderations_pending", "message_id", unique=True, postgresql_where=text("state = 'pending'")),
        Index("ix_moderations_message", "workspace_id", "message_id", text("id DESC")),
        Index("ix_moderations_due", "due_at", postgresql_where=text("state = 'pending'")),
    )


class Follow(Base):
    """An account of ours follows a profile on its network, because somebody of ours asked for it."""

    __tablename__ = "follows"

    workspace_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identities.id"), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_follows_identity", "workspace_id", "identity_id"),)
