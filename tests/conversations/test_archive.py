"""The table of tags of what is resolved says what the conversations say, whatever is done to them."""

import random
from typing import Any

from tests.factories import x
from tests.factories.world import World

TOLD = """
SELECT conversation_id, tag_id, workspace_id, last_message_at, network, account_id, priority, team_id, assignee_id, owner_id,
  has_public, has_private, language, kinds FROM archived_tags ORDER BY 1, 2
"""
TRUE = """
SELECT DISTINCT id, tag, workspace_id, last_message_at, network, account_id, priority, team_id, assignee_id, owner_id,
  has_public, has_private, language, kinds FROM conversations, unnest(tag_ids) tag WHERE state = 'resolved' ORDER BY 1, 2
"""


async def tagged(world: World, *names: str) -> list[int]:
    return [(await world.owner.send("POST", "/api/tags", {"name": name}, expect=201))["id"] for name in names]


async def same(world: World) -> list[Any]:
    told, true = [[tuple(row) for row in await world.rows(query)] for query in (TOLD, TRUE)]
    assert told == true
    return told


async def listed(world: World, tag: int, **more: Any) -> list[int]:
    page = await world.owner.get("/api/conversations", view="resolved", tag=tag, **more)
    return [row["id"] for row in page["items"]]


async def test_resolved_work_is_listed_by_its_tags_and_only_while_it_is_resolved(world: World) -> None:
    late, stale = await tagged(world, "late", "stale")
    await world.deliver(x.mention("stale bread", author="5"))
    id = (await world.only())["id"]
    await world.owner.send("PUT", f"/api/conversations/{id}/tags", {"tag_ids": [late, stale]})
    assert await same(world) == []
    await world.owner.send("POST", f"/api/conversations/{id}/resolution", {"reason": "answered"})
    assert len(await same(world)) == 2
    assert await listed(world, late) == await listed(world, stale) == await listed(world, late, network="x") == [id]
    assert await listed(world, late, network="vk") == await listed(world, late, priority="urgent") == []
    await world.owner.send("PUT", f"/api/conversations/{id}/tags", {"tag_ids": [stale]})
    await same(world)
    assert await listed(world, late) == []
    await world.deliver(x.mention("and again", author="5"))
    assert (await world.only())["state"] == "new"
    assert await same(world) == []
    assert await listed(world, stale) == []


async def test_the_table_follows_whatever_changes(world: World) -> None:
    tags = await tagged(world, "one", "two", "three")
    await world.deliver(*(x.mention(f"bread {at}", author=str(at)) for at in range(30)))
    dice = random.Random(5)
    for _ in range(6):
        for row in await world.rows("SELECT id FROM conversations"):
            await world.rows(
                """
                UPDATE conversations SET state = :state, priority = :priority, tag_ids = cast(:tags AS bigint[]),
                  last_message_at = now() - :age * interval '1 hour' WHERE id = :id AND random() < 0.7
                """,
                id=row.id,
                state=dice.choice(["new", "resolved", "resolved"]),
                priority=dice.randrange(4),
                tags=dice.sample(tags, dice.randrange(3)),
                age=dice.randrange(100),
            )
        assert await same(world)
    await world.rows("UPDATE conversations SET assignee_id = :person WHERE state = 'resolved'", person=world.agent.id)
    await same(world)
    await world.owner.send("DELETE", f"/api/tags/{tags[0]}", expect=204)
    assert tags[0] not in {row[1] for row in await same(world)}


async def test_pages_of_a_tag_follow_each_other_for_agents_too(world: World) -> None:
    (tag,) = await tagged(world, "late")
    await world.deliver(*(x.mention(f"bread {at}", author=str(at)) for at in range(9)))
    await world.rows(
        "UPDATE conversations SET state = 'resolved', resolved_at = now(), resolve_reason = 'answered', "
        "tag_ids = cast(:tags AS bigint[])",
        tags=[tag],
    )
    stranger = await world.other_workspace()
    for person, count in ((world.owner, 9), (world.agent, 9), (stranger, 0)):
        seen: list[int] = []
        cursor: dict[str, str] = {}
        while True:
            page = await person.get("/api/conversations", view="resolved", tag=tag, limit=4, **cursor)
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert len(seen) == len(set(seen)) == count
