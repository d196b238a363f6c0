"""What has been fetched, or tried to: files, and what web pages say of themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key


class MediaFile(Base):
    """A file by where it comes from (the digest of its address, which may hold a token and so is not kept).

    `digest` is that of its content, under which it lies in the store; null while it could not be fetched.
    """

    __tablename__ = "media_files"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    source: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str | None]
    content_type: Mapped[str | None]
    size: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    reason: Mapped[str | None]
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("workspace_id", "source"),)


class LinkCard(Base):
    """What the page at an address (its digest) says of itself; `title` is null when it says nothing, or cannot be had.

    `host` is where the address leads in the end.
    """

    __tablename__ = "link_cards"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    source: Mapped[bytes] = mapped_column(LargeBinary)
    host: Mapped[str | None]
    title: Mapped[str | None]
    description: Mapped[str | None]
    site: Mapped[str | None]
    picture: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    reason: Mapped[str | None]
    fetched_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("workspace_id", "source"),)
