"""What the error answers of X mean, the first fitting row first. Each row names its source.

[XD] X developer documentation, "Response codes" and "Problem types" of the API v2. [XC] its changelog. [XP] seen by many
who publish clients; the documentation is silent. [HTTP] RFC 9110.
"""

from __future__ import annotations

from heard.channels.failures import ErrorRow

ERRORS = (
    # [XD] the token is wrong, revoked or lacks the user's context.
    ErrorRow(401, "reauth", "X no longer takes this account's tokens; connect the account again."),
    # [XD] problem type usage-capped, with 403 or 429: over until the plan is changed or the month ends.
    ErrorRow((403, 429), "permanent", "The paid volume of your X plan is used up; raise it at X.", kind="usage-capped"),
    # [XD] too many requests in the window; the headers say until when.
    ErrorRow(429, "retry", "X takes no more calls for the moment.", code="rate_limited"),
    # [XP] the same words twice in a row (187 in version 1.1): X has said it already.
    ErrorRow(403, "duplicate", "X has this very text already; change some words.", says="duplicate content"),
    # [XC] since 2026-02-23 only who mentioned or quoted the account may be answered by an app.
    ErrorRow(
        403,
        "window",
        "X lets us answer only who mentioned or quoted us; try a direct message.",
        says="not been mentioned",
    ),
    # [XP] 349 in version 1.1: the person takes no direct messages from us.
    ErrorRow(
        403, "permanent", "This person takes no direct messages from us; answer in public.", says="permission to dm"
    ),
    # [XD] client-forbidden, not-authorized-for-resource.
    ErrorRow(403, "permanent", "X does not allow this for our app or account."),
    # [XD] resource-not-found: the post or the person is gone.
    ErrorRow(404, "permanent", "What this is about is no longer there."),
    # [HTTP] said before anything is done.
    ErrorRow(503, "retry", "X is not available at the moment.", code="unavailable"),
    # [HTTP] a server that fails, or a gateway that gives up, may have done it before.
    ErrorRow(
        (500, 599), "unknown", "X failed while answering; it may have been done all the same.", code="network_trouble"
    ),
    # [XD] 400 invalid-request, 409 and whatever else: asking again would not help.
    ErrorRow((0, 999), "permanent", "X refuses this."),
)
