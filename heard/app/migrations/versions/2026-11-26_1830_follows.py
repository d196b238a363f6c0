"""Following people on their networks

A new table and a nullable column, in no time. What may be asked of a network gets two more kinds: the check is put there
without looking at what was asked already, which is of kinds that were known before.

Revision: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_DEEDS = "'like', 'unlike', 'hide', 'show', 'delete', 'follow', 'unfollow'"


def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("identity_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_follows_account_id")),
        sa.ForeignKeyConstraint(["identity_id"], ["identities.id"], name=op.f("fk_follows_identity_id")),
        sa.PrimaryKeyConstraint("account_id", "identity_id", name=op.f("pk_follows")),
    )
    op.create_index("ix_follows_identity", "follows", ["workspace_id", "identity_id"])
    op.add_column("practice_profiles", sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_moderations_deed"), "moderations", type_="check")
    op.create_check_constraint(
        op.f("ck_moderations_deed"), "moderations", f"deed IN ({_DEEDS})", postgresql_not_valid=True
    )
