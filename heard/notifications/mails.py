"""Rules of mailing: what a mail says, what becomes of it, and when it is tried again."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from heard.kit.mail import address_of
from heard.kit.text import preview
from heard.notifications.phrases import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

MOST_SHOWN = 20
MOST_TRIES = 24
"""With the pauses between, about a day."""
_FIRST_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0
_NAME, _WORDS, _SUBJECT = 80, 300, 150
# The most important first, for the line that is read before anything else; what is not named comes behind, newest first.
_FIRST = ("failed", "unknown", "mention", "approval_asked", "overdue", "returned", "scheduled_returned", "assigned")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True)
class Verdict:
    """What became of a mail: taken, refused for good, perhaps taken and therefore over, or to be tried again after a pause."""

    what: Literal["sent", "refused", "lost", "again"]
    reason: str = ""
    pause: float = 0.0


def again(reason: str, *, tries: int) -> Verdict:
    """Try again after growing pauses; not for ever."""
    if tries + 1 >= MOST_TRIES:
        return Verdict("lost", reason)
    return Verdict("again", reason, min(_FIRST_PAUSE * 4**tries, _LONGEST_PAUSE))


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom a mail is for, and what of."""

    address: str
    name: str
    locale: str
    workspace_id: int
    workspace: str
    words: bool


@dataclass(frozen=True)
class _Told:
    """One thing a mail tells of: in words, in HTML, what was said, and where it leads."""

    text: str
    markup: str
    said: str
    link: str


def compose(
    reader: Reader, rows: Sequence[Row[Any]], *, total: int, sender: Address, url: str, now: datetime
) -> EmailMessage:
    """A mail that tells of notifications (newest first, `total` of them); links lead under `url`."""
    shown = sorted(rows, key=_importance)[:MOST_SHOWN]
    told = [_told(row, reader, url) for row in shown]
    subject = preview(told[0].text, _SUBJECT)
    if total > 1:
        subject = say(reader.locale, "subject_more", first=subject, count=total - 1)
    lead = say(reader.locale, "lead", count=total)
    more = say(reader.locale, "more", count=total - len(told)) if total > len(told) else ""
    return _message(reader, subject, lead, told, more, sender=sender, url=url, now=now)


def trial(reader: Reader, *, sender: Address, url: str, now: datetime) -> EmailMessage:
    """A mail that tells of nothing, to see that it arrives."""
    subject = say(reader.locale, "test_subject")
    return _message(reader, subject, say(reader.locale, "test"), [], "", sender=sender, url=url, now=now)


def sentence(row: Row[Any], locale: str, *, mark: Callable[[str], str]) -> str:
    """What a notification says, as the page says it; `mark` is done to the names."""
    one = row.Notification
    return say(
        locale,
        f"kind.{one.kind}",
        mark=mark,
        actor=preview(row.actor_name or "", _NAME) or say(locale, "a_colleague"),
        contact=preview(row.contact_name, _NAME),
        count=one.count,
    )


def said_in(row: Row[Any], length: int = _WORDS) -> str:
    """What was said, one line of it."""
    return preview(row.note_text or row.message_text or "", length)


def link_to(row: Row[Any], url: str) -> str:
    """Where a notification leads."""
    one = row.Notification
    place = f"?note={one.note_id}" if one.note_id else f"?message={one.message_id}" if one.message_id else ""
    return f"{url}/inbox/all/{one.conversation_id}{place}"


def settings_link(url: str) -> str:
    """Where one chooses what to be told of."""
    return f"{url}/settings/notifications"


def _importance(row: Row[Any]) -> tuple[int, int]:
    kind = row.Notification.kind
    return (_FIRST.index(kind) if kind in _FIRST else len(_FIRST), -row.Notification.event_id)


def _told(row: Row[Any], reader: Reader, url: str) -> _Told:
    return _Told(
        sentence(row, reader.locale, mark=isolated),
        sentence(row, reader.locale, mark=lambda name: f"<bdi>{html.escape(name)}</bdi>"),
        said_in(row) if reader.words else "",
        link_to(row, url),
    )


def isolated(name: str) -> str:
    """A name that keeps its own direction to itself where it stands in a sentence of another."""
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


def _message(
    reader: Reader,
    subject: str,
    lead: str,
    told: Sequence[_Told],
    more: str,
    *,
    sender: Address,
    url: str,
    now: datetime,
) -> EmailMessage:
    host = urlsplit(url).hostname or "heard"
    message = EmailMessage()
    # Names come from outside: a header is one line, whatever they hold.
    message["Subject"] = _line(subject)
    message["From"] = Address(sender.display_name or "Heard", username=sender.username, domain=sender.domain)
    message["To"] = _recipient(reader)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["List-Id"] = f"<workspace-{reader.workspace_id}.{host}>"
    message["List-Unsubscribe"] = f"<{settings_link(url)}>"
    why = say(reader.locale, "why", workspace=_line(reader.workspace))
    message.set_content(_plain(reader, lead, told, more, why, url), cte="quoted-printable")
    message.add_alternative(_html(reader, lead, told, more, why, url), subtype="html", cte="quoted-printable")
    return message


def _recipient(reader: Reader) -> Address | str:
    # Of an odd address the server is asked all the same, and says what it thinks.
    return address_of(reader.address, _line(reader.name)) or "undisclosed-recipients:;"


def _line(text: str) -> str:
    return "".join(each if each.isprintable() or each in "\u2068\u2069\u200c\u200d" else " " for each in text)


def _plain(reader: Reader, lead: str, told: Sequence[_Told], more: str, why: str, url: str) -> str:
    parts = [lead]
    parts += [
        "\n".join(line for line in (f"• {each.text}", each.said and f"  {each.said}", f"  {each.link}") if line)
        for each in told
    ]
    parts += [more] if more else []
    parts.append(f"-- \n{why}\n{say(reader.locale, 'settings')}: {settings_link(url)}")
    return "\n\n".join(parts) + "\n"


def _html(reader: Reader, lead: str, told: Sequence[_Told], more: str, why: str, url: str) -> str:
    opening = html.escape(say(reader.locale, "open"))
    items = "".join(
        f'<li style="margin:0 0 14px"><strong>{each.markup}</strong>'
        + (f'<br><span dir="auto">{html.escape(each.said)}</span>' if each.said else "")
        + f'<br><a href="{html.escape(each.link)}">{opening}</a></li>'
        for each in told
    )
    return (
        f'<!doctype html><html lang="{html.escape(reader.locale)}"><head><meta charset="utf-8"></head>'
        '<body style="font:15px/1.5 sans-serif">'
        f"<p>{html.escape(lead)}</p>"
        + (f'<ul style="padding-left:20px">{items}</ul>' if items else "")
        + (f"<p>{html.escape(more)}</p>" if more else "")
        + f'<p style="font-size:13px">{html.escape(why)}<br>'
        f'<a href="{html.escape(settings_link(url))}">{html.escape(say(reader.locale, "settings"))}</a></p>'
        "</body></html>\n"
    )
