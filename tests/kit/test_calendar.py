"""Business time: exact to the second, in every zone, whatever clocks are put forward or back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heard.kit.calendar import Calendar, Holiday, always

ZONES = ["Europe/Istanbul", "America/New_York", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]
NINE_TO_FIVE = (((540, 1020),),) * 5 + ((), ())
BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
# So far business time is looked for.
TEN_YEARS = timedelta(days=3659)


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    edges = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
    return edges.map(lambda e: tuple((e[i], e[i + 1]) for i in range(0, len(e) - 1, 2)))


WEEKS = st.tuples(*[days()] * 7).filter(any)
MOMENTS = st.integers(0, 12 * 366 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
HOLIDAYS = st.lists(st.builds(Holiday, st.dates(date(2015, 1, 1), date(2027, 1, 1)), st.booleans()), max_size=5).map(
    tuple
)
CALENDARS = st.builds(Calendar, st.sampled_from(ZONES), WEEKS, HOLIDAYS)
# Days on which clocks were changed: New York and Istanbul (which has stopped doing it), and Lord Howe by half an hour.
CHANGES = [
    ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Europe/Istanbul", datetime(2015, 3, 29, tzinfo=UTC)),
    ("Europe/Istanbul", datetime(2015, 11, 8, tzinfo=UTC)),
    ("Europe/Istanbul", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, tzinfo=UTC)),
]


def on_the_wall(calendar: Calendar, start: datetime, minutes: int) -> int:
    """Business time counted by looking at the clock on the wall every minute."""
    counted = 0
    for minute in range(minutes):
        there = (start + timedelta(minutes=minute)).astimezone(ZoneInfo(calendar.zone))
        shown = there.hour * 60 + there.minute
        counted += any(opens <= shown < closes for opens, closes in calendar.hours_of(there.date()))
    return counted


def test_what_comes_before_the_weekend_is_due_after_it() -> None:
    calendar = Calendar("Europe/Istanbul", NINE_TO_FIVE)
    friday = local("Europe/Istanbul", 2026, 11, 27, 16, 45)
    assert calendar.due(friday, 30) == local("Europe/Istanbul", 2026, 11, 30, 9, 15)
    assert calendar.due(friday, 15) == local("Europe/Istanbul", 2026, 11, 27, 17, 0)
    assert calendar.spent(friday, local("Europe/Istanbul", 2026, 11, 30, 9, 16)) == timedelta(minutes=31)


def test_a_day_of_office_hours_is_three_days() -> None:
    calendar = Calendar("Asia/Shanghai", NINE_TO_FIVE)
    start = local("Asia/Shanghai", 2026, 11, 23, 9, 0)
    assert calendar.due(start, 24 * 60) == local("Asia/Shanghai", 2026, 11, 25, 17, 0)


def test_lunch_is_no_business_time() -> None:
    calendar = Calendar("UTC", (((540, 720), (780, 1020)),) * 7)
    assert calendar.due(datetime(2026, 11, 23, 11, 50, tzinfo=UTC), 20) == datetime(2026, 11, 23, 13, 10, tzinfo=UTC)


def test_holidays_put_it_off_once_or_every_year() -> None:
    free = (Holiday(date(2026, 11, 27)), Holiday(date(2020, 11, 28), yearly=True))
    calendar = Calendar("UTC", (((540, 1020),),) * 7, free)
    thursday = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    assert calendar.due(thursday, 90) == datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
    assert calendar.due(thursday.replace(year=2027), 90) == datetime(2027, 11, 27, 9, 30, tzinfo=UTC)


def test_the_day_ends_with_its_last_hour() -> None:
    calendar = Calendar("America/New_York", (((540, 720), (780, 1020)),) * 5 + ((), ()))
    closing = local("America/New_York", 2026, 11, 27, 17, 0)
    assert calendar.day_ends(local("America/New_York", 2026, 11, 27, 9, 30)) == closing
    assert calendar.day_ends(local("America/New_York", 2026, 11, 27, 4, 30)) == closing
    assert calendar.day_ends(closing) == local("America/New_York", 2026, 11, 30, 17, 0)
    midnight = local("Asia/Shanghai", 2026, 11, 28, 0, 0)
    assert always("Asia/Shanghai").day_ends(local("Asia/Shanghai", 2026, 11, 27, 6, 30)) == midnight


def test_the_hour_left_out_in_spring_is_never_and_the_one_repeated_in_autumn_twice() -> None:
    night = Calendar("America/New_York", (((60, 180),),) * 7)
    spring, autumn = (local("America/New_York", 2026, *day) for day in ((3, 8, 0, 0), (11, 1, 0, 0)))
    assert night.spent(spring, spring + timedelta(hours=12)) == timedelta(hours=1)
    assert night.spent(autumn, autumn + timedelta(hours=12)) == timedelta(hours=3)


def test_who_never_closes_counts_every_minute() -> None:
    start = datetime(2026, 3, 8, 0, 30, 17, tzinfo=UTC)
    assert always("America/New_York").due(start, 4321.5) == start + timedelta(minutes=4321.5)


@given(st.sampled_from(ZONES), MOMENTS, st.integers(0, 5000))
@settings(max_examples=50, deadline=None)
def test_who_never_closes_need_not_be_walked_through(zone: str, start: datetime, minutes: int) -> None:
    in_halves = Calendar(zone, (((0, 720), (720, 1440)),) * 7)
    assert in_halves.due(start, minutes) == always(zone).due(start, minutes)
    later = start + timedelta(minutes=minutes)
    assert in_halves.spent(start, later) == always(zone).spent(start, later)


def test_who_is_closed_for_years_counts_every_minute_too() -> None:
    free = tuple(Holiday(date(2024, 1, 1) + timedelta(days=n), yearly=True) for n in range(366))
    start = datetime(2026, 3, 8, tzinfo=UTC)
    assert Calendar("UTC", NINE_TO_FIVE, free).due(start, 60) == start + timedelta(hours=1)


def test_who_is_open_for_a_minute_a_week_promises_nothing_sooner_for_promising_more() -> None:
    # Found by the machine: beyond ten years the answer was due after as many minutes, within hours.
    calendar = Calendar("Europe/Istanbul", ((),) * 6 + (((0, 1),),))
    start = datetime(2015, 1, 1, tzinfo=UTC)
    dues = [calendar.due(start, minutes) for minutes in (1, 500, 523, 524, 5000)]
    assert dues == sorted(dues)
    assert dues[0] == datetime(2015, 1, 3, 22, 1, tzinfo=UTC)
    assert dues[-1] - dues[-2] == timedelta(minutes=5000 - 524)


@pytest.mark.parametrize(
    ("zone", "week"),
    [
        ("UTC", ((),) * 7),
        ("UTC", (((0, 60),),) * 6),
        ("UTC", (((60, 30),),) * 7),
        ("UTC", (((0, 60), (30, 90)),) * 7),
        ("UTC", (((0, 1500),),) * 7),
        ("Mars/Olympus", NINE_TO_FIVE),
        ("../etc/passwd", NINE_TO_FIVE),
        ("", NINE_TO_FIVE),
    ],
)
def test_what_is_no_week_is_refused(zone: str, week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Calendar(zone, week)


@given(CALENDARS, MOMENTS, st.integers(1, 3 * 1440))
@settings(max_examples=60, deadline=None)
def test_business_time_is_what_the_clock_on_the_wall_shows(calendar: Calendar, start: datetime, minutes: int) -> None:
    spent = calendar.spent(start, start + timedelta(minutes=minutes))
    assert spent == timedelta(minutes=on_the_wall(calendar, start, minutes))


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@given(week=WEEKS)
@settings(max_examples=15, deadline=None)
def test_it_is_so_on_days_on_which_clocks_are_changed(
    zone: str, day: datetime, week: tuple[tuple[tuple[int, int], ...], ...]
) -> None:
    calendar = Calendar(zone, week)
    assert calendar.spent(day, day + timedelta(days=2)) == timedelta(minutes=on_the_wall(calendar, day, 2880))


@given(CALENDARS, MOMENTS, st.integers(0, 5000), st.integers(0, 5000))
@settings(max_examples=150, deadline=None)
def test_due_times_add_up(calendar: Calendar, start: datetime, first: int, second: int) -> None:
    due = calendar.due(start, first + second)
    assume(due < start + TEN_YEARS)
    assert calendar.due(calendar.due(start, first), second) == due


@given(CALENDARS, MOMENTS, st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))
@settings(max_examples=150, deadline=None)
def test_more_time_or_a_later_start_is_never_due_earlier(
    calendar: Calendar, start: datetime, later: int, minutes: int, more: int
) -> None:
    due = calendar.due(start, minutes)
    assert due >= start
    assert calendar.due(start, minutes + more) >= due
    assert calendar.due(start + timedelta(minutes=later), minutes) >= due


@given(CALENDARS, MOMENTS, st.integers(1, 5000))
@settings(max_examples=150, deadline=None)
def test_when_it_is_due_the_time_is_spent(calendar: Calendar, start: datetime, minutes: int) -> None:
    assert calendar.spent(start, calendar.due(start, minutes)) == timedelta(minutes=minutes)


@given(CALENDARS, MOMENTS, st.integers(0, 20000), st.integers(0, 20000))
@settings(max_examples=150, deadline=None)
def test_time_spent_adds_up(calendar: Calendar, start: datetime, first: int, second: int) -> None:
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    assert calendar.spent(start, middle) + calendar.spent(middle, end) == calendar.spent(start, end)
