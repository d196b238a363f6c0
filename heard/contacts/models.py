"""Contacts, and their identities on networks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key
from heard.kit.tokens import PENDING

RELATIONSHIPS = (
    "customer",
    "prospect",
    "partner",
    "supplier",
    "employee",
    "press",
    "influencer",
    "competitor",
    "troll",
)
MUTES = ("muted", "blocked")
FIELD_KINDS = ("text", "number", "date", "choice", "yes_no")
NOTE_LENGTH = 2_000


class Contact(Base):
    """A person, with what we know of them. One that was merged stays, empty, and says into whom."""

    __tablename__ = "contacts"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    name: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    vip: Mapped[bool] = mapped_column(server_default=text("false"))
    relationship: Mapped[str | None]
    tag_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    email: Mapped[str | None]
    phone: Mapped[str | None]
    customer_number: Mapped[str | None]
    crm_validated: Mapped[bool | None]
    # The value of each field by its id; values of fields that are no more stay, unseen.
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    mute: Mapped[str | None]
    mute_reason: Mapped[str | None]
    muted_at: Mapped[datetime | None]
    muted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))

    __table_args__ = (
        CheckConstraint(f"relationship IN {RELATIONSHIPS}", name="relationship"),
        CheckConstraint(f"mute IN {MUTES}", name="mute"),
        # Law 3: whoever is muted is dismissed with a reason.
        CheckConstraint(
            "num_nulls(mute, mute_reason, muted_at, muted_by) IN (0, 4) AND mute_reason <> ''", name="muted_with_reason"
        ),
        Index("ix_contacts_email", "workspace_id", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
        Index(
            "ix_contacts_muted",
            "workspace_id",
            text("muted_at DESC"),
            text("id DESC"),
            postgresql_where=text("mute IS NOT NULL"),
        ),
    )


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
    # As their contact is, so that arrivals need not ask there.
    muted: Mapped[bool] = mapped_column(server_default=text("false"))
    # A person of ours said so: no word files what they say as spam.
    not_spam: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        UniqueConstraint("workspace_id", "network", "scope", "external_id"),
        Index("ix_identities_workspace_id_contact_id", "workspace_id", "contact_id"),
        Index("ix_identities_tokens", "tokens", postgresql_using="gin", postgresql_with=PENDING),
        Index("ix_identities_untokenised", "id", postgresql_where=text("tokens IS NULL")),
    )


class ContactField(Base):
    """A field of the workspace's own, which every contact may have a value in."""

    __tablename__ = "contact_fields"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    # Filled by a program with a token, not by hand.
    managed: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint(f"kind IN {FIELD_KINDS}", name="kind"),
    )


class ContactNote(Base):
    """A note on a person. A deleted one is kept for a while, so that it can be taken back."""

    __tablename__ = "contact_notes"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"length(text) BETWEEN 1 AND {NOTE_LENGTH}", name="length"),
        Index(
            "ix_contact_notes_newest",
            "workspace_id",
            "contact_id",
            sql("id DESC"),
            postgresql_where=sql("deleted_at IS NULL"),
        ),
        Index("ix_contact_notes_deleted_at", "deleted_at", postgresql_where=sql("deleted_at IS NOT NULL")),
    )


class ContactMerge(Base):
    """Two people turned out to be one: what came over, and the facts before and after, so that it can be taken back."""

    __tablename__ = "contact_merges"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    kept_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    identity_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    note_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_contact_merges_kept", "workspace_id", "kept_id", "id"),
        Index("uq_contact_merges_gone", "gone_id", unique=True, postgresql_where=text("undone_at IS NULL")),
    )
