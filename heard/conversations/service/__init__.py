"""What other rooms may ask of conversations: receiving what is said, and every verb of work on it."""

from __future__ import annotations

from heard.conversations.policy import private_window
from heard.conversations.queries.visibility import within
from heard.conversations.service.arrivals import NOBODY_WAITS, Arrival, Current, Place
from heard.conversations.service.changes import Change, apply_changes, apply_waiting, change_of
from heard.conversations.service.drafts import save_draft
from heard.conversations.service.due import hold, set_due
from heard.conversations.service.labelling import set_language
from heard.conversations.service.notes import add_tag, note, remove_tag, see, tags
from heard.conversations.service.receive import (
    FETCH,
    Raced,
    append,
    drop_known,
    find_conversations,
    open_conversations,
)
from heard.conversations.service.replies import reply, retry, settle, undo
from heard.conversations.service.saved import change_view, remove_view, save_view, saved_views
from heard.conversations.service.sending import Draft
from heard.conversations.service.work import assign, claim, locked, prioritise, reopen, resolve, snooze, tag, wake
from heard.conversations.service.writing import Beside

__all__ = [
    "FETCH",
    "NOBODY_WAITS",
    "Arrival",
    "Beside",
    "Change",
    "Current",
    "Draft",
    "Place",
    "Raced",
    "add_tag",
    "append",
    "apply_changes",
    "apply_waiting",
    "assign",
    "change_of",
    "change_view",
    "claim",
    "drop_known",
    "find_conversations",
    "hold",
    "locked",
    "note",
    "open_conversations",
    "prioritise",
    "private_window",
    "remove_tag",
    "remove_view",
    "reopen",
    "reply",
    "resolve",
    "retry",
    "save_draft",
    "save_view",
    "saved_views",
    "see",
    "set_due",
    "set_language",
    "settle",
    "snooze",
    "tag",
    "tags",
    "undo",
    "wake",
    "within",
]
