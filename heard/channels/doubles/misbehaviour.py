"""What a network may do instead of answering as documented."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Literal

PROBLEMS = "https://api.x.com/2/problems/"

Kind = Literal["answer", "hang", "drop", "garbage", "partial", "slow"]


@dataclass(frozen=True)
class Misbehaviour:
    """One way of going wrong. `accepts`: the request is carried out all the same, which the caller cannot know."""

    kind: Kind
    accepts: bool = False
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0


def problem(status: int, kind: str, title: str, detail: str, **headers: str) -> Misbehaviour:
    """An error answer, as X words them; nothing was done. Underscores in header names stand for hyphens."""
    body = {"title": title, "detail": detail, "type": PROBLEMS + kind, "status": status}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Misbehaviour("answer", status=status, headers=named, body=body)


def rate_limited(seconds: int = 2, *, retry_after: bool = False) -> Misbehaviour:
    """Too many requests: the limit is over in `seconds`, said by the reset time or by `retry-after`."""
    limits = {"x_rate_limit_limit": "100", "x_rate_limit_remaining": "0"}
    limits["x_rate_limit_reset"] = str(int(time.time()) + seconds)
    if retry_after:
        limits = {"retry_after": str(seconds)}
    return problem(429, "rate-limit-exceeded", "Too Many Requests", "Too Many Requests", **limits)


def usage_capped() -> Misbehaviour:
    """The month's paid volume is used up."""
    return problem(429, "usage-capped", "UsageCapExceeded", "Usage cap exceeded: Monthly product cap")


def revoked() -> Misbehaviour:
    """The token is no longer taken."""
    return problem(401, "about:blank", "Unauthorized", "Unauthorized")


def duplicate() -> Misbehaviour:
    """The same words were posted just before."""
    return _forbidden("You are not allowed to create a Tweet with duplicate content.")


def cannot_message() -> Misbehaviour:
    """The person takes no direct messages from us."""
    return _forbidden("You do not have permission to DM one or more participants.")


def not_summoned() -> Misbehaviour:
    """The person has neither mentioned nor quoted us."""
    return _forbidden("Reply to this conversation is not allowed because you have not been mentioned by the author.")


def _forbidden(detail: str) -> Misbehaviour:
    return problem(403, "not-authorized-for-resource", "Forbidden", detail)


def broken(status: int = 500, *, accepts: bool = False) -> Misbehaviour:
    """The server, or a gateway before it, fails; perhaps after having done it."""
    return Misbehaviour("answer", accepts=accepts, status=status, body={"title": "trouble", "status": status})


def hangs_before() -> Misbehaviour:
    """No answer comes, and nothing is done."""
    return Misbehaviour("hang")


def hangs_after() -> Misbehaviour:
    """It is done, and no answer comes."""
    return Misbehaviour("hang", accepts=True)


def drops_after() -> Misbehaviour:
    """It is done, and the connection is cut."""
    return Misbehaviour("drop", accepts=True)


def slow(seconds: float) -> Misbehaviour:
    """All is well, after a while."""
    return Misbehaviour("slow", accepts=True, seconds=seconds)


def garbage() -> Misbehaviour:
    """It is done, and the answer is 200 with something that is no JSON."""
    return Misbehaviour("garbage", accepts=True)


def partial() -> Misbehaviour:
    """It is done, and the answer breaks off in the middle."""
    return Misbehaviour("partial", accepts=True)
