"""What a person asks a search for: words, phrases, exclusions and conditions, read from one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from heard.conversations.errors import BadCondition, NothingToSearchFor
from heard.kit import tokens
from heard.kit.endings import beginning

if TYPE_CHECKING:
    from heard.kit.tokens import Word

MOST_WORDS = 30
_PIECE = re.compile(r"""(-?)"([^"]*)(?:"|$)|(\S+)""")
_CONDITION = re.compile(r"(from|before|after|has|is|network):(\S*)", re.IGNORECASE)
_STATES = {"new", "pending", "snoozed", "resolved"}
_PAIR = 2


@dataclass(frozen=True)
class Term:
    """A token to be found; `begins`: also in tokens that begin with it. `word` is the whole word that was asked for."""

    token: str
    begins: bool
    word: str


@dataclass(frozen=True)
class Asked:
    """A search, read.

    All `terms` must be there, none of the groups in `without` whole; `phrases` are patterns to be found in the folded
    text; `text` is the line without its conditions.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[tuple[Term, ...], ...] = ()
    phrases: tuple[str, ...] = ()
    text: str = ""
    handle: str | None = None
    before: datetime | None = None
    after: datetime | None = None
    attachment: bool = False
    state: str | None = None
    network: str | None = None


def read(line: str) -> Asked:
    """Read a line as a person types it: the last word may still be unfinished.

    Raises:
        NothingToSearchFor: no word, or only words to leave out; a person (`from:`) is enough.
        BadCondition: a condition says something that does not exist.
    """
    asked = Asked()
    free: list[str] = []
    for match in _PIECE.finditer(line):
        minus, phrase, bare = match.groups()
        condition = _CONDITION.fullmatch(bare) if bare else None
        if condition is not None:
            asked = _with_condition(asked, condition[1].lower(), condition[2])
        elif bare is None:
            asked = _with_phrase(asked, phrase, excluded=bool(minus))
        else:
            asked = _with_words(asked, bare, typing=match.end() == len(line))
        if not condition:
            free.append(match.group())
    if not asked.terms and asked.handle is None:
        raise NothingToSearchFor
    if len(asked.terms) + sum(map(len, asked.without)) > MOST_WORDS:
        raise BadCondition(f"Search for at most {MOST_WORDS} words at once.")
    return replace(asked, text=" ".join(free))


def _with_words(asked: Asked, bare: str, *, typing: bool) -> Asked:
    excluded = bare.startswith("-") and len(bare) > 1
    found = tokens.words(bare[1:] if excluded else bare)
    last = len(found) - 1
    terms = [
        term for at, word in enumerate(found) for term in _terms(word, typing=typing and not excluded and at == last)
    ]
    if excluded:
        return _leave_out(asked, terms)
    # Three characters without spaces are two pairs, which must also stand together.
    phrases = tuple(_pattern([word]) for word in found if word.dense and len(word.text) > _PAIR)
    return replace(asked, terms=asked.terms + tuple(terms), phrases=asked.phrases + phrases)


def _terms(word: Word, *, typing: bool) -> list[Term]:
    if word.dense:
        return _exact(word)
    whole = word.text[: tokens.LONGEST]
    stem = beginning(whole)
    if stem is not None:
        return [Term(stem, begins=True, word=whole)]
    return [Term(whole, begins=typing and len(whole) >= _PAIR, word=whole)]


def _exact(word: Word) -> list[Term]:
    """The word as it stands; a stretch without spaces by its pairs, and one character alone as what a pair begins with."""
    if not word.dense:
        whole = word.text[: tokens.LONGEST]
        return [Term(whole, begins=False, word=whole)]
    if len(word.text) == 1:
        return [Term(word.text, begins=True, word=word.text)]
    pairs = [word.text[at : at + _PAIR] for at in range(len(word.text) - 1)]
    return [Term(pair, begins=False, word=pair) for pair in pairs]


def _with_phrase(asked: Asked, phrase: str, *, excluded: bool) -> Asked:
    found = tokens.words(phrase)
    terms = [term for word in found for term in _exact(word)]
    if excluded:
        return _leave_out(asked, terms)
    phrases = (_pattern(found),) if len(terms) > 1 else ()
    return replace(asked, terms=asked.terms + tuple(terms), phrases=asked.phrases + phrases)


def _leave_out(asked: Asked, terms: list[Term]) -> Asked:
    return replace(asked, without=(*asked.without, tuple(terms))) if terms else asked


def _pattern(found: list[Word]) -> str:
    """Words following each other in folded text, with nothing but signs and spaces between; whole ones at both ends."""
    begin = "" if found[0].dense else r"(?<!\w)"
    end = "" if found[-1].dense else r"(?!\w)"
    return begin + r"[\W_]{0,9}".join(re.escape(word.text) for word in found) + end


def _with_condition(asked: Asked, name: str, value: str) -> Asked:
    if name == "from" and value.strip("@"):
        return replace(asked, handle=value.strip("@"))
    if name in {"before", "after"}:
        moment = _day(value)
        return replace(asked, before=moment) if name == "before" else replace(asked, after=moment)
    if name == "has" and value.lower() == "attachment":
        return replace(asked, attachment=True)
    if name == "is" and value.lower() in _STATES:
        return replace(asked, state=value.lower())
    if name == "network" and value:
        return replace(asked, network=value.lower())
    raise BadCondition(f"“{name}:{value}” says nothing Heard knows. {_HINTS[name]}")


def _day(value: str) -> datetime:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise BadCondition(f"“{value}” is no day. {_HINTS['before']}") from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


_HINTS = {
    "from": "Write a handle: from:@olga.",
    "before": "Write a day as year, month and day: before:2026-11-22.",
    "after": "Write a day as year, month and day: after:2026-11-22.",
    "has": "Write has:attachment.",
    "is": f"Write is: and one of {', '.join(sorted(_STATES))}.",
    "network": "Write a network's name: network:x.",
}
