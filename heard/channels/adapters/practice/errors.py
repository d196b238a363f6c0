"""What the error answers of the practice network mean, the first fitting row first.

The source of every row is `heard/practice/errors.py`, where the network says what it answers; [HTTP] is RFC 9110.
"""

from __future__ import annotations

from heard.channels.failures import ErrorRow

ERRORS = (
    # TokenRefused
    ErrorRow(401, "reauth", "The practice network no longer takes this account's token; connect the account again."),
    # RefreshRefused
    ErrorRow(400, "reauth", "The permission cannot be renewed; connect the account again.", kind="refresh_refused"),
    # TooFast: said before anything is done.
    ErrorRow(429, "retry", "The practice network takes no more for the moment.", code="rate_limited"),
    # Gone
    ErrorRow(409, "permanent", "What this is about was deleted.", kind="gone"),
    # TextTooLong, TextEmpty
    ErrorRow(422, "permanent", "The practice network does not take this text."),
    # NotFound, UnknownProfile, PracticeOff
    ErrorRow(404, "permanent", "What this is about, or the practice network itself, is not there."),
    # WindowClosed
    ErrorRow(
        403,
        "window",
        "The practice network takes private replies for a day after the person's last word.",
        kind="window_closed",
    ),
    # NotOurPost
    ErrorRow(403, "permanent", "Only comments under our own posts can be hidden.", kind="not_our_post"),
    # [HTTP] said before anything is done.
    ErrorRow(503, "retry", "The practice network is not available at the moment.", code="unavailable"),
    # [HTTP] a server that fails may have done it before failing.
    ErrorRow(
        (500, 599),
        "unknown",
        "The practice network failed; it may have been done all the same.",
        code="network_trouble",
    ),
    ErrorRow((0, 999), "permanent", "The practice network refuses this."),
)
