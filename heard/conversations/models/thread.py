"""The network's own groupings, and the posts that comments hang under."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

KIND_BITS: dict[str, int] = {"post": 1, "comment": 2, "mention": 4, "dm": 8, "review": 16}
"""What each kind of thread counts in the `kinds` of a conversation. They are stored: a new kind gets the next power of two."""


class Post(Base):
    """A public post that messages hang under. `ours`: we wrote it; null: the network has not told."""

    __tablename__ = "posts"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    external_id: Mapped[str]
    author_name: Mapped[str | None]
    text: Mapped[str | None]
    url: Mapped[str | None]
    ours: Mapped[bool | None]

    __table_args__ = (UniqueConstraint("account_id", "external_id"),)


class Thread(Base):
    """Where an exchange with one person takes place on the network; belongs to one conversation at a time.

    The window facts (`last_inbound_at`, `summoned`) are what `reply_policy` decides by. `delivered_until` and `read_until` say how
    far what we said has reached the contact, where the network tells it of threads.
    """

    __tablename__ = "threads"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    external_key: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    visibility: Mapped[str]
    kind: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    url: Mapped[str | None]
    last_inbound_at: Mapped[datetime | None]
    reply_to: Mapped[str | None]
    summoned: Mapped[bool] = mapped_column(server_default=text("true"))
    delivered_until: Mapped[datetime | None]
    read_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("account_id", "external_key"),
        CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
        Index("ix_threads_conversation", "workspace_id", "conversation_id", "id"),
    )
