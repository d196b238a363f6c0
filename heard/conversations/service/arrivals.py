"""A batch of arrivals on its way into conversations: the values that the steps hand on, and the folding of many into one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from heard.conversations.models.conversation import NEVER
from heard.conversations.models.thread import KIND_BITS
from heard.kit.text import clean, preview
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from heard.channels.base import Said
    from heard.conversations.spam import Entry

NOBODY_WAITS = from_iso(NEVER)
"""The value of `waiting_since` when nobody waits."""
MUTED = "muted"
"""Why a conversation is resolved whose contact is muted."""
SPAM = "spam"
HISTORY = "history"
"""Why a conversation is resolved of which all was said long before we were connected."""
RECENT = timedelta(days=3)
"""So old may what was said before we were connected be, and still wait for an answer."""


@dataclass(frozen=True)
class Place:
    """What an arrival needs to know of the account it came through."""

    account_id: int
    workspace_id: int
    network: str
    team_id: int
    reopen: timedelta
    window: timedelta | None = None
    """How long a private word can be answered; None: for ever."""


@dataclass
class Arrival:
    """One message said to us (or an echo of ours), with what the steps have found out about it."""

    place: Place
    said: Said
    received_at: datetime
    identity_id: int = 0
    contact_id: int = 0
    conversation_id: int = 0
    thread_id: int = 0
    muted: bool = False
    left: int | None = None
    """The conversation the thread was in until now, where windows depend on it."""
    spam_word: Entry | None = None
    history: bool = False
    """Whether it was fetched from before the account was connected."""
    past: bool = False
    """Whether it is so far in the past, or so well answered, that nobody waits for a word on it."""

    @property
    def key(self) -> tuple[int, str]:
        """What a message is unique by."""
        return self.place.account_id, self.said.external_id

    @property
    def thread_key(self) -> tuple[int, str]:
        """What a thread is unique by."""
        return self.place.account_id, self.said.thread_key

    @property
    def person(self) -> tuple[int, int]:
        """Whose conversation it is: account and identity."""
        return self.place.account_id, self.identity_id

    @property
    def at(self) -> datetime:
        """When it was said: the network's time, but never later than we received it (clocks of networks run ahead)."""
        return min(self.said.at, self.received_at)

    @property
    def text(self) -> str:
        """What was said, safe to keep."""
        return clean(self.said.text)


@dataclass
class Current:
    """A conversation as it is while a batch is folded into it. `id` is 0 until a new one is inserted."""

    place: Place
    identity_id: int
    contact_id: int
    id: int = 0
    number: int = 0
    previous_id: int | None = None
    state: str = "new"
    team_id: int | None = None
    assignee_id: int | None = None
    waiting_since: datetime = NOBODY_WAITS
    last_message_at: datetime | None = None
    last_inbound_at: datetime | None = None
    window_closes_at: datetime | None = None
    last_direction: str = "in"
    preview: str = ""
    has_public: bool = False
    has_private: bool = False
    kinds: int = 0
    resolved_at: datetime | None = None
    resolve_reason: str | None = None
    before: str | None = None
    filed_by: str | None = None
    arrivals: list[Arrival] = field(default_factory=list["Arrival"])

    def take(self, arrival: Arrival) -> None:
        """Fold one arrival in: times, preview and state (a contact's message → new, our own → pending)."""
        self.arrivals.append(arrival)
        at = arrival.at
        if self.last_message_at is None or at >= self.last_message_at:
            self.last_message_at = at
            self.last_direction = "out" if arrival.said.ours else "in"
            self.preview = preview(arrival.text) or _described(arrival)
        self.has_public |= arrival.said.visibility == "public"
        self.has_private |= arrival.said.visibility == "private"
        self.kinds |= KIND_BITS[arrival.said.kind]
        arrival.past = arrival.history and self._is_past(arrival)
        if arrival.past:
            self._remember(at)
        elif arrival.said.ours:
            self._answered(at)
        if not arrival.said.ours:
            self._hear(arrival)

    def _hear(self, arrival: Arrival) -> None:
        """Fold in what the contact said."""
        at = arrival.at
        if arrival.past or not self._may_be_filed():
            arrival.spam_word = None
        self.last_inbound_at = at if self.last_inbound_at is None else max(self.last_inbound_at, at)
        if arrival.said.visibility == "private" and arrival.place.window is not None:
            closes = at + arrival.place.window
            self.window_closes_at = max(closes, self.window_closes_at or closes)
        if arrival.past:
            return
        if arrival.muted:
            self._dismiss(arrival.received_at)
        elif arrival.spam_word:
            self._file(arrival.spam_word.word, arrival.received_at)
        else:
            self._spoken_to(at)

    def _is_past(self, arrival: Arrival) -> bool:
        """Whether what was said before we were connected is long ago, or was answered or settled after it was said."""
        settled = self.resolved_at is not None and arrival.at <= self.resolved_at
        answered = (
            self.last_direction == "out" and self.last_message_at is not None and arrival.at < self.last_message_at
        )
        return settled or answered or arrival.received_at - arrival.at > RECENT

    def _remember(self, at: datetime) -> None:
        """What is past makes no work: a conversation of nothing else is closed, another stays as it is."""
        if self.before is None and all(each.past for each in self.arrivals):
            self.state, self.resolve_reason = "resolved", HISTORY
            self.resolved_at = max(at, self.resolved_at or at)

    def _may_be_filed(self) -> bool:
        """Whether this is not about a matter that is open, or that we have spoken in just now."""
        begins = self.before is None and len(self.arrivals) == 1
        return (begins or self.state == "resolved") and not any(each.said.ours for each in self.arrivals)

    def _file(self, word: str, at: datetime) -> None:
        """What has a word of the list is kept with the spam and makes no work; what is there stays as it is."""
        self.waiting_since = NOBODY_WAITS
        if (self.state, self.resolve_reason) != ("resolved", SPAM):
            self.state, self.resolved_at, self.resolve_reason, self.filed_by = "resolved", at, SPAM, word

    def _dismiss(self, at: datetime) -> None:
        """What a muted person says is kept and makes no work; what was resolved before keeps its reason."""
        self.waiting_since = NOBODY_WAITS
        if self.state != "resolved":
            self.state, self.resolved_at, self.resolve_reason = "resolved", at, MUTED

    def _spoken_to(self, at: datetime) -> None:
        self.waiting_since = min(self.waiting_since, at)
        self.state = "new"
        self.resolved_at = None
        self.resolve_reason = None

    def _answered(self, at: datetime) -> None:
        # An echo older than the contact's last word does not answer it.
        if self.last_inbound_at is None or at >= self.last_inbound_at:
            self.waiting_since = NOBODY_WAITS
            if self.state == "new":
                self.state = "pending"


def _described(arrival: Arrival) -> str:
    """A preview for a message without words."""
    return ", ".join(f"[{attachment.kind}]" for attachment in arrival.said.attachments)
