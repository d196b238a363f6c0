"""A practice site of its own for each test, in a real database, behind the real API."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from heard.app.services import Services
from heard.app.web import Web
from heard.kit.http import Answer, Http
from heard.practice import service, tasks
from heard.practice.models import Profile, Site
from tests.serving import Receiver, host, served


@dataclass
class Practice:
    """A site with a brand, what serves it, and the far end of the brand's webhook."""

    services: Services
    site: Site
    brand: Profile
    token: str
    url: str
    receiver: Receiver
    http: Http

    @property
    def open(self) -> str:
        return f"{self.url}/practice/api/{self.site.key}"

    async def post(self, path: str, **body: object) -> Answer:
        return await self.http.call("POST", f"{self.open}{path}", json=body)

    async def get(self, path: str) -> Answer:
        return await self.http.call("GET", f"{self.open}{path}")

    async def as_brand(self, method: str, path: str, body: object = None, token: str | None = None) -> Answer:
        headers = {"authorization": f"Bearer {token or self.token}"}
        return await self.http.call(method, f"{self.url}/practice/api/brand/{path}", headers=headers, json=body)

    async def join(self, *handles: str) -> None:
        for handle in handles:
            assert (await self.post("/profiles", handle=handle, name=handle.title())).status == 201

    async def deliver(self) -> list[int]:
        """Bring what waits, as the worker would; the ids of the deliveries."""
        async with self.services.database.transaction() as session:
            query = text("SELECT id FROM practice_deliveries WHERE workspace_id = :w AND state = 'waiting' ORDER BY id")
            ids = list((await session.execute(query, {"w": self.site.workspace_id})).scalars())
        for each in ids:
            await tasks.deliver(self.services, each)
        return ids


@pytest.fixture
async def practice(services: Services) -> AsyncGenerator[Practice]:
    receiver = Receiver()
    async with served(Web(services)) as url, served(receiver) as hook:
        # The site tells the receiver; our own side reaches the site.
        telling = replace(services, http=Http(allow=[host(hook)]))
        async with services.database.transaction() as session:
            site = await service.create_site(session, 1, "Acme")
            brand = await service.create_brand(session, site, handle="acme", name="Acme")
            await service.set_webhook(session, brand.profile, f"{hook}/hooks/practice/key")
        http = Http(allow=[host(url)])
        yield Practice(telling, site, brand.profile, brand.access_token, url, receiver, http)
