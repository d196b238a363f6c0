"""Whatever happens in whatever order, read soon or late or twice: clocks agree with who waits."""

import random

import pytest

from heard.channels.models import Account
from tests.factories import practice, x
from tests.factories.clocks import ago, ahead, clocks, mark_due, nothing, only
from tests.factories.world import World

# ---- whatever happens ------------------------------------------------------------------------------------------------

DEEDS = (
    "message",
    "message",
    "post",
    "echo",
    "old",
    "resolve",
    "reopen",
    "snooze",
    "wake",
    "reply",
    "reply",
    "undo",
    "read",
    "fail",
)


async def do(world: World, account: Account, dice: random.Random, what: str) -> None:
    if what in {"message", "post", "echo"}:
        to = str(dice.randint(7, 9)) if what == "echo" else None
        kind = "message" if what == "echo" else what
        at = ago(hours=dice.uniform(0, 40))
        await practice.deliver(world, account, practice.said(kind, "word", by=str(dice.randint(7, 9)), to=to, at=at))
    elif what == "old":
        await world.rows("UPDATE conversations SET resolved_at = now() - interval '3 days' WHERE state = 'resolved'")
    elif what == "read":
        await world.read_log()
    elif what == "fail":
        await world.send_due()
    else:
        await act(world, dice, what)


async def act(world: World, dice: random.Random, what: str) -> None:
    ids = [row.id for row in await world.rows("SELECT id FROM conversations")]
    out = [row.id for row in await world.rows("SELECT id FROM messages WHERE author_kind = 'person'")]
    if not ids or (what == "undo" and not out):
        return
    reply = {"visibility": "private", "text": "hm", "client_ref": f"{dice.getrandbits(128):032x}"}
    method, path, body = {
        "resolve": ("POST", "/resolution", {"reason": dice.choice(["answered", "spam"])}),
        "reopen": ("DELETE", "/resolution", {}),
        "snooze": ("PUT", "/snooze", {"until": ahead(hours=1)}),
        "wake": ("DELETE", "/snooze", {}),
        "reply": ("POST", "/replies", reply),
        "undo": ("DELETE", "", {}),
    }[what]
    where = f"/api/replies/{dice.choice(out)}" if what == "undo" else f"/api/conversations/{dice.choice(ids)}{path}"
    answer = await world.agent.client.request(method, where, json=body)
    assert answer.status_code < 500, answer.text


async def check(world: World) -> None:
    """A clock runs for exactly those who wait, since they do; no two waits of one conversation overlap."""
    rows = await world.rows(
        "SELECT c.id, c.state IN ('new', 'snoozed') AND c.waiting_since <= c.last_inbound_at AS waits, c.waiting_since, c.due_at, "
        "k.started_at, k.due_at AS due FROM conversations c LEFT JOIN clocks k ON k.conversation_id = c.id AND k.stopped_at IS NULL"
    )
    for row in rows:
        if row.waits:
            assert (row.started_at, row.due) == (row.waiting_since, row.due_at), row
        else:
            assert (row.started_at, row.due_at.year) == (None, 9999), row
    assert all(each.stopped_at is None or each.stopped_at >= each.started_at for each in await clocks(world))
    wrong = await world.rows(
        "SELECT * FROM clocks WHERE stopped_at IS NOT NULL AND (breached_at IS NOT NULL) <> (stopped_at > due_at)"
    )
    assert wrong == []


@pytest.mark.parametrize("seed", range(6))
async def test_clocks_agree_with_who_waits_whatever_happens(world: World, seed: int) -> None:
    dice = random.Random(seed)
    account = await practice.connect(world)
    original = world.read_log
    for _ in range(40):
        # What arrives reads the log too, so it is switched off to let news pile up.
        what = dice.choice(DEEDS)
        world.read_log = original if what == "read" else nothing
        await do(world, account, dice, what)
        world.read_log = original
        if dice.random() < 0.4:
            await mark_due(world)
            await check(world)
    await world.read_log()
    await check(world)
    before = await clocks(world)
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'decide'")
    await world.read_log()
    assert await clocks(world) == before


async def test_reading_the_log_twice_tells_nothing_twice(world: World) -> None:
    await world.deliver(x.mention("hello?"))
    row = await only(world)
    await world.reply(world.agent, row["id"], "yes?")
    await world.read_log()
    before = await world.events()
    await world.rows("UPDATE cursors SET seen = '1:1:', target = NULL, last_id = 0 WHERE reader = 'decide'")
    await world.read_log()
    assert await world.events() == before
