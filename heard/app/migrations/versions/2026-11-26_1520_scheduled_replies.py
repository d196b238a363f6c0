"""Replies that wait for their time

A new table, in no time. What people can be told of gets one more kind: the check is put there without looking at what is told
already, which is of kinds that were known before.

Revision: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"

_KINDS = (
    "'mention', 'assigned', 'taken_over', 'answered', 'failed', 'unknown', 'woken', 'released', "
    "'approval_asked', 'approved', 'returned', 'scheduled_returned', 'due_soon', 'overdue'"
)
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "scheduled_replies",
        *_columns(),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'returned', 'withdrawn')", name=op.f("ck_scheduled_replies_state")
        ),
        sa.CheckConstraint("visibility IN ('public', 'private')", name=op.f("ck_scheduled_replies_visibility")),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_scheduled_replies_ended")),
        sa.CheckConstraint("state <> 'returned' OR reason IS NOT NULL", name=op.f("ck_scheduled_replies_reason")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_scheduled_replies_conversation_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_scheduled_replies_author_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_scheduled_replies_ended_by")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_scheduled_replies_message_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_replies")),
        sa.UniqueConstraint("workspace_id", "client_ref", name=op.f("uq_scheduled_replies_workspace_id_client_ref")),
        sa.UniqueConstraint("message_id", name=op.f("uq_scheduled_replies_message_id")),
    )
    op.create_index(
        "ix_scheduled_replies_conversation",
        "scheduled_replies",
        ["workspace_id", "conversation_id", sa.text("id DESC")],
    )
    op.create_index(
        "ix_scheduled_replies_waiting",
        "scheduled_replies",
        ["workspace_id", "conversation_id", "send_at"],
        postgresql_where=_WAITING,
    )
    op.create_index("ix_scheduled_replies_due", "scheduled_replies", ["send_at", "id"], postgresql_where=_WAITING)
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(
        op.f("ck_notifications_kind"), "notifications", f"kind IN ({_KINDS})", postgresql_not_valid=True
    )


def _columns() -> list[sa.Column[object]]:
    json = postgresql.JSONB(astext_type=sa.Text())
    moment = sa.DateTime(timezone=True)
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sign", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("attachments", json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("beside", json, nullable=False),
        sa.Column("client_ref", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("after_message_id", sa.BigInteger(), nullable=False),
        sa.Column("send_at", moment, nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("in_draft", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("seen_to", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
    ]
