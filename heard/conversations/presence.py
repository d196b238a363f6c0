"""Who has a conversation open right now, and who is typing: held in memory for seconds, never in the database."""

from __future__ import annotations

import time

_STAYS = 25.0


class Viewers:
    """The colleagues looking at conversations, as this web process knows them."""

    def __init__(self) -> None:
        """Nobody looks at anything yet."""
        self._seen: dict[tuple[int, int], dict[int, tuple[float, bool]]] = {}

    def look(self, workspace_id: int, conversation_id: int, user_id: int, *, typing: bool) -> bool:
        """Note that somebody is there; whether that is news to the others."""
        there = self._seen.setdefault((workspace_id, conversation_id), {})
        before = there.get(user_id)
        there[user_id] = (time.monotonic() + _STAYS, typing)
        return before is None or before[0] < time.monotonic() or before[1] != typing

    def at(self, workspace_id: int, conversation_id: int, *, but: int) -> list[tuple[int, bool]]:
        """The others who are there: (user, typing)."""
        key = (workspace_id, conversation_id)
        moment = time.monotonic()
        there = {user: seen for user, seen in self._seen.get(key, {}).items() if seen[0] >= moment}
        if there:
            self._seen[key] = there
        else:
            self._seen.pop(key, None)
        return [(user, typing) for user, (_, typing) in sorted(there.items()) if user != but]
