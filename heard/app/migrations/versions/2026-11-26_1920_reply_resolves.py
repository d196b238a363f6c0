"""Accounts whose replies usually resolve

A column with a constant default: no row is written anew.

Revision: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("reply_resolves", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
