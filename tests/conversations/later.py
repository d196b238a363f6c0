"""The desk with replies that wait for their time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from heard.conversations.service.scheduling import saying
from tests.conversations.conftest import Desk
from tests.factories.world import Person


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


class Later:
    """The desk, and what one does with replies that wait for their time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.world = desk.world
        self.ann = desk.world.agent
        self.id = desk.conversation_id

    async def schedule(
        self, words: str = "tomorrow!", *, expect: int = 201, by: Person | None = None, **more: Any
    ) -> Any:
        given = {"send_at": ahead(hours=20), **more}
        return await self.world.reply(by or self.ann, self.id, words, expect=expect, **given)

    async def all(self, who: Person | None = None) -> list[Any]:
        return (await (who or self.ann).get(f"/api/conversations/{self.id}/scheduled"))["items"]

    async def change(self, who: Person, one: Any, *, expect: int = 200, **body: Any) -> Any:
        return await who.send("PATCH", f"/api/scheduled/{one['id']}", body, expect=expect)

    async def withdraw(self, who: Person, one: Any, *, expect: int = 200) -> Any:
        return await who.send("DELETE", f"/api/scheduled/{one['id']}", expect=expect)

    async def time_comes(self) -> None:
        await self.world.rows("UPDATE scheduled_replies SET send_at = now() WHERE state = 'waiting'")

    async def look(self) -> int:
        """What the worker does again and again."""
        return await saying.send_due(self.world.services.database, self.world.services.directory)

    async def due(self) -> list[str]:
        """Its time comes and it is sent, if it may be; what the network has."""
        await self.time_comes()
        for _ in range(3):  # of each conversation one at a time
            await self.look()
        return await self.sent()

    async def sent(self) -> list[str]:
        for _ in range(3):
            await self.desk.due_now()
            await self.world.send_due()
        return [each.text for each in self.desk.network.said]

    async def states(self) -> list[tuple[str, str | None]]:
        found = await self.world.rows("SELECT state, reason FROM scheduled_replies ORDER BY id")
        return [(row.state, row.reason) for row in found]

    async def draft(self, who: Person | None = None) -> Any:
        person = who or self.ann
        drafts = (await person.get(f"/api/conversations/{self.id}/writing"))["drafts"]
        return next((each["text"] for each in drafts if each["user_id"] == person.id), None)

    async def save(self, words: str) -> None:
        body = {"mode": "public", "text": words}
        await self.ann.send("PUT", f"/api/conversations/{self.id}/draft", body)

    async def told(self, who: Person | None = None) -> list[str]:
        await self.world.read_log()
        return [each["kind"] for each in (await (who or self.ann).get("/api/notifications"))["items"]]
