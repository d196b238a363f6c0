"""What the practice network keeps: sites, profiles, items (posts, reviews, comments, messages), webhook deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

KINDS = ("post", "review", "comment", "message")
STATES = ("waiting", "done", "failed")


class Site(Base):
    """One practice network, belonging to one workspace; `key` names it in addresses.

    `burst` counts what was written since `burst_began_at`: the bound on how fast an open site can be written to.
    """

    __tablename__ = "practice_sites"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    app_secret: Mapped[str]
    burst: Mapped[int] = mapped_column(server_default=sql("0"))
    burst_began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Profile(Base):
    """Somebody on the practice network; brands have a webhook that is told what concerns them.

    `followed_at`: since when the brand follows them.
    """

    __tablename__ = "practice_profiles"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("practice_sites.id"))
    handle: Mapped[str]
    name: Mapped[str]
    avatar_color: Mapped[str]
    is_brand: Mapped[bool] = mapped_column(server_default=sql("false"))
    webhook_url: Mapped[str | None]
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    followed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("site_id", "handle"),)


class Tokens(Base):
    """An access token that ends, and the refresh token that renews both; `replaced_at` once it was used."""

    __tablename__ = "practice_tokens"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    profile_id: Mapped[int] = mapped_column(ForeignKey("practice_profiles.id"))
    access_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    refresh_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class Item(Base):
    """A post, review, comment or private message.

    `root_id` is the post or review a comment hangs under. `to_id` is whom it is said to: the brand of a review, the
    receiver of a message, and for a comment whoever it answers (what a brand adds to its own words is still to the same
    customer). `reactions` are emoji by handle, one a person. The brand has liked it since `liked_at`, and hidden it from all
    but its author since `hidden_at`.
    """

    __tablename__ = "practice_items"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("practice_sites.id"))
    kind: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("practice_profiles.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("practice_profiles.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("practice_items.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("practice_items.id"))
    text: Mapped[str]
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    client_ref: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    liked_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    reactions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))
    pictures: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=sql("'{}'"))

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_practice_items_site", "site_id", "kind", "id"),
        Index("ix_practice_items_root", "root_id", "id"),
    )


class Picture(Base):
    """A picture on the site, found by its token."""

    __tablename__ = "practice_pictures"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("practice_sites.id"))
    token: Mapped[str]
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (UniqueConstraint("site_id", "token"),)


class WebhookDelivery(Base):
    """News for a brand's webhook, on its way until it is answered with 200."""

    __tablename__ = "practice_deliveries"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    profile_id: Mapped[int] = mapped_column(ForeignKey("practice_profiles.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("practice_items.id"))
    kind: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=sql("0"))
    last_error: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_practice_deliveries_workspace", "workspace_id", "id"),
        Index("ix_practice_deliveries_told", "profile_id", "item_id"),
    )
