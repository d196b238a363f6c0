"""The stream shows everything said, as it comes, and whether its person has spoken with us before."""

from typing import Any

from sqlalchemy import text

from tests.factories import x
from tests.factories.world import Person, World


async def stream(person: Person, **query: Any) -> list[tuple[Any, ...]]:
    page = await person.get("/api/stream", **query)
    return [(each["said"]["snippet"], each["first"], each["earlier"]) for each in page["items"]]


async def test_everything_said_is_there_newest_first_with_who_is_new(world: World) -> None:
    await world.deliver(
        x.mention("hello", author="1"), x.mention("and I?", author="2"), x.mention("hello?", author="1")
    )
    assert await stream(world.agent) == [("hello?", False, 0), ("and I?", True, 0), ("hello", True, 0)]
    (first,) = [row["id"] for row in await world.conversations() if row["preview"] == "hello?"]
    await world.agent.send("POST", f"/api/conversations/{first}/resolution", {"reason": "answered"})
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days' WHERE id = :id", id=first)
    await world.deliver(x.mention("again", author="1"))
    assert (await stream(world.agent))[0] == ("again", False, 1)


async def test_what_was_resolved_muted_or_spam_is_there_too(world: World) -> None:
    await world.deliver(x.mention("buy now", author="1"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "spam"})
    assert await stream(world.agent) == [("buy now", True, 0)]


async def test_it_is_narrowed_and_goes_on_page_by_page(world: World) -> None:
    await world.deliver(
        *(x.mention(f"word {n}", author=str(n + 1)) for n in range(5)), x.message("in private", author="9")
    )
    assert [words for words, *_ in await stream(world.agent, visibility="private")] == ["in private"]
    assert await stream(world.agent, network="practice") == []
    assert await stream(world.agent, direction="out") == []
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 4, "visibility": "public", **({"cursor": cursor} if cursor else {})}
        page = await world.agent.get("/api/stream", **query)
        seen += [each["said"]["snippet"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"word {n}" for n in reversed(range(5))]


async def test_answers_of_ours_are_there_when_asked_for_and_nobody_is_new_by_them(world: World) -> None:
    await world.deliver(x.mention("hello", author="1"))
    row = await world.only()
    await world.reply(world.agent, row["id"], "hello to you")
    assert await stream(world.agent, direction="out") == [("hello to you", False, 0)]


async def test_nobody_sees_what_is_not_theirs(world: World) -> None:
    stranger = await world.other_workspace()
    await world.deliver(x.mention("hello", author="1"))
    assert await stream(stranger) == []
    async with world.services.database.transaction() as session:
        await session.execute(
            text("INSERT INTO teams (workspace_id, name) VALUES (:w, 'Elsewhere')"), {"w": world.workspace_id}
        )
        await session.execute(
            text("UPDATE conversations SET team_id = (SELECT id FROM teams WHERE name = 'Elsewhere')")
        )
    assert await stream(world.agent) == []
    assert len(await stream(world.owner)) == 1


async def test_the_relationship_is_shown_once_it_is_put_down(world: World) -> None:
    await world.deliver(x.mention("hello", author="1"))
    (item,) = (await world.agent.get("/api/stream"))["items"]
    assert item["relationship"] is None
    contact = item["said"]["conversation"]["contact"]["id"]
    await world.agent.send("PATCH", f"/api/contacts/{contact}", {"relationship": "prospect"})
    (item,) = (await world.agent.get("/api/stream"))["items"]
    assert item["relationship"] == "prospect"
