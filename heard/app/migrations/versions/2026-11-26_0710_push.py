"""Browsers people are told by

A new table, and two columns whose defaults need no rewriting.

Revision: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for name in ("words", "while_away"):
        column = sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        op.add_column("notification_choices", column)
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("sign_in_id", sa.BigInteger(), nullable=False),
        sa.Column("endpoint_digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_push_subscriptions_workspace_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_push_subscriptions_user_id")),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_ins.id"], name=op.f("fk_push_subscriptions_sign_in_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("sign_in_id", name=op.f("uq_push_subscriptions_sign_in_id")),
        sa.UniqueConstraint("endpoint_digest", name=op.f("uq_push_subscriptions_endpoint_digest")),
    )
    op.create_index("ix_push_subscriptions_owner", "push_subscriptions", ["workspace_id", "user_id"])
