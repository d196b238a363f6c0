"""Business hours and policies: kept, in order, tried before they are saved, and the first that fits decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.kit.calendar import Calendar, always
from heard.sla.policies import FALLBACK, READY, SAME_DAY, Facts, Promise, deadline, first_fitting, the_same
from tests.factories import practice, x
from tests.factories.clocks import HOURS, ago, clocks, only, policy
from tests.factories.world import World

FACTS = Facts(1, "x", 2, "normal", frozenset({7}), has_public=True, has_private=False, vip=False)
OFFICE = Calendar("Europe/Istanbul", (((540, 1020),),) * 5 + ((), ()))
FRIDAY = datetime(2026, 11, 27, 13, 45, tzinfo=UTC)
"""A quarter to five in Istanbul."""


# ---- the rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"account_ids": (1, 9)}, True),
        ({"account_ids": (9,)}, False),
        ({"networks": ("x",)}, True),
        ({"networks": ("vk",)}, False),
        ({"team_ids": (2,)}, True),
        ({"team_ids": (3,)}, False),
        ({"tag_ids": (7, 8)}, True),
        ({"tag_ids": (8,)}, False),
        ({"priorities": ("normal",)}, True),
        ({"priorities": ("urgent", "high")}, False),
        ({"visibility": "public"}, True),
        ({"visibility": "private"}, False),
        ({"vip": True}, False),
        ({"account_ids": (1,), "networks": ("vk",)}, False),
    ],
)
def test_a_policy_fits_when_everything_it_asks_is_so(conditions: Any, fits: bool) -> None:
    assert Promise(name="p", **conditions).fits(FACTS) is fits


def test_the_first_that_fits_decides_and_nobody_is_without() -> None:
    general, special = Promise(name="general"), Promise(name="special", networks=("x",))
    assert first_fitting([special, general], FACTS) is special
    assert first_fitting([general, special], FACTS) is general
    assert first_fitting([], FACTS) is FALLBACK


@pytest.mark.parametrize(
    ("promise", "due"),
    [
        (READY["hour"], datetime(2026, 11, 30, 6, 45, tzinfo=UTC)),
        (READY["same_day"], datetime(2026, 11, 27, 14, 0, tzinfo=UTC)),
        (READY["day"], FRIDAY + timedelta(days=1)),
        (
            Promise(name="half", first_minutes=the_same(30), next_minutes=the_same(5)),
            datetime(2026, 11, 30, 6, 15, tzinfo=UTC),
        ),
    ],
)
def test_when_it_is_due(promise: Promise, due: datetime) -> None:
    found = deadline(promise, "first", "normal", OFFICE, FRIDAY)
    assert (found.due_at, found.business_time) == (due, promise.business_time)
    assert FRIDAY <= found.warn_at <= due


def test_each_priority_and_each_kind_has_a_target() -> None:
    promise = Promise(name="p", business_time=False, first_minutes={"high": 10}, next_minutes={"high": 20})
    for kind, minutes in (("first", 10), ("next", 20)):
        found = deadline(promise, kind, "high", always("UTC"), FRIDAY)  # pyright: ignore[reportArgumentType]  # both are
        assert found.due_at - FRIDAY == timedelta(minutes=minutes)
        assert found.warn_at - FRIDAY == timedelta(minutes=0.8 * minutes)


# ---- hours -----------------------------------------------------------------------------------------------------------


async def test_hours_are_kept_and_told_to_the_log(world: World) -> None:
    assert await world.agent.get("/api/business-hours") == {"workspace": None, "own": []}
    kept = await world.owner.send("PUT", "/api/business-hours", HOURS)
    assert {name: kept[name] for name in HOURS} == HOURS
    await world.owner.send("PUT", f"/api/teams/{world.team_id}/business-hours", {**HOURS, "time_zone": "Asia/Shanghai"})
    await world.owner.send("PUT", f"/api/teams/{world.team_id}/business-hours", HOURS)
    found = await world.agent.get("/api/business-hours")
    assert [(each["team_id"], each["time_zone"]) for each in found["own"]] == [(world.team_id, "Europe/Istanbul")]
    await world.owner.send("DELETE", f"/api/teams/{world.team_id}/business-hours", expect=204)
    await world.owner.send("DELETE", f"/api/teams/{world.team_id}/business-hours", expect=404)
    await world.owner.send("DELETE", "/api/business-hours", expect=204)
    assert (await world.events()).count("hours.changed") == 5
    by = await world.rows("SELECT DISTINCT actor_kind, actor_id FROM log WHERE kind = 'hours.changed'")
    assert [tuple(row) for row in by] == [("person", world.owner.id)]


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Mars/Olympus"},
        {"week": [[] for _ in range(7)]},
        {"week": [[[600, 540]]] * 7},
        {"week": [[[540, 720], [700, 800]]] * 7},
    ],
)
async def test_what_are_no_hours_is_refused(world: World, change: dict[str, Any]) -> None:
    refused = await world.owner.send("PUT", "/api/business-hours", {**HOURS, **change}, expect=422)
    assert refused["code"] == "bad_hours"


async def test_the_accounts_hours_come_before_the_teams_and_those_before_the_workspaces(world: World) -> None:
    await world.owner.send("PUT", "/api/sla-policies/fallback", policy(minutes=60, business_time=True))
    due: list[datetime] = []
    paths = ("", f"/teams/{world.team_id}", f"/accounts/{world.account.id}")
    for number, (path, hour) in enumerate(zip(paths, (1, 2, 3), strict=True)):
        # Open for an hour and a half a day, each at another hour.
        week = [[[hour * 120, hour * 120 + 90]]] * 7
        hours = {"time_zone": "UTC", "week": week, "holidays": []}
        await world.owner.send("PUT", f"/api{path}/business-hours", hours)
        await world.deliver(x.mention("hello?", author=f"77{number}"))
        due.append((await clocks(world))[-1].due_at)
    opened = [(each.hour * 60 + each.minute) // 120 for each in due]
    assert opened == [1, 2, 3]


# ---- policies --------------------------------------------------------------------------------------------------------


async def names(world: World) -> list[str]:
    return [each["name"] for each in (await world.agent.get("/api/sla-policies"))["items"]]


async def test_policies_stay_in_order_and_the_one_for_everybody_is_last(world: World) -> None:
    assert await names(world) == ["24 hours"]
    ids = [
        (await world.owner.send("POST", "/api/sla-policies", policy(name=name), expect=201))["id"]
        for name in ("one", "two", "three")
    ]
    saved = await world.owner.send("PUT", "/api/sla-policies/fallback", policy(name="All", vip=True, minutes=SAME_DAY))
    assert (saved["fallback"], saved["vip"], saved["first_minutes"]["low"]) == (True, False, 0)
    assert await names(world) == ["one", "two", "three", "All"]
    await world.owner.send("PUT", "/api/sla-policies/order", {"ids": [ids[2], ids[0], ids[1]]})
    assert await names(world) == ["three", "one", "two", "All"]
    await world.owner.send("DELETE", f"/api/sla-policies/{ids[0]}", expect=204)
    refused = await world.owner.send("PUT", "/api/sla-policies/order", {"ids": ids}, expect=409)
    assert refused["code"] == "order_incomplete"
    await world.owner.send("DELETE", f"/api/sla-policies/{saved['id']}", expect=404)
    assert await names(world) == ["three", "two", "All"]
    assert (await world.events()).count("policy.changed") == 6
    for method, path in (("POST", "/api/sla-policies"), ("PUT", f"/api/sla-policies/{ids[1]}")):
        await world.agent.send(method, path, policy(), expect=403)


async def test_a_policy_can_be_tried_before_it_is_saved(world: World) -> None:
    account = await practice.connect(world)
    await world.deliver(x.mention("one", author="71"), x.mention("two", author="72"))
    await practice.deliver(world, account, practice.said("message", "three", by="73"))
    wanted = policy(networks=["x"])

    async def tried(**query: Any) -> tuple[int, int]:
        answer = await world.owner.client.post("/api/sla-policies/preview", json=wanted, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()["count"], answer.json()["of"]

    assert await tried() == (2, 3)
    made = await world.owner.send("POST", "/api/sla-policies", policy(account_ids=[world.account.id]), expect=201)
    # Whatever comes before it decides first; in the place of that one, it does itself.
    assert await tried() == (0, 3)
    assert await tried(policy_id=made["id"]) == (2, 3)
    assert len(await names(world)) == 2


async def test_who_is_dear_to_us_is_answered_sooner(world: World) -> None:
    await world.owner.send("POST", "/api/sla-policies", policy(name="VIP", minutes=10, vip=True), expect=201)
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    assert (await clocks(world))[0].target == 1440
    await world.agent.send("PATCH", f"/api/contacts/{row['contact']['id']}", {"vip": True})
    await world.reply(world.agent, row["id"], "yes?")
    await world.read_log()
    await world.deliver(x.message("thanks, but"))
    assert (await clocks(world))[-1].target == 10


# ---- lists -----------------------------------------------------------------------------------------------------------


async def crowd(world: World) -> list[int]:
    """Conversations in the order in which they are due: two of them overdue, the last with nobody who waits."""
    account = await practice.connect(world)
    for number, hours in enumerate((30, 2, 26, 22)):
        await practice.deliver(world, account, practice.said("message", "hi", by=str(30 + number), at=ago(hours=hours)))
    await practice.deliver(world, account, practice.said("message", "bye", by="40"))
    ids = {
        row.handle: row.id
        for row in await world.rows(
            "SELECT i.handle, c.id FROM conversations c JOIN identities i ON i.id = c.identity_id"
        )
    }
    last = ids["person40"]
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await world.reply(world.agent, last, "bye", visibility="private")
    await world.agent.send("PUT", f"/api/conversations/{last}/snooze", {"until": until})
    await world.agent.send("DELETE", f"/api/conversations/{last}/snooze")
    await world.read_log()
    return [ids[f"person{number}"] for number in (30, 32, 33, 31)] + [last]


async def listed(world: World, **query: Any) -> list[int]:
    return [row["id"] for row in (await world.agent.get("/api/conversations", limit=100, **query))["items"]]


async def test_what_is_due_first_comes_first(world: World) -> None:
    expected = await crowd(world)
    assert await listed(world, sort="due") == expected
    for limit in (1, 2, 3):
        seen: list[int] = []
        cursor: dict[str, str] = {}
        while True:
            page = await world.agent.get("/api/conversations", sort="due", limit=limit, **cursor)
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == expected, limit


async def test_lists_badges_saved_views_and_bulk_know_what_is_due(world: World) -> None:
    expected = await crowd(world)
    assert await listed(world, due_hours=0, sort="due") == expected[:2]
    assert await listed(world, due_hours=3, sort="due") == expected[:3]
    for sort in ("due", "waiting", "newest", "priority"):
        assert await listed(world, view="overdue", sort=sort) == expected[:2]
    assert await listed(world, view="overdue", state="pending") == []
    counts = {each["view"]: each["count"] for each in (await world.agent.get("/api/views"))["items"]}
    assert counts["overdue"] == 2
    query = {"due_hours": 0, "sort": "due"}
    saved = await world.agent.send("POST", "/api/saved-views", {"name": "Late", "query": query}, expect=201)
    assert (saved["count"], saved["query"]["due_hours"]) == (2, 0)
    action = {"do": "prioritise", "priority": "urgent"}
    bulk = await world.owner.send("POST", "/api/bulk-actions", {"action": action, "query": query}, expect=201)
    assert (bulk["total"], bulk["changed"]) == (2, 2)
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/conversations", sort="due"))["items"] == []
