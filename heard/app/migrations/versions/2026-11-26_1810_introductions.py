"""Who answers: introductions, photos, and a public page that shows them

A table and columns with constant defaults: no row is written anew. The index is on workspaces, of which there are few.

Revision: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("page_key", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_workspaces_page_key"), "workspaces", ["page_key"])
    op.add_column("memberships", sa.Column("introduction", sa.Text(), server_default="", nullable=False))
    op.add_column("memberships", sa.Column("photo", sa.Text(), nullable=True))
    op.add_column("memberships", sa.Column("on_page", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "member_photos",
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["memberships.workspace_id", "memberships.user_id"],
            name=op.f("fk_member_photos_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_member_photos")),
    )
