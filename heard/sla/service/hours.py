"""Business hours: whose hold for a conversation, and changing them.

What customers read on an account's page is what was promised to them, so its own hours come first; then those of the team that has
the conversation; then the workspace's. Where nobody has said any, it is always.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from heard.accounts.models import Team
from heard.channels.models import Account
from heard.kit import log
from heard.kit.calendar import Calendar, Holiday, always
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.kit.time import now
from heard.sla import events, queries
from heard.sla.errors import BadHours
from heard.sla.models import BusinessHours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from heard.accounts.models import Actor
    from heard.kit.db import Session

UNSET = always("UTC")
"""The hours of a workspace that has said none."""
MOST_HOLIDAYS = 200
_log = structlog.get_logger()


@dataclass(frozen=True)
class NamedHoliday:
    """A day nobody works, with what it is called."""

    day: date
    yearly: bool = False
    name: str = ""


@dataclass(frozen=True)
class Wanted:
    """What hours shall be: of each day, Monday first, (from, to) in minutes of the day."""

    time_zone: str
    week: list[list[tuple[int, int]]]
    holidays: list[NamedHoliday] = field(default_factory=list[NamedHoliday])


@dataclass(frozen=True)
class Calendars:
    """The calendars of a workspace."""

    of_workspace: Calendar
    of_accounts: dict[int, Calendar]
    of_teams: dict[int, Calendar]

    def fitting(self, account_id: int, team_id: int | None) -> Calendar:
        """The one that holds for a conversation: its account's, else its team's, else the workspace's."""
        own = self.of_accounts.get(account_id)
        return own or (self.of_teams.get(team_id) if team_id is not None else None) or self.of_workspace


async def calendars(session: Session, workspace_ids: Iterable[int]) -> dict[int, Calendars]:
    """The calendars of workspaces."""
    wanted = set(workspace_ids)
    found = {each: Calendars(UNSET, {}, {}) for each in wanted}
    for row in await queries.hours(session, wanted):
        one, before = calendar_of(row), found[row.workspace_id]
        if row.account_id is not None:
            before.of_accounts[row.account_id] = one
        elif row.team_id is not None:
            before.of_teams[row.team_id] = one
        else:
            found[row.workspace_id] = Calendars(one, before.of_accounts, before.of_teams)
    return found


def calendar_of(row: BusinessHours) -> Calendar:
    """The calendar of hours as they are kept; of hours that cannot be read any more (a zone was dropped), always."""
    try:
        return _calendar(row.time_zone, row.week, [(each["day"], each["yearly"]) for each in row.holidays])
    except ValueError as error:
        _log.warning("hours.unreadable", workspace=row.workspace_id, hours=row.id, error=str(error))
        return UNSET


def _calendar(zone: str, week: Any, holidays: Iterable[tuple[str, bool]]) -> Calendar:
    from datetime import date

    days = tuple(tuple((opens, closes) for opens, closes in day) for day in week)
    return Calendar(zone, days, tuple(Holiday(date.fromisoformat(day), yearly) for day, yearly in holidays))


async def set_hours(
    session: Session,
    *,
    actor: Actor,
    wanted: Wanted,
    account_id: int | None = None,
    team_id: int | None = None,
) -> BusinessHours:
    """Say when people work: in the workspace, or for one account or one team instead. Clocks that run stay as they were set.

    Raises:
        NotFound: no such account or team.
        BadHours: it is no week, or there is no such time zone.
    """
    await _check_whose(session, actor, account_id, team_id)
    kept = _kept(wanted)
    values = {"workspace_id": actor.workspace_id, "account_id": account_id, "team_id": team_id, **kept}
    added = insert(BusinessHours).values(**values, changed_at=now())
    row = await session.scalar(
        added.on_conflict_do_update(
            constraint="uq_business_hours_whose", set_={**kept, "changed_at": added.excluded.changed_at}
        ).returning(BusinessHours),
        execution_options={"populate_existing": True},
    )
    assert row is not None  # noqa: S101 — an upsert gives its row; says so to the type checker
    await _tell(session, actor, account_id, team_id, kept)
    return row


async def drop_hours(
    session: Session, *, actor: Actor, account_id: int | None = None, team_id: int | None = None
) -> None:
    """Let the workspace, an account or a team have no hours of its own any more.

    Raises:
        NotFound: it has none.
    """
    gone = delete(BusinessHours).where(
        BusinessHours.workspace_id == actor.workspace_id,
        BusinessHours.account_id.is_not_distinct_from(account_id),
        BusinessHours.team_id.is_not_distinct_from(team_id),
    )
    if await session.scalar(gone.returning(BusinessHours.id)) is None:
        raise NotFound
    await _tell(session, actor, account_id, team_id, None)


def _kept(wanted: Wanted) -> dict[str, Any]:
    """Hours as they are kept: in order, and joined where they meet."""
    week = [sorted([opens, closes] for opens, closes in day) for day in wanted.week]
    seen = {(each.day, each.yearly): each for each in wanted.holidays}
    holidays = [
        {**asdict(each), "day": each.day.isoformat(), "name": clean(each.name).strip()[:100]}
        for each in sorted(seen.values(), key=lambda one: (one.day, one.yearly))
    ]
    try:
        _calendar(wanted.time_zone, week, [(each.day.isoformat(), each.yearly) for each in seen.values()])
    except ValueError as error:
        raise BadHours(str(error)) from error
    if len(holidays) > MOST_HOLIDAYS:
        raise BadHours(f"Keep at most {MOST_HOLIDAYS} holidays.")
    return {"time_zone": wanted.time_zone, "week": week, "holidays": holidays}


async def _check_whose(session: Session, actor: Actor, account_id: int | None, team_id: int | None) -> None:
    if account_id is not None:
        ours = select(Account.id).where(
            Account.workspace_id == actor.workspace_id, Account.id == account_id, Account.removed_at.is_(None)
        )
    elif team_id is not None:
        ours = select(Team.id).where(Team.workspace_id == actor.workspace_id, Team.id == team_id)
    else:
        return
    if await session.scalar(ours) is None:
        raise NotFound


async def _tell(
    session: Session, actor: Actor, account_id: int | None, team_id: int | None, kept: dict[str, Any] | None
) -> None:
    changed = events.HoursChanged(
        workspace_id=actor.workspace_id, by=actor.by, account_id=account_id, team_id=team_id, hours=kept
    )
    await log.append(session, changed)
