"""Web addresses in what people write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 20
"""So many links of a text are looked for; what has more is not meant to be read."""
_LONGEST = 2048
# Scripts written without spaces end an address: in 请看https://example.com谢谢 the thanks are not part of it.
_SPACELESS = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3100-\u312f"
    r"\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
)
# Quotation marks end it too, and the apostrophe that Turkish puts before a case ending: example.com'da.
_OUTSIDE = rf"\s<>\"'“”‘’«»{_SPACELESS}\U00020000-\U0003ffff"
_FOUND = re.compile(rf"(?<![A-Za-z0-9@/._-])(?:https?://|www\.)[^{_OUTSIDE}]{{1,{_LONGEST}}}", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]\.?")
_ENDINGS = ".,;:!?*_~…"
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Link:
    """A link: how it stands in the text, and the address it means."""

    text: str
    url: str


def links_in(text: str) -> list[Link]:
    """The web addresses in a text, in their order, without the punctuation that follows them.

    Only http and https, only names (no bare IP addresses), never with a user or password before the host: such an
    address is made to be mistaken for another.
    """
    found: list[Link] = []
    for match in _FOUND.finditer(text):
        shown = _without_ending(match[0])
        url = shown if "://" in shown[:8] else f"https://{shown}"
        if _is_address(url):
            found.append(Link(shown, url))
        if len(found) == MOST:
            break
    return found


def _without_ending(address: str) -> str:
    while address:
        last = address[-1]
        opening = _CLOSING.get(last)
        if last not in _ENDINGS and (opening is None or address.count(opening) >= address.count(last)):
            break
        address = address[:-1]
    return address


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.username is None and parts.port != 0 and bool(_HOST.fullmatch(host))
    except ValueError:
        return False
