"""Contacts, and their identities on networks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key
from heard.kit.tokens import PENDING


class Contact(Base):
    """A person."""

    __tablename__ = "contacts"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    name: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Identity(Base):
    """A person's profile on one network, as last seen. Many belong to one contact."""

    __tablename__ = "identities"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    network: Mapped[str]
    scope: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str]
    handle: Mapped[str | None]
    name: Mapped[str | None]
    avatar_url: Mapped[str | None]
    profile_url: Mapped[str | None]
    followers: Mapped[int | None]
    verified: Mapped[bool] = mapped_column(server_default=text("false"))
    bio: Mapped[str | None]
    # What search finds the person by: name and handle; null until it is made (rows from before there was a search).
    tokens: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("workspace_id", "network", "scope", "external_id"),
        Index("ix_identities_workspace_id_contact_id", "workspace_id", "contact_id"),
        Index("ix_identities_tokens", "tokens", postgresql_using="gin", postgresql_with=PENDING),
        Index("ix_identities_untokenised", "id", postgresql_where=text("tokens IS NULL")),
    )
