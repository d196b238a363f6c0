"""Words to find text by, in any script, the same on every server: made here and not by the database's own parsers.

Folding is by the character, so that what is found in folded text can be pointed at in the text as written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Function, func
from sqlalchemy.dialects.postgresql import TSVECTOR

if TYPE_CHECKING:
    from collections.abc import Iterator

# GIN keeps new entries aside and sorts them in later; every search reads what is aside, so that is kept short.
PENDING = {"fastupdate": "on", "gin_pending_list_limit": "512"}
MOST = 10_000
"""Different tokens kept of one text; a text that has more is no message."""
LONGEST = 100
"""Characters kept of one token."""
_SHORT = 32

# Written without spaces between words: Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer.
_DENSE = (
    r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
)
# Vowel signs of the Indic scripts are no letters to `\w`, but parts of words.
_LETTER = rf"(?:[^\W_{_DENSE}]|[\u0900-\u0dff])"
_EMOJI = r"[\U0001f1e6-\U0001f1ff]{1,2}|[\U0001f300-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff]"
_WORD = re.compile(rf"https?://|([{_DENSE}]+)|([@#]?{_LETTER}+(?:[-._@']+{_LETTER}+)*)|({_EMOJI})")
_PIECE = re.compile(rf"{_LETTER}+")
_LEAST = re.compile(rf"({_LETTER}+)|[{_DENSE}]|{_EMOJI}")
_MIXED = re.compile(r"[^\W\d_]+|\d+")
_NOTHING = {
    *range(0x200B, 0x2010),
    0x2060,
    0xFEFF,
    0xFE0E,
    0xFE0F,
    0xAD,
    *range(0x1F3FB, 0x1F400),
    *range(0xE0000, 0xE1000),
}
_LETTERS = {
    "ı": "i",
    "İ": "i",
    "I": "i",
    "ё": "е",
    "Ё": "е",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "’": "'",
}


class Token(NamedTuple):
    """A token, and the part of the text it was made from."""

    text: str
    start: int
    end: int


class Word(NamedTuple):
    """A run of text as a person sees it: a word, an id, a handle, an emoji, or a stretch of text without spaces."""

    text: str
    start: int
    end: int
    dense: bool


class Piece(NamedTuple):
    """What is met whole: a run of letters and digits (`spaced`), a character of a script without spaces, an emoji."""

    text: str
    start: int
    end: int
    spaced: bool


class _Folding(dict[int, str]):
    """What each character is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = "" if code in _NOTHING else _fold_letter(chr(code))
        self[code] = folded
        return folded


def _fold_letter(letter: str) -> str:
    while True:
        folded = _simplified(_LETTERS.get(letter, letter))
        # Korean syllables stay whole: taken apart, one is three letters.
        if not "\uac00" <= folded <= "\ud7af":
            parts = unicodedata.normalize("NFKD", folded)
            folded = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
        folded = "".join(_simplified(_LETTERS.get(part, part)) for part in folded)
        if folded == letter or len(folded) != 1:
            return folded
        letter = folded


@cache
def _simple_forms() -> dict[str, str]:
    """Traditional Chinese characters and the simplified ones they are written as, from OpenCC's table; read in 3 ms.

    By the character, where OpenCC converts by the phrase: thirty times as fast, and a search only asks that both
    writings of a word become one.
    """
    forms: dict[str, str] = {}
    for line in (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines():
        traditional, _, rest = line.partition("\t")
        wanted, *others = sorted(rest.split(), key=lambda form: form == traditional)
        forms[traditional] = wanted
        for other in others:
            if other != traditional:
                forms.setdefault(other, wanted)
    return forms


def _simplified(letter: str) -> str:
    forms = _simple_forms()
    seen = {letter}
    while (form := forms.get(letter, letter)) not in seen:
        seen.add(form)
        letter = form
    return letter


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text without what people leave out or write differently: case, diacritics, the dots of i, traditional forms."""
    return text.translate(_FOLDING)


def words(text: str) -> list[Word]:
    """The words of a text, folded, with their places in the folded text."""
    return list(_words(fold(text)))


def pieces(folded: str) -> Iterator[Piece]:
    """The pieces of a text that is folded already."""
    for match in _LEAST.finditer(folded):
        yield Piece(match.group(), match.start(), match.end(), match.lastindex == 1)


def _words(folded: str) -> Iterator[Word]:
    for match in _WORD.finditer(folded):
        if match.lastindex is not None:
            yield Word(match.group(), match.start(), match.end(), match.lastindex == 1)


def tokens(text: str) -> list[str]:
    """The tokens a text is found by, each once, in no order.

    A stretch without spaces gives its pairs of characters and its last one, so that every character begins a token; an
    id, a handle, an address gives itself and its parts.
    """
    found: set[str] = set()
    # No token reaches across a space, and most words have been met before.
    for part in text.split():
        found.update(_known(part) if len(part) <= _SHORT else _tokens(part))
        if len(found) > MOST:
            break
    return list(found)[:MOST]


def _tokens(part: str) -> set[str]:
    found: set[str] = set()
    for match in _WORD.finditer(fold(part)):
        word, kind = match.group(), match.lastindex
        if kind == 1:
            found.update([word[at : at + 2] for at in range(len(word))])
        elif kind == 2 and not word.isalpha():  # noqa: PLR2004 — the second group of the pattern
            found.update(part for part, _ in _parts(word))
        elif kind is not None:
            found.add(word[:LONGEST])
        if len(found) > MOST:
            break
    return found


@lru_cache(maxsize=20_000)
def _known(part: str) -> frozenset[str]:
    """The tokens of a word that is likely to come again."""
    return frozenset(_tokens(part))


def _parts(word: str) -> Iterator[tuple[str, int]]:
    """An id, handle or address and its parts, each with its place in it."""
    yield word[:LONGEST], 0
    bare = word.lstrip("@#")
    if bare != word:
        yield bare[:LONGEST], len(word) - len(bare)
    for piece in _PIECE.finditer(word):
        yield piece.group()[:LONGEST], piece.start()
        if not piece.group().isalpha():
            for part in _MIXED.finditer(piece.group()):
                yield part.group()[:LONGEST], piece.start() + part.start()


def spans(text: str) -> list[Token]:
    """The tokens of a text in order, each with its place in the text as written. Slower than `tokens`."""
    folded, places = _fold_with_places(text)
    found: list[Token] = []
    for word in _words(folded):
        if word.dense:
            parts = [(word.text[at : at + 2], at) for at in range(len(word.text))]
        else:
            parts = list(dict.fromkeys(_parts(word.text)))
        found.extend(
            Token(part, places[word.start + at], places[word.start + at + len(part) - 1] + 1) for part, at in parts
        )
    return found


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place of the one it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        become = _FOLDING[ord(letter)]
        folded.append(become)
        places.extend([place] * len(become))
    return "".join(folded), places


def lexemes(scope: int, text: str) -> str:
    """The tokens of a text for an index that many share, divided by spaces: each begins with whose it is.

    What belongs to one scope then lies together in the index, and is never read for another.
    """
    found = tokens(text)
    return "" if not found else _mark(scope) + f" {_mark(scope)}".join(found)


def vector(scope: int, text: str) -> Function[str]:
    """The tokens of a text as a value to write into a `tsvector` column."""
    return func.array_to_tsvector(func.string_to_array(lexemes(scope, text), " "), type_=TSVECTOR)


def lexeme(scope: int, token: str, *, begins: bool = False) -> str:
    """A token as a query for the index names it; `begins`: also those that only begin like it."""
    quoted = (_mark(scope) + token).replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if begins else ''}"


@cache
def _mark(scope: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    written = ""
    while scope:
        scope, digit = divmod(scope, len(digits))
        written = digits[digit] + written
    return f"{written}:"
