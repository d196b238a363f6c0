"""What due times do about what happened elsewhere, and every quarter of a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heard.kit.log import kinds
from heard.sla import queries, service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Database, Session
    from heard.kit.log import Recorded

BATCH = 500
BATCHES = 100


class Context(Protocol):
    """What a job of this room needs of the process."""

    @property
    def database(self) -> Database:
        """The process's connections."""
        ...


async def keep_clocks(session: Session, events: Sequence[Recorded]) -> None:
    """Let the clocks of the conversations in a batch follow what happened in them."""
    since: dict[int, int | None] = {}
    for event in kinds(events, *queries.SEEN):
        of_the_network = event.kind == "reply.sent" and event.data.get("how") == "receipt"
        if event.conversation_id is not None and not of_the_network:
            since.setdefault(event.conversation_id, event.id)
    await service.keep(session, since)


async def mark_due(context: Context) -> None:
    """Mark what is overdue, warn of what is due soon, and give clocks to those who wait without one."""
    for step in (service.mark_overdue, service.warn, service.take_up):
        for _ in range(BATCHES):
            async with context.database.transaction() as session:
                if await step(session, most=BATCH) < BATCH:
                    break
