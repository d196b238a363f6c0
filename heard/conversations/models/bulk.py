"""Actions on many conversations at once, and the lists people have saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key


class BulkAction(Base):
    """One action a person takes on many conversations. `undoes`: the action it takes back, which can be done once."""

    __tablename__ = "bulk_actions"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    action: Mapped[dict[str, Any]]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("bulk_actions.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_bulk_actions_created_at", "created_at"),)


class BulkItem(Base):
    """A conversation of a bulk action: to do while `outcome` is null, afterwards what came of it.

    `before` is what the conversation was, `version` what it was afterwards: taking back leaves alone what has changed since.
    """

    __tablename__ = "bulk_items"

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_actions.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    workspace_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    version: Mapped[int | None]
    outcome: Mapped[str | None]

    __table_args__ = (
        Index("ix_bulk_items_open", "bulk_id", "conversation_id", postgresql_where=text("outcome IS NULL")),
    )


class SavedView(Base):
    """A list somebody comes back to: what it is narrowed by, and its order. Shared ones are the whole workspace's."""

    __tablename__ = "saved_views"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(server_default=text("false"))
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", "name"),
        Index("ix_saved_views_shared", "workspace_id", postgresql_where=text("shared")),
        CheckConstraint("name <> ''", name="named"),
    )
