"""Inflected words: what to look for the beginning of, so that one form of a word finds the others.

Only what is searched for is cut; texts are kept as written. Stemming both (Snowball) was weighed: 14–42 thousand words
a second against a million, `iade` and `iadesi` become different words, and nothing could be searched for exactly.
"""

from __future__ import annotations

import re

SHORTEST = 4
"""Letters a word has at least for its other forms to be looked for."""
_TWICE = 6

# Folded: й is и, ё is е, ı is i, ş is s.
_RUSSIAN = (
    "а я о е и ы у ю ь ои еи ом ем ам ям ах ях ов ев ами ями ого его ому ему ыи ии ая яя ое ее ые ие ую юю ым им ых их "
    "ыми ими ию иям иями ью"
)
_RUSSIAN_VERBS = "л ла ло ли ал ала али ил ила или ать ить еть ет ит ут ют ат ят аю ают ает ите ете им ем"
_LATIN = (
    "s es ed ing 's ies y e a i u o "
    "im um m in un n imiz umuz miz iniz unuz niz lar ler lari leri de da te ta den dan ten tan yi yu ye ya si su "
    "nin nun ini unu ine una inin unun sini sinin 'de 'da 'den 'dan 'in 'e 'a 'i"
)
_TURKISH_VERBS = "di du ti tu dim tim dum tum dik tik mis mus iyor uyor ecek acak iyorum mek mak medi madi"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_LATIN_WORD = re.compile(r"[a-z']+")


def _table(endings: str, left: int) -> list[tuple[str, int]]:
    return [(ending, left) for ending in endings.split()]


# Each ending with the letters that must be left; the longest first.
_ENDINGS = {
    _CYRILLIC: sorted(_table(_RUSSIAN, 4) + _table(_RUSSIAN_VERBS, 5), key=lambda each: -len(each[0])),
    _LATIN_WORD: sorted(_table(_LATIN, 4) + _table(_TURKISH_VERBS, 5), key=lambda each: -len(each[0])),
}


def beginning(word: str) -> str | None:
    """What all forms of a folded word begin with, as far as its ending tells; None where only the word itself will do."""
    if len(word) < SHORTEST:
        return None
    for script, endings in _ENDINGS.items():
        if script.fullmatch(word):
            once = _cut(word, endings)
            return _cut(once, endings) if len(word) - len(once) > 1 and len(once) > _TWICE else once
    return None


def _cut(word: str, endings: list[tuple[str, int]]) -> str:
    for ending, left in endings:
        if len(word) - len(ending) >= left and word.endswith(ending):
            return word.removesuffix(ending)
    return word
