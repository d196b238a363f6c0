"""Words by time: an index of which pages hold which times, so that the index of words is asked about the newest alone

Revision: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index(
        "ix_messages_pages",
        "messages",
        ["sort_at"],
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 128, "autosummarize": True},
    )
