"""Macros: saved replies with actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

SCOPES = ("private", "team", "workspace")
PURPOSES = ("reply", "invite", "return")


class Macro(Base):
    """A reply and actions in one step. `language` and `network` say where it fits; null: everywhere.

    `pictures` go along: uploads with their `id`, `name` and `size` in bytes; uploads never change.
    `purpose` marks the words by which a public exchange goes private (`invite`) and is closed in public again (`return`).
    """

    __tablename__ = "macros"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    scope: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    name: Mapped[str]
    text: Mapped[str]
    language: Mapped[str | None]
    network: Mapped[str | None]
    purpose: Mapped[str] = mapped_column(server_default="reply")
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    tag_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
    priority: Mapped[str | None]
    assign_team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    resolve: Mapped[bool] = mapped_column(server_default=sql("false"))
    uses: Mapped[int] = mapped_column(server_default=sql("0"))
    last_used_at: Mapped[datetime | None]
    review_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"scope IN {SCOPES}", name="scope"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint("(scope = 'team') = (team_id IS NOT NULL)", name="team"),
        # One name in one place: for everybody, in a team, or among somebody's own.
        Index(
            "uq_macros_name",
            "workspace_id",
            sql("lower(name)"),
            sql("coalesce(team_id, 0)"),
            sql("(CASE WHEN scope = 'private' THEN owner_id ELSE 0 END)"),
            unique=True,
        ),
    )
