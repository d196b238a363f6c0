"""What other rooms may ask of notifications: the reader's step, and throwing old ones away."""

from __future__ import annotations

from heard.notifications.service.choices import choices_of, choose, manners_of, set_manners
from heard.notifications.service.devices import devices_of, forget, subscribe, try_out
from heard.notifications.service.pushing import PUSH, Push, prepare, sender_of, settle
from heard.notifications.service.reading import mark_read, prune
from heard.notifications.service.telling import NOTIFIED, notify

__all__ = [
    "NOTIFIED",
    "PUSH",
    "Push",
    "choices_of",
    "choose",
    "devices_of",
    "forget",
    "manners_of",
    "mark_read",
    "notify",
    "prepare",
    "prune",
    "sender_of",
    "set_manners",
    "settle",
    "subscribe",
    "try_out",
]
