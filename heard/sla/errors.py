"""What can stand in the way of hours and policies."""

from __future__ import annotations

from heard.kit.errors import HeardError


class BadHours(HeardError):
    """A week needs a time zone and at least one hour; the hours of a day are in order and do not overlap."""

    status = 422
    code = "bad_hours"


class BadPolicy(HeardError):
    """A policy needs a name, and a target for every priority."""

    status = 422
    code = "bad_policy"


class TooManyPolicies(HeardError):
    """There are as many policies as Heard keeps. Remove one first."""

    status = 422
    code = "too_many_policies"


class OrderIncomplete(HeardError):
    """Somebody has added or removed a policy meanwhile. Look at the list again."""

    status = 409
    code = "order_incomplete"
