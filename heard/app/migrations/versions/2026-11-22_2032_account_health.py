"""Account health counts its troubles; where polls have come and when tokens are due; what was said of no conversation

Revision: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("health_code", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("troubles", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
    for name in ("trouble_began_at", "trouble_last_at", "last_webhook_at", "last_polled_at"):
        op.add_column("accounts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("poll_cursor", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    for name in ("refresh_at", "refreshing_until"):
        op.add_column("accounts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_log_elsewhere",
        "log",
        ["workspace_id", "kind", "id"],
        unique=False,
        postgresql_where=sa.text("conversation_id IS NULL"),
    )
