"""Workspaces, users, memberships, teams; sessions, tokens, invitations; and the actor that a request acts as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from heard.accounts.permissions import PERMISSIONS, Permission, Role
from heard.accounts.signing import SIGNING
from heard.kit.db import Base, Key
from heard.kit.log import By


@dataclass(frozen=True)
class Actor:
    """Who a request acts as: a member of one workspace with that role's permissions, less what a token lacks."""

    user_id: int
    workspace_id: int
    name: str
    role: Role
    permissions: frozenset[Permission]
    team_ids: frozenset[int]
    session_id: int | None = None
    token_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the permission is among the actor's."""
        return permission in self.permissions

    @property
    def by(self) -> By:
        """The actor as the log names it."""
        return By("person", self.user_id)

    @property
    def is_confined(self) -> bool:
        """Whether the actor sees only the teams they belong to (agents and trainees) or the whole workspace."""
        return self.role in {Role.AGENT, Role.TRAINEE}


def permissions_of(role: Role) -> frozenset[Permission]:
    """The permissions a role has."""
    return PERMISSIONS[role]


class Workspace(Base):
    """One company's space; the tenant boundary. `signing` says whether replies carry their writer's signature: see `signing.py`.

    `stale_days`: after so many days of silence a conversation that waits for the customer is closed by itself; 0: never.
    `page_key`: what the address of the public page ends with that shows who answers; null: there is no such page.
    """

    __tablename__ = "workspaces"

    id: Mapped[Key]
    name: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    signing: Mapped[str] = mapped_column(server_default="optional")
    stale_days: Mapped[int] = mapped_column(SmallInteger, server_default=text("30"))
    page_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(f"signing IN {SIGNING}", name="signing"),
        CheckConstraint("stale_days BETWEEN 0 AND 365", name="stale_days"),
    )


class User(Base):
    """A person who can sign in; may belong to several workspaces. E-mail addresses are kept in lower case."""

    __tablename__ = "users"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="en")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Membership(Base):
    """A user's place in a workspace. `present` is signing on and off for work, which is not signing in.

    `introduction` is how they introduce themselves to customers; `photo` the digest of their photo, null without one;
    `on_page`: they want to be seen on the workspace's public page.
    """

    __tablename__ = "memberships"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    present: Mapped[bool] = mapped_column(server_default=text("true"))
    signature: Mapped[str] = mapped_column(server_default="")
    introduction: Mapped[str] = mapped_column(server_default="")
    photo: Mapped[str | None]
    on_page: Mapped[bool] = mapped_column(server_default=text("false"))
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_memberships_user_id", "user_id"),)


class MemberPhoto(Base):
    """A member's photo, apart from the membership, which is read often. Here and not with files: once removed it is gone."""

    __tablename__ = "member_photos"

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "user_id"], ["memberships.workspace_id", "memberships.user_id"], ondelete="CASCADE"
        ),
    )


class Team(Base):
    """People who share a queue. The default team takes what nothing else decides."""

    __tablename__ = "teams"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        Index("uq_teams_default", "workspace_id", unique=True, postgresql_where=text("is_default")),
    )


class TeamMember(Base):
    """A member's place in a team."""

    __tablename__ = "team_members"

    workspace_id: Mapped[int]
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)

    __table_args__ = (Index("ix_team_members_workspace_id_user_id", "workspace_id", "user_id"),)


class SignIn(Base):
    """A signed-in browser. The cookie's token is kept only as its digest."""

    __tablename__ = "sign_ins"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    agent: Mapped[str | None]

    __table_args__ = (Index("ix_sign_ins_workspace_id_user_id", "workspace_id", "user_id"),)


class SignInAttempt(Base):
    """Failed sign-ins counted by digest of address or e-mail, so that guessing slows down on every web process."""

    __tablename__ = "sign_in_attempts"

    subject_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class Invitation(Base):
    """An open door for one person by link; the link's token is kept only as its digest."""

    __tablename__ = "invitations"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    email: Mapped[str]
    role: Mapped[str]
    team_ids: Mapped[list[int]] = mapped_column(ARRAY(Base.type_annotation_map[int]))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_invitations_workspace_id_id", "workspace_id", "id"),)


class ApiToken(Base):
    """A program's key to act for a member, within its scopes; kept only as its digest."""

    __tablename__ = "api_tokens"

    id: Mapped[Key]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_api_tokens_workspace_id_user_id", "workspace_id", "user_id"),)
