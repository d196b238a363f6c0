"""What happens in conversations. These events are the timeline, the audit trail and the source of every number."""

from __future__ import annotations

from dataclasses import dataclass

from heard.kit.log import Event


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(Event):
    """A conversation began; `previous_id` is the last one with the same person."""

    kind = "conversation.opened"
    number: int
    team_id: int | None
    previous_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationReopened(Event):
    """A resolved conversation is open again: the contact wrote, or a person took the resolution back.

    `after` is the state it has got, where that is not simply new (or pending, when the last word was ours). `not_spam`: it
    had been taken for spam.
    """

    kind = "conversation.reopened"
    before: str
    after: str | None = None
    not_spam: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationStateChanged(Event):
    """A conversation moved between new, pending and snoozed."""

    kind = "conversation.state_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ConversationSnoozed(Event):
    """A conversation was put away until a time (ISO 8601)."""

    kind = "conversation.snoozed"
    before: str
    until: str


@dataclass(frozen=True, kw_only=True)
class ConversationWoken(Event):
    """A conversation that was put away needs us again: its time came, or a person took it back."""

    kind = "conversation.woken"


@dataclass(frozen=True, kw_only=True)
class ConversationResolved(Event):
    """A conversation was closed, with the reason.

    `quiet_days`: by itself, after so many days of silence. `word`: by itself as well, for this word of the list of spam.
    """

    kind = "conversation.resolved"
    before: str
    reason: str
    note: str | None = None
    quiet_days: int | None = None
    word: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationClaimed(Event):
    """A person took a conversation nobody held."""

    kind = "conversation.claimed"
    assignee_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationTakenOver(Event):
    """A person took a conversation from another, knowingly."""

    kind = "conversation.taken_over"
    assignee_id: int
    from_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationAssigned(Event):
    """A conversation was given to a team, a person or both."""

    kind = "conversation.assigned"
    team_id: int | None = None
    assignee_id: int | None = None
    from_team_id: int | None = None
    from_assignee_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationReleased(Event):
    """A conversation went back to its team because its assignee is not there."""

    kind = "conversation.released"
    from_assignee_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationTagged(Event):
    """Tags were added or taken away."""

    kind = "conversation.tagged"
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, kw_only=True)
class ConversationPriorityChanged(Event):
    """The urgency changed."""

    kind = "conversation.priority_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ConversationLanguageChanged(Event):
    """What the contact writes in is known, or another than before: a machine saw it, or a person says so.

    `handed_back`: the person left it to the machine again, whose answer `after` is.
    """

    kind = "conversation.language_changed"
    before: str | None = None
    after: str | None = None
    handed_back: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationInvitedToPrivate(Event):
    """A public reply asked the contact to go on in private."""

    kind = "conversation.invited_to_private"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationReturnedToPublic(Event):
    """A public reply closed what had gone on in private."""

    kind = "conversation.returned_to_public"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """The contact said something. `history`: it was fetched afterwards, and nobody could have known of it when it was said.

    Nobody needs to be told if `muted`, `filed` (as spam) or `past` (of that history, and nobody waits for a word on it).
    """

    kind = "message.received"
    message_id: int
    visibility: str
    muted: bool | None = None
    filed: bool | None = None
    past: bool | None = None
    history: bool | None = None


@dataclass(frozen=True, kw_only=True)
class MessageEchoed(Event):
    """We said something in the network's own app."""

    kind = "message.echoed"
    message_id: int
    visibility: str


@dataclass(frozen=True, kw_only=True)
class MessageEdited(Event):
    """The author changed a message; the text before is kept in its revisions."""

    kind = "message.edited"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(Event):
    """The author took a message back; it stays readable to the team, flagged."""

    kind = "message.deleted"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReacted(Event):
    """Somebody put a reaction on a message, or took it back."""

    kind = "message.reacted"
    message_id: int
    emoji: str
    removed: bool


@dataclass(frozen=True, kw_only=True)
class MessageReached(Event):
    """What we said was delivered to the contact, or read."""

    kind = "message.reached"
    message_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class ReplyQueued(Event):
    """A reply was written; it goes out when its undo delay has passed. `macro_id`: the macro it was made with."""

    kind = "reply.queued"
    message_id: int
    visibility: str
    macro_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyUndone(Event):
    """A reply was taken back before it went out. Its text returned to its author."""

    kind = "reply.undone"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyAttempted(Event):
    """A reply is being handed to the network, once."""

    kind = "reply.attempted"
    message_id: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class ReplySent(Event):
    """The network has a reply."""

    kind = "reply.sent"
    message_id: int
    how: str = "receipt"


@dataclass(frozen=True, kw_only=True)
class ReplyFailed(Event):
    """A reply did not go out; nothing was said."""

    kind = "reply.failed"
    message_id: int
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReplyUnknown(Event):
    """Nobody knows whether a reply went out; a person decides."""

    kind = "reply.unknown"
    message_id: int
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReplyRetried(Event):
    """A person asked for a failed or unknown reply to be sent again."""

    kind = "reply.retried"
    message_id: int


@dataclass(frozen=True, kw_only=True)
class NoteAdded(Event):
    """A colleague wrote a note."""

    kind = "note.added"
    note_id: int
    mentions: list[int]


@dataclass(frozen=True, kw_only=True)
class ViewChanged(Event):
    """A view shared with the workspace was saved or removed."""

    kind = "view.changed"
    view_id: int
    change: str


@dataclass(frozen=True, kw_only=True)
class SpamWordAdded(Event):
    """A word or phrase came onto the list of spam words: messages that have it are filed."""

    kind = "spam_word.added"
    word_id: int
    word: str
    counts_in: str


@dataclass(frozen=True, kw_only=True)
class SpamWordRemoved(Event):
    """A word or phrase was taken off the list of spam words."""

    kind = "spam_word.removed"
    word_id: int
    word: str
