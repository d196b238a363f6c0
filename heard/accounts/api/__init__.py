"""Routes of access and people."""

from __future__ import annotations

from heard.accounts.api import introductions, people, sessions

ROUTES = [*sessions.ROUTES, *people.ROUTES, *introductions.ROUTES]
