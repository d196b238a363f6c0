"""Tables of the room, by noun."""

from __future__ import annotations

from heard.conversations.models.approval import APPROVAL_STATES, Approval, ApprovalAsking, ApprovalRule
from heard.conversations.models.archive import ArchivedTag
from heard.conversations.models.bulk import BulkAction, BulkItem, SavedView
from heard.conversations.models.conversation import (
    PRIORITIES,
    STATES,
    Conversation,
    ConversationCounter,
    Seen,
    Tag,
)
from heard.conversations.models.draft import SavedDraft
from heard.conversations.models.message import (
    CARDS_SHOWN,
    DELIVERY,
    Mention,
    Message,
    MessageLanguage,
    Note,
    WaitingChange,
)
from heard.conversations.models.moderation import Follow, Moderation
from heard.conversations.models.scheduled import SCHEDULED_STATES, ScheduledReply
from heard.conversations.models.spam import SpamWord
from heard.conversations.models.thread import KIND_BITS, Post, Thread

__all__ = [
    "APPROVAL_STATES",
    "CARDS_SHOWN",
    "DELIVERY",
    "KIND_BITS",
    "PRIORITIES",
    "SCHEDULED_STATES",
    "STATES",
    "Approval",
    "ApprovalAsking",
    "ApprovalRule",
    "ArchivedTag",
    "BulkAction",
    "BulkItem",
    "Conversation",
    "ConversationCounter",
    "Follow",
    "Mention",
    "Message",
    "MessageLanguage",
    "Moderation",
    "Note",
    "Post",
    "SavedDraft",
    "SavedView",
    "ScheduledReply",
    "Seen",
    "SpamWord",
    "Tag",
    "Thread",
    "WaitingChange",
]
