"""Speed: words are asked for by time, envelopes taken in their order, the archive read by tag and time

An index of which pages of messages hold which times, so that the index of words is asked about the newest alone. The index of
what waits at the door in the order it is taken in: without it, whatever was done already was passed by each time. A table of
the tags of what is resolved, kept by a trigger; the archive's other indexes hold what lists filter by.

Revision: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ARCHIVE = sa.text("state = 'resolved'")
_NEWEST = (sa.text("last_message_at DESC"), sa.text("id DESC"))
_HELD = ("network", "account_id", "priority", "team_id", "assignee_id", "owner_id")
_COPIED = "workspace_id, last_message_at, network, account_id, priority, team_id, assignee_id, owner_id, has_public, has_private"


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
    _archive()
    _archived_tags()


def _archive() -> None:
    for name, key in (("", ()), ("_assignee", ("assignee_id",)), ("_team", ("team_id",))):
        op.drop_index(f"ix_conversations_archive{name}", "conversations")
        op.create_index(
            f"ix_conversations_archive{name}",
            "conversations",
            ["workspace_id", *key, *_NEWEST],
            postgresql_include=[each for each in _HELD if each not in key],
            postgresql_where=_ARCHIVE,
        )


def _archived_tags() -> None:
    op.create_table(
        "archived_tags",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("has_public", sa.Boolean(), nullable=False),
        sa.Column("has_private", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_archived_tags_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "tag_id", name=op.f("pk_archived_tags")),
    )
    op.execute(f"""
        INSERT INTO archived_tags (conversation_id, tag_id, {_COPIED})
        SELECT id, tag, {_COPIED} FROM conversations, unnest(tag_ids) tag WHERE state = 'resolved'
        ON CONFLICT DO NOTHING
    """)  # noqa: S608 — only constants of this module
    op.create_index(
        "ix_archived_tags_newest",
        "archived_tags",
        ["workspace_id", "tag_id", sa.text("last_message_at DESC"), sa.text("conversation_id DESC")],
        postgresql_include=[*_HELD, "has_public", "has_private"],
    )
    _trigger()


def _trigger() -> None:
    """Only for what is or was resolved, with a tag: all other writes do no more than look at that."""
    new = ", ".join(f"NEW.{name}" for name in _COPIED.split(", "))
    changed = ", ".join(f"{name} = excluded.{name}" for name in _COPIED.split(", "))
    op.execute(f"""
        CREATE FUNCTION archive_tags() RETURNS trigger LANGUAGE plpgsql AS $$
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
    """)  # noqa: S608 — likewise
    op.execute("""
        CREATE TRIGGER archive_tags_inserted AFTER INSERT ON conversations FOR EACH ROW
          WHEN (NEW.state = 'resolved' AND NEW.tag_ids <> '{}') EXECUTE FUNCTION archive_tags()
    """)
    op.execute("""
        CREATE TRIGGER archive_tags_updated AFTER UPDATE ON conversations FOR EACH ROW
          WHEN ((OLD.state = 'resolved' OR NEW.state = 'resolved') AND (OLD.tag_ids <> '{}' OR NEW.tag_ids <> '{}'))
          EXECUTE FUNCTION archive_tags()
    """)
