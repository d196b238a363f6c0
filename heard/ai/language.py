"""Which language a text is in: a label with a confidence, or none where nobody could tell. No session, no clock, no network.

The model knows 140 languages; only those of `LANGUAGES` are answered with, since the rest are seldom met and often taken for
one of these. A text that is rather in one of the rest gets no label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from heard.ai.scripts import CHINESE, script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    class Identifier(Protocol):
        """What we use of the library, which has no types."""

        def rank(self, text: str) -> list[tuple[str, float]]:
            """All languages it knows with their probabilities, the likeliest first."""
            ...


_WORLD = "ar az bg cs da de el en es fa fi fr he hi hu id it ja kk ko nl pl pt ro ru sv th tr uk vi zh"
_KNOWN = frozenset(_WORLD.split())
LANGUAGES = tuple(sorted(_KNOWN | set(CHINESE)))
"""The codes there are (BCP 47); `zh` is Chinese that is written alike in both scripts."""
LEAST = 0.5
"""No label below this: of what is labelled from here on about 99 in 100 posts are right."""
SURE = 0.8
"""From here on a text may tell what somebody writes in from now on: 998 of 1000 are right, short ones too."""
_OURS = 0.2
_LONGEST = 1000
_BRIEF = 10
_BRIEF_DENSE = 4
_SHORTEST = 2

_NO_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|[@＠]\w+|\bRT\b|[\d_#＃]+|[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+",
    re.IGNORECASE,
)
# Russian without its own letters is so like its neighbours' that who of them writes more often decides.
_OFTEN = {"ru": 2.0}
_KAZAKH = "әғқңөұүһ"
# The letters by which neighbours in one alphabet are told apart.
_FOREIGN = {
    code: re.compile(f"[{letters}]", re.IGNORECASE)
    for code, letters in {
        "ru": f"іїєґўђјљњћџ{_KAZAKH}",
        "uk": f"ыэёъўђјљњћџ{_KAZAKH}",
        "bg": f"ыэёіїєґўђјљњћџ{_KAZAKH}",
    }.items()
}
_HASHTAG = re.compile(r"[#＃]\w+")
_SPACE = re.compile(r"\s+")
_LETTERS = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Label:
    """A language by its code (BCP 47), and how sure that is, up to 1."""

    code: str
    confidence: float


def languages_of(texts: Sequence[str]) -> list[Label | None]:
    """The language of each text; None where there are no words, too few, or none of a language of ours."""
    return [_language_of(text) for text in texts]


def _language_of(text: str) -> Label | None:
    words = cleaned(text)
    letters = len(_LETTERS.findall(words))
    if letters < _SHORTEST:
        return None
    han = len(_HAN.findall(words))
    # A Chinese character says as much as two or three letters. Japanese and Korean hardly ever do without their own.
    if 3 * han >= letters and not _KANA_OR_HANGUL.search(words):
        return _chinese(words, han)
    label = _by_model(words)
    enough = _BRIEF_DENSE if _KANA_OR_HANGUL.search(words) else _BRIEF
    return label if label is None or letters >= enough else _brief(label)


def cleaned(text: str) -> str:
    """A text without what is of no language: names, addresses, numbers, emoji; of hashtags only the sign is taken off.

    Where there is nothing but hashtags, they are no words either.
    """
    beginning = text[:_LONGEST]
    if not _LETTERS.search(_NO_WORDS.sub(" ", _HASHTAG.sub(" ", beginning))):
        return ""
    return _SPACE.sub(" ", _NO_WORDS.sub(" ", beginning)).strip()


def _chinese(words: str, han: int) -> Label | None:
    if han < _SHORTEST:
        return None
    code, share = script_of(words)
    label = Label(code, 0.95 * share)
    return label if han >= _BRIEF_DENSE else _brief(label)


def _brief(label: Label) -> Label:
    """A word or two are no proof that somebody writes in another language from now on."""
    return Label(label.code, min(label.confidence, SURE - 0.01))


def _by_model(words: str) -> Label | None:
    ranked = [(code, probability) for code, probability in _identifier().rank(words) if code in _KNOWN]
    if sum(probability for _, probability in ranked) < _OURS:
        return None
    weighed = {code: probability * _OFTEN.get(code, 1.0) for code, probability in ranked if _may_be(code, words)}
    code = max(weighed, key=weighed.__getitem__, default="")
    confidence = weighed[code] / sum(weighed.values()) if code else 0.0
    if confidence < LEAST:
        return None
    if code == "zh":
        script, share = script_of(words)
        return Label(script, confidence * share)
    return Label(code, confidence)


def _may_be(code: str, words: str) -> bool:
    """Whether no letter is there that the language does not write."""
    foreign = _FOREIGN.get(code)
    return foreign is None or not foreign.search(words)


@cache
def _identifier() -> Identifier:
    """The model, read when the first text comes: 0.3 s, and some 90 MB with numpy."""
    from py3langid import langid  # pyright: ignore[reportMissingTypeStubs]  # it has none

    library: Any = langid
    return library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
