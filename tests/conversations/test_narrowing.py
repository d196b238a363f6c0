"""Lists narrowed by the kind of thread, by who is accountable, by when the last message was."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

from heard.accounts.permissions import Role
from heard.channels.base import ThreadKind
from heard.conversations.models import KIND_BITS
from tests.conversations.test_archive import tagged
from tests.factories import x
from tests.factories.world import Person, World

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


async def listed(person: Person, **narrowed: Any) -> list[int]:
    """The ids in a list that is narrowed, the newest first."""
    page = await person.get("/api/conversations", sort="newest", **narrowed)
    return [row["id"] for row in page["items"]]


async def by_name(world: World) -> dict[str, int]:
    return {row["contact"]["name"]: row["id"] for row in await world.conversations()}


def test_every_kind_of_thread_has_a_bit_of_its_own() -> None:
    assert set(KIND_BITS) == set(get_args(ThreadKind))
    assert sorted(KIND_BITS.values()) == [2**place for place in range(len(KIND_BITS))]


async def test_what_was_said_in_a_kind_of_thread(world: World) -> None:
    first = x.mention("@bakery stale bread", author="2", at=NOW - 3 * HOUR)
    comment = x.reply("mine too @bakery", author="3", root=x.id_of(first), at=NOW - 2 * HOUR)
    await world.deliver(first, comment, x.message("in private", author="4", at=NOW - HOUR))
    ids = await by_name(world)
    mention, comment_id, message = (ids[f"User {author}"] for author in "234")
    assert await listed(world.owner, kind="mention") == [mention]
    assert await listed(world.owner, kind="comment") == [comment_id]
    assert await listed(world.owner, kind="dm") == [message]
    assert await listed(world.owner, kind="review") == []
    # Whoever goes on in private is found by both.
    await world.deliver(x.message("my order is 17", author="2", at=NOW))
    assert await listed(world.owner, kind="dm") == [mention, message]
    assert await listed(world.owner, kind="mention") == [mention]


async def test_a_private_reply_to_what_was_public_is_a_message(world: World) -> None:
    await world.deliver(x.mention("@bakery stale bread", author="2"))
    row = await world.only()
    assert await listed(world.owner, view="pending", kind="dm") == []
    await world.reply(world.agent, row["id"], "Please tell me your order.", visibility="private")
    assert await listed(world.owner, view="pending", kind="dm") == [row["id"]]
    assert await listed(world.owner, view="pending", kind="mention") == [row["id"]]


async def test_the_archive_is_narrowed_by_kind_with_a_tag_and_without(world: World) -> None:
    await world.deliver(x.mention("@bakery one", author="2", at=NOW - HOUR), x.message("two", author="3", at=NOW))
    mention, message = (await by_name(world))["User 2"], (await by_name(world))["User 3"]
    (tag,) = await tagged(world, "bread")
    for each in (mention, message):
        await world.owner.send("PUT", f"/api/conversations/{each}/tags", {"tag_ids": [tag]})
        await world.owner.send("POST", f"/api/conversations/{each}/resolution", {"reason": "answered"})
    for narrowed in ({}, {"tag": tag}):
        assert await listed(world.owner, view="resolved", kind="mention", **narrowed) == [mention]
        assert await listed(world.owner, view="resolved", kind="dm", **narrowed) == [message]
        assert await listed(world.owner, view="resolved", since=(NOW - HOUR / 2).isoformat(), **narrowed) == [message]
        assert await listed(world.owner, view="resolved", until=(NOW - HOUR / 2).isoformat(), **narrowed) == [mention]


async def test_who_stays_accountable(world: World) -> None:
    await world.deliver(x.mention("@bakery one", author="2"), x.mention("@bakery two", author="3"))
    ids = await by_name(world)
    taken = ids["User 2"]
    await world.agent.send("POST", f"/api/conversations/{taken}/claim")
    await world.owner.send("POST", f"/api/conversations/{taken}/claim", {"take_over": True})
    assert await listed(world.owner, owner_id=world.agent.id) == [taken]
    assert await listed(world.owner, owner_id=world.owner.id) == []
    assert await listed(world.owner, assignee_id=world.owner.id) == [taken]


async def test_when_the_last_message_was(world: World) -> None:
    await world.deliver(
        *(x.mention(f"@bakery {hours}", author=str(hours), at=NOW - hours * HOUR) for hours in (2, 30, 50)),
    )
    ids = await by_name(world)
    day, two, three = (ids[f"User {hours}"] for hours in (2, 30, 50))
    assert await listed(world.owner, active_hours=24) == [day]
    assert await listed(world.owner, active_hours=48) == [day, two]
    assert await listed(world.owner, since=(NOW - 50 * HOUR).isoformat()) == [day, two, three]
    assert await listed(world.owner, since=(NOW - 49 * HOUR).isoformat(), until=(NOW - 2 * HOUR).isoformat()) == [two]
    # The moment itself, in whichever zone it is told.
    there = (NOW - 30 * HOUR).astimezone(timezone(9 * HOUR)).isoformat()
    assert await listed(world.owner, since=there) == [day, two]
    await world.deliver(x.mention("@bakery are you there?", author="50", at=NOW))
    assert await listed(world.owner, active_hours=24) == [three, day]


async def test_a_moment_without_a_zone_is_of_utc_and_what_is_no_moment_is_refused(world: World) -> None:
    await world.deliver(x.mention("@bakery one", at=NOW))
    (row,) = await world.conversations()
    assert await listed(world.owner, since=NOW.replace(tzinfo=None).isoformat()) == [row["id"]]
    assert await listed(world.owner, since=(NOW + timedelta(seconds=1)).replace(tzinfo=None).isoformat()) == []
    # So far away that it is beyond the calendar in another zone.
    assert await listed(world.owner, since="0001-01-01T00:00:00+14:00", until="9999-12-31T23:59:59-14:00") == [
        row["id"]
    ]
    for wrong in ({"since": "yesterday"}, {"kind": "fax"}, {"active_hours": 0}):
        answer = await world.owner.client.get("/api/conversations", params=wrong)
        assert answer.status_code == 400, wrong


async def test_a_saved_view_keeps_them_and_all_of_it_can_be_resolved(world: World) -> None:
    await world.deliver(
        x.mention("@bakery old", author="2", at=NOW - 40 * HOUR), x.mention("@bakery new", author="3", at=NOW - HOUR)
    )
    ids = await by_name(world)
    query = {"view": "all", "kind": "mention", "until": (NOW - 20 * HOUR).isoformat(), "owner_id": None}
    view = await world.owner.send("POST", "/api/saved-views", {"name": "Old mentions", "query": query}, expect=201)
    assert view["count"] == 1
    (again,) = (await world.owner.get("/api/saved-views"))["items"]
    assert again["query"]["kind"] == "mention"
    assert datetime.fromisoformat(again["query"]["until"]) == NOW - 20 * HOUR
    action = {"do": "resolve", "reason": "answered"}
    await world.owner.send("POST", "/api/bulk-actions", {"action": action, "query": again["query"]}, expect=201)
    await world.apply()
    assert await listed(world.owner) == [ids["User 3"]]


async def test_agents_find_only_what_is_theirs_to_see(world: World) -> None:
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.deliver(x.mention("@bakery one", author="2"), x.mention("@bakery two", author="3"))
    ids = await by_name(world)
    await world.rows("UPDATE conversations SET team_id = :team WHERE id = :id", team=team["id"], id=ids["User 3"])
    agent = await world.person("Tim", Role.AGENT)
    assert await listed(agent, kind="mention", active_hours=1) == [ids["User 2"]]
    assert sorted(await listed(world.owner, kind="mention", active_hours=1)) == sorted(ids.values())
