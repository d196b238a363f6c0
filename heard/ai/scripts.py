"""Which of the two Chinese scripts a text is written in: by the characters that only one of them has, from OpenCC's tables."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SIMPLIFIED, TRADITIONAL, EITHER = CHINESE = "zh-Hans", "zh-Hant", "zh"


def script_of(text: str) -> tuple[str, float]:
    """The code of Chinese in that script, and the share of the characters that say so among those that tell.

    `zh` where none tells, or as many tell the one as the other: many words are written alike.
    """
    simplified, traditional = _telling()
    one = sum(letter in simplified for letter in text)
    other = sum(letter in traditional for letter in text)
    if one == other:
        return EITHER, 1.0
    return (SIMPLIFIED if one > other else TRADITIONAL), max(one, other) / (one + other)


@cache
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of one script that the other writes otherwise; what both write is in neither. Read in a few ms."""
    return _changed("STCharacters.txt"), _changed("TSCharacters.txt")


def _changed(table: str) -> frozenset[str]:
    lines = (files("opencc") / "dictionary" / table).read_text("utf-8").splitlines()
    pairs = [(one, rest.split()) for one, _, rest in (line.partition("\t") for line in lines)]
    return frozenset(one for one, others in pairs if one not in others)
