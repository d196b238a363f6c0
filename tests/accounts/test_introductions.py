"""Who answers: introductions, photos that tell no place, and the public page that shows who wants to be seen."""

from typing import Any

import pytest

from heard.accounts.permissions import Role
from tests.conversations.test_media import PNG
from tests.factories import x
from tests.factories.world import Person, World

JPEG = b"\xff\xd8\xff\xe0 a face"


async def photo(person: Person, body: bytes = PNG, *, expect: int = 200) -> Any:
    answer = await person.client.put("/api/session/photo", content=body, headers={"content-type": "image/png"})
    assert answer.status_code == expect, answer.text
    return answer.json()


async def page(world: World) -> str:
    """The key of the workspace's public page, which is made for it."""
    session = await world.owner.send("PATCH", "/api/workspace", {"people_page": True})
    return session["workspace"]["people_page"].rsplit("/", maxsplit=1)[-1]


async def test_who_introduces_themselves_is_seen_by_colleagues_and_named_by_macros(world: World) -> None:
    mine = await world.agent.send("PATCH", "/api/session", {"introduction": " I am Ann,\n I bake. "})
    assert mine["user"]["introduction"] == "I am Ann, I bake."
    shown = (await photo(world.agent))["user"]["photo_url"]
    seen = await world.owner.client.get(shown)
    assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
    member = next(m for m in (await world.owner.get("/api/members"))["items"] if m["user_id"] == world.agent.id)
    assert member["photo_url"] == shown
    assert (await photo(world.agent, JPEG))["user"]["photo_url"] != shown, "another photo has another address"

    await world.deliver(x.mention("Is there still bread?"))
    row = await world.only()
    made = {"scope": "private", "name": "Hello", "text": "{{agent.introduction}} How can I help?"}
    macro = await world.agent.send("POST", "/api/macros", made, expect=201)
    filled = await world.agent.get(f"/api/conversations/{row['id']}/macros/{macro['id']}")
    assert filled == {"text": "I am Ann, I bake. How can I help?", "missing": []}

    assert (await world.agent.send("DELETE", "/api/session/photo"))["user"]["photo_url"] is None
    assert (await world.owner.client.get(shown)).status_code == 404
    assert await world.rows("SELECT * FROM member_photos") == []
    assert (await world.events()).count("member.introduced") == 4


async def test_whether_one_has_answered_somebody_before_is_known_over_all_their_conversations(world: World) -> None:
    await world.deliver(x.mention("Is there still bread?"))
    row = await world.only()
    writing = f"/api/conversations/{row['id']}/writing"
    assert (await world.agent.get(writing))["met"] is False
    await world.reply(world.agent, row["id"], "There is.", resolve=True)
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '9 days'")
    await world.deliver(x.mention("And cake?"))
    later = next(each for each in await world.conversations() if each["id"] != row["id"])
    assert (await world.agent.get(f"/api/conversations/{later['id']}/writing"))["met"] is True
    assert (await world.owner.get(f"/api/conversations/{later['id']}/writing"))["met"] is False


@pytest.mark.parametrize(
    "body",
    [
        b"<svg/>",
        b"GIF89a moves",
        PNG + b"\0" * 500_000,
        JPEG + b"\xff\xe1\0\x10Exif\0\0 here I live",
        PNG + b"eXIf here I live",
        b"RIFF\0\0\0\0WEBP EXIF here I live",
    ],
)
async def test_what_is_no_photo_or_tells_the_place_is_not_kept(world: World, body: bytes) -> None:
    answer = await world.agent.client.put("/api/session/photo", content=body)
    assert answer.status_code in {413, 422}, answer.text
    assert (await world.agent.get("/api/session"))["user"]["photo_url"] is None


async def test_the_public_page_shows_only_who_wants_to_be_seen_and_only_while_it_is_there(world: World) -> None:
    shy = await world.person("Bo Shy")
    gone = await world.person("Cy Gone")
    for person in (world.agent, shy, gone):
        await photo(person, PNG + person.actor.name.encode())
        await person.send("PATCH", "/api/session", {"introduction": "Hello!", "on_page": person is not shy})
    await world.owner.send("PATCH", f"/api/members/{gone.id}", {"active": False})
    key = await page(world)

    answer = await world.web.get(f"/api/people-pages/{key}")
    (person,) = answer.json()["people"]
    assert (person["name"], person["introduction"]) == ("Ann", "Hello!"), "the first name is all a customer needs"
    assert "email" not in answer.text
    assert "Bo" not in answer.text
    face = await world.web.get(person["photo_url"])
    assert (face.content, face.headers["content-type"]) == (PNG + b"Ann Agent", "image/png")
    hidden = (await shy.get("/api/session"))["user"]["photo_url"].split("v=")[1]
    for path in (f"{key}/photos/{hidden}", f"{key}x", f"{key}x/photos/{person['photo_url'].split('/')[-1]}"):
        assert (await world.web.get(f"/api/people-pages/{path}")).status_code == 404, path
    digests = {row.user_id: row.photo for row in await world.rows("SELECT user_id, photo FROM memberships")}
    for user in (shy.id, gone.id):
        assert (await world.web.get(f"/api/people-pages/{key}/photos/{digests[user]}")).status_code == 404

    assert await page(world) == key, "what is on stays where it is"
    off = await world.owner.send("PATCH", "/api/workspace", {"people_page": False})
    assert off["workspace"]["people_page"] is None
    for path in (f"/api/people-pages/{key}", person["photo_url"]):
        assert (await world.web.get(path)).status_code == 404
    assert await page(world) != key


async def test_only_who_manages_the_workspace_turns_the_page_on(world: World) -> None:
    for role in (Role.AGENT, Role.LEAD):
        person = await world.person("No Admin", role)
        await person.send("PATCH", "/api/workspace", {"people_page": True}, expect=403)
    other = await world.other_workspace()
    await photo(world.agent)
    seen = await other.client.get(f"/api/members/{world.agent.id}/photo")
    assert seen.status_code == 404
