"""Rules of pushing: what is said, how urgently, what a push service's answer means, and when to try again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from heard.kit.text import preview
from heard.kit.webpush import Urgency, encode

if TYPE_CHECKING:
    from sqlalchemy import Row

TTL = 12 * 3600
"""For how many seconds it is worth telling somebody whose device is off."""
MOST_TRIES = 5
MOST_REFUSALS = 5
_URGENT = {"mention", "assigned", "failed", "unknown", "approval_asked", "test"}
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 3600.0
_NAME, _WORDS = 80, 120
_NOTHING_HERE = {404, 410}
_BUSY = 429


@dataclass(frozen=True)
class Verdict:
    """What became of a push: taken, its browser gone, refused, lost on the way, or to be tried again after a pause."""

    what: Literal["taken", "gone", "refused", "lost", "again"]
    pause: float = 0.0


def verdict_of(status: int, retry_after: str, *, tries: int, now: datetime) -> Verdict:
    """What a push service's answer means, the body unread: only its status counts."""
    if 200 <= status < 300:  # noqa: PLR2004 — success, as HTTP counts it
        return Verdict("taken")
    if status in _NOTHING_HERE:
        return Verdict("gone")
    if status == _BUSY or status >= 500:  # noqa: PLR2004 — the server's own trouble, likewise
        return again(retry_after, tries=tries, now=now)
    return Verdict("refused")


def again(retry_after: str, *, tries: int, now: datetime) -> Verdict:
    """Try again when the service says so, else after growing pauses; not for ever."""
    if tries + 1 >= MOST_TRIES:
        return Verdict("lost")
    pause = _seconds(retry_after, now) or _FIRST_PAUSE * 4**tries
    return Verdict("again", max(1.0, min(pause, _LONGEST_PAUSE)))


def _seconds(retry_after: str, now: datetime) -> float | None:
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()


def urgency_of(kind: str) -> Urgency:
    """How soon a device that saves its battery should be woken."""
    return "high" if kind in _URGENT else "normal"


def topic_of(endpoint: str, conversation_id: int) -> str:
    """The name under which a push service lets the newer take the place of the older; it says nothing to anybody."""
    return encode(hashlib.sha256(f"{conversation_id} {endpoint}".encode()).digest()[:24])


def payload_of(row: Row[Any], *, words: bool) -> bytes:
    """What a device is told of a notification: who and of what kind; what was said only if the person wants it to be shown."""
    one = row.Notification
    told: dict[str, object] = {
        "kind": one.kind,
        "conversation": one.conversation_id,
        "contact": preview(row.contact_name, _NAME),
        "count": one.count,
        "at": int(one.at.timestamp() * 1000),
    }
    if row.actor_name:
        told["actor"] = preview(row.actor_name, _NAME)
    if one.note_id:
        told["note"] = one.note_id
    elif one.message_id:
        told["message"] = one.message_id
    said = preview(row.note_text or row.message_text or "", _WORDS)
    if words and said:
        told["words"] = said
    return msgspec.json.encode(told)


TEST = msgspec.json.encode({"kind": "test"})
