"""Law 4 against a network that misbehaves: one reply reaches it at most once, and what is not known is shown."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from heard.accounts.permissions import Role
from heard.channels.base import Receipt
from heard.channels.doubles import misbehaviour as wrong
from heard.channels.doubles.misbehaviour import Misbehaviour
from heard.conversations.service import delivery
from tests.conversations.conftest import Desk
from tests.factories import x


async def test_a_reply_claims_goes_out_once_and_moves_the_conversation(desk: Desk) -> None:
    entry = await desk.reply()
    assert entry["delivery"]["state"] in {"undoable", "queued"}
    row = await desk.row()
    assert (row["state"], row["assignee_id"], row["owner_id"], row["waiting_since"]) == (
        "pending",
        desk.world.agent.id,
        desk.world.agent.id,
        None,
    )
    await desk.world.send_due()
    await desk.world.send_due()
    assert desk.network.count("so sorry!") == 1
    assert desk.network.said[0].to == x.id_of(desk.asked)
    assert (await desk.last())["delivery"]["state"] == "sent"
    kinds = await desk.world.events_but_clocks(desk.conversation_id)
    assert kinds[2:] == [
        "conversation.claimed",
        "reply.queued",
        "conversation.state_changed",
        "reply.attempted",
        "reply.sent",
    ]


async def test_the_same_reference_asked_many_times_at_once_is_one_reply(desk: Desk) -> None:
    body = {"visibility": "public", "text": "so sorry!", "client_ref": str(uuid4())}
    path = f"/api/conversations/{desk.conversation_id}/replies"
    answers = await asyncio.gather(*(desk.world.agent.client.post(path, json=body) for _ in range(20)))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    await asyncio.gather(*(desk.world.send_due() for _ in range(5)))
    assert desk.network.count("so sorry!") == 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (wrong.hangs_after(), 1),
        (wrong.hangs_before(), 0),
        (wrong.drops_after(), 1),
        (wrong.garbage(), 1),
        (wrong.partial(), 1),
        (wrong.broken(500, accepts=True), 1),
        (wrong.broken(502), 0),
    ],
    ids=["hangs after", "hangs before", "drops after", "garbage", "partial", "500 after", "502"],
)
async def test_an_outcome_nobody_knows_is_shown_and_never_sent_again_by_itself(
    desk: Desk, how: Misbehaviour, said: int
) -> None:
    desk.network.next(how)
    await desk.reply()
    for _ in range(3):
        await desk.world.send_due()
        await desk.due_now()
        await delivery.sweep(desk.world.services.database)
    assert desk.network.count("so sorry!") == said
    last = await desk.last()
    assert (last["delivery"]["state"], last["delivery"]["can_retry"]) == ("unknown", True)
    assert last["delivery"]["reason"]
    row = await desk.row()
    assert (row["state"], row["failed"], row["waiting_since"] is None) == ("new", True, False)
    views = {view["view"]: view["count"] for view in (await desk.world.agent.get("/api/views"))["items"]}
    assert views["failed"] == 1
    refused = await desk.world.agent.send("POST", f"/api/replies/{last['id']}/retry", expect=409)
    assert refused["code"] == "outcome_unknown"


async def test_an_echo_settles_what_was_not_known(desk: Desk) -> None:
    desk.network.next(wrong.hangs_after())
    await desk.reply()
    await desk.world.send_due()
    said = desk.network.said[0]
    await desk.world.deliver(x.echo("so sorry!", root=x.id_of(desk.asked), id=said.id, at=datetime.now(UTC)))
    (_, ours) = await desk.world.messages(desk.conversation_id)
    assert (ours["delivery"]["state"], ours["author"]["name"]) == ("sent", "Ann Agent")
    row = await desk.row()
    assert (row["state"], row["failed"], row["waiting_since"]) == ("pending", False, None)


async def test_an_echo_before_the_answer_makes_no_second_message(desk: Desk) -> None:
    await desk.reply()
    (attempt,) = await delivery.claim(desk.world.services.database, 10)
    await desk.world.deliver(x.echo("so sorry!", root=x.id_of(desk.asked), id="777", at=datetime.now(UTC)))
    await delivery.deliver(desk.world.services.database, desk.world.services.directory, attempt)
    assert [each["direction"] for each in await desk.world.messages(desk.conversation_id)] == ["in", "out"]


async def test_an_echo_answers_only_what_was_said_before_the_reply_was_written(desk: Desk) -> None:
    """Who wrote again while the reply was on its way still waits, however late the echo comes (law 3)."""
    desk.network.next(wrong.hangs_after())
    await desk.reply()
    await asyncio.sleep(0.01)
    again = x.mention("and cold, too", at=datetime.now(UTC))
    await desk.world.deliver(again)
    await desk.world.send_due()
    await asyncio.sleep(0.01)
    (spoken,) = desk.network.said
    await desk.world.deliver(x.echo("so sorry!", root=x.id_of(desk.asked), id=spoken.id, at=datetime.now(UTC)))
    row = await desk.row()
    assert (row["state"], row["failed"], row["preview"]) == ("new", False, "and cold, too")
    assert datetime.fromisoformat(row["waiting_since"]) > datetime.now(UTC) - timedelta(seconds=30)


async def test_who_spoke_before_the_reply_but_was_heard_after_it_still_waits(desk: Desk) -> None:
    """Clocks of networks run behind, and deliveries come late: we cannot have answered what we had not heard (law 3)."""
    desk.network.next(wrong.hangs_after())
    await desk.reply()
    said = datetime.now(UTC) - timedelta(hours=1)
    await desk.world.deliver(x.mention("and cold, too", at=said))
    await desk.world.send_due()
    (spoken,) = desk.network.said
    await desk.world.deliver(x.echo("so sorry!", root=x.id_of(desk.asked), id=spoken.id, at=datetime.now(UTC)))
    row = await desk.row()
    assert row["state"] == "new"
    assert datetime.fromisoformat(row["waiting_since"]) == said


async def test_an_echo_in_other_words_gives_way_to_the_reply_it_repeats(desk: Desk) -> None:
    await desk.reply()
    (attempt,) = await delivery.claim(desk.world.services.database, 10)
    await asyncio.sleep(0.01)
    await desk.world.deliver(x.mention("and cold, too", at=datetime.now(UTC)))
    await asyncio.sleep(0.01)
    echo = x.echo("so sorry! (shortened)", root=x.id_of(desk.asked), id="777", at=datetime.now(UTC))
    await desk.world.deliver(echo)
    assert (await desk.row())["state"] == "pending"
    async with desk.world.services.database.transaction() as session:
        await delivery.store(session, attempt, Receipt("777"))
    row = await desk.row()
    assert (row["state"], row["preview"]) == ("new", "and cold, too")


async def test_a_person_settles_what_was_not_known(desk: Desk) -> None:
    for outcome, state, failed in (("sent", "sent", False), ("not_sent", "failed", True)):
        desk.network.next(wrong.hangs_before())
        entry = await desk.reply(f"words {outcome}")
        await desk.world.send_due()
        settled = await desk.world.agent.send("POST", f"/api/replies/{entry['id']}/settle", {"outcome": outcome})
        assert (settled["delivery"]["state"], (await desk.row())["failed"]) == (state, failed)


async def test_a_confirmed_retry_sends_again(desk: Desk) -> None:
    desk.network.next(wrong.hangs_before())
    entry = await desk.reply()
    await desk.world.send_due()
    await desk.world.agent.send("POST", f"/api/replies/{entry['id']}/retry", {"confirm_may_duplicate": True})
    await desk.world.send_due()
    assert desk.network.count("so sorry!") == 1
    row = await desk.row()
    assert (row["state"], row["failed"]) == ("pending", False)


async def test_what_was_surely_not_sent_is_tried_again_when_the_network_says(desk: Desk) -> None:
    desk.network.next(wrong.rate_limited(900), wrong.broken(503))
    await desk.reply()
    await desk.world.send_due()
    (queued,) = await desk.world.rows(
        "SELECT send_at - now() AS pause, reason_code FROM messages WHERE delivery = 'queued'"
    )
    assert (queued.pause.total_seconds() > 800, queued.reason_code) == (True, "rate_limited")
    for _ in range(2):
        await desk.due_now()
        await desk.world.send_due()
    assert desk.network.count("so sorry!") == 1
    assert (await desk.last())["delivery"]["state"] == "sent"


async def test_a_network_that_never_recovers_is_given_up_with_its_reason(desk: Desk) -> None:
    desk.network.rules.append(lambda _: wrong.broken(503))
    await desk.reply()
    for _ in range(delivery.MOST_ATTEMPTS + 2):
        await desk.due_now()
        await desk.world.send_due()
    last = await desk.last()
    assert (last["delivery"]["state"], last["delivery"]["attempts"]) == ("failed", delivery.MOST_ATTEMPTS)
    assert (await desk.row())["state"] == "new"


async def test_a_refusal_for_good_is_told_and_can_be_discarded(desk: Desk) -> None:
    desk.network.next(wrong.not_summoned())
    entry = await desk.reply()
    await desk.world.send_due()
    last = await desk.last()
    assert last["delivery"]["state"] == "failed"
    assert "not been mentioned" in last["delivery"]["reason"]
    assert await desk.world.agent.send("DELETE", f"/api/replies/{entry['id']}") == {
        "text": "so sorry!",
        "attachments": [],
    }
    row = await desk.row()
    assert (row["state"], row["failed"], row["preview"]) == ("new", False, "my bread is stale")


async def test_a_dead_token_blocks_sending_and_says_so_once(desk: Desk) -> None:
    desk.network.rules.append(lambda _: wrong.revoked())
    await desk.reply()
    await desk.world.send_due()
    account = await desk.world.owner.get(f"/api/accounts/{desk.world.account.id}")
    assert account["health"] == "reauth_required"
    refused = await desk.reply("again", expect=422)
    assert refused["reason_code"] == "reauth_required"
    await desk.world.deliver(x.mention("it goes on receiving"))
    assert (await desk.world.events()).count("account.health_changed") == 1
    desk.network.rules.clear()
    checked = await desk.world.owner.send("POST", f"/api/accounts/{desk.world.account.id}/check")
    assert (checked["health"], checked["handle"]) == ("ok", "@bakery")


async def test_an_attempt_lost_with_its_worker_is_unknown(desk: Desk) -> None:
    await desk.reply()
    await delivery.claim(desk.world.services.database, 10)
    assert await delivery.sweep(desk.world.services.database) == 0
    await desk.world.rows("UPDATE messages SET attempted_at = now() - interval '2 minutes' WHERE delivery = 'sending'")
    assert await delivery.sweep(desk.world.services.database) == 1
    await desk.world.send_due()
    assert (await desk.last())["delivery"]["state"] == "unknown"
    assert desk.network.said == []


async def test_replies_in_one_thread_keep_their_order(desk: Desk) -> None:
    desk.network.next(wrong.broken(503))
    await desk.reply("one")
    await desk.reply("two")
    for _ in range(4):
        await desk.world.send_due()
        await desk.due_now()
    assert [each.text for each in desk.network.said] == ["one", "two"]


async def test_undo_gives_the_words_back_and_the_clock_runs_on(desk: Desk) -> None:
    waiting = (await desk.row())["waiting_since"]
    entry = await desk.reply(resolve=True)
    assert (await desk.row())["state"] == "resolved"
    assert await desk.world.agent.send("DELETE", f"/api/replies/{entry['id']}") == {
        "text": "so sorry!",
        "attachments": [],
    }
    row = await desk.row()
    assert (row["state"], row["waiting_since"]) == ("new", waiting)
    await desk.world.send_due()
    assert desk.network.said == []


async def test_undo_is_refused_once_it_is_on_its_way(desk: Desk) -> None:
    entry = await desk.reply()
    await delivery.claim(desk.world.services.database, 10)
    refused = await desk.world.agent.send("DELETE", f"/api/replies/{entry['id']}", expect=409)
    assert refused["code"] == "too_late_to_undo"


async def test_undo_and_sending_at_once_never_both_happen(desk: Desk) -> None:
    for number in range(10):
        entry = await desk.reply(f"race {number}")
        undo = desk.world.agent.client.delete(f"/api/replies/{entry['id']}")
        undone, _ = await asyncio.gather(undo, desk.world.send_due())
        assert desk.network.count(f"race {number}") == (0 if undone.status_code == 200 else 1)


async def test_a_private_reply_opens_a_direct_message(desk: Desk) -> None:
    await desk.reply("write to us here", visibility="private")
    await desk.world.send_due()
    assert [(each.kind, each.to) for each in desk.network.said] == [("message", "2222")]
    await desk.world.deliver(x.message("my number is 17", at=datetime.now(UTC)))
    said = await desk.world.messages(desk.conversation_id)
    assert [(each["visibility"], each["direction"]) for each in said] == [
        ("public", "in"),
        ("private", "out"),
        ("private", "in"),
    ]


async def test_the_policy_refuses_before_the_network_is_called(desk: Desk) -> None:
    too_long = await desk.reply("面" * 141, expect=422)
    assert (too_long["code"], too_long["reason_code"]) == ("reply_refused", "too_long")
    trainee = await desk.world.person("Tim", Role.TRAINEE)
    refused = await desk.world.reply(trainee, desk.conversation_id, "面" * 141, expect=422)
    assert refused["reason_code"] == "too_long"  # before anybody is asked for a yes
    await desk.world.owner.send("PATCH", f"/api/accounts/{desk.world.account.id}", {"paused": True})
    assert (await desk.reply(expect=422))["reason_code"] == "account_paused"
    assert desk.network.requests == []


async def test_nobody_answers_over_a_colleagues_head(desk: Desk) -> None:
    await desk.world.agent.send("POST", f"/api/conversations/{desk.conversation_id}/claim")
    refused = await desk.world.reply(desk.world.owner, desk.conversation_id, "hello", expect=409)
    assert (refused["code"], refused["assignee_id"]) == ("claimed_by_other", desk.world.agent.id)


async def test_who_did_not_mention_us_is_answered_privately_only(desk: Desk) -> None:
    other = x.reply("mine too", author="3333", root=x.id_of(desk.asked))
    await desk.world.deliver(other)
    row = next(each for each in await desk.world.conversations() if each["contact"]["name"] == "User 3333")
    detail = await desk.world.agent.get(f"/api/conversations/{row['id']}")
    options = {option["visibility"]: option for option in detail["reply_options"]}
    assert (options["public"]["allowed"], options["public"]["refusal"]["code"]) == (False, "not_summoned")
    assert (options["private"]["allowed"], options["private"]["opens_private"]) == (True, True)


async def test_an_echo_whose_links_the_network_has_shortened_still_settles(desk: Desk) -> None:
    desk.network.next(wrong.hangs_after())
    await desk.reply("see https://example.com/a-very-long-address please")
    await desk.world.send_due()
    shortened = x.echo("see https://t.co/x1 please", root=x.id_of(desk.asked), id="778", at=datetime.now(UTC))
    await desk.world.deliver(shortened)
    assert [each["direction"] for each in await desk.world.messages(desk.conversation_id)] == ["in", "out"]
    assert (await desk.last())["delivery"]["state"] == "sent"
