"""What happened in a conversation: messages, notes and events in one stream, read backwards by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from heard.conversations.models import Conversation, Message, Note
from heard.conversations.queries.visibility import visible_to
from heard.kit import paging
from heard.kit.errors import NotFound
from heard.kit.log import LogEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

Kind = Literal["event", "message", "note"]
LANGUAGE = "conversation.language_changed"
SHOWN = (
    "conversation.opened",
    "conversation.reopened",
    "conversation.assigned",
    "conversation.claimed",
    "conversation.taken_over",
    "conversation.released",
    "conversation.resolved",
    "conversation.tagged",
    "conversation.priority_changed",
    "conversation.state_changed",
    "conversation.snoozed",
    "conversation.woken",
    LANGUAGE,
    "conversation.invited_to_private",
    "conversation.returned_to_public",
    "approval.asked",
    "approval.escalated",
    "approval.edited",
    "approval.agreed",
    "approval.approved",
    "approval.rejected",
    "approval.withdrawn",
    "approval.expired",
    "reply.scheduled",
    "reply.rescheduled",
    "reply.unscheduled",
    "clock.breached",
    "message.author_followed",
    "message.author_unfollowed",
    "message.hidden",
    "message.shown",
    "message.withdrawn",
    "message.moderation_failed",
)


@dataclass(frozen=True)
class Entry:
    """One thing in the stream, with its place: time, then kind, then id."""

    at: datetime
    kind: Kind
    id: int
    what: Message | Note | LogEntry

    @property
    def key(self) -> tuple[datetime, str, int]:
        """The entry's place in the stream."""
        return self.at, self.kind, self.id


async def timeline(
    session: Session, actor: Actor, conversation_id: int, *, before: str | None, limit: int
) -> tuple[list[Entry], str | None]:
    """The latest entries, oldest first, and the cursor to what came before them.

    Raises:
        NotFound: the actor may not see the conversation.
        BadCursor: a cursor of another list.
    """
    seen = visible_to(actor).where(Conversation.id == conversation_id).with_only_columns(Conversation.id)
    if await session.scalar(seen) is None:
        raise NotFound
    key = paging.decode(before, tuple[datetime, str, int]) if before is not None else None
    found = [
        *await _part(session, Message, Message.sort_at, "message", conversation_id, key, limit),
        *await _part(session, Note, Note.at, "note", conversation_id, key, limit),
        *await _part(session, LogEntry, LogEntry.at, "event", conversation_id, key, limit, actor.workspace_id),
    ]
    latest = sorted(found, key=lambda entry: entry.key, reverse=True)
    page = latest[:limit]
    return page[::-1], paging.encode(page[-1].key) if len(latest) > limit else None


async def _part(
    session: Session,
    table: type[Message | Note | LogEntry],
    at: InstrumentedAttribute[datetime],
    kind: Kind,
    conversation_id: int,
    key: tuple[datetime, str, int] | None,
    limit: int,
    workspace_id: int | None = None,
) -> list[Entry]:
    query = select(table).where(table.conversation_id == conversation_id)
    if workspace_id is not None:
        query = query.where(LogEntry.workspace_id == workspace_id, LogEntry.kind.in_(SHOWN), _IS_TOLD)
    if key is not None:
        moment, key_kind, key_id = key
        # At the very same moment the kinds follow each other by name, as in `Entry.key`.
        most = key_id if kind == key_kind else (2**62 if kind < key_kind else 0)
        query = query.where(tuple_(at, table.id) < tuple_(moment, most))
    rows: Sequence[Message | Note | LogEntry] = (
        await session.scalars(query.order_by(at.desc(), table.id.desc()).limit(limit + 1))
    ).all()
    return [Entry(_moment(row), kind, row.id, row) for row in rows]


# That a machine sees a language is no news to who reads the words.
_IS_TOLD = or_(LogEntry.kind != LANGUAGE, LogEntry.actor_kind == "person")


def _moment(row: Message | Note | LogEntry) -> datetime:
    return row.sort_at if isinstance(row, Message) else row.at
