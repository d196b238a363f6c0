"""The part of a text that a search found, and where in it the words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.kit import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.conversations.asked import Term
    from heard.kit.tokens import Token

LENGTH = 240
_BEFORE = 60
_LOOKED_THROUGH = 20_000


def snippet(text: str, terms: Sequence[Term]) -> tuple[str, list[tuple[int, int]]]:
    """About 240 characters around the first word found, and ranges `[start, end)` of the words found in them.

    Ranges count UTF-16 code units, as JavaScript counts the characters of a string.
    """
    marks = _marks(tokens.spans(text[:_LOOKED_THROUGH]), terms) if terms else []
    begin = _begin(text, marks[0][0]) if marks else 0
    end = min(len(text), begin + LENGTH)
    lead, trail = "…" if begin else "", "…" if end < len(text) else ""
    shown = [(max(start, begin), min(stop, end)) for start, stop in marks if start < end and stop > begin]
    ranges = [(_units(text[begin:start]) + len(lead), _units(text[begin:stop]) + len(lead)) for start, stop in shown]
    return lead + text[begin:end] + trail, ranges


def _marks(found: Sequence[Token], terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand, in order; what overlaps or touches is one."""
    places = sorted(place for token in found for term in terms for place in _place(token, term))
    marks: list[tuple[int, int]] = []
    for start, end in places:
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], end))
        else:
            marks.append((start, end))
    return marks


def _place(token: Token, term: Term) -> list[tuple[int, int]]:
    if token.text == term.token:
        return [(token.start, token.end)]
    if not term.begins or not token.text.startswith(term.token):
        return []
    # One character of text without spaces: it alone is meant, not the pair it begins.
    pair = len(term.token) == 1 and not term.token.isascii()
    return [(token.start, token.start + 1 if pair else token.end)]


def _begin(text: str, first: int) -> int:
    """Where the part begins: a little before the first word found, at the start of a word if there is one near."""
    if first <= _BEFORE:
        return 0
    space = text.find(" ", first - _BEFORE, first)
    return space + 1 if space >= 0 else first - _BEFORE


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
