"""Files that come with messages: fetched by us, kept, given out only to who may see them, and harmless."""

import base64
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from heard.app.services import Services
from heard.conversations import tasks
from heard.kit.filetypes import content_type_of
from heard.kit.settings import Settings
from heard.media.errors import NotToBeHad
from heard.media.service import Media
from tests.factories import x
from tests.factories.world import World
from tests.serving import served

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


class Shelf:
    """A server with files on it, that counts who asks."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])
        status, headers, body = self.files.get(scope["path"], (404, {}, b""))
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def shelf() -> AsyncGenerator[tuple[Shelf, str]]:
    one = Shelf()
    async with served(one) as url:
        yield one, url


@pytest.fixture
def settings(settings: Settings, shelf: tuple[Shelf, str]) -> Settings:
    return replace(settings, allow_hosts=(shelf[1].removeprefix("http://"),))


async def said_with(world: World, *media: dict[str, Any]) -> Any:
    """A message that carries media, as X tells of them; the message as shown."""
    event = x.mention("look at this")
    payload = event["data"]["payload"]
    payload["attachments"] = {"media_keys": [str(number) for number in range(len(media))]}
    event["data"].setdefault("includes", {})["media"] = [{"media_key": str(n), **each} for n, each in enumerate(media)]
    await world.deliver(event)
    row = await world.only()
    return (await world.messages(row["id"]))[-1]


async def fetch(world: World, message: Any) -> None:
    await tasks.fetch_attachments(world.services, message["id"])


async def test_a_picture_is_fetched_once_and_given_out_by_us(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    files.files["/bread.png"] = (200, {"content-type": "text/html"}, PNG)
    message = await said_with(world, {"type": "photo", "url": f"{url}/bread.png"})
    (shown,) = message["attachments"]
    assert (shown["kind"], shown["url"].startswith("/api/messages/")) == ("image", True)
    early = await world.agent.client.get(shown["url"])
    assert (early.status_code, early.json()["code"]) == (404, "not_yet_fetched")
    jobs = await world.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'conversations.fetch_attachments'")
    assert jobs[0].args["message_id"] == message["id"]
    await fetch(world, message)
    await fetch(world, message)
    for person in (world.agent, world.owner):
        answer = await person.client.get(shown["url"])
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert files.asked == ["/bread.png"]


async def test_what_may_hold_a_program_is_only_bytes_to_save(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    files.files["/evil.png"] = (200, {"content-type": "image/png"}, SCRIPT)
    message = await said_with(world, {"type": "photo", "url": f"{url}/evil.png"})
    await fetch(world, message)
    answer = await world.agent.client.get(message["attachments"][0]["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_films_are_played_in_parts(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256))
    files.files["/oven.mp4"] = (200, {}, film)
    variants = [
        {"content_type": "application/x-mpegURL", "url": f"{url}/oven.m3u8"},
        {"content_type": "video/mp4", "url": f"{url}/small.mp4", "bit_rate": 1},
        {"content_type": "video/mp4", "url": f"{url}/oven.mp4", "bit_rate": 2},
    ]
    message = await said_with(world, {"type": "video", "variants": variants, "preview_image_url": f"{url}/still.jpg"})
    assert message["attachments"][0]["kind"] == "video"
    await fetch(world, message)
    part = await world.agent.client.get(message["attachments"][0]["url"], headers={"range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, b"ftypmp42")
    assert part.headers["content-range"] == f"bytes 4-11/{len(film)}"
    rest = await world.agent.client.get(message["attachments"][0]["url"], headers={"range": "bytes=260-"})
    assert rest.content == film[260:]
    files.files["/long.mp4"] = (200, {}, film + bytes(5 << 20))
    long = await said_with(
        world, {"type": "video", "variants": [{"content_type": "video/mp4", "url": f"{url}/long.mp4"}]}
    )
    await fetch(world, long)
    begun = await world.agent.client.get(long["attachments"][0]["url"], headers={"range": "bytes=0-"})
    assert (begun.status_code, len(begun.content)) == (206, 4 << 20)
    assert begun.headers["content-range"] == f"bytes 0-{(4 << 20) - 1}/{len(film) + (5 << 20)}"
    for odd in ("bytes=9-4", "bytes=9999-", "lines=1-2"):
        whole = await world.agent.client.get(message["attachments"][0]["url"], headers={"range": odd})
        assert (whole.status_code, whole.content) == (200, film)


async def test_nobody_sees_files_of_what_is_not_theirs(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    files.files["/bread.png"] = (200, {}, PNG)
    message = await said_with(world, {"type": "photo", "url": f"{url}/bread.png"})
    await fetch(world, message)
    path = message["attachments"][0]["url"]
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    assert (await world.agent.client.get(path)).status_code == 404
    assert (await world.owner.client.get(path)).status_code == 200
    assert (await world.owner.client.get(path.replace("/0", "/1"))).status_code == 404
    stranger = await world.other_workspace()
    assert (await stranger.client.get(path)).status_code == 404


async def test_redirects_are_followed_but_never_to_a_private_address(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    files.files["/moved"] = (302, {"location": "/bread.png"}, b"")
    files.files["/bread.png"] = (200, {}, PNG)
    files.files["/inside"] = (302, {"location": "http://127.0.0.1:1/secret"}, b"")
    files.files["/round"] = (302, {"location": "/round"}, b"")
    media, database = world.services.media, world.services.database
    await media.fetch(database, world.workspace_id, f"{url}/moved")
    async with database.transaction() as session:
        found = await media.find(session, world.workspace_id, f"{url}/moved")
    assert found is not None
    assert await media.read(found) == PNG
    for path in ("/inside", "/round", "/gone"):
        with pytest.raises(NotToBeHad):
            await media.fetch(database, world.workspace_id, f"{url}{path}")


async def test_what_cannot_be_had_is_given_up_and_says_so(world: World, shelf: tuple[Shelf, str]) -> None:
    _, url = shelf
    message = await said_with(world, {"type": "photo", "url": f"{url}/gone.png"})
    for _ in range(5):
        with pytest.raises(NotToBeHad):
            await fetch(world, message)
    await fetch(world, message)  # nobody asks a sixth time
    answer = await world.agent.client.get(message["attachments"][0]["url"])
    assert (answer.status_code, answer.json()["code"]) == (502, "media_not_to_be_had")


async def test_more_than_is_kept_is_refused(
    services: Services, world: World, shelf: tuple[Shelf, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from heard.media.service import files as keeping

    files, url = shelf
    monkeypatch.setattr(keeping, "MAX_BYTES", 1000)
    files.files["/large"] = (200, {}, b"x" * 2000)
    media = Media(services.settings.data_dir / "small", allow={url.removeprefix("http://")})
    with pytest.raises(NotToBeHad):
        await media.fetch(services.database, world.workspace_id, f"{url}/large")
    (row,) = await world.rows("SELECT digest, reason FROM media_files")
    assert (row.digest, "larger than 1000 bytes" in row.reason) == (None, True)


async def test_faces_come_from_us_too(world: World, shelf: tuple[Shelf, str]) -> None:
    files, url = shelf
    files.files["/face.png"] = (200, {}, PNG)
    await world.deliver(x.mention("hello"))
    await world.rows("UPDATE identities SET avatar_url = :url", url=f"{url}/face.png")
    row = (await world.owner.get("/api/conversations"))["items"][0]
    path = row["contact"]["avatar_url"]
    assert (await world.agent.client.get(path)).status_code == 404
    (job,) = await world.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'contacts.fetch_avatar'")
    await tasks.fetch_avatar(world.services, job.args["identity_id"])
    answer = await world.agent.client.get(path)
    assert (answer.status_code, answer.content) == (200, PNG)
    stranger = await world.other_workspace()
    assert (await stranger.client.get(path)).status_code == 404
    message = (await world.messages(row["id"]))[0]
    assert message["author"]["avatar_url"] == path


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x1cftypavif", "image/avif"),
        (b"<html>", "application/octet-stream"),
        (SCRIPT, "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: str) -> None:
    assert content_type_of(body) == kind
