"""What somebody writes in, by the labels of what they have written. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from heard.ai.service import CHINESE, EITHER, SURE

Said = tuple[str, float]
"""The language of a message, and how sure that is."""


def spoken(labels: Iterable[Said]) -> str | None:
    """The language of a conversation, by the labels of its messages, newest first; None where there are none.

    The newest that is sure counts, or else the first there was. What is written alike in both Chinese scripts leaves the script
    that was written before.
    """
    newest = list(labels)
    sure = [code for code, confidence in newest if confidence >= SURE]
    codes = sure or [code for code, _ in reversed(newest)]
    if codes and codes[0] == EITHER:
        return next((code for code, _ in newest if code in CHINESE and code != EITHER), EITHER)
    return codes[0] if codes else None
