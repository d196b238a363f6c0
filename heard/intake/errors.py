"""What can stand in the way of fetching what was said before."""

from __future__ import annotations

from heard.kit.errors import HeardError


class NoHistory(HeardError):
    """The network does not give what was said so long ago; ask for as many `days` as it gives, 0 for none."""

    status = 422
    code = "no_history"


class HistoryRunning(HeardError):
    """What was said before is being fetched; wait, or stop it first."""

    status = 409
    code = "history_running"
