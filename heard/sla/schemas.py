"""HTTP shapes of business hours and policies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heard.sla.policies import LONGEST

Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Ids = Annotated[list[Id], Meta(max_length=200)]
Minute = Annotated[int, Meta(ge=0, le=1440)]
Minutes = Annotated[int, Meta(ge=0, le=LONGEST)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Priority = Literal["urgent", "high", "normal", "low"]
Ready = Literal["hour", "same_day", "day"]
Visibility = Literal["public", "private"]


class Holiday(Struct, kw_only=True, forbid_unknown_fields=True):
    """A day on which nobody works; `yearly`: each year on that day."""

    day: date
    yearly: bool = False
    name: Annotated[str, Meta(max_length=100)] = ""


class HoursRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """When people work: of each day, Monday first, from and to in minutes of the day, as many times as there are."""

    time_zone: Annotated[str, Meta(max_length=80)]
    week: Annotated[list[Annotated[list[tuple[Minute, Minute]], Meta(max_length=12)]], Meta(min_length=7, max_length=7)]
    holidays: Annotated[list[Holiday], Meta(max_length=200)] = []


class Hours(Struct, kw_only=True):
    """When people work. Of an account, of a team, or with neither of the workspace."""

    account_id: int | None
    team_id: int | None
    time_zone: str
    week: list[list[tuple[int, int]]]
    holidays: list[Holiday]
    changed_at: datetime | None


class HoursList(Struct):
    """The workspace's hours (`workspace` is null: always) and those of accounts and teams that have their own."""

    workspace: Hours | None
    own: list[Hours]


class Targets(Struct, kw_only=True, forbid_unknown_fields=True):
    """Minutes for each priority; 0: until the business day ends."""

    urgent: Minutes
    high: Minutes
    normal: Minutes
    low: Minutes


class PolicyRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """What shall be promised to whom. Conditions that are empty ask nothing; of a list, one fits.

    `business_time`: the minutes are counted while people work, else always.
    """

    name: Name
    business_time: bool
    first_minutes: Targets
    next_minutes: Targets
    account_ids: Ids = []
    networks: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=50)] = []
    team_ids: Ids = []
    tag_ids: Ids = []
    priorities: Annotated[list[Priority], Meta(max_length=4)] = []
    visibility: Visibility | None = None
    vip: bool = False


class SlaPolicy(Struct, kw_only=True):
    """A policy. `fallback`: it is for everybody for whom no other decides; its `id` is null until it is changed."""

    id: int | None
    fallback: bool
    name: str
    business_time: bool
    first_minutes: Targets
    next_minutes: Targets
    account_ids: list[int]
    networks: list[str]
    team_ids: list[int]
    tag_ids: list[int]
    priorities: list[Priority]
    visibility: Visibility | None
    vip: bool


class ReadyTargets(Struct):
    """A promise that is ready to be made."""

    name: Ready
    minutes: int
    business_time: bool


class PolicyList(Struct):
    """The policies in the order in which they are asked; the last one is for everybody. And what is ready to be promised."""

    items: list[SlaPolicy]
    ready: list[ReadyTargets]


class OrderRequest(Struct, forbid_unknown_fields=True):
    """The policies in the order wanted, without the fallback."""

    ids: Annotated[list[Id], Meta(max_length=100)]


class PolicyPreview(Struct):
    """For how many open conversations a policy would decide now, of how many looked at; `more`: there are others."""

    count: int
    of: int
    more: bool
