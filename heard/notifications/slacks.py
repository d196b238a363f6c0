"""Rules of telling on Slack: what is said there, and what Slack's answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from heard.notifications import pushes
from heard.notifications.mails import link_to, said_in, sentence
from heard.notifications.phrases import say

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from heard.kit.http import Answer

SCOPES = ("chat:write", "im:write", "users:read.email")
TOKEN = "xoxb-"  # noqa: S105 — how a bot's token begins, not one
_BUSY, _TROUBLE = 429, 500
_LATER = {"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org"}
# Slack's own words: "it is possible some aspect of the operation succeeded".
_HALF_DONE = {"internal_error", "fatal_error"}
_NOBODY = {"users_not_found", "user_not_found", "user_disabled", "channel_not_found", "cannot_dm_bot", "is_archived"}
_UNUSABLE = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "org_login_required",
    "ekm_access_denied",
    "access_denied",
    "accesslimited",
    "team_access_not_granted",
    "two_factor_setup_required",
    "enterprise_is_restricted",
    "deprecated_endpoint",
}


What = Literal["done", "nobody", "unusable", "refused", "lost", "again"]
_MEANS: dict[str, What] = {
    **dict.fromkeys(_HALF_DONE, "lost"),
    **dict.fromkeys(_NOBODY, "nobody"),
    **dict.fromkeys(_UNUSABLE, "unusable"),
}


@dataclass(frozen=True)
class Verdict:
    """What became of a call: done, no such person, our token not taken, refused, perhaps done, or to be tried again later."""

    what: What
    why: str = ""
    pause: float = 0.0


def verdict_of(answer: Answer, *, tries: int, now: datetime, harmless: bool = False) -> Verdict:
    """What Slack's answer means; a `harmless` call may be made again also when it may have been done."""
    said = fields_of(answer)
    why = str(said.get("error") or "")[:100]
    if said.get("ok") is True:
        return Verdict("done")
    if answer.status == _BUSY or answer.status >= _TROUBLE or why in _LATER or (harmless and why in _HALF_DONE):
        return again(answer.headers.get("retry-after", ""), tries=tries, now=now, why=why or str(answer.status))
    return Verdict(_MEANS.get(why, "refused"), why or f"status {answer.status}")


def fields_of(answer: Answer) -> dict[str, Any]:
    """What Slack answered by name; nothing when it is no object."""
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def again(retry_after: str, *, tries: int, now: datetime, why: str) -> Verdict:
    """Try again when Slack says so, else after growing pauses; not for ever."""
    late = pushes.again(retry_after, tries=tries, now=now)
    return Verdict("again" if late.what == "again" else "lost", why, late.pause)


def lacking(scopes: str) -> list[str]:
    """The scopes we need that are not among those of `x-oauth-scopes`; none when it does not say."""
    given = {each.strip() for each in scopes.split(",") if each.strip()}
    return [each for each in SCOPES if given and each not in given]


def message_of(row: Row[Any], *, to: str, locale: str, words: bool, url: str) -> dict[str, object]:
    """What is said of a notification to a person (`to`, their id on Slack).

    Whatever comes from outside is text and nothing else: escaped, and `verbatim`, so that no address in it becomes a link.
    """
    line = sentence(row, locale, mark=escaped)
    said = escaped(said_in(row)) if words else ""
    opening = f"<{link_to(row, url)}|{say(locale, 'open')}>"
    parts = [line, *([f">{said}"] if said else []), opening]
    return {
        "channel": to,
        "text": line,
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": part, "verbatim": True}} for part in parts],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """Text in which nothing is a mention, a link or a command to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
