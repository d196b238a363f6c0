"""People are told by e-mail and by Slack too

Three new tables, and columns that may be empty: in no time. Nobody is mailed or told on Slack before they choose it.

Revision: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_MOMENT = sa.DateTime(timezone=True)
_WAITING = sa.text("state = 'waiting'")
_COLUMNS = (
    ("notifications", "mailed_event_id", sa.BigInteger()),
    ("notifications", "slacked_event_id", sa.BigInteger()),
    ("notification_choices", "mail_refusal", sa.Text()),
    ("notification_choices", "mail_refused_at", _MOMENT),
    ("notification_choices", "slack_id", sa.Text()),
    ("notification_choices", "slack_asked_at", _MOMENT),
)


def upgrade() -> None:
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    _mailings()
    op.create_table(
        "mail_turns",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_turns_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mail_turns_workspace_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_turns")),
    )
    op.create_table(
        "slack_connections",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("connected_by", sa.BigInteger(), nullable=False),
        sa.Column("connected_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_slack_connections_workspace_id")),
        sa.ForeignKeyConstraint(["connected_by"], ["users.id"], name=op.f("fk_slack_connections_connected_by")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_slack_connections")),
    )


def _mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("since", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("not_before", _MOMENT, nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'refused', 'lost', 'dropped')", name=op.f("ck_mailings_state")
        ),
        sa.CheckConstraint("(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name=op.f("ck_mailings_ended")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mailings_workspace_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mailings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    owner = ["workspace_id", "user_id"]
    op.create_index("uq_mailings_waiting", "mailings", owner, unique=True, postgresql_where=_WAITING)
    unfinished = sa.text("state IN ('waiting', 'sending')")
    op.create_index("ix_mailings_due", "mailings", ["since"], postgresql_where=unfinished)
    ended = sa.text("ended_at IS NOT NULL")
    op.create_index("ix_mailings_ended", "mailings", ["ended_at"], postgresql_where=ended)
