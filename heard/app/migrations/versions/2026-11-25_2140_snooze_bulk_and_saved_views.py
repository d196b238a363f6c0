"""Snoozed conversations, actions on many at once, and saved views

Revision: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _conversations()
    _bulk_actions()
    _saved_views()


def _bulk_actions() -> None:
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("action", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes"], ["bulk_actions.id"], name=op.f("fk_bulk_actions_undoes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bulk_actions_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_bulk_actions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_actions")),
        sa.UniqueConstraint("undoes", name=op.f("uq_bulk_actions_undoes")),
    )
    op.create_index("ix_bulk_actions_created_at", "bulk_actions", ["created_at"], unique=False)
    op.create_table(
        "bulk_items",
        sa.Column("bulk_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulk_id"], ["bulk_actions.id"], name=op.f("fk_bulk_items_bulk_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_bulk_items_conversation_id")),
        sa.PrimaryKeyConstraint("bulk_id", "conversation_id", name=op.f("pk_bulk_items")),
    )
    op.create_index(
        "ix_bulk_items_open",
        "bulk_items",
        ["bulk_id", "conversation_id"],
        unique=False,
        postgresql_where=sa.text("outcome IS NULL"),
    )


def _saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_views_named")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_saved_views_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("workspace_id", "user_id", "name", name=op.f("uq_saved_views_workspace_id_user_id_name")),
    )
    op.create_index(
        "ix_saved_views_shared", "saved_views", ["workspace_id"], unique=False, postgresql_where=sa.text("shared")
    )


def _conversations() -> None:
    op.add_column("conversations", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_conversations_due_back",
        "conversations",
        ["snoozed_until"],
        unique=False,
        postgresql_where=sa.text("state = 'snoozed'"),
    )
    op.create_index(
        "ix_conversations_snoozed",
        "conversations",
        ["workspace_id", "snoozed_until", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'snoozed'"),
    )
    op.create_index(
        "ix_conversations_spam",
        "conversations",
        ["workspace_id", sa.text("last_message_at DESC"), sa.text("id DESC")],
        unique=False,
        postgresql_where=sa.text("state = 'resolved' AND resolve_reason = 'spam'"),
    )
    # Checked apart from its making, so that the table is not locked meanwhile.
    op.execute(
        "ALTER TABLE conversations ADD CONSTRAINT ck_conversations_snoozed "
        "CHECK ((state = 'snoozed') = (snoozed_until IS NOT NULL)) NOT VALID"
    )
    op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT ck_conversations_snoozed")
