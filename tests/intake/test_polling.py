"""What a webhook did not bring is fetched, once, and the silence is told."""

from datetime import UTC, datetime, timedelta

import pytest

from heard.channels import service as channels
from heard.channels.doubles.misbehaviour import broken, revoked
from heard.channels.doubles.x import XDouble
from heard.intake import polling
from tests.factories import x
from tests.intake.conftest import Gap, message, post_of


async def test_what_the_webhook_did_not_bring_is_fetched_once(gap: Gap) -> None:
    await gap.poll()
    await gap.say("where is my bread?")
    await gap.say("in private", "message")
    await gap.poll()
    assert await gap.words() == ["@acme where is my bread?", "in private"]
    await gap.poll()
    await gap.say("and now?")
    await gap.poll()
    assert await gap.words() == ["@acme where is my bread?", "in private", "@acme and now?"]
    assert (await gap.shown())["last_webhook_at"] is None
    assert (await gap.shown())["last_polled_at"] is not None
    assert (await gap.shown())["health"] == "ok"  # all of it is younger than a webhook may take


async def test_a_silent_webhook_is_told_once_and_ends_when_it_speaks_again(gap: Gap) -> None:
    await gap.poll()
    await gap.say("hello?")
    await gap.world.rows("""
        UPDATE practice_deliveries SET body = jsonb_set(body, '{item,at}', to_jsonb((now() - interval '5 minutes')::text))
    """)
    await gap.poll()
    assert await gap.words() == ["@acme hello?"]
    shown = await gap.shown()
    assert (shown["health"], shown["health_fix"]) == ("degraded", "check_webhook")
    assert shown["health_reason"] == "The webhook seems silent: 1 messages fetched by poll."
    await gap.poll()
    assert (await gap.world.events()).count("account.health_changed") == 1
    await gap.world.rows(
        "UPDATE accounts SET trouble_last_at = now() - interval '11 minutes', last_webhook_at = now() WHERE id = :id",
        id=gap.account_id,
    )
    await gap.poll()
    assert (await gap.shown())["health"] == "ok"


async def test_what_was_said_before_connecting_makes_no_work(gap: Gap) -> None:
    await gap.say("long ago")
    await gap.world.rows(
        "UPDATE accounts SET created_at = now() + interval '1 second' WHERE id = :id", id=gap.account_id
    )
    await gap.poll()
    assert await gap.words() == []


async def test_two_polls_at_once_keep_one_cursor(gap: Gap) -> None:
    import asyncio

    await gap.poll()
    for number in range(5):
        await gap.say(f"word {number}")
    await asyncio.gather(*(polling.poll(gap.services, gap.account_id) for _ in range(3)))
    await gap.world.apply()
    assert len(await gap.words()) == 5
    (left,) = await gap.world.rows("SELECT count(*) AS number FROM envelopes WHERE state <> 'done'")
    assert left.number == 0


async def test_a_dead_token_is_told_by_the_poll(gap: Gap) -> None:
    await gap.world.rows("UPDATE practice_profiles SET token_digest = NULL")
    await gap.poll()
    assert (await gap.shown())["health"] == "reauth_required"
    (due,) = await gap.world.rows("SELECT last_polled_at, poll_cursor FROM accounts WHERE id = :id", id=gap.account_id)
    assert due.last_polled_at is not None
    assert due.poll_cursor is None


async def due(gap: Gap) -> list[int]:
    async with gap.services.database.transaction() as session:
        return [account_id for account_id, _ in await channels.to_poll(session)]


@pytest.mark.parametrize(
    ("polled", "webhook", "health", "expected"),
    [
        ("NULL", "NULL", "ok", True),
        ("now() - interval '4 minutes'", "NULL", "ok", False),
        ("now() - interval '6 minutes'", "NULL", "ok", True),
        ("now() - interval '6 minutes'", "now() - interval '2 hours'", "ok", True),
        ("now() - interval '6 minutes'", "now() - interval '2 minutes'", "ok", False),
        ("now() - interval '6 minutes'", "now() - interval '2 minutes'", "degraded", True),
        ("now() - interval '31 minutes'", "now() - interval '2 minutes'", "ok", True),
        ("now() - interval '31 minutes'", "now() - interval '2 minutes'", "paused", True),
        ("now() - interval '9 minutes'", "NULL", "reauth_required", False),
        ("now() - interval '11 minutes'", "now()", "reauth_required", True),
    ],
)
async def test_whose_turn_it_is(gap: Gap, polled: str, webhook: str, health: str, *, expected: bool) -> None:
    await gap.world.rows(
        f"UPDATE accounts SET last_polled_at = {polled}, last_webhook_at = {webhook}, health = '{health}' WHERE id = :id",
        id=gap.account_id,
    )
    assert (gap.account_id in await due(gap)) is expected


async def test_who_is_well_again_is_asked_at_once_for_what_was_missed(gap: Gap) -> None:
    path = f"/api/accounts/{gap.account_id}"
    await gap.world.owner.send("PATCH", path, {"paused": True})
    await gap.world.read_log()
    jobs = "SELECT args FROM procrastinate_jobs WHERE task_name = 'intake.poll'"
    assert await gap.world.rows(jobs) == []
    await gap.world.owner.send("PATCH", path, {"paused": False})
    await gap.world.read_log()
    (job,) = await gap.world.rows(jobs)
    assert job.args == {"account_id": gap.account_id, "workspace_id": gap.world.workspace_id}


# ---- X ---------------------------------------------------------------------------------------------------------------


async def test_x_is_polled_in_pages_and_nothing_comes_twice(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    by_webhook = x.mention("by webhook")
    await gap.world.deliver(by_webhook)
    double.mentions.append(post_of(by_webhook))
    await gap.poll()
    assert await gap.words() == ["by webhook"]
    double.mentions += [post_of(x.mention(f"missed {n}")) for n in range(250)]
    double.messages += [message("in private", 1), message("our answer", 2, sender=x.OUR_ID), message("thanks", 3)]
    await gap.poll()
    said = await gap.words()
    assert sorted(said) == sorted(
        ["by webhook", "in private", "our answer", "thanks", *(f"missed {n}" for n in range(250))]
    )
    await gap.poll()
    assert len(await gap.words()) == len(said)
    rows = await gap.world.rows("SELECT DISTINCT visibility, conversation_id FROM messages")
    assert len({row.conversation_id for row in rows}) == 1
    pages = [each for each in double.requests if each.path.endswith("/mentions")]
    assert len(pages) == 1 + 3 + 1


async def test_a_message_that_comes_both_ways_is_one(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    event = x.message("both ways", id="3000000000000000009")
    double.messages.append(message("both ways", 9))
    await gap.poll()
    await gap.world.deliver(event)
    assert await gap.words() == ["both ways"]


async def test_x_in_trouble_moves_no_cursor(on_x: tuple[Gap, XDouble]) -> None:
    gap, double = on_x
    await gap.poll()
    double.mentions.append(post_of(x.mention("missed", at=datetime.now(UTC) - timedelta(minutes=5))))
    double.next(broken(503))
    await gap.poll()
    assert await gap.words() == []
    await gap.poll()
    assert await gap.words() == ["missed"]
    double.next(revoked())
    await gap.poll()
    assert (await gap.shown())["health"] == "reauth_required"


async def test_a_poll_that_was_overtaken_moves_nothing_back(gap: Gap) -> None:
    await gap.say("hello?")
    await gap.poll()
    async with gap.services.database.transaction() as session:
        assert await channels.note_poll(session, gap.account_id, None, {"after": "0"}) is False
    (kept,) = await gap.world.rows("SELECT poll_cursor FROM accounts WHERE id = :id", id=gap.account_id)
    assert kept.poll_cursor != {"after": "0"}
