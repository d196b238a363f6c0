"""Placeholders in the text of a macro. Pure: what they stand for is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS = (
    "contact.name",
    "contact.first_name",
    "contact.handle",
    "agent.name",
    "agent.first_name",
    "agent.introduction",
    "account.name",
    "account.handle",
    "conversation.number",
)
_ANY = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def placeholders_in(text: str) -> list[str]:
    """The names between double braces, each once, in order."""
    return list(dict.fromkeys(_ANY.findall(text)))


def unknown_in(text: str) -> list[str]:
    """Those that Heard does not know."""
    return [name for name in placeholders_in(text) if name not in PLACEHOLDERS]


def unfilled_in(text: str) -> list[str]:
    """The known ones that still stand in a text that is about to be said."""
    return [name for name in placeholders_in(text) if name in PLACEHOLDERS]


def fill(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with every value put in, and the names that have none; those stay as they are, for the writer to see."""
    filled = _ANY.sub(lambda found: values.get(found[1]) or "{{" + found[1] + "}}", text)
    return filled, unfilled_in(filled)
