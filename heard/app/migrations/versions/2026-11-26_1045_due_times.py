"""Business hours, policies, clocks, and when our answer is due on the row of a conversation

Three tables, a column that needs no rewriting of its table, and one partial index. Who waits already gets a clock within minutes of
the upgrade, by `sla.take_up`; nobody is late for what was before there were clocks.

Revision: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

_KINDS = (
    "'mention', 'assigned', 'taken_over', 'answered', 'failed', 'unknown', 'woken', 'released', "
    "'approval_asked', 'approved', 'returned', 'due_soon', 'overdue'"
)


def upgrade() -> None:
    _hours()
    _policies()
    _clocks()
    op.add_column(
        "conversations",
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("'9999-01-01 00:00:00+00'"),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_conversations_due",
        "conversations",
        ["workspace_id", "due_at", "id"],
        postgresql_include=["team_id", "assignee_id", "owner_id"],
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    # The wider list holds for every row there is, so none need be looked at.
    op.create_check_constraint(
        op.f("ck_notifications_kind"), "notifications", f"kind IN ({_KINDS})", postgresql_not_valid=True
    )


def _hours() -> None:
    op.create_table(
        "business_hours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("week", postgresql.JSONB(), nullable=False),
        sa.Column("holidays", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(account_id, team_id) <= 1", name=op.f("ck_business_hours_whose")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_business_hours_workspace_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_business_hours_account_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_business_hours_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_hours")),
        sa.UniqueConstraint(
            "workspace_id",
            "account_id",
            "team_id",
            name="uq_business_hours_whose",
            postgresql_nulls_not_distinct=True,
        ),
    )


def _policies() -> None:
    nothing = sa.text("'{}'")
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("fallback", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("account_ids", postgresql.ARRAY(sa.BigInteger()), server_default=nothing, nullable=False),
        sa.Column("networks", postgresql.ARRAY(sa.Text()), server_default=nothing, nullable=False),
        sa.Column("team_ids", postgresql.ARRAY(sa.BigInteger()), server_default=nothing, nullable=False),
        sa.Column("tag_ids", postgresql.ARRAY(sa.BigInteger()), server_default=nothing, nullable=False),
        sa.Column("priorities", postgresql.ARRAY(sa.Text()), server_default=nothing, nullable=False),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("vip", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("business_time", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("first_minutes", postgresql.JSONB(), nullable=False),
        sa.Column("next_minutes", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("visibility IN ('public', 'private')", name=op.f("ck_sla_policies_visibility")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_sla_policies_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policies")),
    )
    op.create_index(
        "uq_sla_policies_fallback", "sla_policies", ["workspace_id"], unique=True, postgresql_where=sa.text("fallback")
    )
    op.create_index("ix_sla_policies_workspace", "sla_policies", ["workspace_id", "position", "id"])


def _clocks() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "clocks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("business_time", sa.Boolean(), nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("warn_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("paused_at", moment, nullable=True),
        sa.Column("stopped_at", moment, nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("warned_at", moment, nullable=True),
        sa.Column("breached_at", moment, nullable=True),
        sa.Column("started_event", sa.BigInteger(), nullable=False),
        sa.Column("stopped_event", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('first', 'next', 'resolution')", name=op.f("ck_clocks_kind")),
        sa.CheckConstraint("stop_reason IN ('answered', 'resolved', 'spam')", name=op.f("ck_clocks_stop_reason")),
        sa.CheckConstraint(
            "num_nulls(stopped_at, stop_reason, stopped_event) IN (0, 3)", name=op.f("ck_clocks_stopped")
        ),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_clocks_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    op.create_index(
        "uq_clocks_running",
        "clocks",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL AND kind <> 'resolution'"),
    )
    op.create_index("ix_clocks_conversation", "clocks", ["workspace_id", "conversation_id", "id"])
    op.create_index(
        "ix_clocks_due", "clocks", ["due_at"], postgresql_where=sa.text("stopped_at IS NULL AND breached_at IS NULL")
    )
    op.create_index(
        "ix_clocks_warn",
        "clocks",
        ["warn_at"],
        postgresql_where=sa.text("stopped_at IS NULL AND breached_at IS NULL AND warned_at IS NULL"),
    )
