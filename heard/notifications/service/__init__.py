"""What other rooms may ask of notifications: the reader's step, and throwing old ones away."""

from __future__ import annotations

from heard.notifications.service.choices import choices_of, choose
from heard.notifications.service.reading import mark_read, prune
from heard.notifications.service.telling import NOTIFIED, notify

__all__ = ["NOTIFIED", "choices_of", "choose", "mark_read", "notify", "prune"]
