"""A company with one conversation that waits, and the network it speaks to, which can be told to misbehave."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from heard.app.web import Web
from heard.channels.doubles.x import XAccount, XDouble
from heard.kit.http import Http
from heard.kit.settings import Settings
from tests.conftest import client_of, opened
from tests.factories import x
from tests.factories.world import World, world_of
from tests.serving import host, served


@dataclass
class Desk:
    """A company, the network it speaks to, and one conversation that waits."""

    world: World
    network: XDouble
    conversation_id: int
    asked: x.Event

    async def reply(self, words: str = "so sorry!", **more: Any) -> Any:
        return await self.world.reply(self.world.agent, self.conversation_id, words, **more)

    async def row(self) -> Any:
        return await self.world.only()

    async def last(self) -> Any:
        return (await self.world.messages(self.conversation_id))[-1]

    async def due_now(self) -> None:
        await self.world.rows("UPDATE messages SET send_at = now() WHERE delivery = 'queued'")


@pytest.fixture
async def desk(url: str, settings: Settings) -> AsyncGenerator[Desk]:
    mine = XAccount(**x.SETTINGS, id=x.OUR_ID, username="bakery")
    network = XDouble(mine)
    async with served(network) as api_url:
        allowed = replace(settings, allow_hosts=(host(api_url),))
        async with opened(allowed, url) as services:
            # Short of patience: a network that never answers costs a test two seconds.
            services.directory._http = Http(allow={host(api_url)}, timeout=2.0)
            app = Web(services)
            async with app.running(), client_of(app) as web:
                world = await world_of(services, web, api_url=api_url)
                asked = x.mention("my bread is stale")
                await world.deliver(asked)
                yield Desk(world, network, (await world.only())["id"], asked)
