"""Which words concern a brand: pure rules."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What was said, by whom and to whom (profile ids)."""

    author_id: int
    to_id: int | None
    text: str


def concerns(brand_id: int, handle: str, *words: Words | None) -> bool:
    """Whether any of the words (an item, the post it hangs under) are by the brand, to it, or name it."""
    return any(
        brand_id in {each.author_id, each.to_id} or mentions(each.text, handle) for each in words if each is not None
    )


def mentions(text: str, handle: str) -> bool:
    """Whether the text names @handle, as a word of its own, in whatever case."""
    return re.search(rf"(?<![\w@])@{re.escape(handle)}(?!\w)", text, re.IGNORECASE) is not None
