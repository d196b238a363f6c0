"""Accounts whose webhook brings nothing: on the practice network, and on X as its double plays it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from heard.app.services import Services
from heard.app.web import Web
from heard.channels import service as channels
from heard.channels.directory import Directory
from heard.channels.doubles.x import XAccount, XDouble
from heard.intake import polling
from heard.kit import log
from heard.kit.http import Http
from heard.practice import service as practice
from heard.practice.models import Site
from tests.factories import x
from tests.factories.world import World
from tests.serving import host, served


@dataclass
class Gap:
    """An account on the practice network, whose webhook nobody answers."""

    world: World
    services: Services
    site: Site
    account_id: int

    async def say(self, words: str, kind: str = "post") -> None:
        async with self.services.database.transaction() as session:
            author = await practice.queries.profile(session, self.site.id, "mia")
            brand = await practice.brand_of(session, self.site.id)
            assert author is not None
            if kind == "message":
                await practice.message(session, author, brand, text=words)
            else:
                await practice.publish(session, author, text=f"@acme {words}")

    async def poll(self) -> None:
        self.services.directory.forget()
        await polling.poll(self.services, self.account_id)
        self.services.directory.forget()
        await self.world.apply()

    async def shown(self) -> Any:
        return await self.world.owner.get(f"/api/accounts/{self.account_id}")

    async def words(self) -> list[str]:
        query = "SELECT text FROM messages WHERE account_id = :id ORDER BY id"
        return [row.text for row in await self.world.rows(query, id=self.account_id)]


@pytest.fixture
async def gap(world: World, services: Services) -> AsyncGenerator[Gap]:
    async with served(Web(services)) as url:
        http = Http(allow=[host(url)])
        directory = Directory(services.database, services.vault, http)
        async with services.database.transaction() as session:
            site = await practice.create_site(session, world.workspace_id, "Square")
            brand = await practice.create_brand(session, site, handle="acme", name="Acme")
            await practice.create_profile(session, site, handle="mia", name="Mia")
            settings = {"access_token": brand.access_token, "app_secret": site.app_secret, "base_url": url}
            account = await channels.connect(
                session,
                vault=services.vault,
                workspace_id=world.workspace_id,
                by=log.SYSTEM,
                network="practice",
                name="Acme on Square",
                settings=settings,
                team_id=world.team_id,
            )
            account.external_id, account.handle = str(brand.profile.id), "@acme"
        yield Gap(world, replace(services, http=http, directory=directory), site, account.id)


@pytest.fixture
async def on_x(world: World, services: Services) -> AsyncGenerator[tuple[Gap, XDouble]]:
    double = XDouble(XAccount(**x.SETTINGS, id=x.OUR_ID))
    async with served(double) as url:
        directory = Directory(services.database, services.vault, Http(allow=[host(url)]))
        async with services.database.transaction() as session:
            account = await session.merge(world.account)
            await channels.change(session, account, vault=services.vault, by=log.SYSTEM, settings={"api_url": url})
        yield Gap(world, replace(services, directory=directory), Site(), world.account.id), double


def post_of(event: x.Event) -> Any:
    return event["data"]["payload"]


def message(words: str, number: int, *, sender: str = "2222", peer: str = "2222", at: datetime | None = None) -> Any:
    return {
        "id": str(3_000_000_000_000_000_000 + number),
        "event_type": "MessageCreate",
        "text": words,
        "sender_id": sender,
        "dm_conversation_id": f"{x.OUR_ID}-{peer}",
        "created_at": (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z"),
    }
