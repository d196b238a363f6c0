"""What was said between us and the contact, notes among ourselves, and changes that came before their message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR, UUID
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key
from heard.kit.tokens import PENDING

CARDS_SHOWN = 2
"""Of so many links of a message it is shown what they lead to."""
# The life of a reply: `queued` until `send_at` (it can be undone), `sending` once the attempt is marked, then an outcome.
# What the network tells later (`delivered_at`, `read_at`) changes nothing of that.
DELIVERY = ("queued", "sending", "sent", "failed", "unknown")


class Message(Base):
    """One message, in or out, in one thread. Provider time is `at`; `received_at` is ours."""

    __tablename__ = "messages"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    account_id: Mapped[int]
    external_id: Mapped[str | None]
    direction: Mapped[str]
    visibility: Mapped[str]
    author_kind: Mapped[str]
    author_id: Mapped[int | None]
    text: Mapped[str]
    # What search finds the message by; null until it is made (rows from before there was a search).
    tokens: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    url: Mapped[str | None]
    quoted: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    at: Mapped[datetime]
    sort_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    revisions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    reactions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))

    # Whether we have liked or hidden it there, each with since when: `{"liked": {"on": true, "at": "…"}}`.
    standing: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))

    # The word of the list that filed it as spam; it may be off the list by now.
    spam_word_id: Mapped[int | None]
    # Fetched of before the account was connected, and nobody waits for a word on it.
    past: Mapped[bool] = mapped_column(server_default=sql("false"))

    client_ref: Mapped[str | None] = mapped_column(UUID(as_uuid=False))
    delivery: Mapped[str | None]
    reply_to: Mapped[str | None]
    send_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=sql("0"))
    attempted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    reason_code: Mapped[str | None]
    reason: Mapped[str | None]

    __table_args__ = (
        # Law 2: whatever is delivered again meets this key.
        UniqueConstraint("account_id", "external_id"),
        # Law 4: a reply asked for twice with the same reference is one reply.
        Index(
            "uq_messages_client_ref",
            "workspace_id",
            "client_ref",
            unique=True,
            postgresql_where=sql("client_ref IS NOT NULL"),
        ),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint(f"delivery IS NULL OR delivery IN {DELIVERY}", name="delivery"),
        Index("ix_messages_timeline", "conversation_id", "sort_at", "id"),
        Index("ix_messages_newest", "workspace_id", "sort_at", "id"),
        Index(
            "ix_messages_spam",
            "workspace_id",
            "spam_word_id",
            sql("sort_at DESC"),
            postgresql_where=sql("spam_word_id IS NOT NULL"),
        ),
        Index("ix_messages_tokens", "tokens", postgresql_using="gin", postgresql_with=PENDING),
        # A few pages large. Rows lie about in the order they came in: the index of words is asked with it for some time alone.
        Index(
            "ix_messages_pages",
            "sort_at",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": "128", "autosummarize": "on"},
        ),
        Index("ix_messages_untokenised", "id", postgresql_where=sql("tokens IS NULL")),
        Index("ix_messages_outbox", "send_at", "id", postgresql_where=sql("delivery IN ('queued', 'sending')")),
        Index("ix_messages_unknown", "thread_id", postgresql_where=sql("delivery IN ('sending', 'unknown')")),
    )


class MessageLanguage(Base):
    """The language a message of a contact is in, by a machine; null: it was looked at, and nobody could tell.

    Apart from the message: a label comes after it, and to write a message once more would write all its indexes anew (a batch
    of 500 took ten times as long). Messages are never deleted, so no key need hold the two together.
    """

    __tablename__ = "message_languages"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    workspace_id: Mapped[int]
    language: Mapped[str | None]
    confidence: Mapped[float]


class Note(Base):
    """A word among ourselves on a conversation; never sent."""

    __tablename__ = "notes"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    tokens: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    mentions: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_notes_timeline", "conversation_id", "at", "id"),
        Index("ix_notes_newest", "workspace_id", "at", "id"),
        Index("ix_notes_tokens", "tokens", postgresql_using="gin", postgresql_with=PENDING),
        Index("ix_notes_untokenised", "id", postgresql_where=sql("tokens IS NULL")),
    )


class Mention(Base):
    """A person called into a conversation by a note; unseen until they open it."""

    __tablename__ = "mentions"

    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    workspace_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_mentions_user", "workspace_id", "user_id", "conversation_id"),
        Index(
            "ix_mentions_unseen", "workspace_id", "user_id", "conversation_id", postgresql_where=sql("seen_at IS NULL")
        ),
    )


class WaitingChange(Base):
    """An edit, deletion, reaction or receipt for a message (or thread) not known yet; applied when that arrives.

    `external_id` is the message's, or the thread's key for what is told of a whole thread. `kind` parts what must all be kept.
    """

    __tablename__ = "waiting_changes"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[int]
    change: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime]
    kept_at: Mapped[datetime] = mapped_column(server_default=func.now())
