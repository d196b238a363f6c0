"""What is known of a person: facts, fields, notes, merges that can be taken back, mutes

Columns have defaults that need no rewriting of the tables.

Revision: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

_CLASSES = "'customer', 'prospect', 'partner', 'supplier', 'employee', 'press', 'influencer', 'competitor', 'troll'"


def upgrade() -> None:
    _facts()
    _fields()
    _notes()
    _merges()


def _facts() -> None:
    for column in (
        sa.Column("vip", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("tag_ids", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("customer_number", sa.Text(), nullable=True),
        sa.Column("crm_validated", sa.Boolean(), nullable=True),
        sa.Column(
            "attributes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("mute", sa.Text(), nullable=True),
        sa.Column("mute_reason", sa.Text(), nullable=True),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted_by", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
    ):
        op.add_column("contacts", column)
    _hold_facts()


def _hold_facts() -> None:
    op.create_foreign_key(op.f("fk_contacts_muted_by"), "contacts", "users", ["muted_by"], ["id"])
    op.create_foreign_key(op.f("fk_contacts_merged_into"), "contacts", "contacts", ["merged_into"], ["id"])
    op.create_check_constraint(op.f("ck_contacts_relationship"), "contacts", f"relationship IN ({_CLASSES})")
    op.create_check_constraint(op.f("ck_contacts_mute"), "contacts", "mute IN ('muted', 'blocked')")
    op.create_check_constraint(
        op.f("ck_contacts_muted_with_reason"),
        "contacts",
        "num_nulls(mute, mute_reason, muted_at, muted_by) IN (0, 4) AND mute_reason <> ''",
    )
    op.create_index(
        "ix_contacts_email",
        "contacts",
        ["workspace_id", sa.text("lower(email)")],
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.create_index(
        "ix_contacts_muted",
        "contacts",
        ["workspace_id", sa.text("muted_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("mute IS NOT NULL"),
    )
    op.add_column("identities", sa.Column("muted", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def _fields() -> None:
    op.create_table(
        "contact_fields",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("managed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_contact_fields_named")),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'date', 'choice', 'yes_no')", name=op.f("ck_contact_fields_kind")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contact_fields_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_fields")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_contact_fields_workspace_id_name")),
    )


def _notes() -> None:
    op.create_table(
        "contact_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_contact_notes_length")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_notes_contact_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_contact_notes_author_id")),
        sa.ForeignKeyConstraint(["edited_by"], ["users.id"], name=op.f("fk_contact_notes_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_notes")),
    )
    op.create_index(
        "ix_contact_notes_newest",
        "contact_notes",
        ["workspace_id", "contact_id", sa.text("id DESC")],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_contact_notes_deleted_at",
        "contact_notes",
        ["deleted_at"],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )


def _merges() -> None:
    op.create_table(
        "contact_merges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("identity_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("note_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["contacts.id"], name=op.f("fk_contact_merges_kept_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["contacts.id"], name=op.f("fk_contact_merges_gone_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_contact_merges_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_merges")),
    )
    op.create_index("ix_contact_merges_kept", "contact_merges", ["workspace_id", "kept_id", "id"])
    op.create_index(
        "uq_contact_merges_gone",
        "contact_merges",
        ["gone_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
