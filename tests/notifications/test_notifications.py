"""Notifications: who is told of what, once, together where it belongs together, and only of what they may see."""

from typing import Any

from heard.accounts.permissions import Role
from heard.app.wiring import READERS
from heard.kit import readers
from heard.kit.log import SHARDS
from tests.factories import x
from tests.factories.world import Person, World


async def told(person: Person) -> list[tuple[str, int]]:
    """(kind, count) of what a person has not read, the newest first."""
    unread = await person.get("/api/notifications/unread")
    return [(each["kind"], each["count"]) for each in unread["items"]]


async def begun(world: World) -> dict[str, Any]:
    """A conversation; the reader of notifications has begun."""
    await world.read_log()
    await world.deliver(x.mention("where is my bread?"))
    return await world.only()


async def test_a_mention_and_an_assignment_are_told_once_and_never_to_oneself(world: World) -> None:
    row = await begun(world)
    path = f"/api/conversations/{row['id']}"
    people = [world.agent.id, world.owner.id]
    await world.owner.send("POST", f"{path}/notes", {"text": "have a look", "mentions": people}, expect=201)
    await world.owner.send("PUT", f"{path}/assignment", {"assignee_id": world.agent.id})
    await world.read_log()
    assert await told(world.agent) == [("assigned", 1), ("mention", 1)]
    assert await told(world.owner) == []
    (_, mention) = (await world.agent.get("/api/notifications"))["items"]
    assert (mention["snippet"], mention["actor_name"]) == ("have a look", "Olga Owner")
    await replay(world)
    assert await told(world.agent) == [("assigned", 1), ("mention", 1)]


async def test_what_a_contact_says_is_one_row_until_it_is_read(world: World) -> None:
    row = await begun(world)
    await world.agent.send("POST", f"/api/conversations/{row['id']}/claim")
    await world.deliver(x.mention("hello?"))
    await world.deliver(x.mention("anybody?"))
    assert await told(world.agent) == [("answered", 2)]
    left = await world.agent.send("POST", "/api/notifications/reads", {"conversation_id": row["id"]}, expect=201)
    assert left["count"] == 0
    await replay(world)
    assert await told(world.agent) == []
    await world.deliver(x.mention("so?"))
    assert await told(world.agent) == [("answered", 1)]


async def test_what_one_chose_not_to_be_told_of_is_not_told(world: World) -> None:
    row = await begun(world)
    off = {"kind": "mention", "in_app": False, "push": False, "sound": False}
    chosen = await world.agent.send("PUT", "/api/notifications/choices", {"choices": [off]})
    assert {**off, "mail": False, "slack": False} in chosen["choices"]
    assert not any(each["sound"] for each in chosen["choices"])
    note = {"text": "look", "mentions": [world.agent.id]}
    await world.owner.send("POST", f"/api/conversations/{row['id']}/notes", note, expect=201)
    await world.read_log()
    assert await told(world.agent) == []


async def test_what_one_may_no_longer_see_is_not_shown_or_counted(world: World) -> None:
    row = await begun(world)
    lead = await world.person("Lea Lead", Role.LEAD)
    await lead.send("PUT", f"/api/conversations/{row['id']}/assignment", {"assignee_id": world.agent.id})
    await world.read_log()
    assert await told(world.agent) == [("assigned", 1)]
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    unread = await world.agent.get("/api/notifications/unread")
    assert (unread["count"], unread["items"]) == (0, [])
    assert (await world.agent.get("/api/notifications"))["items"] == []


async def replay(world: World) -> None:
    """Let the reader of notifications read the whole log again."""
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'notify'")
    (notify,) = (one for one in READERS if one.name == "notify")
    while await readers.advance(world.services.database, notify, list(range(SHARDS))):
        pass
