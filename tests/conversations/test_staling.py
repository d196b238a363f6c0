"""What has waited in vain for the customer is closed by itself; what waits for us never is, whoever comes in between."""

import asyncio
from functools import partial
from typing import Any

import pytest

from heard.accounts.permissions import Role
from heard.conversations.service import staling
from heard.conversations.service.staling import close_stale
from tests.conversations.test_plans import Plans, complaints, plans
from tests.factories import x
from tests.factories.world import World

__all__ = ["plans"]


async def pending(world: World, author: str = "2222", *, days: float = 31) -> Any:
    """A conversation of ours that waits for the customer, silent for so long."""
    await world.deliver(x.mention("my bread is stale", author=author))
    row = next(each for each in await world.conversations() if each["contact"]["handle"].endswith(author))
    await world.reply(world.agent, row["id"], "which one?")
    await world.rows("UPDATE messages SET delivery = 'sent', external_id = id::text WHERE delivery = 'queued'")
    await quiet(world, row["id"], days)
    return row


async def quiet(world: World, conversation_id: int, days: float) -> None:
    await world.rows(
        "UPDATE conversations SET last_message_at = now() - :days * interval '24 hours' WHERE id = :id",
        id=conversation_id,
        days=days,
    )


async def close(world: World, most: int = 100) -> int:
    async with world.services.database.transaction() as session:
        return await close_stale(session, most=most)


async def state(world: World, row: Any) -> tuple[str, str | None]:
    found = await world.owner.get(f"/api/conversations/{row['id']}")
    return found["state"], found["resolve_reason"]


async def test_silence_ends_what_waits_for_the_customer_and_the_log_says_why(world: World) -> None:
    old, young = await pending(world), await pending(world, "3333", days=29.9)
    assert await close(world) == 1
    assert await state(world, old) == ("resolved", "stale")
    assert await state(world, young) == ("pending", None)
    (told,) = await world.rows("SELECT * FROM log WHERE kind = 'conversation.resolved'")
    assert (told.actor_kind, told.conversation_id) == ("system", old["id"])
    assert told.data == {"before": "pending", "reason": "stale", "quiet_days": 30}
    timeline = await world.owner.get(f"/api/conversations/{old['id']}/timeline")
    assert timeline["items"][-1]["data"]["quiet_days"] == 30
    assert await close(world) == 0
    await world.read_log()
    assert (await world.agent.get("/api/notifications"))["items"] == []


async def test_what_waits_for_us_or_holds_something_unsent_is_never_touched(world: World) -> None:
    rows = [await pending(world, f"{number}222") for number in range(2, 8)]
    new, snoozed, failed, drafted, queued, noted = rows
    await world.rows("UPDATE conversations SET state = 'new' WHERE id = :id", id=new["id"])
    await world.rows(
        "UPDATE conversations SET state = 'snoozed', snoozed_until = now() + interval '1 day' WHERE id = :id",
        id=snoozed["id"],
    )
    await world.rows("UPDATE conversations SET failed = 1 WHERE id = :id", id=failed["id"])
    for row, mode in ((drafted, "public"), (noted, "note")):
        draft = {"mode": mode, "text": "are you still"}
        await world.agent.send("PUT", f"/api/conversations/{row['id']}/draft", draft)
    await world.reply(world.agent, queued["id"], "are you there?")
    await quiet(world, queued["id"], 31)
    assert await close(world) == 0
    assert {(await state(world, row))[0] for row in rows} == {"new", "snoozed", "pending"}


async def test_each_account_may_have_days_of_its_own_and_zero_is_never(world: World) -> None:
    row = await pending(world, days=10)
    account = f"/api/accounts/{world.account.id}"
    changed = await world.owner.send("PATCH", "/api/workspace", {"stale_days": 0})
    assert (changed["workspace"]["stale_days"], changed["workspace"]["signing"]) == (0, "optional")
    assert await close(world) == 0
    assert (await world.owner.send("PATCH", account, {"stale_days": 11}))["stale_days"] == 11
    assert await close(world) == 0
    await world.owner.send("PATCH", account, {"stale_days": 9})
    preview = partial(world.owner.get, "/api/stale-preview")
    assert await preview(days=30) == {"count": 1, "capped": False}  # the account has its own
    assert await preview(days=11, account_id=world.account.id) == {"count": 0, "capped": False}
    assert await preview(days=9, account_id=world.account.id) == {"count": 1, "capped": False}
    assert await preview(days=0, account_id=world.account.id) == {"count": 0, "capped": False}
    assert await state(world, row) == ("pending", None)
    await world.owner.send("PATCH", "/api/workspace", {"stale_days": 1})
    await world.owner.send("PATCH", account, {"stale_days": 0})
    assert await close(world) == 0
    await world.owner.send("PATCH", account, {"stale_days": None})
    assert await close(world) == 1
    kinds = await world.events()
    assert (kinds.count("workspace.changed"), kinds.count("account.changed")) == (2, 4)
    await world.owner.send("PATCH", "/api/workspace", {"stale_days": 366}, expect=400)
    lead = await world.person("Lea Lead", Role.LEAD)
    await lead.send("PATCH", "/api/workspace", {"stale_days": 3}, expect=403)
    assert (await lead.client.get("/api/stale-preview", params={"days": 3})).status_code == 403


@pytest.mark.parametrize("how", ["one", "bulk", "undo"])
async def test_who_takes_it_back_keeps_it_open(world: World, how: str) -> None:
    row = await pending(world)
    if how == "undo":
        body = {"action": {"do": "resolve", "reason": "other"}, "ids": [row["id"]]}
        bulk = await world.agent.send("POST", "/api/bulk-actions", body, expect=201)
        await world.agent.send("POST", f"/api/bulk-actions/{bulk['id']}/undo", expect=201)
    else:
        assert await close(world) == 1
        if how == "one":
            await world.agent.send("DELETE", f"/api/conversations/{row['id']}/resolution")
        else:
            body = {"action": {"do": "reopen"}, "ids": [row["id"]]}
            await world.agent.send("POST", "/api/bulk-actions", body, expect=201)
    assert await state(world, row) == ("pending", None)
    assert await close(world) == 0
    await world.rows("UPDATE conversations SET kept_open_at = now() - interval '31 days'")
    assert await close(world) == 1


async def test_a_customer_who_comes_back_in_time_is_heard(world: World) -> None:
    row = await pending(world)
    await close(world)
    await world.deliver(x.mention("the rye"))
    assert await state(world, row) == ("new", None)
    assert (await world.events_but_clocks(row["id"]))[-2:] == ["conversation.reopened", "message.received"]


async def test_a_customer_who_writes_at_the_same_moment_is_never_closed(world: World) -> None:
    rows = [await pending(world, f"{number}222") for number in range(2, 8)]
    for round_ in range(3):
        for row in rows:
            await world.rows("UPDATE conversations SET state = 'pending' WHERE id = :id", id=row["id"])
            await quiet(world, row["id"], 31)
        words = [x.mention(f"wait, {round_}", author=f"{number}222") for number in range(2, 8)]
        await asyncio.gather(world.deliver(*words), *(close(world, most=2) for _ in range(4)))
        assert {(await state(world, row))[0] for row in rows} == {"new"}


async def test_what_somebody_holds_is_left_for_the_next_time(world: World) -> None:
    row = await pending(world)
    async with world.services.database.transaction() as session:
        from sqlalchemy import text

        await session.execute(text("SELECT 1 FROM conversations WHERE id = :id FOR UPDATE"), {"id": row["id"]})
        assert await close(world) == 0
        await session.execute(text("UPDATE conversations SET state = 'new' WHERE id = :id"), {"id": row["id"]})
    assert await close(world) == 0
    assert (await state(world, row))[0] == "new"


async def test_a_draft_that_was_kept_before_the_lock_was_had_keeps_it_open(world: World) -> None:
    # Afterwards none can be: keeping one waits for the lock. What was kept before is seen by the second look alone.
    row = await pending(world)
    await world.agent.send("PUT", f"/api/conversations/{row['id']}/draft", {"mode": "public", "text": "wait"})
    values = {"ids": [row["id"]], "days": [30], "never": staling.NOBODY_WAITS, "reason": staling.STALE}
    async with world.services.database.transaction() as session:
        assert (await session.execute(staling._CLOSE, values)).all() == []
    assert await state(world, row) == ("pending", None)


async def test_it_goes_on_in_batches_that_end(world: World) -> None:
    for number in range(2, 7):
        await pending(world, f"{number}222")
    assert [await close(world, most=2) for _ in range(4)] == [2, 2, 1, 0]


async def test_two_workers_close_each_once(world: World) -> None:
    for number in range(2, 8):
        await pending(world, f"{number}222")
    done = await asyncio.gather(*(close(world) for _ in range(3)))
    assert sum(done) == 6
    assert (await world.events()).count("conversation.resolved") == 6


async def test_the_longest_silence_is_found_by_its_index_and_no_further(plans: Plans) -> None:
    await plans.world.rows(
        "UPDATE conversations SET last_message_at = now() - interval '40 days' WHERE state = 'pending'"
    )
    nodes = await plans.of(lambda session: session.execute(staling._LOCK, {"most": 20}))
    assert {each for each in complaints(nodes) if "read whole" in each} == set()
    read = [node for node in nodes if node.get("Index Name") == "ix_conversations_quiet"]
    assert read
    assert all("workspace_id" in node["Index Cond"] and "last_message_at" in node["Index Cond"] for node in read)
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in read) <= 21
    actor = plans.actors["owner"]
    counted = await plans.of(lambda session: staling.count_stale(session, actor, days=30, account_id=None))
    assert complaints(counted) == set()
    await plans.world.rows("DROP INDEX ix_conversations_quiet")
    lost = await plans.of(lambda session: session.execute(staling._LOCK, {"most": 20}))
    assert "ix_conversations_quiet" not in {node.get("Index Name") for node in lost}
