"""Tokens for the search

Nullable and empty at first: the worker makes the tokens of what is there already, in bounded batches, while all goes on.

Revision: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_PENDING = {"fastupdate": "on", "gin_pending_list_limit": "512"}


def upgrade() -> None:
    for table in ("messages", "notes", "identities"):
        op.add_column(table, sa.Column("tokens", postgresql.TSVECTOR(), nullable=True))
        op.create_index(
            f"ix_{table}_tokens", table, ["tokens"], unique=False, postgresql_using="gin", postgresql_with=_PENDING
        )
        op.create_index(
            f"ix_{table}_untokenised", table, ["id"], unique=False, postgresql_where=sa.text("tokens IS NULL")
        )
    op.create_index("ix_messages_newest", "messages", ["workspace_id", "sort_at", "id"], unique=False)
    op.create_index("ix_notes_newest", "notes", ["workspace_id", "at", "id"], unique=False)
