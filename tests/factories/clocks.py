"""Clocks, and what makes them run."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from heard.channels.models import Account
from heard.sla import tasks
from tests.factories import practice
from tests.factories.world import World

DAY = timedelta(hours=24)
HOURS: dict[str, Any] = {
    "time_zone": "Europe/Istanbul",
    "week": [[[540, 720], [780, 1020]]] * 5 + [[], []],
    "holidays": [{"day": "2026-10-29", "yearly": True, "name": "Republic Day"}],
}
PRIORITIES = ("urgent", "high", "normal", "low")


def policy(*, name: str = "Everybody", minutes: int | dict[str, int] = 60, **more: Any) -> dict[str, Any]:
    """A policy as it is asked for."""
    each = minutes if isinstance(minutes, dict) else dict.fromkeys(PRIORITIES, minutes)
    return {"name": name, "business_time": False, "first_minutes": each, "next_minutes": each, **more}


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def clocks(world: World, conversation_id: int | None = None) -> Sequence[Any]:
    where = "" if conversation_id is None else f"WHERE conversation_id = {conversation_id}"
    return await world.rows(f"SELECT * FROM clocks {where} ORDER BY id")


async def dues(world: World) -> dict[int, datetime | None]:
    """What the rows of conversations say."""
    rows = await world.rows("SELECT id, nullif(due_at, '9999-01-01 00:00:00+00') AS due FROM conversations")
    return {row.id: row.due for row in rows}


async def only(world: World) -> Any:
    (row,) = (await world.agent.get("/api/conversations"))["items"]
    return row


async def mark_due(world: World) -> None:
    await tasks.mark_due(world.services)
    await world.read_log()


async def nothing() -> None:
    """Nobody reads the log."""


async def late(world: World, account: Account, **time: float) -> int:
    """A customer who has waited for more than a day."""
    await practice.deliver(world, account, practice.said("message", "hello?", at=ago(**(time or {"hours": 30}))))
    rows = await world.rows("SELECT max(id) AS id FROM conversations")
    return rows[0].id
