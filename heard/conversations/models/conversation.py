"""Our unit of work with one contact. Lists read this row alone, so it carries what lists show."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

STATES = ("new", "pending", "snoozed", "resolved")
# Stored as numbers whose order is the wanted one: a row comparison then pages on one index.
PRIORITIES = ("urgent", "high", "normal", "low")
NORMAL = PRIORITIES.index("normal")
# Not PostgreSQL's `infinity`: the driver gives that back as a time without a zone, which compares with no other.
NEVER = "9999-01-01 00:00:00+00"
_OPEN = text("state <> 'resolved'")
_ARCHIVE = text("state = 'resolved'")
_SPAM = text("state = 'resolved' AND resolve_reason = 'spam'")
_UNLABELLED = text("language_by IS NULL AND resolve_reason IS DISTINCT FROM 'spam'")
_NEWEST = (text("last_message_at DESC"), text("id DESC"))
ARCHIVED = ("network", "account_id", "priority", "team_id", "assignee_id", "owner_id", "language", "kinds")
"""What the indexes of the archive hold besides their keys, so that they can be looked through without the rows."""


class Conversation(Base):
    """One matter with one contact; joins its public and private threads.

    `waiting_since` is the oldest unanswered inbound time, and a time that never comes (`NEVER`) when nobody waits: never
    null, because a null would break the row comparison that pages lists. At most one conversation per identity and account
    is not resolved. `window_closes_at` is when the network stops taking private replies to the last private word, whatever
    the state; null when it never does. `due_at` is when the customer should have our answer, by the clock that runs, and `NEVER`
    when none does.

    Tables that flow (this one, threads, messages, contacts, envelopes) have no foreign key to the workspace: their account
    holds it, and a check of that one row by every insert would make all workers meet there.
    """

    __tablename__ = "conversations"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    number: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    network: Mapped[str]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identities.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(server_default="new")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text(str(NORMAL)))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tag_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    waiting_since: Mapped[datetime] = mapped_column(server_default=text(f"'{NEVER}'"))
    last_message_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    window_closes_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(server_default=text(f"'{NEVER}'"))
    last_direction: Mapped[str]
    preview: Mapped[str]
    has_public: Mapped[bool] = mapped_column(server_default=text("false"))
    has_private: Mapped[bool] = mapped_column(server_default=text("false"))
    # The kinds of threads it has had a message in: the sum of their `KIND_BITS`.
    kinds: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    failed: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    resolved_at: Mapped[datetime | None]
    resolve_reason: Mapped[str | None]
    snoozed_until: Mapped[datetime | None]
    # When a resolution was last taken back: silence is counted from then on.
    kept_open_at: Mapped[datetime | None]
    # What the contact writes in, and who says so: a machine or a person; null until it was looked at.
    language: Mapped[str | None]
    language_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'snoozed') = (snoozed_until IS NOT NULL)", name="snoozed"),
        CheckConstraint("language_by IN ('machine', 'person')", name="language_by"),
        # Law 3: what needs us has a team or a person.
        CheckConstraint("team_id IS NOT NULL OR assignee_id IS NOT NULL", name="responsible"),
        Index(
            "uq_conversations_open",
            "account_id",
            "identity_id",
            unique=True,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_conversations_waiting", "workspace_id", "waiting_since", "id", postgresql_where=text("state = 'new'")
        ),
        Index(
            "ix_conversations_closing",
            "workspace_id",
            "window_closes_at",
            "id",
            postgresql_where=text("state = 'new' AND window_closes_at IS NOT NULL"),
        ),
        # With who may see a row inside: what is overdue is counted from the index alone.
        Index(
            "ix_conversations_due",
            "workspace_id",
            "due_at",
            "id",
            postgresql_include=["team_id", "assignee_id", "owner_id"],
            postgresql_where=text("state = 'new'"),
        ),
        Index(
            "ix_conversations_priority",
            "workspace_id",
            "state",
            "priority",
            "waiting_since",
            "id",
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_conversations_assignee",
            "workspace_id",
            "assignee_id",
            "state",
            "waiting_since",
            "id",
            postgresql_include=["team_id"],
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_conversations_team",
            "workspace_id",
            "team_id",
            "state",
            "waiting_since",
            "id",
            postgresql_include=["assignee_id"],
            postgresql_where=_OPEN,
        ),
        # Most languages are rare, and so are some kinds: their rows are found by these, and put in order; those of the others
        # by their order.
        *(
            Index(
                f"ix_conversations_{column}",
                "workspace_id",
                column,
                "state",
                "waiting_since",
                "id",
                postgresql_include=["team_id", "assignee_id"],
                postgresql_where=_OPEN,
            )
            for column in ("language", "kinds")
        ),
        Index("ix_conversations_unlabelled", "id", postgresql_where=_UNLABELLED),
        Index(
            "ix_conversations_owner",
            "workspace_id",
            "owner_id",
            "state",
            *_NEWEST,
            postgresql_where=text("owner_id IS NOT NULL"),
        ),
        # By state, so that what needs us is not looked for among all that is open.
        *(
            Index(f"ix_conversations_tags{name}", "tag_ids", postgresql_using="gin", postgresql_where=text(states))
            for name, states in (("", "state = 'new'"), ("_later", "state IN ('pending', 'snoozed')"))
        ),
        Index(
            "ix_conversations_newest",
            "workspace_id",
            "state",
            *_NEWEST,
            postgresql_where=_OPEN,
        ),
        # What is resolved hardly changes: these are written once, when it is.
        Index(
            "ix_conversations_archive",
            "workspace_id",
            *_NEWEST,
            postgresql_include=ARCHIVED,
            postgresql_where=_ARCHIVE,
        ),
        Index("ix_conversations_archive_tags", "tag_ids", postgresql_using="gin", postgresql_where=_ARCHIVE),
        *(
            Index(
                f"ix_conversations_archive_{name}",
                "workspace_id",
                column,
                *_NEWEST,
                postgresql_include=[held for held in ARCHIVED if held != column],
                postgresql_where=_ARCHIVE,
            )
            for name, column in (
                ("assignee", "assignee_id"),
                ("team", "team_id"),
                ("language", "language"),
                ("kinds", "kinds"),
            )
        ),
        Index(
            "ix_conversations_failed",
            "workspace_id",
            text("last_message_at DESC"),
            postgresql_include=["id", "team_id", "assignee_id", "owner_id"],
            postgresql_where=text("failed > 0"),
        ),
        Index(
            "ix_conversations_snoozed",
            "workspace_id",
            "snoozed_until",
            "id",
            postgresql_where=text("state = 'snoozed'"),
        ),
        Index(
            "ix_conversations_quiet",
            "workspace_id",
            "account_id",
            "last_message_at",
            "id",
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_conversations_due_back", "snoozed_until", postgresql_where=text("state = 'snoozed'")),
        Index("ix_conversations_spam", "workspace_id", *_NEWEST, postgresql_where=_SPAM),
        Index("ix_conversations_contact", "workspace_id", "contact_id", "id"),
        Index("ix_conversations_identity", "account_id", "identity_id", "id"),
        {"postgresql_with": {"fillfactor": "85"}},
    )


class ConversationCounter(Base):
    """The last conversation number of a workspace, taken in blocks; a block that is not used leaves a gap."""

    __tablename__ = "conversation_counters"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    last: Mapped[int] = mapped_column(server_default=text("0"))


class Tag(Base):
    """A word of the workspace's tag dictionary."""

    __tablename__ = "tags"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    color: Mapped[str] = mapped_column(server_default="gray")

    __table_args__ = (UniqueConstraint("workspace_id", "name"),)


class Seen(Base):
    """How far a person has looked into a conversation."""

    __tablename__ = "seen"

    workspace_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    at: Mapped[datetime]
