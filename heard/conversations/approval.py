"""Whose replies wait for another person's yes, and whose yes: pure rules beside `policy.py`, for people and API alike (law 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from heard.kit import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MOST_STEPS = 3
MOST_HOURS = 24 * 30
MARGIN = timedelta(minutes=15)
"""So long before a private window closes the author has the words back, to reach the person in another way."""

_Id = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Ids = Annotated[list[_Id], Meta(max_length=50)]
Word = Annotated[str, Meta(min_length=1, max_length=100)]
RoleName = Literal["owner", "admin", "lead", "agent", "trainee"]
PriorityName = Literal["urgent", "high", "normal", "low"]
Hours = Annotated[int, Meta(ge=1, le=MOST_HOURS)]


class Conditions(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a rule of approval asks of a reply: all that is said here; what is empty asks nothing.

    `team_ids` are the author's teams; one of `words` stands in the text, however it is written.
    """

    roles: Annotated[list[RoleName], Meta(max_length=5)] = []
    team_ids: Ids = []
    networks: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=20)] = []
    account_ids: Ids = []
    visibility: Literal["public", "private"] | None = None
    words: Annotated[list[Word], Meta(max_length=50)] = []
    tag_ids: Ids = []
    priorities: Annotated[list[PriorityName], Meta(max_length=4)] = []
    vip: bool = False


class Step(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One step of an approval: any or all of some people and teams.

    `leads`: those of the conversation's team; `admins`: the workspace's owners and admins.
    """

    how: Literal["any", "all"] = "any"
    user_ids: Ids = []
    team_ids: Ids = []
    leads: bool = False
    admins: bool = False

    @property
    def names_somebody(self) -> bool:
        """Whether there is anybody to ask at all."""
        return bool(self.user_ids or self.team_ids or self.leads or self.admins)


Steps = Annotated[list[Step], Meta(min_length=1, max_length=MOST_STEPS)]
LEADS, ADMINS = Step(leads=True), Step(admins=True)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule as it is decided by."""

    id: int
    name: str
    conditions: Conditions
    steps: Sequence[Step]
    hours: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the decision depends on: who writes what to whom, and where. `trainee`: their every reply needs a yes."""

    role: str
    trainee: bool
    author_team_ids: frozenset[int]
    network: str
    account_id: int
    visibility: str
    text: str
    tag_ids: frozenset[int]
    priority: str
    vip: bool


@dataclass(frozen=True)
class Need:
    """Why a reply waits, and whose yes it waits for. Without a rule: its author is a trainee."""

    rule: Rule | None = None
    steps: Sequence[Step] = field(default_factory=lambda: [LEADS])
    hours: int = 24


def need_of(rules: Iterable[Rule], said: Said) -> Need | None:
    """The first rule that speaks of the reply; else, for a trainee, the leads' yes; else None: it may go out at once."""
    for rule in rules:
        if _speaks(rule.conditions, said):
            return Need(rule, rule.steps, rule.hours)
    return Need() if said.trainee else None


def _speaks(asked: Conditions, said: Said) -> bool:
    return all(
        (
            _among(said.role, asked.roles),
            not asked.team_ids or not said.author_team_ids.isdisjoint(asked.team_ids),
            _among(said.network, asked.networks),
            _among(said.account_id, asked.account_ids),
            asked.visibility in {None, said.visibility},
            not asked.tag_ids or not said.tag_ids.isdisjoint(asked.tag_ids),
            _among(said.priority, asked.priorities),
            said.vip or not asked.vip,
            not asked.words or _has_one(said.text, asked.words),
        )
    )


def _among(value: object, wanted: Sequence[object]) -> bool:
    return not wanted or value in wanted


def _has_one(text: str, words: Iterable[str]) -> bool:
    folded = tokens.fold(text)
    return any(word in folded for word in (tokens.fold(each).strip() for each in words) if word)


def asks_for_words(rules: Iterable[Rule]) -> bool:
    """Whether what is written can change the decision."""
    return any(rule.conditions.words for rule in rules)


def rungs_of(steps: Sequence[Step], place: int) -> list[Step]:
    """Who is asked in one step, one after another while nobody answers: its own people, the next step's, leads, admins."""
    rungs: list[Step] = []
    for step in (*steps[place : place + 2], LEADS, ADMINS):
        if step not in rungs:
            rungs.append(step)
    return rungs


def due_at(present: datetime, *, hours: int, closes: datetime | None, left: int) -> datetime:
    """Until when those who are asked may answer, before the next are; `left`: so many are to have their turn, with these.

    What is left of a private window, less a margin, is shared among them. Where there is nothing left to share, all are asked
    at once, until it closes.
    """
    due = present + timedelta(hours=hours)
    if closes is None:
        return due
    return closes if is_late(present, closes) else min(due, present + (closes - MARGIN - present) / max(1, left))


def is_late(present: datetime, closes: datetime | None) -> bool:
    """Whether the private window closes so soon that nobody can wait for another's turn."""
    return closes is not None and closes - present <= MARGIN


def is_complete(how: str, yes: Sequence[tuple[bool, int]]) -> bool:
    """Whether a step has its yes, by (said yes, rung) of everybody asked who is still here.

    Who was asked because others did not answer speaks for all of them.
    """
    if any(said for said, rung in yes if how == "any" or rung > 0):
        return True
    first = [said for said, rung in yes if rung == 0]
    return bool(first) and all(first)
