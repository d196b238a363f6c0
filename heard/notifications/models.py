"""Notifications and what each person chose to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from heard.kit.db import Base, Key

KINDS = (
    "mention",
    "assigned",
    "taken_over",
    "answered",
    "failed",
    "unknown",
    "woken",
    "released",
    "approval_asked",
    "approved",
    "returned",
    "scheduled_returned",
    "due_soon",
    "overdue",
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How a person is told of one kind: in Heard, by the browser while Heard is not looked at, by a sound, by mail, by Slack."""

    in_app: bool = True
    push: bool = False
    sound: bool = False
    mail: bool = False
    slack: bool = False

    @property
    def pushes(self) -> bool:
        """What is not shown in Heard is not pushed either."""
        return self.in_app and self.push

    @property
    def mails(self) -> bool:
        """Nor mailed."""
        return self.in_app and self.mail

    @property
    def slacks(self) -> bool:
        """Nor said on Slack."""
        return self.in_app and self.slack


DEFAULTS = {
    "mention": Choice(push=True),
    "assigned": Choice(push=True),
    "taken_over": Choice(),
    "answered": Choice(push=True),
    "failed": Choice(push=True),
    "unknown": Choice(push=True),
    "woken": Choice(),
    "released": Choice(),
    "approval_asked": Choice(push=True),
    "approved": Choice(),
    "returned": Choice(push=True),
    "scheduled_returned": Choice(push=True),
    "due_soon": Choice(push=True),
    "overdue": Choice(),
}


class Notification(Base):
    """One person told of one thing. `event_id` is the newest event of the log it tells of; lists are in its order.

    `count` is more than one where several messages of a contact came before the person looked. `mailed_event_id` and
    `slacked_event_id`: as far as which event it was said in that way, set before it is said, so that it is not said twice.
    """

    __tablename__ = "notifications"

    id: Mapped[Key]
    workspace_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    event_id: Mapped[int]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int | None]
    note_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    count: Mapped[int] = mapped_column(server_default=text("1"))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_event_id: Mapped[int | None]
    slacked_event_id: Mapped[int | None]

    __table_args__ = (
        # Law 2: an event that is read again tells nobody twice.
        UniqueConstraint("user_id", "event_id"),
        Index(
            "uq_notifications_answered",
            "user_id",
            "conversation_id",
            unique=True,
            postgresql_where=text("kind = 'answered' AND read_at IS NULL"),
        ),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_notifications_newest", "workspace_id", "user_id", text("event_id DESC")),
        Index(
            "ix_notifications_unread",
            "workspace_id",
            "user_id",
            text("event_id DESC"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notifications_read_at", "read_at", postgresql_where=text("read_at IS NOT NULL")),
    )


class NotificationChoices(Base):
    """What a person chose in a workspace, by kind; kinds that are not there are as `DEFAULTS`.

    `words`: what was said may be shown where others see it; `while_away`: tell also while signed off. `mail_refusal`: what the
    mail server said when it refused the person's address. `slack_id`: who they are on Slack, as far as it was asked.
    """

    __tablename__ = "notification_choices"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    choices: Mapped[dict[str, Any]]
    words: Mapped[bool] = mapped_column(server_default=text("false"))
    while_away: Mapped[bool] = mapped_column(server_default=text("false"))
    mail_refusal: Mapped[str | None]
    mail_refused_at: Mapped[datetime | None]
    slack_id: Mapped[str | None]
    slack_asked_at: Mapped[datetime | None]


class PushSubscription(Base):
    """A browser that a person is told by. It ends with the session it was made in, whatever ends that.

    `sealed` are its address and keys: who has them can send to the browser, so they lie here as secrets do.
    """

    __tablename__ = "push_subscriptions"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"), unique=True)
    endpoint_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))

    __table_args__ = (Index("ix_push_subscriptions_owner", "workspace_id", "user_id"),)


class Mailing(Base):
    """One mail to one person: while it waits everything they do not read gathers in it; an attempt is marked before it is made.

    It may be tried from `not_before` on; `reason` is the server's.
    """

    __tablename__ = "mailings"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default="waiting")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    not_before: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        # Whatever happens meanwhile, and however often the log is read, one mail waits for a person.
        Index(
            "uq_mailings_waiting", "workspace_id", "user_id", unique=True, postgresql_where=text("state = 'waiting'")
        ),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'refused', 'lost', 'dropped')", name="state"),
        CheckConstraint("(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name="ended"),
        Index("ix_mailings_due", "since", postgresql_where=text("state IN ('waiting', 'sending')")),
        Index("ix_mailings_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )


class MailTurn(Base):
    """When a person was last mailed, whichever workspace it was about: whoever moves it on may mail them, and nobody else."""

    __tablename__ = "mail_turns"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    at: Mapped[datetime]


class SlackConnection(Base):
    """A workspace's Slack. `sealed` is the bot's token; with `trouble`, Slack's word, it is not used until it is mended."""

    __tablename__ = "slack_connections"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    team_id: Mapped[str]
    team: Mapped[str]
    connected_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    connected_at: Mapped[datetime] = mapped_column(server_default=func.now())
    trouble: Mapped[str | None]
    trouble_at: Mapped[datetime | None]
