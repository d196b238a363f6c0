"""Macros: who sees and changes them, their placeholders, and what is done with a reply made by one."""

from typing import Any
from uuid import uuid4

import pytest

from heard.accounts.permissions import Role
from heard.kit.text import first_name
from heard.knowledge.placeholders import fill, unknown_in
from tests.conversations.test_media import PNG
from tests.factories import x
from tests.factories.world import Person, World


def macro(**change: Any) -> dict[str, Any]:
    return {"scope": "workspace", "name": "Sorry", "text": "Sorry, {{contact.first_name}}!", **change}


async def make(person: Person, *, expect: int = 201, **change: Any) -> Any:
    return await person.send("POST", "/api/macros", macro(**change), expect=expect)


async def names(person: Person) -> list[str]:
    return [each["name"] for each in (await person.get("/api/macros"))["items"]]


@pytest.mark.parametrize(
    ("text", "values", "filled", "missing"),
    [
        ("Hi", {}, "Hi", []),
        ("Hi {{contact.name}}", {"contact.name": "Bo"}, "Hi Bo", []),
        ("Hi {{ contact.name }}", {"contact.name": "Bo"}, "Hi Bo", []),
        ("Hi {{contact.name}}", {"contact.name": ""}, "Hi {{contact.name}}", ["contact.name"]),
        ("{{agent.name}}, {{agent.name}}", {}, "{{agent.name}}, {{agent.name}}", ["agent.name"]),
        (
            "a value with {{contact.name}}",
            {"contact.name": "{{agent.name}}"},
            "a value with {{agent.name}}",
            ["agent.name"],
        ),
    ],
)
def test_placeholders_are_filled_and_those_without_a_value_stay_to_be_seen(
    text: str, values: dict[str, str], filled: str, missing: list[str]
) -> None:
    assert fill(text, values) == (filled, missing)


def test_a_placeholder_nobody_knows_is_found() -> None:
    assert unknown_in("{{contact.name}} {{contact.shoe_size}} {{}}") == ["contact.shoe_size", ""]


@pytest.mark.parametrize(("name", "first"), [("Maria Santos", "Maria"), ("王小明", "王小明"), ("", ""), (" ", "")])
def test_the_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


async def test_private_macros_are_their_owners_and_shared_ones_need_a_lead(world: World) -> None:
    lead, other = await world.person("Lea Lead", Role.LEAD), await world.person("Bo Agent")
    mine = await make(world.agent, scope="private", name="Mine")
    refused = await make(world.agent, expect=403)
    assert refused["permission"] == "macros.manage"
    shared = await make(lead, name="Everybody's")
    assert await names(world.agent) == ["Everybody's", "Mine"]
    assert await names(other) == ["Everybody's"]
    assert await names(lead) == ["Everybody's"]
    await other.send("PUT", f"/api/macros/{mine['id']}", macro(), expect=404)
    await other.send("DELETE", f"/api/macros/{shared['id']}", expect=403)
    await lead.send("DELETE", f"/api/macros/{mine['id']}", expect=404)
    await world.agent.send("PUT", f"/api/macros/{mine['id']}", macro(scope="workspace"), expect=403)
    await world.agent.send("DELETE", f"/api/macros/{mine['id']}", expect=204)
    assert await names(world.agent) == ["Everybody's"]
    assert (await world.events()).count("macro.changed") == 3


async def test_a_teams_macros_are_seen_by_the_team_and_by_who_sees_everything(world: World) -> None:
    lead = await world.person("Lea Lead", Role.LEAD)
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP"}, expect=201)
    await make(lead, scope="team", name="VIP only", team_id=team["id"])
    assert await names(world.agent) == []
    assert await names(lead) == ["VIP only"]
    assert (await world.owner.send("DELETE", f"/api/teams/{team['id']}", expect=409))["code"] == "team_in_use"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "{{contact.nmae}}"}, "unknown_placeholder"),
        ({"name": " "}, "macro_incomplete"),
        ({"text": " "}, "macro_incomplete"),
        ({"scope": "team"}, "macro_place"),
        ({"scope": "team", "team_id": 999_999}, "macro_place"),
        ({"owner_id": 999_999}, "macro_place"),
        ({"actions": {"team_id": 999_999}}, "macro_place"),
    ],
)
async def test_what_could_not_work_is_not_saved(world: World, change: dict[str, Any], code: str) -> None:
    assert (await make(world.owner, expect=422, **change))["code"] == code


async def test_one_name_in_one_place(world: World) -> None:
    await make(world.owner)
    assert (await make(world.owner, expect=409, name="SORRY"))["code"] == "macro_exists"
    await make(world.owner, scope="private")
    await make(world.agent, scope="private")


async def test_a_macro_is_filled_for_the_conversation_and_never_sent_with_braces(world: World) -> None:
    await world.deliver(x.mention("My order is late"))
    row = await world.only()
    made = await make(world.owner, text="Hello {{contact.name}}, #{{conversation.number}}, yours {{agent.first_name}}")
    path = f"/api/conversations/{row['id']}"
    filled = await world.agent.get(f"{path}/macros/{made['id']}")
    assert filled == {"text": f"Hello {row['contact']['name']}, #{row['number']}, yours Ann", "missing": []}
    refused = await world.reply(world.agent, row["id"], "Hello {{contact.name}}", expect=422)
    assert (refused["code"], refused["placeholder"]) == ("placeholder_unfilled", "contact.name")
    await world.reply(world.agent, row["id"], "We write {{like this}} at times")


async def test_the_actions_run_with_the_reply_and_the_use_is_counted(world: World) -> None:
    await world.deliver(x.mention("My order is late"))
    row = await world.only()
    tag = await world.owner.send("POST", "/api/tags", {"name": "late"}, expect=201)
    team = await world.owner.send(
        "POST", "/api/teams", {"name": "Delivery", "member_ids": [world.agent.id]}, expect=201
    )
    made = await make(world.owner, actions={"tag_ids": [tag["id"]], "priority": "high", "team_id": team["id"]})
    actions = {"add_tag_ids": [tag["id"]], "priority": "high", "team_id": team["id"]}
    await world.reply(world.agent, row["id"], "Sorry!", macro_id=made["id"], actions=actions, resolve=True)
    after = await world.owner.get(f"/api/conversations/{row['id']}")
    assert [each["name"] for each in after["tags"]] == ["late"]
    assert (after["priority"], after["team_id"], after["state"]) == ("high", team["id"], "resolved")
    (used,) = (await world.owner.get("/api/macros"))["items"]
    assert used["uses"] == 1
    assert used["last_used_at"]
    (queued,) = await world.rows("SELECT data FROM log WHERE kind = 'reply.queued'")
    assert queued.data["macro_id"] == made["id"]


async def test_when_an_action_cannot_be_done_nothing_is_said(world: World) -> None:
    await world.deliver(x.mention("My order is late"))
    row = await world.only()
    refused = await world.reply(
        world.agent, row["id"], "Sorry!", expect=422, actions={"add_tag_ids": [999_999]}, client_ref=str(uuid4())
    )
    assert refused["code"] == "no_such_tag"
    assert len(await world.messages(row["id"])) == 1


async def upload(person: Person, body: bytes = PNG) -> str:
    answer = await person.client.post("/api/uploads", content=body, headers={"content-type": "image/png"})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_macros_pictures_go_with_the_reply_of_whoever_uses_it(world: World) -> None:
    picture = await upload(world.owner)
    made = await make(world.owner, pictures=[{"id": picture, "name": "loaf.png"}])
    assert made["pictures"] == [{"id": picture, "name": "loaf.png", "size": len(PNG)}]
    (seen,) = (await world.agent.get("/api/macros"))["items"]
    shown = await world.agent.client.get(f"/api/uploads/{seen['pictures'][0]['id']}")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    await world.deliver(x.mention("My order is late"))
    row = await world.only()
    for _ in range(2):
        attachments = [{"id": picture, "name": "loaf.png"}]
        said = await world.reply(world.agent, row["id"], "Sorry!", macro_id=made["id"], attachments=attachments)
        assert [each["name"] for each in said["attachments"]] == ["loaf.png"]
    path = f"/api/macros/{made['id']}"
    again = await world.owner.send("PUT", path, macro(text="", pictures=[{"id": picture}]))
    assert again["pictures"] == [{"id": picture, "name": None, "size": len(PNG)}], "a picture alone is enough"
    assert (await world.owner.send("PUT", path, macro()))["pictures"] == []


async def test_a_macro_keeps_no_picture_that_is_not_there(world: World) -> None:
    theirs = await upload(await world.other_workspace())
    for missing in (str(uuid4()), theirs):
        refused = await make(world.owner, expect=422, pictures=[{"id": missing}])
        assert refused["code"] == "upload_gone"
    assert (await make(world.owner, expect=422, text=" ", pictures=[]))["code"] == "macro_incomplete"
