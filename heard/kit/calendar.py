"""Business time: the hours of a week in a time zone, without holidays. Pure: no clock is read here.

It is business time whenever a clock on the wall there shows an hour within the day's: an hour that a change to summer time
leaves out is never, one that a change back repeats is twice.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = 24 * 60
"""The minutes of a day on paper: hours are kept as minutes after its beginning, and end at this at the latest."""
DAYS = 7
_ONE_DAY = timedelta(days=1)
_LONGEST = 10 * 366
"""So many days are walked through at most: after them, every minute counts; who is closed for so long is taken to be open."""

Hours = tuple[tuple[int, int], ...]
_ALL_WEEK: tuple[Hours, ...] = (((0, DAY),),) * DAYS


@dataclass(frozen=True)
class Holiday:
    """A day on which nobody works; `yearly`: each year on that day."""

    day: date
    yearly: bool = False


@dataclass(frozen=True)
class Calendar:
    """`week` has the hours of each day, Monday first: (from, to) in minutes of the day, in order and apart.

    Raises:
        ValueError: the week has not seven days, hours that overlap, or none at all; or there is no such zone.
    """

    zone: str
    week: tuple[Hours, ...]
    holidays: tuple[Holiday, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no week."""
        edges = [[edge for hours in day for edge in hours] for day in self.week]
        apart = all(
            before < after or (before == after and at % 2) for day in edges for at, (before, after) in _pairs(day)
        )
        if len(self.week) != DAYS or not any(self.week) or not apart:
            raise ValueError("A week has seven days and at least one hour; hours of a day are in order and apart.")
        if any(edge < 0 or edge > DAY for day in edges for edge in day):
            raise ValueError("The hours of a day are between 0 and 24 o'clock.")
        zone_of(self.zone)

    @property
    def is_never_closed(self) -> bool:
        """Whether all time is business time, so that nothing need be walked through."""
        return not self.holidays and self.week == _ALL_WEEK

    def due(self, start: datetime, minutes: float) -> datetime:
        """When so many minutes of business time have passed since a moment."""
        whole = left = max(timedelta(minutes=minutes), timedelta(0))
        if not whole or self.is_never_closed:
            return start + whole
        for begin, end in self.stretches(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return (start if left == whole else _midnight(start) + _LONGEST * _ONE_DAY) + left

    def spent(self, start: datetime, end: datetime) -> timedelta:
        """How much business time there is between two moments."""
        if self.is_never_closed:
            return max(end - start, timedelta(0))
        spent = timedelta(0)
        for begin, until in self.stretches(start):
            if begin >= end:
                break
            spent += min(until, end) - begin
        return spent

    def day_ends(self, start: datetime) -> datetime:
        """When the business day ends in which a moment is, or else the next one."""
        zone = zone_of(self.zone)
        last: datetime | None = None
        day: date | None = None
        for begin, end in self.stretches(start):
            here = begin.astimezone(zone).date()
            if day is not None and here != day:
                break
            day, last = here, end
        return last if last is not None else start + _ONE_DAY

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The business time after a moment, piece by piece, for some years on; no piece goes beyond a day."""
        zone = zone_of(self.zone)
        midnight = _midnight(start)
        for number in range(_LONGEST):
            begin = midnight + number * _ONE_DAY
            for since, until in _steady(zone, begin, begin + _ONE_DAY):
                yield from ((max(a, start), b) for a, b in self._open(zone, since, until) if b > start)

    def _open(self, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open between two moments between which the zone keeps its distance from UTC."""
        ahead = _ahead(zone, since)
        first, last = (since + ahead).date(), (until + ahead - timedelta(microseconds=1)).date()
        for number in range((last - first).days + 1):
            day = first + number * _ONE_DAY
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - ahead
            for opens, closes in self.hours_of(day):
                begin = max(since, midnight + timedelta(minutes=opens))
                end = min(until, midnight + timedelta(minutes=closes))
                if begin < end:
                    yield begin, end

    def hours_of(self, day: date) -> Hours:
        """The hours of a day, none on a holiday."""
        free = _free_days(self)
        return () if day in free or (day.month, day.day) in free else self.week[day.weekday()]


@lru_cache(maxsize=1024)
def always(zone: str) -> Calendar:
    """The calendar of who is never closed."""
    return Calendar(zone, _ALL_WEEK)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        ValueError: there is none.
    """
    try:
        return _zone(name)
    except (KeyError, OSError, ValueError) as error:
        msg = f"There is no time zone {name!r}."
        raise ValueError(msg) from error


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def _free_days(calendar: Calendar) -> frozenset[object]:
    """The holidays: days, and for those of every year (month, day)."""
    return frozenset((each.day.month, each.day.day) if each.yearly else each.day for each in calendar.holidays)


def _midnight(moment: datetime) -> datetime:
    """The beginning of the day of UTC in which a moment is."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _pairs(edges: list[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    return enumerate(pairwise(edges))


def _ahead(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _steady(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A day in pieces in which clocks are not changed: one, or two where they are."""
    before, after = _ahead(zone, since), _ahead(zone, until - timedelta(seconds=1))
    if before == after:
        yield since, until
        return
    seconds = range(int((until - since).total_seconds()))
    change = bisect_left(seconds, True, key=lambda second: _ahead(zone, since + timedelta(seconds=second)) == after)
    moment = since + timedelta(seconds=change)
    yield since, moment
    yield moment, until
