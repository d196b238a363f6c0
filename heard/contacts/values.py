"""Which value fits which field: rules over plain values."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from heard.contacts.errors import BadValue
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 500
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"\+?[\d\s()./-]{3,40}")
Value = str | int | float | bool | None


def fitting(kind: str, choices: Sequence[str], value: Value) -> Value:
    """The value as a field of this kind keeps it; None takes it away.

    Raises:
        BadValue: it does not fit.
    """
    if value is None or value == "":
        return None
    kept = _KINDS[kind](choices, value)
    if kept is None:
        raise BadValue
    return kept


def email(value: str | None) -> str | None:
    """An e-mail address. Raises BadValue when it is none."""
    return _matching(_EMAIL, value)


def phone(value: str | None) -> str | None:
    """A telephone number, written as people write them. Raises BadValue when it is none."""
    return _matching(_PHONE, value)


def line(value: str | None) -> str | None:
    """One line of text, None when it is empty. Raises BadValue when it is too long."""
    text = " ".join(clean(value or "").split())
    if len(text) > LONGEST:
        raise BadValue
    return text or None


def _matching(pattern: re.Pattern[str], value: str | None) -> str | None:
    text = line(value)
    if text is not None and not pattern.fullmatch(text):
        raise BadValue
    return text


def _text(_: Sequence[str], value: Any) -> str | None:
    return line(value) if isinstance(value, str) else None


def _number(_: Sequence[str], value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and math.isfinite(value) and abs(value) < 1e15 else None  # noqa: PLR2004 — exact in JSON


def _date(_: Sequence[str], value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return None


def _choice(choices: Sequence[str], value: Any) -> str | None:
    return value if value in choices else None


def _yes_no(_: Sequence[str], value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


_KINDS: dict[str, Callable[[Sequence[str], Any], Value]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
}
