"""HTTP shapes of macros."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
MacroScope = Literal["private", "team", "workspace"]
MacroPurpose = Literal["reply", "invite", "return"]
MacroPriority = Literal["urgent", "high", "normal", "low"]
MacroLanguage = Literal["en", "zh-Hans", "zh-Hant", "ru", "tr"]


class MacroActions(Struct, kw_only=True):
    """What is done with the reply. `team_id`: the conversation is given to that team."""

    tag_ids: Annotated[list[Id], Meta(max_length=50)] = []
    priority: MacroPriority | None = None
    team_id: Id | None = None
    resolve: bool = False


class MacroUpload(Struct, kw_only=True, forbid_unknown_fields=True):
    """A picture that was uploaded, and the name of its file."""

    id: UUID
    name: Annotated[str, Meta(max_length=200)] | None = None


class MacroPicture(Struct, kw_only=True):
    """A picture that goes with the reply; `size` in bytes, for the limit of the network it goes to."""

    id: UUID
    name: str | None
    size: int


class MacroRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a macro shall be. A macro of a team needs its team; without an owner it belongs to who asks."""

    scope: MacroScope
    name: Annotated[str, Meta(max_length=100)]
    text: Annotated[str, Meta(max_length=20_000)]
    team_id: Id | None = None
    owner_id: Id | None = None
    language: MacroLanguage | None = None
    network: Annotated[str, Meta(max_length=40)] | None = None
    purpose: MacroPurpose = "reply"
    pictures: Annotated[list[MacroUpload], Meta(max_length=10)] = []
    actions: MacroActions | None = None
    review_on: date | None = None


class Macro(Struct, kw_only=True):
    """A saved reply with actions. `may_change`: the actor may."""

    id: int
    scope: MacroScope
    name: str
    text: str
    team_id: int | None
    owner_id: int
    owner_name: str
    language: MacroLanguage | None
    network: str | None
    purpose: MacroPurpose
    pictures: list[MacroPicture]
    actions: MacroActions
    uses: int
    last_used_at: datetime | None
    review_on: date | None
    may_change: bool


class MacroList(Struct):
    """The macros the actor may use, by name, and the placeholders a text may have."""

    items: list[Macro]
    placeholders: list[str]
