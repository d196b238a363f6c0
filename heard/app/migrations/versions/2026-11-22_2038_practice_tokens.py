"""Tokens of the practice network that end

Revision: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "practice_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("access_digest", sa.LargeBinary(), nullable=False),
        sa.Column("refresh_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["profile_id"], ["practice_profiles.id"], name=op.f("fk_practice_tokens_profile_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_tokens")),
        sa.UniqueConstraint("access_digest", name=op.f("uq_practice_tokens_access_digest")),
        sa.UniqueConstraint("refresh_digest", name=op.f("uq_practice_tokens_refresh_digest")),
    )
