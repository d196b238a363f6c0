"""What contacts write in: on messages, on conversations, in lists

A table for the labels of messages, two columns that need no rewriting of their table, three indexes, one of them over all that there
is, since none of it was looked at, and the archive's four anew: some ten seconds for a million conversations, during which they
cannot be written. Who has
written already gets a label within minutes to hours of the upgrade, by `conversations.label_rest`, the newest first.

Revision: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_ARCHIVE = sa.text("state = 'resolved'")
_NEWEST = (sa.text("last_message_at DESC"), sa.text("id DESC"))
_HELD = ("network", "account_id", "priority", "team_id", "assignee_id", "owner_id", "language")
_COPIED = "workspace_id, last_message_at, network, account_id, priority, team_id, assignee_id, owner_id, has_public, has_private, language"


def upgrade() -> None:
    op.create_table(
        "message_languages",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_languages")),
    )
    op.add_column("conversations", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("conversations", sa.Column("language_by", sa.Text(), nullable=True))
    # The columns are new and empty, so no row need be looked at.
    op.create_check_constraint(
        op.f("ck_conversations_language_by"),
        "conversations",
        "language_by IN ('machine', 'person')",
        postgresql_not_valid=True,
    )
    _indexes()
    _archived_tags()
    # What has happened by now is not read once more by those who label what arrives.
    op.execute("""
        INSERT INTO cursors (reader, shard, seen)
        SELECT 'label', shard, pg_current_snapshot()::text FROM generate_series(0, 15) shard
    """)


def _indexes() -> None:
    op.create_index(
        "ix_conversations_language",
        "conversations",
        ["workspace_id", "language", "state", "waiting_since", "id"],
        postgresql_include=["team_id", "assignee_id"],
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    for name, key in (("", ()), ("_assignee", ("assignee_id",)), ("_team", ("team_id",)), ("_language", ("language",))):
        if key != ("language",):
            op.drop_index(f"ix_conversations_archive{name}", "conversations")
        op.create_index(
            f"ix_conversations_archive{name}",
            "conversations",
            ["workspace_id", *key, *_NEWEST],
            postgresql_include=[each for each in _HELD if each not in key],
            postgresql_where=_ARCHIVE,
        )
    op.create_index(
        "ix_conversations_unlabelled",
        "conversations",
        ["id"],
        postgresql_where=sa.text("language_by IS NULL AND resolve_reason IS DISTINCT FROM 'spam'"),
    )


def _archived_tags() -> None:
    op.add_column("archived_tags", sa.Column("language", sa.Text(), nullable=True))
    op.drop_index("ix_archived_tags_newest", "archived_tags")
    op.create_index(
        "ix_archived_tags_newest",
        "archived_tags",
        ["workspace_id", "tag_id", sa.text("last_message_at DESC"), sa.text("conversation_id DESC")],
        postgresql_include=[*_HELD, "has_public", "has_private"],
    )
    new = ", ".join(f"NEW.{name}" for name in _COPIED.split(", "))
    changed = ", ".join(f"{name} = excluded.{name}" for name in _COPIED.split(", "))
    op.execute(f"""
        CREATE OR REPLACE FUNCTION archive_tags() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM archived_tags
            WHERE conversation_id = NEW.id AND (NEW.state <> 'resolved' OR tag_id <> ALL (NEW.tag_ids));
          IF NEW.state = 'resolved' THEN
            INSERT INTO archived_tags (conversation_id, tag_id, {_COPIED})
              SELECT DISTINCT NEW.id, tag, {new} FROM unnest(NEW.tag_ids) tag
              ON CONFLICT (conversation_id, tag_id) DO UPDATE SET {changed};
          END IF;
          RETURN NULL;
        END $$
    """)  # noqa: S608 — only constants of this module
