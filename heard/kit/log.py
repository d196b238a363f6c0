"""The log: what happened, appended in the transaction that made it happen; the source of every reaction and number.

Readers find new events by transaction (`xid`), not by id: see `heard.kit.readers`.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from heard.kit.db import Base, Key, ring_after_commit
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Session

BELL = "log"
SHARDS = 16
_ENVELOPE = frozenset({"workspace_id", "by", "conversation_id", "at"})


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction number."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The type's name in SQL."""
        return "xid8"


@dataclass(frozen=True)
class By:
    """Who made something happen: a person, bot, rule, network, or the system itself; `id` where there is one."""

    kind: str
    id: int | None = None


SYSTEM = By("system")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. A subclass names its kind and adds ids and small facts, which become `data`."""

    kind: ClassVar[str]
    workspace_id: int
    by: By
    conversation_id: int | None = None
    at: datetime = field(default_factory=now)

    def data(self) -> dict[str, Any]:
        """The subclass's own fields, as they are kept."""
        return {name: value for name in _names(type(self)) if (value := getattr(self, name)) is not None}


@functools.cache
def _names(kind: type[Event]) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(kind) if each.name not in _ENVELOPE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event read back from the log."""

    id: int
    workspace_id: int
    at: datetime
    kind: str
    by: By
    conversation_id: int | None
    data: dict[str, Any]


class LogEntry(Base):
    """The table of events; append only. `workspace_id` is first in what people read, `xid` in what readers read."""

    __tablename__ = "log"

    id: Mapped[Key]
    xid: Mapped[int] = mapped_column(Xid8(), server_default=text("pg_current_xact_id()"))
    shard: Mapped[int] = mapped_column(SmallInteger)
    workspace_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    conversation_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (
        Index("ix_log_xid", "xid"),
        Index("ix_log_workspace_id_id", "workspace_id", "id"),
        Index("ix_log_conversation_id_id", "workspace_id", "conversation_id", "id"),
        Index("ix_log_elsewhere", "workspace_id", "kind", "id", postgresql_where=text("conversation_id IS NULL")),
    )


class Cursor(Base):
    """How far a reader has come in one shard: `seen` is the snapshot whose events it has all handled.

    While a window is larger than a batch, `target` is the snapshot it is walking towards and `last_id` how far it is.
    `turns` counts the batches with events in them, so that one who is told of each can see that one was not.
    """

    __tablename__ = "cursors"

    reader: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    seen: Mapped[str]
    target: Mapped[str | None]
    last_id: Mapped[int] = mapped_column(server_default=text("0"))
    turns: Mapped[int] = mapped_column(server_default=text("0"))


class ParkedEvent(Base):
    """An event a reader could not handle, set aside with the reason so that the reader could go on."""

    __tablename__ = "parked_events"

    reader: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("log.id"), primary_key=True)
    workspace_id: Mapped[int]
    reason: Mapped[str]
    attempts: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (Index("ix_parked_events_workspace_id", "workspace_id", "event_id", "reader"),)


async def append(session: Session, *events: Event) -> None:
    """Append events, in this order, in the caller's transaction; readers are woken after its commit.

    Append while holding the row lock of the conversation concerned: that is what makes the order per conversation true.
    """
    if events:
        await session.execute(_APPEND, _columns(events))
        ring_after_commit(session, BELL)


async def place(session: Session) -> str:
    """Below which transaction number everything has happened already: what is read after this has seen it all."""
    return str(await session.scalar(_PLACE))


def _columns(events: Sequence[Event]) -> dict[str, list[Any]]:
    return {
        "shards": [
            shard_of(each.workspace_id if each.conversation_id is None else each.conversation_id) for each in events
        ],
        "workspaces": [each.workspace_id for each in events],
        "ats": [each.at for each in events],
        "kinds": [each.kind for each in events],
        "actor_kinds": [each.by.kind for each in events],
        "actors": [each.by.id for each in events],
        "conversations": [each.conversation_id for each in events],
        "data": [msgspec.json.encode(each.data()).decode() for each in events],
    }


_PLACE = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
_APPEND = text("""
INSERT INTO log (shard, workspace_id, at, kind, actor_kind, actor_id, conversation_id, data)
SELECT shard, workspace, at, kind, actor_kind, actor, conversation, cast(data AS jsonb)
FROM unnest(cast(:shards AS smallint[]), cast(:workspaces AS bigint[]), cast(:ats AS timestamptz[]), cast(:kinds AS text[]),
  cast(:actor_kinds AS text[]), cast(:actors AS bigint[]), cast(:conversations AS bigint[]), cast(:data AS text[]))
  WITH ORDINALITY AS new (shard, workspace, at, kind, actor_kind, actor, conversation, data, place)
ORDER BY place
""")


def shard_of(key: int) -> int:
    """The shard of a numeric key: neighbours spread over all shards (Knuth's multiplicative hash)."""
    return (key * 2654435761 & 0xFFFFFFFF) >> 28


def kinds(events: Sequence[Recorded], *wanted: str) -> list[Recorded]:
    """Those of the events whose kind is one of `wanted`."""
    return [event for event in events if event.kind in wanted]
