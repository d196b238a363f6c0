"""Why jobs failed; indexes for what is parked and what is old; when a waiting change was kept

Revision: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "job_failures",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_failures")),
    )
    op.create_index("ix_envelopes_received_at", "envelopes", ["received_at"], unique=False, postgresql_using="brin")
    op.create_index(
        "ix_parked_events_workspace_id", "parked_events", ["workspace_id", "event_id", "reader"], unique=False
    )
    op.add_column(
        "waiting_changes",
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
