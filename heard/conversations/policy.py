"""Whether a reply may go out: one pure function for people, bots, rules, surveys and the API alike (law 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heard.channels.base import Capabilities, Visibility


@dataclass(frozen=True)
class Facts:
    """What the decision depends on, beside the network's capabilities."""

    health: str
    visibility: Visibility
    has_thread: bool
    last_inbound_at: datetime | None
    summoned: bool = True
    may_reply: bool = True


@dataclass(frozen=True)
class Refusal:
    """Why a reply may not go out: a stable code, and a sentence that says what can be done."""

    code: str
    detail: str


def reply_policy(
    capabilities: Capabilities, facts: Facts, *, now: datetime, length: int | None = None, pictures: int = 0
) -> Refusal | None:
    """None when the reply may go out, else why not. `length` is in the network's unit; None: the text is not known yet."""
    for rule in (_person, _account, _place, _window, _summons):
        refusal = rule(capabilities, facts, now)
        if refusal is not None:
            return refusal
    refusal = _pictures(capabilities, facts, pictures)
    return refusal if refusal is not None or length is None else _length(capabilities, facts, length)


def window_closes_at(capabilities: Capabilities, facts: Facts) -> datetime | None:
    """When the network stops taking private replies to this person; None: it never does."""
    window = private_window(capabilities)
    if facts.visibility != "private" or window is None or facts.last_inbound_at is None:
        return None
    return facts.last_inbound_at + window


def private_window(capabilities: Capabilities) -> timedelta | None:
    """How long the network takes private replies to somebody's last private word; None: for ever."""
    minutes = capabilities.private_window_minutes
    return None if minutes is None else timedelta(minutes=minutes)


def max_text(capabilities: Capabilities, visibility: Visibility) -> int:
    """How long a reply may be, in the network's unit."""
    return capabilities.max_text_public if visibility == "public" else capabilities.max_text_private


def max_pictures(capabilities: Capabilities, visibility: Visibility) -> int:
    """How many pictures may go with a reply."""
    return capabilities.max_pictures_public if visibility == "public" else capabilities.max_pictures_private


def _pictures(capabilities: Capabilities, facts: Facts, count: int) -> Refusal | None:
    most = max_pictures(capabilities, facts.visibility)
    if count <= most:
        return None
    if most == 0:
        return Refusal("no_pictures", "Pictures cannot be sent here through this network.")
    return Refusal("too_many_pictures", f"This network takes {most} pictures with such a reply; take some away.")


def _person(_capabilities: Capabilities, facts: Facts, _now: datetime) -> Refusal | None:
    if not facts.may_reply:
        return Refusal("not_permitted", "Your role may read this conversation but not answer it.")
    return None


def _account(_capabilities: Capabilities, facts: Facts, _now: datetime) -> Refusal | None:
    return account_refusal(facts.health)


def account_refusal(health: str) -> Refusal | None:
    """Why nothing goes out through an account of this health."""
    if health == "paused":
        return Refusal("account_paused", "Sending through this account is paused; an admin can resume it.")
    if health == "reauth_required":
        return Refusal(
            "reauth_required", "The network no longer accepts this account's tokens; an admin must renew them."
        )
    return None


def _place(capabilities: Capabilities, facts: Facts, _now: datetime) -> Refusal | None:
    if facts.visibility == "public":
        if not capabilities.public:
            return Refusal("no_public_replies", "This network has no public replies.")
        if not facts.has_thread:
            return Refusal("nothing_to_answer", "This person has said nothing in public here.")
        return None
    if not capabilities.private:
        return Refusal("no_private_messages", "This network has no private messages.")
    if not facts.has_thread and not capabilities.can_open_private:
        return Refusal("cannot_open_private", "On this network only the customer can begin a private exchange.")
    return None


def _window(capabilities: Capabilities, facts: Facts, now: datetime) -> Refusal | None:
    closes = window_closes_at(capabilities, facts)
    if closes is not None and now >= closes:
        within = _spoken(capabilities.private_window_minutes or 0)
        detail = f"Private replies are taken only within {within} of the person's last private word; use another way to reach them."
        return Refusal("window_closed", detail)
    return None


def _spoken(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    amount, unit = (hours, "hour") if rest == 0 else (minutes, "minute")
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def _summons(capabilities: Capabilities, facts: Facts, _now: datetime) -> Refusal | None:
    if facts.visibility == "public" and capabilities.replies_need_summons and not facts.summoned:
        return Refusal(
            "not_summoned", "This network lets us answer only who mentioned or quoted us; try a private message."
        )
    return None


def _length(capabilities: Capabilities, facts: Facts, length: int) -> Refusal | None:
    most = max_text(capabilities, facts.visibility)
    if length > most:
        return Refusal("too_long", f"The reply has {length} characters as this network counts; it takes {most}.")
    return None
