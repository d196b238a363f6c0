"""When the private window of a conversation closes, on its row

The column needs no rewriting of the table. What is filled in is bounded: of the accounts that have a window (those of the
practice network, the first to have one) the conversations that are open. What is resolved gets it when its person writes again.

Revision: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("window_closes_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        sa.text(
            "UPDATE conversations c SET window_closes_at = said.closes FROM ("
            "SELECT o.id, max(t.last_inbound_at) + interval '24 hours' AS closes FROM accounts a "
            "JOIN conversations o ON o.account_id = a.id AND o.state <> 'resolved' "
            "JOIN threads t ON t.workspace_id = o.workspace_id AND t.conversation_id = o.id AND t.visibility = 'private' "
            "WHERE a.network = 'practice' GROUP BY o.id) said WHERE c.id = said.id"
        )
    )
    op.create_index(
        "ix_conversations_closing",
        "conversations",
        ["workspace_id", "window_closes_at", "id"],
        postgresql_where=sa.text("state = 'new' AND window_closes_at IS NOT NULL"),
    )
