"""Covered lists

Badges are counted from indexes alone, pending work has the same indexes as new work, the archive one that can be looked
through without its rows, and one for each team.

Revision: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_OPEN = sa.text("state <> 'resolved'")
_ARCHIVE = sa.text("state = 'resolved'")
_NEWEST = (sa.text("last_message_at DESC"), sa.text("id DESC"))


def upgrade() -> None:
    for name in ("assignee", "team", "tags", "newest", "failed"):
        op.drop_index(f"ix_conversations_{name}", "conversations")
    _open_work()
    _archive()
    op.create_index(
        "ix_conversations_owner",
        "conversations",
        ["workspace_id", "owner_id", "state", *_NEWEST],
        postgresql_where=sa.text("owner_id IS NOT NULL"),
    )
    op.create_index(
        "ix_conversations_failed",
        "conversations",
        ["workspace_id", sa.text("last_message_at DESC")],
        postgresql_include=["id", "team_id", "assignee_id", "owner_id"],
        postgresql_where=sa.text("failed > 0"),
    )
    op.create_index(
        "ix_mentions_unseen",
        "mentions",
        ["workspace_id", "user_id", "conversation_id"],
        postgresql_where=sa.text("seen_at IS NULL"),
    )


def _open_work() -> None:
    op.create_index(
        "ix_conversations_assignee",
        "conversations",
        ["workspace_id", "assignee_id", "state", "waiting_since", "id"],
        postgresql_include=["team_id"],
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_conversations_team",
        "conversations",
        ["workspace_id", "team_id", "state", "waiting_since", "id"],
        postgresql_include=["assignee_id"],
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_conversations_tags", "conversations", ["tag_ids"], postgresql_using="gin", postgresql_where=_OPEN
    )
    op.create_index(
        "ix_conversations_newest", "conversations", ["workspace_id", "state", *_NEWEST], postgresql_where=_OPEN
    )


def _archive() -> None:
    op.create_index(
        "ix_conversations_archive",
        "conversations",
        ["workspace_id", *_NEWEST],
        postgresql_include=["network", "account_id", "priority", "team_id", "assignee_id", "owner_id", "tag_ids"],
        postgresql_where=_ARCHIVE,
    )
    op.create_index(
        "ix_conversations_archive_team",
        "conversations",
        ["workspace_id", "team_id", *_NEWEST],
        postgresql_where=_ARCHIVE,
    )
