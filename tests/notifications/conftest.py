"""A network that fails as told, for replies that fail; a push service that does, and browsers that listen to it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from heard.app.web import Web
from heard.kit.settings import Settings
from heard.notifications.tasks import push
from tests.conftest import client_of, opened
from tests.conversations.conftest import desk
from tests.factories import x
from tests.factories.push_service import Browser, PushService
from tests.factories.world import Person, World, world_of
from tests.notifications.elsewhere import Told, told_in
from tests.serving import host, served

__all__ = ["desk"]


@dataclass
class Pushed:
    """A company whose people may be pushed to, and a conversation about which."""

    world: World
    service: PushService
    conversation_id: int

    async def browser(self, person: Person) -> Browser:
        """A person's browser, subscribed."""
        browser = self.service.browser()
        await person.send("POST", "/api/notifications/devices", browser.form, expect=201)
        return browser

    async def mention(self, person: Person, words: str = "look at this") -> None:
        """The owner calls a person into the conversation, and the reader tells them."""
        note = {"text": words, "mentions": [person.id]}
        path = f"/api/conversations/{self.conversation_id}/notes"
        await self.world.owner.send("POST", path, note, expect=201)
        await self.world.read_log()

    async def waiting(self) -> list[dict[str, int]]:
        """What the jobs that wait were given."""
        rows = await self.world.rows(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'notifications.push' ORDER BY id"
        )
        return [row.args for row in rows]

    async def run(self) -> None:
        """Do every job that waits, once, whenever it is due."""
        taken = await self.world.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.push' RETURNING id, args"
        )
        for row in sorted(taken, key=lambda each: each.id):
            given: dict[str, Any] = {name: value for name, value in row.args.items() if name != "workspace_id"}
            await push(self.world.services, **given)

    async def devices(self) -> list[Any]:
        """The subscriptions there are."""
        return await self.world.rows("SELECT * FROM push_subscriptions ORDER BY id")


@pytest.fixture
async def pushed(url: str, settings: Settings) -> AsyncGenerator[Pushed]:
    service = PushService()
    async with served(service) as service.url:
        allowed = replace(settings, allow_hosts=(host(service.url),), public_url="https://heard.example.com")
        async with opened(allowed, url) as services:
            app = Web(services)
            async with app.running(), client_of(app) as web:
                world = await world_of(services, web)
                await world.read_log()
                await world.deliver(x.mention("where is my secret bread?"))
                yield Pushed(world, service, (await world.only())["id"])


@pytest.fixture
async def told(url: str, settings: Settings) -> AsyncGenerator[Told]:
    async with told_in(url, settings) as made:
        yield made
