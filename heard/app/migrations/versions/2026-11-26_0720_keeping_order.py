"""Keeping order in the inbox: what is liked, hidden and deleted on networks, and what is closed by itself

Columns have defaults that need no rewriting of the tables.

Revision: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    _moderation()
    _staleness()


def _moderation() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("messages", sa.Column("standing", json, server_default=sa.text("'{}'"), nullable=False))
    op.add_column("posts", sa.Column("ours", sa.Boolean(), nullable=True))
    for name in ("liked_at", "hidden_at"):
        op.add_column("practice_items", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "moderations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("deed IN ('like', 'unlike', 'hide', 'show', 'delete')", name=op.f("ck_moderations_deed")),
        sa.CheckConstraint("state IN ('pending', 'done', 'refused', 'dismissed')", name=op.f("ck_moderations_state")),
        sa.CheckConstraint("deed NOT IN ('hide', 'delete') OR why IS NOT NULL", name=op.f("ck_moderations_reasoned")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_moderations_conversation_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_moderations_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_moderations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderations")),
    )
    pending = sa.text("state = 'pending'")
    op.create_index("uq_moderations_pending", "moderations", ["message_id"], unique=True, postgresql_where=pending)
    op.create_index("ix_moderations_message", "moderations", ["workspace_id", "message_id", sa.text("id DESC")])
    op.create_index("ix_moderations_due", "moderations", ["due_at"], postgresql_where=pending)


def _staleness() -> None:
    op.add_column(
        "workspaces", sa.Column("stale_days", sa.SmallInteger(), server_default=sa.text("30"), nullable=False)
    )
    op.create_check_constraint(op.f("ck_workspaces_stale_days"), "workspaces", "stale_days BETWEEN 0 AND 365")
    op.add_column("accounts", sa.Column("stale_days", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_accounts_stale_days"), "accounts", "stale_days BETWEEN 0 AND 365")
    op.add_column("conversations", sa.Column("kept_open_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_conversations_quiet",
        "conversations",
        ["workspace_id", "account_id", "last_message_at", "id"],
        postgresql_where=sa.text("state = 'pending'"),
    )
