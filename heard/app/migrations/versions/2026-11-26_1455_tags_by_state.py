"""What needs us is found by a tag without what waits for others

Builds two small indexes in the place of one: seconds for a million conversations, during which they cannot be written.

Revision: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.drop_index("ix_conversations_tags", "conversations")
    op.create_index(
        "ix_conversations_tags",
        "conversations",
        ["tag_ids"],
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_conversations_tags_later",
        "conversations",
        ["tag_ids"],
        postgresql_using="gin",
        postgresql_where=sa.text("state IN ('pending', 'snoozed')"),
    )
