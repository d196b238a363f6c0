"""What is resolved, by tag and time: lists of the archive that are narrowed by a tag read this alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.conversations.models.conversation import ARCHIVED
from heard.kit.db import Base


class ArchivedTag(Base):
    """A tag of a resolved conversation, with what lists filter and order by; named as there, `id` is the conversation's.

    Written by the database itself whenever a conversation is resolved, re-opened or changed in the archive (the trigger
    `archive_tags`): so many verbs change one, some on many at once, that each of them would have to remember.
    """

    __tablename__ = "archived_tags"

    id: Mapped[int] = mapped_column(
        "conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int]
    last_message_at: Mapped[datetime]
    network: Mapped[str]
    account_id: Mapped[int]
    priority: Mapped[int] = mapped_column(SmallInteger)
    team_id: Mapped[int | None]
    assignee_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    has_public: Mapped[bool]
    has_private: Mapped[bool]
    language: Mapped[str | None]
    kinds: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))

    __table_args__ = (
        Index(
            "ix_archived_tags_newest",
            "workspace_id",
            "tag_id",
            text("last_message_at DESC"),
            text("conversation_id DESC"),
            postgresql_include=[*ARCHIVED, "has_public", "has_private"],
        ),
    )
