"""Text as it arrives from outside, made safe to keep and short to show."""

from __future__ import annotations

PREVIEW = 160


def clean(text: str) -> str:
    """The text without what PostgreSQL cannot keep: NUL characters and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    # Encoding is the only honest test for lone surrogates; most texts pass it and cost nothing more.
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def preview(text: str, length: int = PREVIEW) -> str:
    """One line of at most `length` characters that shows how the text begins."""
    line = " ".join(text[: length * 4].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def first_name(name: str) -> str:
    """What one calls a person by: the first word; a Chinese, Japanese or Korean name has one word and stays whole."""
    return name.split(maxsplit=1)[0] if name.strip() else ""
