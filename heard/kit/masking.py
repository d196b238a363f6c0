"""Hiding secrets in what is shown of somebody's payload: by the names of fields, and by known values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from heard.kit import json

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "•••"
_NAMES = re.compile(
    r"token|secret|authori[sz]ation|password|passwd|signature|api_?key|credential|cookie", re.IGNORECASE
)
_IN_TEXT = re.compile(
    r"((?:[\w-]*(?:token|secret|authori[sz]ation|password|signature|api_?key)[\w-]*)[\"']?\s*[:=]\s*[\"']?)([^\s\"'&,}]+)",
    re.IGNORECASE,
)
_SHORTEST = 6
"""A shorter known secret would hide ordinary words."""


def masked(body: bytes, secrets: Iterable[str] = ()) -> str:
    """The body as text to be shown: indented where it is JSON, secrets hidden by the names of fields and by value."""
    # The longest first: one secret may be the beginning of another.
    known = sorted((each for each in secrets if len(each) >= _SHORTEST), key=len, reverse=True)
    try:
        shown = msgspec.json.format(msgspec.json.encode(_walk(json.read(body)))).decode()
    except (ValueError, RecursionError, msgspec.MsgspecError):
        shown = _IN_TEXT.sub(rf"\1{HIDDEN}", body.decode(errors="replace"))
    for each in known:
        shown = shown.replace(each, HIDDEN).replace(msgspec.json.encode(each).decode()[1:-1], HIDDEN)
    return shown


def _walk(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: HIDDEN if _hides(name, part) else _walk(part) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # somebody else's JSON
    return [_walk(part) for part in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]  # likewise


def _hides(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, str | int | list) and _NAMES.search(name) is not None
