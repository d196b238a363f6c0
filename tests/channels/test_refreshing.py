"""Tokens are renewed in time, by one worker, and a good one is never lost."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from heard.app.services import Services
from heard.app.web import Web
from heard.channels import refreshing, tasks
from heard.channels import service as channels
from heard.channels.directory import Directory
from heard.channels.doubles.misbehaviour import Misbehaviour
from heard.channels.models import Account
from heard.kit import log
from heard.kit.http import Http
from heard.practice import service as practice
from heard.practice import tokens
from tests.channels.networks import PracticeDouble
from tests.factories.world import World
from tests.serving import host, served


@dataclass
class Renewing:
    """An account of the practice network whose tokens end."""

    world: World
    services: Services
    account_id: int

    async def account(self) -> Any:
        return (await self.world.rows("SELECT * FROM accounts WHERE id = :id", id=self.account_id))[0]

    async def secrets(self) -> list[str]:
        async with self.services.database.transaction() as session:
            return await channels.secrets_of(session, self.account_id, self.services.vault)

    async def refresh(self) -> None:
        await tasks.refresh(self.services, self.account_id)

    async def due(self) -> None:
        await self.world.rows("UPDATE accounts SET refresh_at = now(), refreshing_until = NULL")

    async def identify(self) -> str:
        async with self.services.database.transaction() as session:
            connected = self.services.directory.connect(await session.get_one(Account, self.account_id))
        assert connected.channel is not None
        return (await connected.channel.identify()).handle

    async def issued(self) -> int:
        return (await self.world.rows("SELECT count(*) AS number FROM practice_tokens"))[0].number


async def connected(world: World, services: Services, url: str, settings: dict[str, str]) -> Renewing:
    http = Http(allow=[host(url)])
    directory = Directory(services.database, services.vault, http)
    async with services.database.transaction() as session:
        account = await channels.connect(
            session,
            vault=services.vault,
            workspace_id=world.workspace_id,
            by=log.SYSTEM,
            network="practice",
            name="Acme",
            settings={"app_secret": "an app secret", "base_url": url, **settings},
            team_id=world.team_id,
        )
    return Renewing(world, replace(services, http=http, directory=directory), account.id)


@pytest.fixture
async def line(world: World, services: Services) -> AsyncGenerator[Renewing]:
    async with served(Web(services)) as url:
        async with services.database.transaction() as session:
            site = await practice.create_site(session, world.workspace_id, "Square")
            brand = await practice.create_brand(session, site, handle="acme", name="Acme")
            issued = await tokens.issue(session, brand.profile)
        settings = {"access_token": issued.access_token, "refresh_token": issued.refresh_token}
        yield await connected(world, services, url, settings)


async def test_tokens_are_renewed_at_once_and_then_well_before_they_end(line: Renewing) -> None:
    before = await line.secrets()
    await tasks.refresh_due(line.services)
    (job,) = await line.world.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'channels.refresh'")
    assert job.args["account_id"] == line.account_id
    await line.refresh()
    after = await line.secrets()
    assert set(before) & set(after) == {"an app secret"}
    assert await line.identify() == "@acme"
    (row,) = await line.world.rows(
        "SELECT extract(epoch FROM refresh_at - now()) AS wait FROM accounts WHERE refresh_at > now()"
    )
    assert 0.55 * 3600 < row.wait < 0.75 * 3600
    await line.refresh()
    assert await line.secrets() == after


async def test_an_access_token_that_has_ended_opens_nothing(line: Renewing) -> None:
    await line.world.rows("UPDATE practice_tokens SET expires_at = now()")
    with pytest.raises(Exception, match="token_refused"):
        await line.identify()
    await line.refresh()
    assert await line.identify() == "@acme"


async def test_two_workers_renew_a_token_once(line: Renewing) -> None:
    await asyncio.gather(*(line.refresh() for _ in range(4)))
    assert await line.issued() == 2
    assert await line.identify() == "@acme"


async def test_a_worker_that_dies_before_storing_costs_nothing(line: Renewing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network has given new tokens, and nobody kept them: the old refresh token is taken again for a while."""

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "_store", dies)
        with pytest.raises(KeyboardInterrupt):
            await line.refresh()
    assert await line.issued() == 2
    await line.refresh()
    assert await line.issued() == 2  # the claim of the dead worker still holds
    await line.due()
    await line.refresh()
    assert await line.issued() == 3
    assert await line.identify() == "@acme"
    assert (await line.account()).health == "ok"


async def test_a_refresh_token_used_long_ago_asks_for_a_new_connection(line: Renewing) -> None:
    before = await line.secrets()
    await line.world.rows("UPDATE practice_tokens SET replaced_at = now() - interval '11 minutes'")
    await line.refresh()
    row = await line.account()
    assert (row.health, row.refresh_at) == ("reauth_required", None)
    assert await line.secrets() == before


async def test_tokens_a_person_entered_meanwhile_count(line: Renewing, monkeypatch: pytest.MonkeyPatch) -> None:
    store = refreshing._store

    async def late(*given: Any) -> None:
        path = f"/api/accounts/{line.account_id}"
        await line.world.owner.send("PATCH", path, {"settings": {"access_token": "by hand"}})
        await store(*given)

    monkeypatch.setattr(refreshing, "_store", late)
    await line.refresh()
    assert "by hand" in await line.secrets()


@pytest.mark.parametrize(
    ("status", "body", "health"),
    [
        (200, {}, "ok"),
        (200, {"access_token": "", "refresh_token": "", "expires_in": 3600}, "ok"),
        (200, {"access_token": "new", "expires_in": 3600}, "ok"),
        (200, {"access_token": "new", "refresh_token": " ", "expires_in": 3600}, "ok"),
        (200, {"access_token": "new", "refresh_token": "new", "expires_in": 0}, "ok"),
        (500, {}, "ok"),
        (503, {}, "ok"),
        (403, {}, "ok"),
        (400, {"code": "refresh_refused", "detail": "used"}, "reauth_required"),
    ],
)
async def test_a_bad_answer_never_takes_the_place_of_a_good_token(
    world: World, services: Services, status: int, body: dict[str, Any], health: str
) -> None:
    double = PracticeDouble()
    async with served(double) as url:
        given = {"access_token": "token", "refresh_token": "good"}
        line = await connected(world, services, url, given)
        double.next(Misbehaviour("answer", status=status, body=body))
        await line.refresh()
        assert sorted(await line.secrets()) == ["an app secret", "good", "token"]
        row = await line.account()
        assert row.health == health
        assert (row.refresh_at is None) is (health != "ok")
