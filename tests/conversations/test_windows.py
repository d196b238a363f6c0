"""Windows that close: how long private words can be answered, and what lists and the composer know of it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.channels.base import Capabilities
from heard.channels.models import Account
from heard.channels.registry import CHANNELS, abilities
from heard.conversations.policy import Facts, private_window, reply_policy, window_closes_at
from tests.factories import practice, x
from tests.factories.world import World

DAY = timedelta(hours=24)
CAN = CHANNELS["practice"].capabilities


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


def ahead(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def windows(world: World) -> dict[int, datetime | None]:
    """What the rows say."""
    return {r.id: r.window_closes_at for r in await world.rows("SELECT id, window_closes_at FROM conversations")}


async def recomputed(world: World, minutes: int = 1440) -> dict[int, datetime | None]:
    """What they should say, from the threads."""
    rows = await world.rows(
        "SELECT c.id, (SELECT max(t.last_inbound_at) FROM threads t WHERE t.conversation_id = c.id "
        "AND t.visibility = 'private' AND c.network = 'practice') + make_interval(mins => :minutes) AS closes "
        "FROM conversations c",
        minutes=minutes,
    )
    return {row.id: row.closes for row in rows}


async def listed(world: World, **query: Any) -> list[int]:
    return [row["id"] for row in (await world.agent.get("/api/conversations", limit=100, **query))["items"]]


async def ids_of(world: World) -> dict[str, int]:
    """Conversations by their customer's handle, the newest of each."""
    rows = await world.rows(
        "SELECT i.handle, max(c.id) AS id FROM conversations c JOIN identities i ON i.id = c.identity_id GROUP BY 1"
    )
    return {row.handle: row.id for row in rows}


# ---- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "last", "refused"),
    [
        ("private", timedelta(hours=23, minutes=59), None),
        ("private", DAY, "window_closed"),
        ("private", None, None),
        ("public", timedelta(days=9), None),
    ],
)
def test_private_words_can_be_answered_for_a_day(visibility: Any, last: timedelta | None, refused: str | None) -> None:
    moment = datetime.now(UTC)
    facts = Facts("ok", visibility, has_thread=True, last_inbound_at=None if last is None else moment - last)
    refusal = reply_policy(CAN, facts, now=moment)
    assert (refusal.code if refusal else None) == refused


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "1 hour of"), (1440, "24 hours of"), (5, "5 minutes of"), (1, "1 minute of")]
)
def test_a_setting_of_the_account_shortens_the_window(minutes: int, said: str) -> None:
    can = abilities("practice", {"private_window_minutes": minutes})
    moment = datetime.now(UTC)
    facts = Facts("ok", "private", has_thread=True, last_inbound_at=moment - timedelta(minutes=minutes))
    refusal = reply_policy(can, facts, now=moment)
    assert refusal is not None
    assert said in refusal.detail
    assert window_closes_at(can, facts) == moment
    assert private_window(abilities("x", {})) is None


def test_a_network_without_windows_never_closes() -> None:
    can = Capabilities(public=True, private=True, can_open_private=True, max_text_public=9, max_text_private=9)
    facts = Facts("ok", "private", has_thread=True, last_inbound_at=ago(days=900))
    assert reply_policy(can, facts, now=datetime.now(UTC)) is None


# ---- the row ---------------------------------------------------------------------------------------------------------


async def test_the_row_says_when_the_window_of_what_needs_us_closes(world: World) -> None:
    account = await practice.connect(world)
    said = ago(hours=3)
    await practice.deliver(world, account, practice.said("message", "is anybody there?", at=said))
    await world.deliver(x.mention("no window here"))
    rows = {row["network"]: row for row in (await world.agent.get("/api/conversations"))["items"]}
    assert datetime.fromisoformat(rows["practice"]["window_closes_at"]) == said + DAY
    assert rows["x"]["window_closes_at"] is None
    shown = await world.agent.get(f"/api/conversations/{rows['practice']['id']}")
    assert datetime.fromisoformat(shown["window_closes_at"]) == said + DAY
    await world.reply(world.agent, rows["practice"]["id"], "here!", visibility="private")
    (pending,) = (await world.agent.get("/api/conversations", view="pending"))["items"]
    assert pending["window_closes_at"] is None


async def test_a_closed_window_refuses_and_names_the_other_way(world: World) -> None:
    account = await practice.connect(world)
    events = [practice.said("post", "stale!", at=ago(hours=30)), practice.said("message", "hello?", at=ago(hours=25))]
    await practice.deliver(world, account, *events)
    (one,) = await listed(world)
    options = {
        each["visibility"]: each for each in (await world.agent.get(f"/api/conversations/{one}"))["reply_options"]
    }
    assert options["private"]["refusal"]["code"] == "window_closed"
    assert options["public"]["allowed"] is True
    refused = await world.reply(world.agent, one, "too late", visibility="private", expect=422)
    assert (refused["code"], refused["reason_code"]) == ("reply_refused", "window_closed")
    await world.reply(world.agent, one, "in public then")


async def test_a_setting_that_changes_moves_what_is_open(world: World) -> None:
    account = await practice.connect(world)
    await practice.deliver(world, account, practice.said("message", "hello?", at=ago(minutes=10)))
    await practice.change(world, account, private_window_minutes="30")
    assert await windows(world) == await recomputed(world, 30)
    (one,) = await listed(world, closes_hours=1)
    await practice.deliver(world, account, practice.said("message", "still there"))
    assert await windows(world) == await recomputed(world, 30)
    await practice.change(world, account, private_window_minutes="5")
    assert await windows(world) == await recomputed(world, 5)
    refused = await world.agent.send("PATCH", f"/api/accounts/{account.id}", {"settings": {}}, expect=403)
    assert refused["code"]
    body = {"settings": {"private_window_minutes": "1441"}}
    await world.owner.send("PATCH", f"/api/accounts/{account.id}", body, expect=422)
    assert (await world.agent.get(f"/api/conversations/{one}"))["state"] == "new"


async def test_a_thread_that_moves_takes_its_window_along(world: World) -> None:
    account = await practice.connect(world)
    await practice.deliver(world, account, practice.said("message", "first matter", at=ago(hours=20)))
    (old,) = await listed(world)
    await world.agent.send("POST", f"/api/conversations/{old}/resolution", {"reason": "answered"})
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days'")
    # The new matter begins in public; the private thread stays where it is until somebody writes there.
    await practice.deliver(world, account, practice.said("post", "second matter"))
    (new,) = await listed(world)
    found = await windows(world)
    assert new != old
    assert (found[new], found[old] is None) == (None, False)
    await world.reply(world.agent, new, "let us talk here", visibility="private")
    found = await windows(world)
    assert found == await recomputed(world)
    assert (found[new] is None, found[old]) == (False, None)


async def test_an_echo_moves_the_window_too(world: World) -> None:
    account = await practice.connect(world)
    await practice.deliver(world, account, practice.said("message", "first matter", at=ago(hours=20)))
    (old,) = await listed(world)
    await world.agent.send("POST", f"/api/conversations/{old}/resolution", {"reason": "answered"})
    await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days'")
    await practice.deliver(world, account, practice.said("message", "said elsewhere", to="7"))
    found = await windows(world)
    assert len(found) == 2
    assert found == await recomputed(world)


DEEDS = ("message", "message", "post", "echo", "old", "resolve", "resolve", "reopen", "snooze", "reply")


async def do(world: World, account: Account, dice: random.Random, what: str) -> None:
    """Let something happen to somebody; what cannot be done then is refused, which is as good."""
    if what in {"message", "post"}:
        kinds = [dice.choice(["message", what]) for _ in range(dice.randint(1, 4))]
        said = [
            practice.said(kind, "word", by=str(dice.randint(7, 9)), at=ago(hours=dice.uniform(0, 40))) for kind in kinds
        ]
        await practice.deliver(world, account, *said)
    elif what == "echo":
        await practice.deliver(world, account, practice.said("message", "ours", to=str(dice.randint(7, 9))))
    elif what == "old":
        await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days' WHERE state = 'resolved'")
    else:
        await act(world, dice, what)


async def act(world: World, dice: random.Random, what: str) -> None:
    reply = {"visibility": "private", "text": "hm", "client_ref": f"{dice.getrandbits(128):032x}"}
    method, path, body = {
        "resolve": ("POST", "/resolution", {"reason": "answered"}),
        "reopen": ("DELETE", "/resolution", {}),
        "snooze": ("PUT", "/snooze", {"until": ahead(hours=1)}),
        "reply": ("POST", "/replies", reply),
    }[what]
    one = dice.choice(list(await windows(world)))
    answer = await world.agent.client.request(method, f"/api/conversations/{one}{path}", json=body)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("seed", range(6))
async def test_rows_agree_with_threads_whatever_happens(world: World, seed: int) -> None:
    dice = random.Random(seed)
    account = await practice.connect(world)
    await world.deliver(x.mention("no window"))
    for _ in range(25):
        await do(world, account, dice, dice.choice(DEEDS))
        assert await windows(world) == await recomputed(world)


# ---- lists -----------------------------------------------------------------------------------------------------------


async def crowd(world: World) -> list[int]:
    """Conversations in the order in which they should be shown: by closing, then by waiting."""
    account = await practice.connect(world)
    closed = [practice.said("message", "too old", by="20", at=ago(hours=50))]
    private = [practice.said("message", "hello", by=str(30 + n), at=ago(hours=23 - n)) for n in range(4)]
    public = [practice.said("post", "hello", by=str(40 + n), at=ago(hours=60 - 20 * n)) for n in range(3)]
    events = [*closed, *private, *public]
    random.Random(1).shuffle(events)
    await practice.deliver(world, account, *events)
    ids = await ids_of(world)
    return [ids[f"person{number}"] for number in (30, 31, 32, 33, 40, 20, 41, 42)]


async def test_what_closes_soonest_comes_first_and_what_never_closes_after(world: World) -> None:
    expected = await crowd(world)
    assert await listed(world, sort="closing") == expected
    for limit in (1, 2, 3, 4, 5):
        seen: list[int] = []
        cursor: str | None = None
        while True:
            more = {} if cursor is None else {"cursor": cursor}
            page = await world.agent.get("/api/conversations", sort="closing", limit=limit, **more)
            seen += [row["id"] for row in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == expected, limit


async def test_what_closes_while_one_pages_is_shown_once(world: World) -> None:
    expected = await crowd(world)
    page = await world.agent.get("/api/conversations", sort="closing", limit=2)
    await world.rows("UPDATE conversations SET window_closes_at = now() WHERE id = :id", id=expected[0])
    rest = await world.agent.get("/api/conversations", sort="closing", limit=50, cursor=page["next_cursor"])
    assert [row["id"] for row in rest["items"]] == expected[2:]


async def test_the_order_is_of_what_needs_us(world: World) -> None:
    await crowd(world)
    for view in ("resolved", "pending", "snoozed", "mentions", "failed", "spam"):
        assert await listed(world, view=view, sort="closing") == []
    answer = await world.agent.client.get("/api/conversations", params={"sort": "closing", "cursor": "rubbish"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_lists_saved_views_and_bulk_know_what_closes_soon(world: World) -> None:
    expected = await crowd(world)
    assert await listed(world, closes_hours=2, sort="closing") == expected[:1] + expected[1:2]
    query = {"closes_hours": 3, "sort": "closing"}
    saved = await world.agent.send("POST", "/api/saved-views", {"name": "Soon", "query": query}, expect=201)
    assert (saved["count"], saved["query"]["closes_hours"], saved["query"]["sort"]) == (3, 3, "closing")
    action = {"do": "prioritise", "priority": "urgent"}
    bulk = await world.owner.send("POST", "/api/bulk-actions", {"action": action, "query": query}, expect=201)
    assert (bulk["total"], bulk["changed"]) == (3, 3)
    assert sorted(await listed(world, priority="urgent")) == sorted(expected[:3])


async def test_nobody_sees_windows_of_others(world: World) -> None:
    await crowd(world)
    stranger = await world.other_workspace()
    assert (await stranger.get("/api/conversations", sort="closing"))["items"] == []
    assert (await stranger.get("/api/conversations", closes_hours=100))["items"] == []
