"""Indexes for every list

What is pending by priority, what is resolved by tag and by person; and one less that nothing reads.

Revision: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("ix_contacts_workspace_id_id", "contacts")
    op.drop_index("ix_conversations_priority", "conversations")
    op.create_index(
        "ix_conversations_priority",
        "conversations",
        ["workspace_id", "state", "priority", "waiting_since", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    op.create_index(
        "ix_conversations_archive_tags",
        "conversations",
        ["tag_ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'resolved'"),
    )
    op.create_index(
        "ix_conversations_archive_assignee",
        "conversations",
        ["workspace_id", "assignee_id", sa.text("last_message_at DESC"), sa.text("id DESC")],
        unique=False,
        postgresql_where=sa.text("state = 'resolved'"),
    )
