"""Speed: words are asked for by time, envelopes taken in their order

An index of which pages of messages hold which times, so that the index of words is asked about the newest alone. And the
index of what waits at the door in the order it is taken in: without it, whatever was done already was passed by each time.

Revision: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
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
    op.drop_index("ix_envelopes_new", "envelopes")
    op.create_index("ix_envelopes_new", "envelopes", ["id", "shard"], postgresql_where=sa.text("state = 'new'"))
