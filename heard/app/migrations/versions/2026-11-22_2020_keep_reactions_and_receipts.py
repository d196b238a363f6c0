"""Keep reactions and receipts

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_STATES = "delivery IS NULL OR delivery IN ('queued', 'sending', 'sent', 'failed', 'unknown')"


def upgrade() -> None:
    for table, column, kind in (
        ("messages", "delivered_at", sa.DateTime(timezone=True)),
        ("messages", "read_at", sa.DateTime(timezone=True)),
        ("threads", "delivered_until", sa.DateTime(timezone=True)),
        ("threads", "read_until", sa.DateTime(timezone=True)),
        ("practice_items", "read_at", sa.DateTime(timezone=True)),
    ):
        op.add_column(table, sa.Column(column, kind, nullable=True))
    # Columns with a constant default are added without rewriting the table.
    op.add_column(
        "messages", sa.Column("reactions", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.add_column(
        "practice_items", sa.Column("reactions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.drop_constraint(op.f("ck_messages_delivery"), "messages", type_="check")
    op.create_check_constraint(op.f("ck_messages_delivery"), "messages", _STATES, postgresql_not_valid=True)
