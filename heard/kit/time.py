"""The clock: all times inside Heard are UTC and know it."""

from __future__ import annotations

from datetime import UTC, datetime

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def from_unix_ms(value: str | int) -> datetime:
    """A moment from milliseconds since 1970, as several networks send it.

    Raises:
        ValueError: not a number, or outside the years a calendar knows.
    """
    try:
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (OverflowError, OSError) as error:
        msg = f"no moment is {value} ms after 1970"
        raise ValueError(msg) from error


def from_iso(value: str) -> datetime:
    """A moment from ISO 8601; a moment without a zone is taken as UTC.

    Raises:
        ValueError: not ISO 8601.
    """
    return in_utc(datetime.fromisoformat(value))


def in_utc(moment: datetime) -> datetime:
    """The same moment told in UTC; without a zone it is taken as UTC. Beyond what a calendar knows it is the calendar's end."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == _FIRST.year else _LAST
