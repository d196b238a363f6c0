"""HTTP shapes of people and access."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from heard.accounts.permissions import Permission
from heard.accounts.signing import Signing

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
RoleName = Literal["owner", "admin", "lead", "agent", "trainee", "viewer"]
Scope = Literal["read", "write"]
Locale = Literal["en", "zh-Hans", "zh-Hant", "ru", "tr"]
Name = Annotated[str, Meta(max_length=200)]
Email = Annotated[str, Meta(max_length=320)]
Password = Annotated[str, Meta(max_length=1000)]


class SetupState(Struct):
    """Whether this Heard waits for its first user."""

    needed: bool
    demo: bool
    version: str


class SetupRequest(Struct, forbid_unknown_fields=True):
    """The first workspace and its owner."""

    workspace_name: Name
    name: Name
    email: Email
    password: Password


class SignInRequest(Struct, forbid_unknown_fields=True):
    """Who signs in."""

    email: Email
    password: Password


class SessionUser(Struct):
    """The signed-in person. `on_page`: they want to be seen on the workspace's public page."""

    id: int
    name: str
    email: str
    locale: Locale
    signature: str
    introduction: str
    on_page: bool
    photo_url: str | None


class SessionWorkspace(Struct):
    """The workspace the session is in. `people_page` is the address of its public page, null where it has none."""

    id: int
    name: str
    signing: Signing
    stale_days: int
    people_page: str | None


class Session(Struct):
    """Everything a browser needs to know about who is signed in.

    `live_place` is where the log stands: the browser names it to `/api/live` and is told all that has happened since.
    """

    user: SessionUser
    workspace: SessionWorkspace
    role: RoleName
    permissions: list[Permission]
    team_ids: list[int]
    present: bool
    csrf_token: str
    demo: bool
    undo_seconds: float
    live_place: str


class SessionChange(Struct, forbid_unknown_fields=True):
    """Changes to one's own profile."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    signature: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    introduction: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    on_page: bool | UnsetType = UNSET


class WorkspaceChange(Struct, forbid_unknown_fields=True):
    """Changes to how the workspace works; what is left out stays.

    `signing`: whether replies carry their writer's signature. `stale_days`: after so many days of silence what waits for the
    customer is closed by itself; 0: never. `people_page`: there is a public page that shows who answers; its address is a new
    one whenever this is turned on.
    """

    signing: Signing | UnsetType = UNSET
    stale_days: Annotated[int, Meta(ge=0, le=365)] | UnsetType = UNSET
    people_page: bool | UnsetType = UNSET


class Presence(Struct, forbid_unknown_fields=True):
    """Signing on or off for work."""

    present: bool


class Member(Struct):
    """A member of the workspace."""

    user_id: int
    name: str
    email: str
    role: RoleName
    team_ids: list[int]
    active: bool
    present: bool
    last_seen_at: datetime | None
    photo_url: str | None


class MemberList(Struct):
    """All members."""

    items: list[Member]


class MemberChange(Struct, forbid_unknown_fields=True):
    """Changes to a member; what is left out stays."""

    role: RoleName | UnsetType = UNSET
    team_ids: Annotated[list[Id], Meta(max_length=500)] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Invitation(Struct):
    """An invitation."""

    id: int
    email: str
    role: RoleName
    team_ids: list[int]
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    invited_by: str


class InvitationList(Struct):
    """All invitations, newest first."""

    items: list[Invitation]


class InvitationRequest(Struct, forbid_unknown_fields=True):
    """Whom to invite, as what."""

    email: Email
    role: RoleName
    team_ids: Annotated[list[Id], Meta(max_length=500)] = []


class InvitationMade(Struct):
    """A new invitation; its link is shown this once."""

    invitation: Invitation
    link: str


class InvitationToken(Struct, forbid_unknown_fields=True):
    """The token of an invitation's link."""

    token: Annotated[str, Meta(max_length=200)]


class InvitationView(Struct):
    """What the invited person sees before accepting."""

    workspace_name: str
    email: str
    role: RoleName
    invited_by: str


class Acceptance(Struct, forbid_unknown_fields=True):
    """Accepting an invitation; who has a user already gives that password."""

    token: Annotated[str, Meta(max_length=200)]
    name: Name
    password: Password


class Team(Struct):
    """A team."""

    id: int
    name: str
    member_ids: list[int]
    is_default: bool


class TeamList(Struct):
    """All teams, by name."""

    items: list[Team]


class TeamRequest(Struct, forbid_unknown_fields=True):
    """A new team."""

    name: Name
    member_ids: Annotated[list[Id], Meta(max_length=2000)] = []


class TeamChange(Struct, forbid_unknown_fields=True):
    """Changes to a team; what is left out stays."""

    name: Name | UnsetType = UNSET
    member_ids: Annotated[list[Id], Meta(max_length=2000)] | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


class ApiToken(Struct):
    """An API token, without its secret."""

    id: int
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class ApiTokenList(Struct):
    """One's own tokens, newest first."""

    items: list[ApiToken]


class ApiTokenRequest(Struct, forbid_unknown_fields=True):
    """A new token."""

    name: Name
    scopes: list[Scope]
    expires_in_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class ApiTokenMade(Struct):
    """A new token; its secret is shown this once."""

    token: ApiToken
    secret: str


class RolePermissions(Struct):
    """A role and what it may do."""

    role: RoleName
    permissions: list[Permission]


class RoleList(Struct):
    """All roles, strongest first."""

    items: list[RolePermissions]


class PersonOnPage(Struct, kw_only=True):
    """Somebody who answers, as customers may see them."""

    name: str
    introduction: str
    photo_url: str | None


class PeoplePage(Struct, kw_only=True):
    """Who answers for a company."""

    workspace_name: str
    people: list[PersonOnPage]


def photo_path(user_id: int, photo: str | None) -> str | None:
    """Where a member's photo (its digest) is to be had; a new one has a new address, so that browsers may keep the old."""
    return None if photo is None else f"/api/members/{user_id}/photo?v={photo[:8]}"
