"""What happens to people, teams and keys: the audit trail of access."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class WorkspaceCreated(Event):
    """A workspace began."""

    kind = "workspace.created"


@dataclass(frozen=True, kw_only=True)
class WorkspaceChanged(Event):
    """How a workspace works was changed."""

    kind = "workspace.changed"
    signing: str | None = None
    stale_days: int | None = None
    people_page: bool | None = None


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """A person became a member."""

    kind = "member.joined"
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A member's role, teams or activity changed."""

    kind = "member.changed"
    user_id: int
    role: str
    active: bool
    team_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class MemberIntroduced(Event):
    """A member changed how they introduce themselves, their photo, or whether the public page shows them (`what`)."""

    kind = "member.introduced"
    user_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(Event):
    """A member signed on or off for work."""

    kind = "presence.changed"
    user_id: int
    present: bool


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """A member signed in."""

    kind = "session.signed_in"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A member signed out."""

    kind = "session.signed_out"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    """A person was invited."""

    kind = "invitation.made"
    invitation_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation was taken back."""

    kind = "invitation.withdrawn"
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    """A team was made, changed or removed."""

    kind = "team.changed"
    team_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """An API token was made."""

    kind = "token.made"
    token_id: int
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class TokenRemoved(Event):
    """An API token was removed."""

    kind = "token.removed"
    token_id: int
