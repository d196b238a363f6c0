"""Routes of conversations: a module for each noun that is worked with."""

from __future__ import annotations

from heard.conversations.api import (
    approval_rules,
    approvals,
    languages,
    lists,
    media,
    moderation,
    people,
    scheduled,
    search,
    spam,
    staling,
    stream,
    work,
    writing,
)
from heard.conversations.api.work import VIEWING
from heard.conversations.api.writing import DRAFTING

__all__ = ["DRAFTING", "ROUTES", "VIEWING"]

ROUTES = [
    *work.ROUTES,
    *search.ROUTES,
    *stream.ROUTES,
    *lists.ROUTES,
    *media.ROUTES,
    *writing.ROUTES,
    *moderation.ROUTES,
    *staling.ROUTES,
    *spam.ROUTES,
    *people.ROUTES,
    *approvals.ROUTES,
    *approval_rules.ROUTES,
    *scheduled.ROUTES,
    *languages.ROUTES,
]
