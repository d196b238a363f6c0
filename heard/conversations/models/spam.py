"""Words that file what has them as spam."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.conversations.spam import LONGEST, WHERE
from heard.kit.db import Base, Key


class SpamWord(Base):
    """A word or phrase of the workspace's list. `key` is what two ways of writing the same have in common.

    Messages that it filed name it; it can be removed all the same.
    """

    __tablename__ = "spam_words"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    word: Mapped[str]
    key: Mapped[str]
    counts_in: Mapped[str] = mapped_column(server_default=text("'both'"))
    added_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        CheckConstraint(f"counts_in IN {WHERE}", name="counts_in"),
        CheckConstraint(f"length(word) BETWEEN 1 AND {LONGEST}", name="length"),
    )
