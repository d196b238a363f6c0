"""What other rooms may ask of notifications: the reader's step, and throwing old ones away."""

from __future__ import annotations

from heard.notifications.service.choices import choices_of, choose, manners_of, set_manners
from heard.notifications.service.devices import devices_of, forget, subscribe, try_out
from heard.notifications.service.mailing import (
    MAIL,
    Mail,
    prepare_mail,
    prune_mailings,
    reader_of,
    settle_mail,
    take_due,
)
from heard.notifications.service.posting import hand_over, try_mail
from heard.notifications.service.pushing import PUSH, Push, prepare, sender_of, settle
from heard.notifications.service.reading import mark_read, prune
from heard.notifications.service.slack_team import connect_slack, disconnect_slack
from heard.notifications.service.slacking import SLACK, SlackTelling, prepare_slack, settle_slack
from heard.notifications.service.telling import NOTIFIED, notify
from heard.notifications.service.ways import mail_trouble, way_of_slack

__all__ = [
    "MAIL",
    "NOTIFIED",
    "PUSH",
    "SLACK",
    "Mail",
    "Push",
    "SlackTelling",
    "choices_of",
    "choose",
    "connect_slack",
    "devices_of",
    "disconnect_slack",
    "forget",
    "hand_over",
    "mail_trouble",
    "manners_of",
    "mark_read",
    "notify",
    "prepare",
    "prepare_mail",
    "prepare_slack",
    "prune",
    "prune_mailings",
    "reader_of",
    "sender_of",
    "set_manners",
    "settle",
    "settle_mail",
    "settle_slack",
    "subscribe",
    "take_due",
    "try_mail",
    "try_out",
    "way_of_slack",
]
