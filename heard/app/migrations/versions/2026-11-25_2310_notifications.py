"""Notifications

Revision: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

_KINDS = "'mention', 'assigned', 'taken_over', 'answered', 'failed', 'unknown', 'woken', 'released'"


def upgrade() -> None:
    op.create_table(
        "notification_choices",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_notification_choices_workspace_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notification_choices_user_id")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_notification_choices")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("count", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_notifications_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_notifications_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "event_id", name=op.f("uq_notifications_user_id")),
    )
    _indexes()


def _indexes() -> None:
    newest = ["workspace_id", "user_id", sa.text("event_id DESC")]
    unread, read = sa.text("read_at IS NULL"), sa.text("read_at IS NOT NULL")
    op.create_index("ix_notifications_newest", "notifications", newest)
    op.create_index("ix_notifications_unread", "notifications", newest, postgresql_where=unread)
    op.create_index("ix_notifications_read_at", "notifications", ["read_at"], postgresql_where=read)
    op.create_index(
        "uq_notifications_answered",
        "notifications",
        ["user_id", "conversation_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'answered' AND read_at IS NULL"),
    )
