"""Words that say that a message is spam: whether a text has one of them. Pure rules, and folded as the search folds.

In scripts with spaces a word is met whole, in those without wherever it stands; the words of a phrase stand in their order
with nothing but spaces and marks between them, and never across the end of a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from heard.kit.tokens import Piece, fold, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

Where = Literal["both", "public", "private"]
WHERE: tuple[Where, ...] = ("both", "public", "private")
LONGEST = 100
"""Characters of one entry of the list."""
_MARKED = "@#"
_SENTENCE_ENDS = re.compile(r"[.!?…]\s|[。！？]")


class Entry(NamedTuple):
    """An entry of the list: a word or a phrase as it was written, and where it counts."""

    id: int
    word: str
    where: str


class NothingToFind(ValueError):
    """An entry without a letter, a digit or an emoji."""


class TooShort(ValueError):
    """An entry of a single letter, in a script that has spaces between words: it is in every other sentence."""


@dataclass(frozen=True)
class Pattern:
    """What has to stand in a text: folded pieces in their order, what is between each two (None: spaces), what is before."""

    pieces: tuple[str, ...]
    between: tuple[str | None, ...]
    mark: str

    @property
    def key(self) -> str:
        """What two entries have in common that find the same."""
        rest = "".join(
            (" " if gap is None else gap) + part for gap, part in zip(self.between, self.pieces[1:], strict=True)
        )
        return self.mark + self.pieces[0] + rest


def pattern(word: str) -> Pattern:
    """What an entry of the list looks for.

    Raises:
        NothingToFind, TooShort: it is no good entry.
    """
    folded = fold(word.strip())
    found = list(pieces(folded))
    if not found:
        raise NothingToFind
    if len(found) == 1 and found[0].spaced and len(found[0].text) == 1:
        raise TooShort
    gaps = (folded[one.end : two.start] for one, two in pairwise(found))
    before = folded[found[0].start - 1 : found[0].start]
    return Pattern(
        tuple(piece.text for piece in found),
        tuple(None if any(mark.isspace() for mark in gap) else gap for gap in gaps),
        before if before and before in _MARKED else "",
    )


class Matcher:
    """A list of words, laid out so that a text is gone through once however long the list is."""

    def __init__(self, words: Iterable[Entry]) -> None:
        """Lay out the list; entries that are no good find nothing."""
        self._by_first: defaultdict[str, list[tuple[Entry, Pattern]]] = defaultdict(list)
        for word in words:
            try:
                wanted = pattern(word.word)
            except (NothingToFind, TooShort):
                continue
            self._by_first[wanted.pieces[0]].append((word, wanted))

    def find(self, text: str, visibility: str) -> Entry | None:
        """The word that stands first in a text said in public or in private, of several there the one first in the list."""
        folded = fold(text)
        found = list(pieces(folded))
        for place, piece in enumerate(found):
            for word, wanted in self._by_first.get(piece.text, ()):
                if word.where in {"both", visibility} and _stands(wanted, folded, found, place):
                    return word
        return None


def _stands(wanted: Pattern, folded: str, found: list[Piece], place: int) -> bool:
    here = found[place : place + len(wanted.pieces)]
    if tuple(piece.text for piece in here) != wanted.pieces:
        return False
    if wanted.mark and folded[here[0].start - 1 : here[0].start] != wanted.mark:
        return False
    gaps = (folded[one.end : two.start] for one, two in pairwise(here))
    return all(
        gap == literal if literal is not None else gap and not _SENTENCE_ENDS.search(gap)
        for literal, gap in zip(wanted.between, gaps, strict=True)
    )
