"""What operators' tools ask."""

import httpx

from heard.app.edge import Observed
from heard.app.services import Services
from heard.app.web import Web


async def ask(services: Services, path: str, *, of: str = "127.0.0.1") -> httpx.Response:
    transport = httpx.ASGITransport(Observed(Web(services)), client=(of, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://heard.test") as client:
        return await client.get(path)


async def test_alive_and_ready(services: Services) -> None:
    assert (await ask(services, "/health/live")).status_code == 200
    assert (await ask(services, "/health/ready")).json() == {"status": "ok"}


async def test_not_ready_without_a_database(services: Services) -> None:
    services.database.url = "postgresql://nobody@127.0.0.1:1/none"
    broken = type(services.database)(services.database.url)
    object.__setattr__(services, "database", broken)
    answer = await ask(services, "/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert (await ask(services, "/health/live")).status_code == 200


async def test_figures_are_for_the_operators_network(services: Services) -> None:
    answer = await ask(services, "/metrics")
    assert (answer.status_code, "heard_door_deliveries_total" in answer.text) == (200, True)
    assert (await ask(services, "/metrics", of="8.8.8.8")).status_code == 404


async def test_every_answer_carries_an_id_and_safe_headers(services: Services) -> None:
    answer = await ask(services, "/api/setup")
    assert len(answer.headers["x-request-id"]) == 16
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
