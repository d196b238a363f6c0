"""The map of the product: who reads the log, which jobs there are, and what happens when."""

from __future__ import annotations

from heard.app import housekeeping
from heard.channels import tasks as channels
from heard.conversations import tasks as conversations
from heard.conversations.service import bulk, moderating, people
from heard.intake import history, polling
from heard.kit.jobs import Every, Job
from heard.kit.readers import reader
from heard.notifications import service as notifications
from heard.notifications import tasks as told
from heard.practice import tasks as practice
from heard.realtime import service as realtime
from heard.sla import tasks as sla

READERS = (
    reader(
        "decide",
        conversations.release_absent,
        conversations.follow_windows,
        conversations.return_overtaken,
        sla.keep_clocks,
        polling.backfill,
    ),
    # Apart, so that nobody waits for it.
    reader("label", conversations.label_languages),
    reader("notify", notifications.notify, from_start=False),
    reader("announce", realtime.publish, whole=True, from_start=False),
)

JOBS = (
    Job("practice.deliver", practice.deliver, attempts=practice.ATTEMPTS),
    Job(channels.REFRESH, channels.refresh, attempts=3),
    Job(polling.JOB, polling.poll, attempts=3),
    Job(history.JOB, history.remember, attempts=3),
    Job(conversations.FETCH, conversations.fetch_attachments, attempts=4),
    Job(conversations.AVATAR, conversations.fetch_avatar, attempts=2),
    Job(conversations.CARDS, conversations.fetch_cards, attempts=2),
    Job(bulk.JOB, conversations.go_on, attempts=5),
    Job(people.GATHER, conversations.gather, attempts=5),
    Job(told.PUSH, told.push, attempts=3),
    Job(told.MAIL, told.mail, attempts=3),
    Job(told.SLACK, told.slack, attempts=3),
    Job(moderating.JOB, conversations.moderate, attempts=3),
)

SCHEDULE = (
    Every("* * * * *", "conversations.tokenise_rest", conversations.tokenise_rest),
    Every("* * * * *", "conversations.label_rest", conversations.label_rest),
    Every("* * * * * */15", "conversations.wake", conversations.wake),
    Every("* * * * * */15", "sla.mark_due", sla.mark_due),
    Every("* * * * * */15", "notifications.mail_due", told.mail_due),
    Every("* * * * *", "conversations.moderate_lost", conversations.moderate_lost),
    Every("* * * * *", "conversations.escalate", conversations.escalate),
    Every("*/5 * * * *", "conversations.close_silent", conversations.close_silent),
    Every("17 * * * *", "housekeeping.prune", housekeeping.prune),
    Every("* * * * *", "channels.refresh_due", channels.refresh_due),
    Every("* * * * *", "intake.poll_due", polling.poll_due),
)
