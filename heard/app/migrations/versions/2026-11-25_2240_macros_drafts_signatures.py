"""Macros, drafts on the server, signatures

Revision: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("signing", sa.Text(), server_default="optional", nullable=False))
    op.create_check_constraint(op.f("ck_workspaces_signing"), "workspaces", "signing IN ('off', 'optional', 'public')")
    op.add_column("memberships", sa.Column("signature", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "drafts",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("after_message_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("mode IN ('public', 'private', 'note')", name=op.f("ck_drafts_mode")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_drafts_conversation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", "mode", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_user", "drafts", ["workspace_id", "user_id"], unique=False)
    op.create_table(
        "macros",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("network", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), server_default="reply", nullable=False),
        sa.Column("tag_ids", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("assign_team_id", sa.BigInteger(), nullable=True),
        sa.Column("resolve", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("uses", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("scope IN ('private', 'team', 'workspace')", name=op.f("ck_macros_scope")),
        sa.CheckConstraint("purpose IN ('reply', 'invite', 'return')", name=op.f("ck_macros_purpose")),
        sa.CheckConstraint("(scope = 'team') = (team_id IS NOT NULL)", name=op.f("ck_macros_team")),
        sa.ForeignKeyConstraint(
            ["assign_team_id"], ["teams.id"], name=op.f("fk_macros_assign_team_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_macros_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_macros_team_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_macros_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macros")),
    )
    op.create_index(
        "uq_macros_name",
        "macros",
        [
            "workspace_id",
            sa.literal_column("lower(name)"),
            sa.literal_column("coalesce(team_id, 0)"),
            sa.literal_column("(CASE WHEN scope = 'private' THEN owner_id ELSE 0 END)"),
        ],
        unique=True,
    )
