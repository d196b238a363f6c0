"""What belongs together, and what becomes of it: threads, re-opening, echoes, work."""

from datetime import UTC, datetime, timedelta

import pytest

from heard.accounts.permissions import Role
from heard.conversations.matching import Latest, choose
from tests.factories import x
from tests.factories.world import World

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (None, "open"),
        (Latest(1, "new", None), "continue"),
        (Latest(1, "pending", None), "continue"),
        (Latest(1, "snoozed", None), "continue"),
        (Latest(1, "resolved", NOON - timedelta(hours=23)), "reopen"),
        (Latest(1, "resolved", NOON - DAY), "reopen"),
        (Latest(1, "resolved", NOON - timedelta(hours=25)), "open"),
        (Latest(1, "resolved", None), "open"),
    ],
)
def test_which_conversation_a_message_belongs_to(latest: Latest | None, expected: str) -> None:
    assert choose(latest, reopen=DAY, at=NOON) == expected


async def test_public_and_private_words_of_one_person_are_one_conversation(world: World) -> None:
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    await world.deliver(x.mention("@bakery stale bread", at=hour_ago), x.message("my order number is 17"))
    row = await world.only()
    assert (row["has_public"], row["has_private"]) == (True, True)
    assert [each["visibility"] for each in await world.messages(row["id"])] == ["public", "private"]


async def test_two_people_under_one_post_are_two_conversations(world: World) -> None:
    first = x.mention("@bakery stale bread", author="2")
    await world.deliver(first, x.reply("mine too @bakery", author="3", root=x.id_of(first)))
    assert {row["contact"]["name"] for row in await world.conversations()} == {"User 2", "User 3"}


async def test_a_resolved_conversation_opens_again_inside_the_window(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "no_reply_needed"})
    await world.deliver(x.mention("still stale"))
    again = await world.only()
    assert (again["id"], again["state"]) == (row["id"], "new")
    assert (await world.events_but_clocks(row["id"]))[-2:] == ["conversation.reopened", "message.received"]


async def test_after_the_window_a_new_conversation_is_linked_to_the_last(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "other", "note": "done"})
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '25 hours'")
    await world.deliver(x.mention("stale again"))
    new, old = await world.conversations()
    assert (old["id"], old["state"], new["state"]) == (row["id"], "resolved", "new")
    detail = await world.owner.get(f"/api/conversations/{new['id']}")
    assert (detail["previous_id"], detail["previous_number"]) == (old["id"], old["number"])
    assert new["number"] > old["number"]


async def test_an_answer_in_the_networks_own_app_counts_as_ours(world: World) -> None:
    asked = x.mention("when do you open?")
    await world.deliver(asked, x.echo("at seven", root=x.id_of(asked), at=datetime.now(UTC)))
    row = await world.only()
    assert (row["state"], row["waiting_since"], row["last_direction"]) == ("pending", None, "out")
    assert (await world.messages(row["id"]))[-1]["author"]["kind"] == "network_app"


async def test_an_echo_older_than_the_last_question_does_not_answer_it(world: World) -> None:
    start = datetime.now(UTC) - timedelta(hours=1)
    asked = x.mention("when do you open?", at=start)
    again = x.reply("and on Sundays?", root=x.id_of(asked), at=start + timedelta(minutes=9))
    await world.deliver(asked, again)
    await world.deliver(x.echo("at seven", root=x.id_of(asked), at=start + timedelta(minutes=5)))
    row = await world.only()
    assert (row["state"], row["waiting_since"] is None) == ("new", False)


async def test_claiming_is_atomic_and_taking_over_is_explicit(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    path = f"/api/conversations/{row['id']}/claim"
    assert (await world.agent.send("POST", path))["assignee_id"] == world.agent.id
    refused = await world.owner.send("POST", path, expect=409)
    assert (refused["code"], refused["assignee_name"]) == ("claimed_by_other", "Ann Agent")
    taken = await world.owner.send("POST", path, {"take_over": True})
    assert (taken["assignee_id"], taken["owner_id"]) == (world.owner.id, world.agent.id)
    assert (await world.events(row["id"]))[-2:] == ["conversation.claimed", "conversation.taken_over"]


async def test_work_never_rests_with_the_absent(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/claim")
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await world.read_log()
    released = await world.only()
    assert (released["assignee_id"], released["team_id"]) == (None, world.team_id)
    path = f"/api/conversations/{row['id']}/assignment"
    refused = await world.owner.send("PUT", path, {"assignee_id": world.agent.id}, expect=422)
    assert refused["code"] == "assignee_absent"


async def test_who_comes_back_does_not_land_on_an_absent_colleague(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    await world.agent.send("POST", f"/api/conversations/{row['id']}/claim")
    await world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "answered"})
    await world.agent.send("PUT", "/api/session/presence", {"present": False})
    await world.read_log()
    await world.deliver(x.mention("again"))
    assert (await world.only())["assignee_id"] is None
    assert "conversation.released" in await world.events(row["id"])


async def test_notes_call_colleagues_in(world: World) -> None:
    trainee = await world.person("Tim Trainee", Role.TRAINEE)
    await world.deliver(x.mention("stale"))
    row = await world.only()
    body = {"text": "please look @Tim", "mentions": [trainee.id]}
    note = await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", body, expect=201)
    assert (note["entry"], note["author"]["name"]) == ("note", "Ann Agent")
    views = {view["view"]: view["count"] for view in (await trainee.get("/api/views"))["items"]}
    assert views["mentions"] == 1
    await trainee.send("PUT", f"/api/conversations/{row['id']}/seen", expect=204)
    views = {view["view"]: view["count"] for view in (await trainee.get("/api/views"))["items"]}
    assert views["mentions"] == 0
    assert [item["id"] for item in (await trainee.get("/api/conversations", view="mentions"))["items"]] == [row["id"]]


async def test_tags_and_priority_are_on_the_timeline(world: World) -> None:
    await world.deliver(x.mention("stale"))
    row = await world.only()
    tag = await world.owner.send("POST", "/api/tags", {"name": "freshness", "color": "teal"}, expect=201)
    path = f"/api/conversations/{row['id']}"
    await world.agent.send("PUT", f"{path}/tags", {"tag_ids": [tag["id"]]})
    await world.agent.send("PUT", f"{path}/priority", {"priority": "urgent"})
    shown = (await world.owner.get("/api/conversations", tag=tag["id"], priority="urgent"))["items"]
    assert [(each["id"], each["tags"][0]["name"]) for each in shown] == [(row["id"], "freshness")]
    timeline = (await world.owner.get(f"{path}/timeline"))["items"]
    assert [entry["kind"] for entry in timeline if entry["entry"] == "event"][1:] == [
        "conversation.tagged",
        "conversation.priority_changed",
    ]
    assert (await world.agent.send("PUT", f"{path}/tags", {"tag_ids": [999]}, expect=422))["code"] == "no_such_tag"


async def test_pages_by_key_show_everything_once_in_every_order(world: World) -> None:
    start = datetime.now(UTC) - timedelta(hours=3)
    await world.deliver(*(x.mention(f"{n}", author=str(n), at=start + timedelta(minutes=n % 5)) for n in range(23)))
    for sort in ("waiting", "priority", "newest"):
        seen: list[int] = []
        cursor: dict[str, str] = {}
        while True:
            page = await world.owner.get("/api/conversations", sort=sort, limit=5, **cursor)
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert len(seen) == len(set(seen)) == 23, sort
    wrong = await world.owner.client.get("/api/conversations", params={"sort": "priority", **cursor})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_cursor")


async def test_the_timeline_pages_backwards_without_gap_or_repeat(world: World) -> None:
    start = datetime.now(UTC) - timedelta(hours=3)
    moment = start + timedelta(minutes=1)
    await world.deliver(*(x.mention(f"{n}", at=moment if n % 2 else start + timedelta(minutes=n)) for n in range(17)))
    row = await world.only()
    for n in range(4):
        await world.agent.send("POST", f"/api/conversations/{row['id']}/notes", {"text": f"note {n}"}, expect=201)
    whole = await world.owner.get(f"/api/conversations/{row['id']}/timeline", limit=100)
    walked: list[tuple[str, int]] = []
    before: dict[str, str] = {}
    while True:
        page = await world.owner.get(f"/api/conversations/{row['id']}/timeline", limit=4, **before)
        walked = [(entry["entry"], entry["id"]) for entry in page["items"]] + walked
        if page["next_cursor"] is None:
            break
        before = {"before": page["next_cursor"]}
    assert walked == [(entry["entry"], entry["id"]) for entry in whole["items"]]
    assert len(walked) == 17 + 4 + 1
