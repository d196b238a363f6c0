"""The kinds of threads on conversations, so that lists are narrowed by them

A column that needs no rewriting of its table, filled from the threads of the messages by one statement, three indexes, and the
archive's four anew: some two minutes for a million conversations of five messages each, during which they cannot be written.

Revision: 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_ARCHIVE = sa.text("state = 'resolved'")
_NEWEST = (sa.text("last_message_at DESC"), sa.text("id DESC"))
_HELD = ("network", "account_id", "priority", "team_id", "assignee_id", "owner_id", "language", "kinds")
_KEYS = (None, "assignee_id", "team_id", "language", "kinds")
_COPIED = (
    "workspace_id, last_message_at, network, account_id, priority, team_id, assignee_id, owner_id, has_public, has_private, "
    "language, kinds"
)


def upgrade() -> None:
    for key in _KEYS[:-1]:
        op.drop_index(_archive(key), "conversations")
    for table in ("conversations", "archived_tags"):
        op.add_column(table, sa.Column("kinds", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
    op.drop_index("ix_archived_tags_newest", "archived_tags")
    _fill()
    op.create_index(
        "ix_conversations_kinds",
        "conversations",
        ["workspace_id", "kinds", "state", "waiting_since", "id"],
        postgresql_include=["team_id", "assignee_id"],
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    for key in _KEYS:
        op.create_index(
            _archive(key),
            "conversations",
            ["workspace_id", *([key] if key else ()), *_NEWEST],
            postgresql_include=[each for each in _HELD if each != key],
            postgresql_where=_ARCHIVE,
        )
    op.create_index(
        "ix_archived_tags_newest",
        "archived_tags",
        ["workspace_id", "tag_id", sa.text("last_message_at DESC"), sa.text("conversation_id DESC")],
        postgresql_include=[*_HELD, "has_public", "has_private"],
    )
    _follow()


def _archive(key: str | None) -> str:
    return "ix_conversations_archive" + (f"_{key.removesuffix('_id')}" if key else "")


def _fill() -> None:
    """Give what there is its kinds: a thread that went on to a newer conversation has left its messages behind."""
    op.execute("ALTER TABLE conversations DISABLE TRIGGER archive_tags_updated")
    op.execute("""
        UPDATE conversations c SET kinds = found.kinds
        FROM (
          SELECT m.conversation_id AS id, bit_or(CASE t.kind
            WHEN 'post' THEN 1 WHEN 'comment' THEN 2 WHEN 'mention' THEN 4 WHEN 'dm' THEN 8 WHEN 'review' THEN 16 ELSE 0 END) AS kinds
          FROM messages m JOIN threads t ON t.id = m.thread_id GROUP BY m.conversation_id
        ) found
        WHERE c.id = found.id
    """)
    op.execute("ALTER TABLE conversations ENABLE TRIGGER archive_tags_updated")
    op.execute("UPDATE archived_tags a SET kinds = c.kinds FROM conversations c WHERE c.id = a.conversation_id")


def _follow() -> None:
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
