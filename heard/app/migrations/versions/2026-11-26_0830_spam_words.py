"""Words that file what has them as spam

A new table, and two columns that need no rewriting of theirs.

Revision: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "spam_words",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("counts_in", sa.Text(), server_default=sa.text("'both'"), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("counts_in IN ('both', 'public', 'private')", name=op.f("ck_spam_words_counts_in")),
        sa.CheckConstraint("length(word) BETWEEN 1 AND 100", name=op.f("ck_spam_words_length")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_spam_words_workspace_id")),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_spam_words_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spam_words")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_spam_words_workspace_id_key")),
    )
    op.add_column("identities", sa.Column("not_spam", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("messages", sa.Column("spam_word_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_messages_spam",
        "messages",
        ["workspace_id", "spam_word_id", sa.text("sort_at DESC")],
        postgresql_where=sa.text("spam_word_id IS NOT NULL"),
    )
