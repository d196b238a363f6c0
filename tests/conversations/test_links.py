"""What links lead to: read by us when somebody looks, shown only to who may see the message, and harmless."""

import socket
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from heard.app.services import assemble
from heard.app.web import Web
from heard.conversations import tasks
from heard.kit.settings import Settings
from tests.conftest import client_of
from tests.conversations.test_media import PNG, Shelf
from tests.factories import x
from tests.factories.world import World, sign_in
from tests.serving import served

HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture
async def shelf(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[tuple[Shelf, str]]:
    """A web site called bakery.example, for whoever asks this machine's resolver."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host in {"bakery.example", "short.example"} else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    one = Shelf()
    async with served(one) as url:
        yield one, url.replace("127.0.0.1", "bakery.example")


@pytest.fixture
def settings(settings: Settings, shelf: tuple[Shelf, str]) -> Settings:
    place = shelf[1].removeprefix("http://")
    return replace(settings, allow_hosts=(place, place.replace("bakery", "short")))


async def said(world: World, text: str) -> Any:
    await world.deliver(x.mention(text))
    row = await world.only()
    return (await world.messages(row["id"]))[-1]


async def read(world: World, path: str) -> Any:
    """The card, as a browser gets it: asked for, fetched by the job, asked again."""
    early = await world.agent.client.get(path)
    assert (early.status_code, early.json()["code"]) == (404, "not_yet_fetched")
    (job,) = await world.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'conversations.fetch_cards'")
    await tasks.fetch_cards(world.services, job.args["message_id"])
    return await world.agent.get(path)


async def test_a_link_is_shown_with_what_its_page_says(world: World, shelf: tuple[Shelf, str]) -> None:
    site, url = shelf
    head = '<title>Menu</title><meta property="og:image" content="/a.png"><meta name="description" content="Rye.">'
    site.files["/menu"] = (200, HTML, head.encode())
    site.files["/a.png"] = (200, {}, PNG)
    message = await said(world, f"is this right: {url}/menu? https://example.com/2 https://example.com/3")
    assert [link["text"] for link in message["links"]] == [
        f"{url}/menu",
        "https://example.com/2",
        "https://example.com/3",
    ]
    paths = [link["card"] for link in message["links"]]
    assert paths == [f"/api/messages/{message['id']}/links/0", f"/api/messages/{message['id']}/links/1", None]
    card = await read(world, paths[0])
    assert card == {
        "url": f"{url}/menu",
        "host": "bakery.example",
        "title": "Menu",
        "description": "Rye.",
        "site": None,
        "picture": f"{paths[0]}/picture",
    }
    picture = await world.agent.client.get(card["picture"])
    assert (picture.status_code, picture.content) == (200, PNG)
    # Read once, whoever looks how often.
    await tasks.fetch_cards(world.services, message["id"])
    assert site.asked == ["/menu", "/a.png"]


async def test_it_is_said_where_a_short_address_leads(world: World, shelf: tuple[Shelf, str]) -> None:
    site, url = shelf
    site.files["/s"] = (301, {"location": f"{url}/long"}, b"")
    site.files["/long"] = (200, HTML, b"<title>Long</title>")
    message = await said(world, f"{url.replace('bakery', 'short')}/s")
    card = await read(world, message["links"][0]["card"])
    assert (card["title"], card["host"], card["picture"]) == ("Long", "bakery.example", None)


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"content-type": "application/pdf"}, b"%PDF-"),
        (200, {**HTML, "content-encoding": "gzip"}, b"\x1f\x8b"),
        (302, {"location": "http://127.0.0.1:1/admin"}, b""),
        (302, {"location": "http://169.254.169.254/latest/meta-data"}, b""),
        (302, {"location": "file:///etc/passwd"}, b""),
        (500, HTML, b"<title>Oops</title>"),
    ],
)
async def test_what_is_no_page_or_not_to_be_had_makes_no_card(
    world: World, shelf: tuple[Shelf, str], answer: tuple[int, dict[str, str], bytes]
) -> None:
    site, url = shelf
    site.files["/x"] = answer
    message = await said(world, f"look {url}/x")
    path = message["links"][0]["card"]
    for _ in range(3):
        await world.agent.client.get(path)
        await tasks.fetch_cards(world.services, message["id"])
    card = await world.agent.get(path)
    assert (card["title"], card["picture"]) == (None, None)
    # Nobody asks for ever.
    await tasks.fetch_cards(world.services, message["id"])
    assert 1 <= len(site.asked) <= 3
    jobs = await world.rows("SELECT status FROM procrastinate_jobs WHERE status = 'failed'")
    assert jobs == []


async def test_of_a_long_page_only_the_beginning_is_read(world: World, shelf: tuple[Shelf, str]) -> None:
    site, url = shelf
    site.files["/long"] = (200, HTML, b"<title>Long</title>" + b"x" * (20 << 20))
    message = await said(world, f"{url}/long")
    assert (await read(world, message["links"][0]["card"]))["title"] == "Long"


async def test_nobody_learns_of_links_that_are_not_theirs_to_see(world: World, shelf: tuple[Shelf, str]) -> None:
    site, url = shelf
    site.files["/menu"] = (200, HTML, b"<title>Menu</title>")
    message = await said(world, f"{url}/menu")
    path = message["links"][0]["card"]
    await read(world, path)
    stranger = await world.other_workspace()
    for each in (path, f"{path}/picture"):
        assert (await stranger.client.get(each)).status_code == 404
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    assert (await world.agent.client.get(path)).status_code == 404
    assert (await world.owner.client.get(path.replace("/links/0", "/links/1"))).status_code == 404


async def test_an_operator_can_do_without(world: World, shelf: tuple[Shelf, str]) -> None:
    site, url = shelf
    message = await said(world, f"{url}/menu")
    without = replace(world.services, cards=None)
    assert assemble(replace(world.services.settings, link_cards=False), world.services.url).cards is None
    await tasks.fetch_cards(without, message["id"])
    async with client_of(Web(without)) as web:
        agent = await sign_in(without, web, world.workspace_id, world.agent.id)
        assert (await agent.get(message["links"][0]["card"]))["title"] is None
    assert site.asked == []
