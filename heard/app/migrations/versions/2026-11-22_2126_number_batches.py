"""Number the batches of each reader, so that who is told of each can see that one was not

Revision: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("cursors", sa.Column("turns", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
