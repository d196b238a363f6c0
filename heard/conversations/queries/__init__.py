"""Reads for people: every one begins at `visible_to(actor)`."""

from __future__ import annotations

from heard.conversations.queries.visibility import visible_to

__all__ = ["visible_to"]
