"""The demo: a bakery with colleagues, two accounts, and customers who speak through the real door."""

from __future__ import annotations

from heard.app.demo.company import prepare, sign_in_hint
from heard.app.demo.customers import play, played

__all__ = ["play", "played", "prepare", "sign_in_hint"]
