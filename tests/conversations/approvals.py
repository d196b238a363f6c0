"""A company whose trainee asks for a yes."""

from typing import Any
from uuid import uuid4

from heard.accounts.permissions import Role
from heard.app.services import Services
from heard.conversations.tasks import escalate
from tests.conversations.conftest import Desk
from tests.factories.world import Person


class Office:
    """The desk, with a lead and a trainee, and what one does with replies that wait."""

    def __init__(self, desk: Desk, lead: Person, trainee: Person) -> None:
        self.desk = desk
        self.world = desk.world
        self.owner = desk.world.owner
        self.agent = desk.world.agent
        self.lead = lead
        self.trainee = trainee
        self.id = desk.conversation_id

    async def submit(self, words: str = "so sorry!", by: Person | None = None, **more: Any) -> Any:
        entry = await self.world.reply(by or self.trainee, self.id, words, **more)
        assert entry["entry"] == "approval", entry
        return entry

    async def decide(self, who: Person, one: Any, deed: str = "approval", *, expect: int = 200, **body: Any) -> Any:
        return await who.send("POST", f"/api/approvals/{one['id']}/{deed}", body, expect=expect)

    async def reject(self, who: Person, one: Any, *, expect: int = 200) -> Any:
        return await self.decide(who, one, "rejection", expect=expect, note="kinder, please")

    async def withdraw(self, who: Person, one: Any, *, expect: int = 200) -> Any:
        return await who.send("DELETE", f"/api/approvals/{one['id']}", expect=expect)

    async def all(self, who: Person) -> list[Any]:
        return (await who.get(f"/api/conversations/{self.id}/approvals"))["items"]

    async def one(self, who: Person, approval: Any) -> Any:
        return next(each for each in await self.all(who) if each["id"] == approval["id"])

    async def count(self, who: Person) -> int:
        views = (await who.get("/api/views"))["items"]
        return next(each["count"] for each in views if each["view"] == "approvals")

    async def in_view(self, who: Person) -> list[int]:
        return [row["id"] for row in (await who.get("/api/conversations", view="approvals"))["items"]]

    async def draft(self, who: Person) -> Any:
        drafts = (await who.get(f"/api/conversations/{self.id}/writing"))["drafts"]
        return next((each["text"] for each in drafts if each["user_id"] == who.id), None)

    async def told(self, who: Person) -> list[str]:
        await self.world.read_log()
        return [each["kind"] for each in (await who.get("/api/notifications"))["items"]]

    async def rule(self, *steps: dict[str, Any], hours: int = 24, **conditions: Any) -> Any:
        body = {"name": f"Rule {uuid4().hex[:4]}", "conditions": conditions, "steps": list(steps), "hours": hours}
        return await self.owner.send("POST", "/api/approval-rules", body, expect=201)

    async def late(self) -> None:
        """The time of whoever was asked is over, and the minute's look comes."""
        await self.world.rows("UPDATE approvals SET due_at = now() - interval '1 second' WHERE state = 'waiting'")
        await escalate(_Process(self.world.services))

    async def sent(self) -> list[str]:
        """Send what is due; what the network has."""
        for _ in range(3):  # of each thread one at a time
            await self.desk.due_now()
            await self.world.send_due()
        return [each.text for each in self.desk.network.said]

    async def leave(self, who: Person) -> None:
        await who.send("PUT", "/api/session/presence", {"present": False})


class _Process:
    def __init__(self, services: Services) -> None:
        self.database = services.database


async def office_of(desk: Desk) -> Office:
    lead = await desk.world.person("Lea Lead", Role.LEAD)
    return Office(desk, lead, await desk.world.person("Tim Trainee", Role.TRAINEE))
