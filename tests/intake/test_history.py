"""What was said before an account was connected: fetched when asked for, once, and work only where somebody still waits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from heard.channels.doubles.misbehaviour import broken, revoked
from heard.channels.doubles.x import XDouble
from heard.intake import history
from tests.factories import x
from tests.intake.conftest import Gap, message, post_of

NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = NOW - timedelta(days=20)
LATELY = NOW - timedelta(days=1)
HOUR = timedelta(hours=1)


async def ask(gap: Gap, days: int = 30, *, expect: int = 202) -> Any:
    path = f"/api/accounts/{gap.account_id}/history"
    return await gap.world.owner.send("POST", path, {"days": days}, expect=expect)


async def state(gap: Gap) -> Any:
    return await gap.world.owner.get(f"/api/accounts/{gap.account_id}/history")


async def fetch(gap: Gap, most: int = 20) -> Any:
    """Run the jobs there are, one page each, and apply what they bring."""
    for _ in range(most):
        if (await state(gap))["state"] != "running":
            break
        gap.services.directory.forget()
        await history.remember(gap.services, gap.account_id)
        await gap.world.apply()
    return await state(gap)


async def standing(gap: Gap) -> Sequence[tuple[Any, ...]]:
    query = "SELECT state, resolve_reason, has_public, has_private FROM conversations ORDER BY last_message_at"
    return [tuple(row) for row in await gap.world.rows(query)]


def reply_of_ours(words: str, to: str, at: datetime, author: str = "2222") -> Any:
    """A post by which we answered somebody."""
    return {
        **post_of(x.mention(words, author=x.OUR_ID, at=at)),
        "conversation_id": to,
        "in_reply_to_user_id": author,
        "referenced_tweets": [{"type": "replied_to", "id": to}],
    }


async def test_all_is_fetched_and_only_who_still_waits_is_work(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    answered = post_of(x.mention("answered lately", author="3", at=LATELY))
    double.mentions += [
        post_of(x.mention("long ago", author="1", at=LONG_AGO)),
        post_of(x.mention("nobody answered", author="2", at=LATELY)),
        answered,
        post_of(x.mention("too long ago", author="4", at=NOW - timedelta(days=40))),
    ]
    double.posted.append(reply_of_ours("our answer", answered["id"], LATELY + HOUR, author="3"))
    double.messages.append(message("in private", 1, sender="1", peer="1", at=LONG_AGO + HOUR))
    await ask(gap)
    done = await fetch(gap)
    assert (done["state"], done["found"]) == ("done", 5)
    assert sorted(await gap.words()) == ["answered lately", "in private", "long ago", "nobody answered", "our answer"]
    assert await standing(gap) == [
        ("resolved", "history", True, True),
        ("new", None, True, False),
        ("pending", None, True, False),
    ]
    (row,) = [row for row in await gap.world.conversations() if row["state"] == "new"]
    assert row["waiting_since"].startswith(LATELY.isoformat()[:19])
    # Whoever waits has the whole time from now: nobody can have kept it before.
    (clock,) = await gap.world.rows("SELECT conversation_id, due_at > now() + interval '23 hours' AS fair FROM clocks")
    assert (clock.conversation_id, clock.fair) == (row["id"], True)
    assert "clock.breached" not in await gap.world.events()


async def test_an_answer_long_ago_closes_and_nothing_is_notified(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    double.messages += [
        message("a question", 1, at=LONG_AGO),
        message("our answer", 2, sender=x.OUR_ID, at=LONG_AGO + HOUR),
    ]
    await ask(gap)
    await fetch(gap)
    assert await standing(gap) == [("resolved", "history", False, True)]
    (received,) = await gap.world.rows("SELECT data FROM log WHERE kind = 'message.received'")
    assert received.data["past"] is True
    assert await gap.world.rows("SELECT 1 FROM notifications") == []


async def test_history_of_somebody_we_are_speaking_with_changes_nothing_of_that(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    await gap.world.deliver(x.message("hello", id="3000000000000000050"))
    row = await gap.world.only()
    await gap.world.reply(gap.world.agent, row["id"], "hello to you", visibility="private")
    before = await gap.world.only()
    double.messages += [message(f"earlier {n}", n, at=LATELY + n * HOUR) for n in range(1, 4)]
    await ask(gap)
    await fetch(gap)
    after = await gap.world.only()
    assert (after["state"], after["waiting_since"], after["preview"]) == (
        "pending",
        before["waiting_since"],
        before["preview"],
    )
    texts = [each["text"] for each in await gap.world.messages(row["id"])]
    assert texts == ["earlier 1", "earlier 2", "earlier 3", "hello", "hello to you"]


async def test_a_reply_that_comes_to_nothing_makes_nobody_wait_for_what_is_past(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    await gap.world.deliver(x.message("hello", id="3000000000000000050"))
    row = await gap.world.only()
    reply = await gap.world.reply(gap.world.agent, row["id"], "hello to you", visibility="private")
    double.messages.append(message("long ago", 1, at=LONG_AGO))
    await ask(gap)
    await fetch(gap)
    await gap.world.agent.send("DELETE", f"/api/replies/{reply['id']}")
    again = await gap.world.only()
    assert (again["state"], again["waiting_since"]) == ("new", row["waiting_since"])


async def test_what_an_agent_has_settled_is_not_opened_again(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    await gap.world.deliver(x.message("hello", id="3000000000000000050"))
    row = await gap.world.only()
    await gap.world.agent.send("POST", f"/api/conversations/{row['id']}/resolution", {"reason": "answered"})
    double.messages.append(message("earlier", 1, at=LATELY))
    await ask(gap)
    await fetch(gap)
    assert await standing(gap) == [("resolved", "answered", False, True)]


async def test_many_pages_are_one_conversation_a_person_and_come_once(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    double.mentions += [
        post_of(x.mention(f"word {n}", author=str(n % 7 + 1), at=LONG_AGO + n * HOUR / 10)) for n in range(250)
    ]
    await ask(gap)
    done = await fetch(gap)
    assert (done["state"], done["found"]) == ("done", 250)
    (rows,) = await gap.world.rows(
        "SELECT count(*) AS number, count(DISTINCT identity_id) AS people FROM conversations"
    )
    assert (rows.number, rows.people) == (7, 7)
    await ask(gap)
    assert (await fetch(gap))["found"] == 0
    assert len(await gap.words()) == 250
    pages = [each for each in double.requests if each.path.endswith("/mentions")]
    assert len(pages) == 2 * 3


async def test_a_network_in_trouble_is_asked_again_for_the_same_page(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    double.mentions.append(post_of(x.mention("long ago", at=LONG_AGO)))
    await ask(gap)
    await gap.world.rows("DELETE FROM procrastinate_jobs")  # as a worker takes it
    double.next(broken(503))
    await fetch(gap, most=1)
    troubled = await state(gap)
    assert troubled["state"] == "running"
    assert troubled["reason"]
    (job,) = await gap.world.rows(
        "SELECT scheduled_at > now() + interval '30 seconds' AS later FROM procrastinate_jobs "
        "WHERE task_name = 'intake.remember' ORDER BY id DESC LIMIT 1"
    )
    assert job.later
    assert (await fetch(gap))["state"] == "done"
    assert (await state(gap))["reason"] is None
    assert await gap.words() == ["long ago"]


async def test_a_refusal_ends_it_and_says_why(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    await ask(gap)
    double.next(revoked())
    ended = await fetch(gap)
    assert ended["state"] == "failed"
    assert ended["reason"]
    assert ended["ended_at"]
    assert (await gap.world.events()).count("account.history_ended") == 1


async def test_it_can_be_stopped_and_a_page_that_was_on_its_way_is_not_kept(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    double.mentions.append(post_of(x.mention("long ago", at=LONG_AGO)))
    await ask(gap)
    await ask(gap, expect=409)
    stopped = await gap.world.owner.send("DELETE", f"/api/accounts/{gap.account_id}/history")
    assert stopped["state"] == "stopped"
    await history.remember(gap.services, gap.account_id)
    await gap.world.apply()
    assert await gap.words() == []


async def test_two_jobs_at_once_keep_one_page_once(on_x: tuple[Gap, XDouble]) -> None:
    import asyncio

    gap, double = on_x
    double.posted += [reply_of_ours(f"answer {n}", "1", LATELY, author="9") for n in range(5)]
    await ask(gap)
    await asyncio.gather(*(history.remember(gap.services, gap.account_id) for _ in range(3)))
    assert (await state(gap))["found"] == 5
    await fetch(gap)
    assert len(await gap.words()) == 5


async def test_the_practice_network_gives_a_week(gap: Gap) -> None:
    await gap.say("before we came")
    assert (await state(gap))["state"] == "none"
    await ask(gap, 8, expect=422)
    await ask(gap, 7)
    assert (await fetch(gap))["found"] == 1
    (row,) = [row for row in await gap.world.conversations() if row["network"] == "practice"]
    assert (row["state"], row["preview"]) == ("new", "@acme before we came")


async def test_only_who_manages_accounts_may_ask(gap: Gap) -> None:
    path = f"/api/accounts/{gap.account_id}/history"
    await gap.world.agent.send("POST", path, {"days": 7}, expect=403)
    stranger = await gap.world.other_workspace()
    for method, body in (("POST", {"days": 7}), ("DELETE", None)):
        await stranger.send(method, path, body, expect=404)
    assert (await stranger.client.get(path)).status_code == 404
