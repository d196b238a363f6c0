"""Putting conversations away, acting on many of them at once, and lists that are saved."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.accounts.permissions import Role
from heard.conversations import tasks
from heard.conversations.service import bulk
from tests.factories import x
from tests.factories.world import Person, World


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def crowd(world: World, count: int) -> list[int]:
    """So many conversations, one with each of as many people; their ids, the longest waiting first."""
    start = datetime.now(UTC) - timedelta(hours=3)
    events = [x.mention(f"word {n}", author=str(n + 10), at=start + timedelta(seconds=n)) for n in range(count)]
    await world.deliver(*events)
    rows = await world.rows("SELECT id FROM conversations ORDER BY waiting_since, id")
    return [row.id for row in rows]


async def act(person: Person, action: dict[str, Any], *, expect: int = 201, **chosen: Any) -> Any:
    return await person.send("POST", "/api/bulk-actions", {"action": action, **chosen}, expect=expect)


async def states(world: World) -> dict[str, int]:
    rows = await world.rows("SELECT state, count(*) AS number FROM conversations GROUP BY state")
    return {row.state: row.number for row in rows}


async def view(person: Person, name: str, **query: Any) -> list[int]:
    return [row["id"] for row in (await person.get("/api/conversations", view=name, limit=100, **query))["items"]]


# ------------------------------------------------------------------------------------------------ snooze


async def test_what_is_put_away_comes_back_where_it_stood(world: World) -> None:
    first, second = await crowd(world, 2)
    path = f"/api/conversations/{first}"
    waited = (await world.agent.get(path))["waiting_since"]
    await world.agent.send("POST", f"{path}/claim")
    shown = await world.agent.send("PUT", f"{path}/snooze", {"until": ahead(hours=1)})
    assert (shown["state"], shown["assignee_id"], shown["waiting_since"]) == ("snoozed", world.agent.id, waited)
    assert await view(world.agent, "all") == [second]
    assert await view(world.agent, "snoozed") == [first]
    await tasks.wake(world.services)
    assert await view(world.agent, "all") == [second]
    await world.rows("UPDATE conversations SET snoozed_until = now() - interval '1 second' WHERE state = 'snoozed'")
    await tasks.wake(world.services)
    back = await world.agent.get(path)
    assert (back["state"], back["snoozed_until"], back["waiting_since"]) == ("new", None, waited)
    assert await view(world.agent, "all") == [first, second]
    assert (await world.events(first))[-2:] == ["conversation.snoozed", "conversation.woken"]


async def test_a_reminder_on_answered_work_waits_from_the_time_it_comes_back(world: World) -> None:
    (one,) = await crowd(world, 1)
    await world.reply(world.agent, one, "we will look")
    await world.agent.send("PUT", f"/api/conversations/{one}/snooze", {"until": ahead(hours=1)})
    woken = await world.agent.send("DELETE", f"/api/conversations/{one}/snooze")
    waited = datetime.now(UTC) - datetime.fromisoformat(woken["waiting_since"])
    assert (woken["state"], waited < timedelta(minutes=1)) == ("new", True)


async def test_who_writes_while_put_away_is_heard_at_once(world: World) -> None:
    await world.deliver(x.mention("stale", author="7"))
    (row,) = await world.owner_rows()
    await world.agent.send("PUT", f"/api/conversations/{row}/snooze", {"until": ahead(days=2)})
    await world.deliver(x.mention("still stale", author="7"))
    shown = await world.agent.get(f"/api/conversations/{row}")
    assert (shown["state"], shown["snoozed_until"]) == ("new", None)


async def test_what_comes_back_never_lands_on_an_absent_colleague(world: World) -> None:
    (one,) = await crowd(world, 1)
    await world.agent.send("POST", f"/api/conversations/{one}/claim")
    await world.agent.send("PUT", f"/api/conversations/{one}/snooze", {"until": ahead(hours=1)})
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await world.rows("UPDATE conversations SET snoozed_until = now() - interval '1 second'")
    await tasks.wake(world.services)
    shown = await world.owner.get(f"/api/conversations/{one}")
    assert (shown["state"], shown["assignee_id"], shown["team_id"]) == ("new", None, world.team_id)
    assert "conversation.released" in await world.events(one)


async def test_two_workers_wake_each_conversation_once(world: World) -> None:
    ids = await crowd(world, 30)
    await act(world.agent, {"do": "snooze", "until": ahead(hours=1)}, ids=ids)
    await world.rows("UPDATE conversations SET snoozed_until = now() - interval '1 second'")
    await asyncio.gather(*(tasks.wake(world.services) for _ in range(3)))
    assert await states(world) == {"new": 30}
    assert (await world.events()).count("conversation.woken") == 30


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"])
async def test_times_in_the_past_or_too_far_ahead_are_refused(world: World, until: str) -> None:
    (one,) = await crowd(world, 1)
    path = f"/api/conversations/{one}/snooze"
    assert (await world.agent.send("PUT", path, {"until": until}, expect=422))["code"] == "snooze_time"


async def test_what_is_put_away_is_listed_in_the_order_it_returns(world: World) -> None:
    ids = await crowd(world, 5)
    for hours, one in zip((5, 1, 4, 2, 3), ids, strict=True):
        await world.agent.send("PUT", f"/api/conversations/{one}/snooze", {"until": ahead(hours=hours)})
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = await world.owner.get("/api/conversations", view="snoozed", limit=2, **cursor)
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [ids[1], ids[3], ids[4], ids[2], ids[0]]


# ------------------------------------------------------------------------------------------------ many at once


async def test_many_are_changed_at_once_and_taken_back_whole(world: World) -> None:
    ids = await crowd(world, 12)
    tag = await world.owner.send("POST", "/api/tags", {"name": "freshness"}, expect=201)
    await act(world.agent, {"do": "add_tags", "tag_ids": [tag["id"]]}, ids=ids[:4])
    await act(world.agent, {"do": "prioritise", "priority": "urgent"}, ids=ids[:4])
    await act(world.agent, {"do": "assign", "assignee_id": world.agent.id}, ids=ids[:4])
    before = [await world.owner.get(f"/api/conversations/{one}") for one in ids]
    done = await act(world.agent, {"do": "resolve", "reason": "no_reply_needed"}, ids=ids)
    assert (done["total"], done["changed"], done["left"], done["finished"], done["can_undo"]) == (12, 12, 0, True, True)
    assert await states(world) == {"resolved": 12}
    back = await world.agent.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=201)
    assert (back["changed"], back["undoes"]) == (12, done["id"])
    same = ("state", "team_id", "assignee_id", "owner_id", "tags", "priority", "waiting_since", "resolve_reason")
    for was in before:
        now = await world.owner.get(f"/api/conversations/{was['id']}")
        assert [now[name] for name in same] == [was[name] for name in same]
    again = await world.agent.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=409)
    assert again["code"] == "already_undone"


async def test_taking_back_leaves_alone_what_has_changed_since(world: World) -> None:
    ids = await crowd(world, 3)
    done = await act(world.agent, {"do": "resolve", "reason": "spam"}, ids=ids)
    await world.deliver(x.mention("not spam at all", author="10"))
    back = await world.agent.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=201)
    assert (back["changed"], back["skipped"]) == (2, [{"code": "changed_since", "count": 1}])
    assert await states(world) == {"new": 3}


async def test_taking_back_gives_nothing_to_the_absent(world: World) -> None:
    ids = await crowd(world, 2)
    await act(world.owner, {"do": "assign", "assignee_id": world.agent.id}, ids=ids)
    done = await act(world.owner, {"do": "resolve", "reason": "spam"}, ids=ids)
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await world.owner.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=201)
    rows = await world.rows("SELECT assignee_id, team_id FROM conversations")
    assert {(row.assignee_id, row.team_id) for row in rows} == {(None, world.team_id)}


async def test_all_of_a_list_is_done_in_batches_and_progress_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 10)
    await crowd(world, 34)
    begun = await act(world.agent, {"do": "prioritise", "priority": "high"}, query={"view": "all", "network": "x"})
    assert (begun["total"], begun["changed"], begun["left"], begun["finished"]) == (34, 10, 24, False)
    async with world.services.database.transaction() as session:
        assert await bulk.advance(session, begun["id"]) == 14
    await tasks.go_on(world.services, begun["id"])
    ended = await world.agent.get(f"/api/bulk-actions/{begun['id']}")
    assert (ended["changed"], ended["left"], ended["finished"]) == (34, 0, True)
    assert (await world.events()).count("conversation.priority_changed") == 34
    await tasks.go_on(world.services, begun["id"])  # a job may run twice
    assert (await world.events()).count("conversation.priority_changed") == 34


async def test_taking_back_what_still_runs_stops_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 10)
    await crowd(world, 25)
    begun = await act(world.agent, {"do": "resolve", "reason": "other"}, query={"view": "all"})
    back = await world.agent.send("POST", f"/api/bulk-actions/{begun['id']}/undo", expect=201)
    await tasks.go_on(world.services, begun["id"])
    await tasks.go_on(world.services, back["id"])
    assert await states(world) == {"new": 25}
    assert (await world.agent.get(f"/api/bulk-actions/{begun['id']}"))["finished"] is True


async def test_nobody_acts_on_what_they_may_not_see(world: World) -> None:
    ids = await crowd(world, 3)
    elsewhere = await world.owner.send("POST", "/api/teams", {"name": "Elsewhere"}, expect=201)
    await act(world.owner, {"do": "assign", "team_id": elsewhere["id"]}, ids=ids[:2])
    done = await act(world.agent, {"do": "resolve", "reason": "spam"}, ids=ids)
    assert (done["total"], done["changed"]) == (1, 1)
    refused = await act(world.agent, {"do": "resolve", "reason": "spam"}, ids=ids[:2], expect=422)
    assert refused["code"] == "nothing_chosen"
    stranger = await world.other_workspace()
    await act(stranger, {"do": "resolve", "reason": "spam"}, ids=ids, expect=422)
    await stranger.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=404)
    await world.owner.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=404)  # another's action
    viewer = await world.person("Vic Viewer", Role.VIEWER)
    await act(viewer, {"do": "resolve", "reason": "spam"}, ids=ids, expect=403)


async def test_opening_again_never_parts_one_matter(world: World) -> None:
    (old,) = await crowd(world, 1)
    done = await act(world.agent, {"do": "resolve", "reason": "other"}, ids=[old])
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '25 hours'")
    await world.deliver(x.mention("a new matter", author="10"))
    back = await world.agent.send("POST", f"/api/bulk-actions/{done['id']}/undo", expect=201)
    assert back["skipped"] == [{"code": "newer_conversation_open", "count": 1}]
    again = await act(world.agent, {"do": "reopen"}, ids=[old])
    assert again["skipped"] == [{"code": "newer_conversation_open", "count": 1}]
    path = f"/api/conversations/{old}/snooze"
    refused = await world.agent.send("PUT", path, {"until": ahead(hours=1)}, expect=409)
    assert refused["code"] == "newer_conversation_open"


async def test_who_signs_off_while_it_runs_is_given_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    ids = await crowd(world, 5)
    begun = await act(world.owner, {"do": "assign", "assignee_id": world.agent.id}, ids=ids)
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await tasks.go_on(world.services, begun["id"])
    ended = await world.owner.get(f"/api/bulk-actions/{begun['id']}")
    assert (ended["changed"], ended["skipped"]) == (2, [{"code": "assignee_absent", "count": 3}])


# ------------------------------------------------------------------------------------------------ saved views


async def test_views_are_saved_counted_shared_and_removed(world: World) -> None:
    ids = await crowd(world, 4)
    await act(world.agent, {"do": "prioritise", "priority": "urgent"}, ids=ids[:3])
    body = {"name": "Urgent on X", "query": {"view": "all", "network": "x", "priority": "urgent"}}
    mine = await world.agent.send("POST", "/api/saved-views", body, expect=201)
    assert (mine["count"], mine["capped"], mine["mine"], mine["shared"]) == (3, False, True, False)
    assert await view(world.agent, name="all", network="x", priority="urgent") == ids[:3]
    assert (await world.owner.get("/api/saved-views"))["items"] == []
    assert (await world.agent.send("POST", "/api/saved-views", body, expect=409))["code"] == "view_exists"
    await world.agent.send("PATCH", f"/api/saved-views/{mine['id']}", {"shared": True}, expect=403)
    shared = await world.owner.send("POST", "/api/saved-views", {**body, "shared": True}, expect=201)
    seen = (await world.agent.get("/api/saved-views"))["items"]
    assert [(each["name"], each["mine"]) for each in seen] == [("Urgent on X", True), ("Urgent on X", False)]
    await world.agent.send("DELETE", f"/api/saved-views/{shared['id']}", expect=403)
    changed = await world.agent.send("PATCH", f"/api/saved-views/{mine['id']}", {"name": "Mine"})
    assert (changed["name"], changed["query"]["priority"]) == ("Mine", "urgent")
    await world.agent.send("DELETE", f"/api/saved-views/{mine['id']}", expect=204)
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/saved-views"))["items"] == []
    await stranger.send("DELETE", f"/api/saved-views/{shared['id']}", expect=404)


async def test_lists_are_narrowed_by_team_visibility_and_waiting_time(world: World) -> None:
    now = datetime.now(UTC)
    await world.deliver(
        x.mention("long ago", author="21", at=now - timedelta(hours=30)),
        x.message("a secret", author="22"),
    )
    public, private = await view(world.owner, "all")
    assert await view(world.owner, "all", visibility="private") == [private]
    assert await view(world.owner, "all", waited_hours=24) == [public]
    assert await view(world.owner, "all", team_id=world.team_id) == [public, private]
    assert await view(world.owner, "all", team_id=world.team_id + 99) == []
    await act(world.agent, {"do": "resolve", "reason": "spam"}, ids=[private])
    assert (await view(world.owner, "spam"), await view(world.owner, "resolved")) == ([private], [private])
    await world.agent.send("DELETE", f"/api/conversations/{private}/resolution")
    assert await view(world.owner, "spam") == []


async def test_of_some_conversations_those_in_a_list_now_are_told(world: World) -> None:
    await world.deliver(*(x.mention(f"@bakery {number}", author=str(number)) for number in range(1, 5)))
    first, second, third, fourth = sorted(await world.conversations(), key=lambda row: row["id"])
    await world.owner.send("PUT", f"/api/conversations/{second['id']}/priority", {"priority": "urgent"})
    await world.owner.send("POST", f"/api/conversations/{third['id']}/resolution", {"reason": "answered"})
    ids = [row["id"] for row in (first, second, third, fourth)]

    async def asked(who: Person, **query: Any) -> list[int]:
        found = await who.get("/api/conversations/rows", ids=ids, **query)
        return sorted(row["id"] for row in found["items"])

    assert await asked(world.owner, view="all") == [ids[0], ids[1], ids[3]]
    assert await asked(world.owner, view="resolved") == [ids[2]]
    assert await asked(world.owner, view="all", priority="urgent") == [ids[1]]
    # Only what is theirs to see, whatever is asked for (law 7).
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows(
        "UPDATE conversations SET assignee_id = NULL, team_id = :team WHERE id = :id", team=team["id"], id=ids[0]
    )
    assert await asked(world.agent, view="all") == [ids[1], ids[3]]
    assert await asked(await world.other_workspace(), view="all") == []
    assert (await world.owner.get("/api/conversations/rows"))["items"] == []
    for query in ({"ids": list(range(1, 102))}, {"ids": [0]}):
        assert (await world.owner.client.get("/api/conversations/rows", params=query)).status_code == 400
