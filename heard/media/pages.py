"""What a web page says of itself: title, description and picture, by Open Graph, Twitter cards or plain HTML.

Read by bounded patterns and not by a parser of whole documents: a page of a stranger must not be able to cost much time.
Source: https://ogp.me and the HTML standard's rules for finding a page's encoding, simplified.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from heard.kit.text import clean, preview

BYTES = 256 << 10
"""What stands at the beginning of a page says what it is."""
_TITLE, _DESCRIPTION, _SITE = 200, 300, 60
_LONGEST = 2048
_META = re.compile(r"""<meta\b((?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}'){1,400})>""", re.IGNORECASE)
_NAMED = re.compile(r"""([a-z:_-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HEADLINE = re.compile(r"<title\b[^<>]{0,400}>([^<]{1,2000})", re.IGNORECASE)
_END = re.compile(r"</head\b|<body\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_TOLD = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What the web means by these names is more than they say.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "iso-8859-9": "cp1254", "ascii": "cp1252"}
# Marks that turn the direction of writing, or are not seen: a title could show other words than it has.
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class Page:
    """What a page says of itself, in plain text; `picture` is an address."""

    title: str
    description: str | None
    site: str | None
    picture: str | None


def page_of(body: bytes, content_type: str, url: str) -> Page | None:
    """What the page at `url` says of itself; None when it is no page or has no title."""
    if "html" not in content_type.lower():
        return None
    text = _decoded(body, content_type)
    end = _END.search(text)
    head = text[: end.start()] if end else text
    told = _told(head)
    title = told.get("og:title") or told.get("twitter:title") or _headline(head)
    if not title:
        return None
    description = told.get("og:description") or told.get("twitter:description") or told.get("description")
    picture = told.get("og:image:secure_url") or told.get("og:image") or told.get("twitter:image")
    site = told.get("og:site_name")
    return Page(
        preview(title, _TITLE),
        preview(description, _DESCRIPTION) if description else None,
        preview(site, _SITE) if site else None,
        _address(url, picture) if picture else None,
    )


def _told(head: str) -> dict[str, str]:
    """The page's `<meta>`, by name; the first of each."""
    told: dict[str, str] = {}
    for match in _META.finditer(head):
        named = {name.lower(): first or second or third for name, first, second, third in _NAMED.findall(match[1])}
        name = (named.get("property") or named.get("name") or "").lower()
        value = _plain(named.get("content", ""))
        if name and value:
            told.setdefault(name, value)
    return told


def _headline(head: str) -> str:
    match = _HEADLINE.search(head)
    return _plain(match[1]) if match else ""


def _plain(text: str) -> str:
    return clean(" ".join(_UNSEEN.sub(" ", html.unescape(text)).split()))


def _address(url: str, picture: str) -> str | None:
    try:
        address = urljoin(url, picture)
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and len(address) <= _LONGEST else None


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    told = _TOLD.search(content_type)
    written = _CHARSET.search(body[:2048])
    for name in (told and told[1], written and written[1].decode("ascii", "replace")):
        encoding = _known(name) if name else None
        if encoding is not None:
            return body.decode(encoding, "replace")
    return body.decode("utf-8", "replace")


def _known(name: str) -> str | None:
    wanted = _WIDER.get(name.lower(), name.lower())
    try:
        found = codecs.lookup(wanted)
    except LookupError:
        return None
    # Python knows encodings that are none of text.
    return found.name if getattr(found, "_is_text_encoding", False) and not found.name.startswith("utf-7") else None
