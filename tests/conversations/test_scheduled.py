"""Replies that wait for their time: sent once when it has come, returned when something was said before, and never lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from heard.accounts.permissions import Role
from heard.conversations.service import delivery
from heard.conversations.service.scheduling import saying
from tests.conversations.conftest import Desk
from tests.conversations.later import Later, ahead
from tests.conversations.test_media import PNG
from tests.conversations.test_pictures import upload
from tests.factories import practice, x
from tests.factories.world import World


@pytest.fixture
async def later(desk: Desk) -> Later:
    return Later(desk)


# ---- waiting ---------------------------------------------------------------------------------------------------------


async def test_what_waits_for_its_time_is_no_message_and_answers_nobody(later: Later) -> None:
    before = await later.desk.row()
    await later.save("tomorrow!")
    one = await later.schedule(resolve=True)
    assert (one["entry"], one["state"], one["text"], one["can"]) == (
        "scheduled",
        "waiting",
        "tomorrow!",
        ["send", "reschedule", "withdraw"],
    )
    row = await later.desk.row()
    same = ("state", "waiting_since", "due_at", "preview", "last_direction")
    assert [row[name] for name in same] == [before[name] for name in same]
    assert (row["assignee_id"], row["scheduled_at"]) == (later.ann.id, one["send_at"])
    assert [each["direction"] for each in await later.world.messages(later.id)] == ["in"]
    assert await later.draft() is None
    assert [each["id"] for each in await later.all(later.world.owner)] == [one["id"]]
    assert await later.look() == 0  # not before its time
    # What is written meanwhile is not held up.
    await later.desk.reply("at once")
    assert await later.sent() == ["at once"]
    assert await later.states() == [("waiting", None)]


async def test_its_time_comes_and_it_goes_out_once_as_its_authors(later: Later) -> None:
    await later.schedule(resolve=True)
    assert await later.due() == ["tomorrow!"]
    assert await later.due() == ["tomorrow!"]
    last = await later.desk.last()
    assert (last["author"]["id"], last["delivery"]["state"]) == (later.ann.id, "sent")
    row = await later.desk.row()
    assert (row["state"], row["waiting_since"], row["scheduled_at"]) == ("resolved", None, None)
    assert await later.all() == []
    told = [kind for kind in await later.world.events(later.id) if kind.startswith("reply.")]
    assert told == ["reply.scheduled", "reply.queued", "reply.attempted", "reply.sent"]


async def test_what_its_author_writes_meanwhile_stays_a_draft_when_it_goes_out(later: Later) -> None:
    await later.schedule()
    await later.save("and another thing")
    assert await later.due() == ["tomorrow!"]
    assert await later.draft() == "and another thing"


async def test_several_go_out_in_their_order(later: Later) -> None:
    second = await later.schedule("second", send_at=ahead(hours=30))
    await later.schedule("first", send_at=ahead(hours=10))
    assert [each["text"] for each in await later.all()] == ["first", "second"]
    assert await later.due() == ["second", "first"]  # both are due at one moment: then the one written first
    assert (await later.change(later.ann, second, expect=409, now=True))["code"] == "scheduled_ended"


async def test_the_worker_sends_it_within_a_second_of_its_time(later: Later) -> None:
    await later.schedule()
    services = later.world.services
    worker = asyncio.create_task(saying.run(services.database, services.directory))
    try:
        await asyncio.sleep(0.2)  # it has looked, and found nothing due
        await later.world.rows("UPDATE scheduled_replies SET send_at = now() + interval '500 milliseconds'")
        async with asyncio.timeout(10):
            while await later.states() != [("sent", None)]:
                await asyncio.sleep(0.05)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    (late,) = await later.world.rows("SELECT extract(epoch FROM ended_at - send_at) AS seconds FROM scheduled_replies")
    assert 0 <= late.seconds < 1.5
    assert await later.sent() == ["tomorrow!"]


async def test_two_workers_send_it_once(later: Later) -> None:
    others = [x.mention("stale too", author=str(5000 + number)) for number in range(6)]
    await later.world.deliver(*others)
    for row in await later.world.conversations():
        await later.world.reply(later.ann, row["id"], f"to {row['id']}", send_at=ahead(hours=3))
    await later.time_comes()
    await asyncio.gather(*(later.look() for _ in range(4)))
    await later.look()
    said = await later.sent()
    assert len(said) == len(set(said)) == 7
    assert set(await later.states()) == {("sent", None)}
    (made,) = await later.world.rows("SELECT count(DISTINCT message_id) AS number FROM scheduled_replies")
    assert made.number == 7


async def test_a_worker_that_dies_before_the_end_leaves_it_to_the_next(
    later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    await later.schedule()
    await later.time_comes()
    reached = asyncio.Event()
    say = saying.say

    async def dying(*args: Any, **more: Any) -> Any:
        said = await say(*args, **more)
        reached.set()
        await asyncio.Event().wait()  # the power goes before the commit
        return said

    monkeypatch.setattr(saying, "say", dying)
    worker = asyncio.create_task(later.look())
    await reached.wait()
    assert await later.look() == 0  # another does not wait for it, nor say it too
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert await later.states() == [("waiting", None)]
    assert await later.sent() == []
    monkeypatch.setattr(saying, "say", say)
    await later.look()
    assert await later.sent() == ["tomorrow!"]


async def test_what_fails_unforeseen_comes_back_and_holds_nobody_up(
    later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    await later.schedule()

    async def broken(*_args: Any, **_more: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(saying, "say", broken)
    assert await later.due() == []
    assert await later.states() == [("returned", "failed")]
    assert await later.draft() == "tomorrow!"


# ---- coming back -----------------------------------------------------------------------------------------------------


async def test_who_writes_again_is_not_answered_with_what_was_written_before(later: Later) -> None:
    await later.schedule()
    await later.world.deliver(x.reply("never mind!", root=x.id_of(later.desk.asked)))
    assert await later.states() == [("returned", "customer_wrote")]  # at once, not only when it is due
    assert await later.draft() == "tomorrow!"
    assert (await later.told())[0] == "scheduled_returned"
    assert await later.due() == []
    (card,) = await later.all()
    assert (card["state"], card["reason"], card["in_draft"], card["can"]) == (
        "returned",
        "customer_wrote",
        True,
        ["put_away"],
    )
    assert (await later.desk.row())["scheduled_at"] is None
    await later.desk.reply("tomorrow, as I said!")  # and with that it is seen to
    assert await later.all() == []


async def test_it_comes_back_too_when_they_write_into_the_conversation_that_follows(later: Later) -> None:
    await later.schedule()
    await later.ann.send("POST", f"/api/conversations/{later.id}/resolution", {"reason": "answered"})
    await later.world.rows("UPDATE conversations SET resolved_at = now() - interval '90 days'")
    await later.world.deliver(x.mention("another matter"))
    first, second = await later.world.rows("SELECT id, previous_id FROM conversations ORDER BY id")
    assert (first.id, second.previous_id) == (later.id, later.id)
    assert await later.states() == [("returned", "customer_wrote")]


async def test_it_comes_back_when_it_is_due_too_if_the_log_was_not_read_yet(later: Later) -> None:
    await later.schedule()
    await later.world.rows("UPDATE scheduled_replies SET after_message_id = 0")
    assert await later.due() == []
    assert await later.states() == [("returned", "customer_wrote")]


async def test_words_that_come_back_are_not_written_over_others(later: Later) -> None:
    await later.schedule()
    await later.save("something else")
    await later.world.rows("UPDATE scheduled_replies SET after_message_id = 0")
    await later.due()
    assert await later.draft() == "something else"
    (card,) = await later.all()
    assert (card["in_draft"], card["text"]) == (False, "tomorrow!")
    await later.desk.reply("something else")
    assert len(await later.all()) == 1  # not said, so not gone
    colleague = await later.world.person("Ben Agent")
    assert (await later.withdraw(colleague, card, expect=403))["code"] == "not_your_scheduled"
    assert [each["can"] for each in await later.all(later.world.owner)] == [["put_away"]]
    assert (await later.withdraw(later.ann, card))["text"] == "tomorrow!"
    assert await later.all() == []


async def test_a_colleague_who_answered_first_has_answered(later: Later) -> None:
    await later.schedule()
    await later.world.owner.send("POST", f"/api/conversations/{later.id}/claim", {"take_over": True})
    await later.desk.world.reply(later.world.owner, later.id, "here you are")
    assert await later.due() == ["here you are"]
    assert await later.states() == [("returned", "claimed_by_other")]
    assert await later.draft() == "tomorrow!"


async def test_an_answer_nobody_here_wrote_is_one_too(later: Later) -> None:
    root = x.id_of(later.desk.asked)
    await later.schedule()
    await later.world.deliver(x.echo("answered in the app", root=root))
    assert await later.due() == []
    assert await later.states() == [("returned", "answered_meanwhile")]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE memberships SET active = false WHERE user_id = :author", "author_gone"),
        ("UPDATE memberships SET role = 'viewer' WHERE user_id = :author", "not_permitted"),
        ("UPDATE memberships SET role = 'trainee' WHERE user_id = :author", "needs_approval"),
        ("UPDATE accounts SET health = 'paused' WHERE :author > 0", "account_paused"),
        ("UPDATE scheduled_replies SET thread_id = 0 WHERE author_id = :author", "nothing_to_answer"),
    ],
)
async def test_what_may_not_go_out_then_comes_back_with_the_reason(later: Later, statement: str, reason: str) -> None:
    await later.schedule()
    await later.world.rows(statement, author=later.ann.id)
    assert await later.due() == []
    assert await later.states() == [("returned", reason)]
    drafts = await later.world.rows("SELECT text FROM drafts")
    assert [row.text for row in drafts] == ["tomorrow!"]
    assert [row.number for row in await later.world.rows("SELECT count(*) AS number FROM approvals")] == [0]


async def test_after_a_restore_a_person_looks_first(later: Later) -> None:
    await later.schedule("long ago")
    await later.schedule("in a week", send_at=ahead(days=7))
    await later.world.rows("UPDATE scheduled_replies SET send_at = now() - interval '1 hour' WHERE words = 'long ago'")
    await delivery.doubt_waiting(later.world.services.database)
    # The second may have been sent by its author since the backup: nothing goes out unseen.
    assert await later.states() == [("returned", "restored"), ("returned", "restored")]
    assert await later.due() == []
    assert [(each["text"], each["in_draft"]) for each in await later.all()] == [
        ("long ago", True),
        ("in a week", False),
    ]


async def test_what_is_resolved_meanwhile_is_answered_all_the_same(later: Later) -> None:
    await later.schedule()
    await later.ann.send("POST", f"/api/conversations/{later.id}/resolution", {"reason": "answered"})
    assert await later.due() == ["tomorrow!"]
    assert (await later.desk.row())["state"] == "pending"


# ---- who may, and when -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "code"), [(-5, "too_soon"), (50, "too_soon"), (90 * 86_400 + 5, "too_late")])
async def test_only_times_from_a_minute_to_ninety_days(later: Later, seconds: float, code: str) -> None:
    await later.save("tomorrow!")
    refused = await later.schedule(send_at=ahead(seconds=seconds), expect=422)
    assert refused["code"] == code
    assert await later.draft() == "tomorrow!"
    one = await later.schedule()
    assert (await later.change(later.ann, one, send_at=ahead(seconds=seconds), expect=422))["code"] == code


async def test_all_that_sending_would_refuse_is_refused_at_once(later: Later) -> None:
    assert (await later.schedule("  ", expect=422))["code"] == "empty_text"
    assert (await later.schedule("面" * 141, expect=422))["reason_code"] == "too_long"
    assert (await later.schedule("hello {{contact.first_name}}", expect=422))["code"] == "placeholder_unfilled"
    assert (await later.schedule(attachments=[{"id": str(uuid4())}], expect=422))["code"] == "upload_gone"
    trainee = await later.world.person("Tim Trainee", Role.TRAINEE)
    assert (await later.schedule(by=trainee, expect=422))["code"] == "needs_approval"
    await later.world.owner.send("POST", f"/api/conversations/{later.id}/claim")
    assert (await later.schedule(expect=409))["code"] == "claimed_by_other"
    assert await later.states() == []


async def test_nothing_is_put_off_beyond_its_window(world: World) -> None:
    account = await practice.connect(world)
    said = datetime.now(UTC) - timedelta(hours=20)
    await practice.deliver(world, account, practice.said("message", "is anybody there?", at=said))
    row = await world.only()
    more = {"visibility": "private", "expect": 422, "send_at": ahead(hours=5)}
    refused = await world.reply(world.agent, row["id"], "tomorrow!", **more)
    assert refused["code"] == "beyond_window"
    closes = datetime.fromisoformat(refused["window_closes_at"])
    assert abs(closes - said - timedelta(hours=24)) < timedelta(seconds=1)
    one = await world.reply(world.agent, row["id"], "soon!", visibility="private", send_at=ahead(hours=3))
    late = await world.agent.send("PATCH", f"/api/scheduled/{one['id']}", {"send_at": ahead(hours=6)}, expect=422)
    assert late["code"] == "beyond_window"


async def test_asked_twice_it_is_one(later: Later) -> None:
    reference = str(uuid4())
    one = await later.schedule(client_ref=reference)
    again = await later.schedule(client_ref=reference, expect=200)
    assert again["id"] == one["id"]
    assert await later.due() == ["tomorrow!"]
    after = await later.schedule(client_ref=reference, expect=200)
    assert (after["entry"], after["text"]) == ("message", "tomorrow!")
    other = await later.world.person("Ben Agent")
    assert (await later.schedule(client_ref=reference, by=other, expect=409))["code"] == "reference_taken"


async def test_its_author_changes_the_time_sends_it_now_or_takes_it_back(later: Later) -> None:
    one = await later.schedule()
    moved = await later.change(later.ann, one, send_at=ahead(hours=2))
    assert moved["send_at"] < one["send_at"]
    assert (await later.change(later.ann, one, expect=400))["code"] == "invalid"
    now = await later.change(later.ann, one, now=True)
    assert (now["entry"], now["text"]) == ("message", "tomorrow!")
    assert await later.sent() == ["tomorrow!"]
    assert await later.due() == ["tomorrow!"]
    assert (await later.withdraw(later.ann, one, expect=409))["state"] == "sent"
    shown = await later.ann.get(f"/api/conversations/{later.id}/timeline", limit=100)
    kinds = [entry["kind"] for entry in shown["items"] if entry["entry"] == "event"]
    assert [kind for kind in kinds if kind.startswith("reply.")] == ["reply.scheduled", "reply.rescheduled"]


async def test_taken_back_its_words_and_pictures_come_back(later: Later) -> None:
    picture = await upload(later.world)
    one = await later.schedule("see here", attachments=[{"id": picture["id"], "name": "loaf.png"}])
    shown = await later.world.owner.client.get(one["attachments"][0]["url"])
    assert shown.content == PNG
    await later.save("and more")
    back = await later.withdraw(later.ann, one)
    assert back == {"text": "see here", "attachments": [{"id": picture["id"], "name": "loaf.png"}]}
    assert await later.draft() == "see here\nand more"
    assert await later.due() == []
    assert await later.states() == [("withdrawn", None)]
    assert "scheduled_returned" not in await later.told()  # nobody is told of their own doing


async def test_pictures_go_out_with_it(later: Later) -> None:
    picture = await upload(later.world)
    await later.schedule("see here", attachments=[{"id": picture["id"]}])
    assert await later.due() == ["see here"]
    assert later.desk.network.said[-1].pictures == (PNG,)


async def test_who_leads_may_take_it_back_or_move_it_and_nobody_else(later: Later) -> None:
    one = await later.schedule()
    colleague, lead = await later.world.person("Ben Agent"), await later.world.person("Lea Lead", Role.LEAD)
    for who, body in ((colleague, {"send_at": ahead(hours=2)}), (colleague, {"now": True}), (lead, {"now": True})):
        assert (await later.change(who, one, expect=403, **body))["code"] == "not_your_scheduled"
    assert (await later.withdraw(colleague, one, expect=403))["code"] == "not_your_scheduled"
    assert (await later.all(colleague))[0]["can"] == []
    assert (await later.all(lead))[0]["can"] == ["reschedule", "withdraw"]
    await later.change(lead, one, send_at=ahead(hours=2))
    await later.withdraw(lead, one)
    assert await later.states() == [("returned", "taken_back")]
    assert await later.draft() == "tomorrow!"
    assert (await later.told())[0] == "scheduled_returned"
    assert (await later.all())[0]["by_name"] == "Lea Lead"


async def test_another_workspace_sees_nothing(later: Later) -> None:
    picture = await upload(later.world)
    one = await later.schedule(attachments=[{"id": picture["id"]}])
    stranger = await later.world.other_workspace()
    await later.change(stranger, one, expect=404, send_at=ahead(hours=2))
    await later.withdraw(stranger, one, expect=404)
    for path in (f"/api/conversations/{later.id}/scheduled", one["attachments"][0]["url"]):
        assert (await stranger.client.get(path)).status_code == 404
    assert await later.states() == [("waiting", None)]
