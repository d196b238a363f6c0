"""Replies that wait for another person's yes

Three new tables. What people can be told of gets three more kinds: the check is put there without looking at what is told
already, which is of kinds that were known before.

Revision: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

_KINDS = "'mention', 'assigned', 'taken_over', 'answered', 'failed', 'unknown', 'woken', 'released', 'approval_asked', 'approved', 'returned'"
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _rules()
    _approvals()
    _askings()
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications")
    op.execute(
        sa.text(f"ALTER TABLE notifications ADD CONSTRAINT ck_notifications_kind CHECK (kind IN ({_KINDS})) NOT VALID")
    )


def _rules() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "approval_rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("conditions", json, nullable=False),
        sa.Column("steps", json, nullable=False),
        sa.Column("hours", sa.SmallInteger(), server_default=sa.text("24"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_approval_rules_named")),
        sa.CheckConstraint("hours BETWEEN 1 AND 720", name=op.f("ck_approval_rules_hours")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_approval_rules_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rules")),
    )
    op.create_index("ix_approval_rules_position", "approval_rules", ["workspace_id", "position", "id"])


def _approvals() -> None:
    op.create_table(
        "approvals",
        *_approval_columns(),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'rejected', 'withdrawn', 'expired')", name=op.f("ck_approvals_state")
        ),
        sa.CheckConstraint("visibility IN ('public', 'private')", name=op.f("ck_approvals_visibility")),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_approvals_decided")),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> author_id)", name=op.f("ck_approvals_own")
        ),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_approvals_conversation_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_approvals_author_id")),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["approval_rules.id"], name=op.f("fk_approvals_rule_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["edited_by"], ["users.id"], name=op.f("fk_approvals_edited_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_approvals_decided_by")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_approvals_message_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("workspace_id", "client_ref", name=op.f("uq_approvals_workspace_id_client_ref")),
        sa.UniqueConstraint("message_id", name=op.f("uq_approvals_message_id")),
    )
    op.create_index("ix_approvals_conversation", "approvals", ["workspace_id", "conversation_id", sa.text("id DESC")])
    op.create_index(
        "ix_approvals_author", "approvals", ["workspace_id", "author_id", "conversation_id"], postgresql_where=_WAITING
    )
    op.create_index("ix_approvals_waiting", "approvals", ["conversation_id"], postgresql_where=_WAITING)
    op.create_index("ix_approvals_due", "approvals", ["due_at", "id"], postgresql_where=_WAITING)


def _approval_columns() -> list[sa.Column[object]]:
    json = postgresql.JSONB(astext_type=sa.Text())
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", json, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("beside", json, nullable=False),
        sa.Column("client_ref", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("after_message_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("rule_name", sa.Text(), nullable=True),
        sa.Column("steps", json, nullable=False),
        sa.Column("step", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rung", sa.SmallInteger(), server_default=sa.text("-1"), nullable=False),
        sa.Column("hours", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
    ]


def _askings() -> None:
    op.create_table(
        "approval_askings",
        sa.Column("approval_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("rung", sa.SmallInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_approval_askings_approval_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_approval_askings_user_id")),
        sa.PrimaryKeyConstraint("approval_id", "step", "user_id", name=op.f("pk_approval_askings")),
    )
    op.create_index("ix_approval_askings_user", "approval_askings", ["workspace_id", "user_id", "conversation_id"])
    op.create_index(
        "ix_approval_askings_open",
        "approval_askings",
        ["workspace_id", "user_id", "conversation_id"],
        postgresql_where=sa.text("open"),
    )
