"""What other rooms may ask of due times: hours and policies as they are, changing them, and keeping the clocks."""

from __future__ import annotations

from heard.sla.service.hours import (
    UNSET,
    Calendars,
    NamedHoliday,
    Wanted,
    calendar_of,
    calendars,
    drop_hours,
    set_hours,
)
from heard.sla.service.keeping import keep
from heard.sla.service.marking import mark_overdue, take_up, warn
from heard.sla.service.policies import (
    order_policies,
    promises_of,
    remove_policy,
    save_fallback,
    save_policy,
    try_policy,
)

__all__ = [
    "UNSET",
    "Calendars",
    "NamedHoliday",
    "Wanted",
    "calendar_of",
    "calendars",
    "drop_hours",
    "keep",
    "mark_overdue",
    "order_policies",
    "promises_of",
    "remove_policy",
    "save_fallback",
    "save_policy",
    "set_hours",
    "take_up",
    "try_policy",
    "warn",
]
