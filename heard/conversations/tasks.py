"""What conversations do about what happened elsewhere: steps of the log's readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.conversations.service.absence import release_all
from heard.kit.log import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Session
    from heard.kit.log import Recorded


async def release_absent(session: Session, events: Sequence[Recorded]) -> None:
    """Who signs off, or is no member any more, gives back what is new: work never rests with the absent (law 3)."""
    for event in kinds(events, "presence.changed", "member.changed"):
        gone = event.data.get("present") is False or event.data.get("active") is False
        if gone:
            await release_all(session, event.workspace_id, event.data["user_id"])
