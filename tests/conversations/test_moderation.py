"""What is done with messages on their network: asked with a reason, done once, honest about what came of it."""

import asyncio
from typing import Any

import pytest

from heard.accounts.permissions import Role
from heard.channels.base import DeedKind
from heard.channels.doubles.misbehaviour import broken, drops_after, hangs_after, not_summoned, rate_limited, revoked
from heard.channels.registry import CHANNELS
from heard.conversations.moderation import Target, moderation_policy, offered
from heard.conversations.service import moderating
from tests.conversations.conftest import Desk
from tests.factories import x
from tests.factories.world import Person

OUR_POST = "1999999999999999999"


async def said(desk: Desk, words: str = "BUY FOLLOWERS", author: str = "5555") -> Any:
    """A comment of somebody under a post of ours, as the timeline shows it."""
    await desk.world.deliver(x.reply(words, author=author, root=OUR_POST))
    return await shown(desk, words)


async def shown(desk: Desk, words: str) -> Any:
    for row in await desk.world.conversations():
        for entry in await desk.world.messages(row["id"]):
            if entry["text"] == words:
                return entry
    raise AssertionError(words)


async def ask(
    desk: Desk, message: Any, deed: DeedKind, *, by: Person | None = None, expect: int = 201, **more: Any
) -> Any:
    path = f"/api/messages/{message['id']}/moderations"
    return await (by or desk.world.agent).send("POST", path, {"deed": deed, **more}, expect=expect)


async def work(desk: Desk) -> None:
    """Carry out everything that was asked, as the worker would, whatever pause the network wants."""
    services = desk.world.services
    for row in await desk.world.rows("SELECT id FROM moderations WHERE state = 'pending' ORDER BY id"):
        await moderating.carry_out(services.database, services.directory, row.id)


async def jobs(desk: Desk) -> list[Any]:
    return await desk.world.rows(
        "SELECT args, lock, scheduled_at FROM procrastinate_jobs WHERE task_name = :n", n=moderating.JOB
    )


async def on_log(desk: Desk, kind: str) -> list[Any]:
    return await desk.world.rows("SELECT * FROM log WHERE kind = :kind ORDER BY id", kind=kind)


# ---- the rule --------------------------------------------------------------------------------------------------------

CAN = CHANNELS["practice"].capabilities
COMMENT = Target(
    ours=False,
    visibility="public",
    kind="comment",
    on_our_post=True,
    there=True,
    liked=False,
    hidden=False,
    followed=False,
    health="ok",
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["like", "hide", "follow"]),
        ({"liked": True, "hidden": True, "followed": True}, ["unlike", "show", "unfollow"]),
        ({"on_our_post": False}, ["like", "follow"]),
        ({"on_our_post": None}, ["like", "hide", "follow"]),
        ({"kind": "mention"}, ["like", "follow"]),
        ({"visibility": "private", "kind": "dm"}, ["follow"]),
        ({"ours": True}, ["delete"]),
        ({"ours": True, "visibility": "private", "kind": "dm"}, ["delete"]),
        ({"there": False}, []),
        ({"ours": True, "there": False}, []),
        ({"health": "paused"}, []),
        ({"health": "reauth_required"}, []),
        ({"health": "degraded"}, ["like", "hide", "follow"]),
    ],
)
def test_what_is_offered(changes: dict[str, Any], expected: list[str]) -> None:
    from dataclasses import replace

    assert offered(CAN, replace(COMMENT, **changes)) == expected


def test_a_network_that_cannot_is_not_asked() -> None:
    import msgspec

    none = msgspec.structs.replace(
        CAN, can_like=False, can_hide=False, can_delete_own=False, can_delete_own_private=False, can_follow=False
    )
    assert offered(none, COMMENT) == []
    refusal = moderation_policy(none, COMMENT, "hide")
    assert refusal is not None
    assert refusal.code == "cannot_hide"


# ---- asked, done, told -----------------------------------------------------------------------------------------------


async def test_a_comment_is_hidden_with_a_reason_and_shown_again(desk: Desk) -> None:
    comment = await said(desk)
    assert comment["can"] == ["like", "hide", "follow"]
    assert (await ask(desk, comment, "hide", expect=422))["code"] == "reason_needed"
    assert (await ask(desk, comment, "hide", why="other", note="  ", expect=422))["code"] == "reason_needed"
    assert (await ask(desk, comment, "hide", why="outdated", expect=422))["code"] == "reason_needed"
    asked = await ask(desk, comment, "hide", why="spam", note="sells followers")
    assert (asked["moderation"]["state"], asked["moderation"]["deed"], asked["can"]) == ("pending", "hide", [])
    assert asked["moderation"]["by_name"] == "Ann Agent"
    assert desk.network.hidden == set()
    (job,) = await jobs(desk)
    assert job.lock == f"moderate {comment['id']}"
    await work(desk)
    after = await shown(desk, "BUY FOLLOWERS")
    assert (after["hidden"], after["moderation"], after["can"]) == (True, None, ["like", "show", "follow"])
    assert len(desk.network.hidden) == 1
    (hidden,) = await on_log(desk, "message.hidden")
    assert (hidden.actor_kind, hidden.actor_id) == ("person", desk.world.agent.id)
    assert hidden.data == {"message_id": comment["id"], "why": "spam", "note": "sells followers"}
    await ask(desk, comment, "show")
    await work(desk)
    assert (await shown(desk, "BUY FOLLOWERS"))["hidden"] is False
    assert desk.network.hidden == set()
    timeline = await desk.world.owner.get(f"/api/conversations/{hidden.conversation_id}/timeline")
    told = [entry["kind"] for entry in timeline["items"] if entry["entry"] == "event"]
    assert told[-2:] == ["message.hidden", "message.shown"]


async def test_a_public_message_is_liked_and_the_like_taken_back(desk: Desk) -> None:
    (message,) = await desk.world.messages(desk.conversation_id)
    assert message["can"] == ["like", "follow"]
    assert (await ask(desk, message, "hide", why="abuse", expect=422))["reason_code"] == "not_to_hide"
    assert (await ask(desk, message, "unlike", expect=422))["reason_code"] == "already_so"
    await ask(desk, message, "like")
    assert (await ask(desk, message, "like", expect=409))["code"] == "moderation_under_way"
    await work(desk)
    assert desk.network.liked == {x.id_of(desk.asked)}
    await ask(desk, message, "unlike")
    await work(desk)
    assert desk.network.liked == set()


async def test_who_said_it_is_followed_by_the_account_and_no_more(desk: Desk) -> None:
    (message,) = await desk.world.messages(desk.conversation_id)
    path = f"/api/conversations/{desk.conversation_id}"
    person = (await desk.world.agent.get(path))["contact"]
    assert person["identities"][0]["followed_by"] == []
    await ask(desk, message, "follow")
    (job,) = await jobs(desk)
    assert job.lock.startswith("follow ")
    await work(desk)
    assert desk.network.followed == {"2222"}
    # Of the person, not of the message: whatever they say next, they are followed.
    await desk.world.deliver(x.mention("one more word"))
    assert {tuple(each["can"]) for each in await desk.world.messages(desk.conversation_id)} == {("like", "unfollow")}
    assert (await desk.world.agent.get(path))["contact"]["identities"][0]["followed_by"] == [desk.world.account.name]
    card = await desk.world.agent.get(f"/api/contacts/{person['id']}")
    assert card["identities"][0]["followed_by"] == [desk.world.account.name]
    later = await shown(desk, "one more word")
    assert (await ask(desk, later, "follow", expect=422))["reason_code"] == "already_so"
    await ask(desk, later, "unfollow")
    await work(desk)
    assert desk.network.followed == set()
    assert (await shown(desk, "one more word"))["can"] == ["like", "follow"]
    kinds = await desk.world.events(desk.conversation_id)
    assert [kind for kind in kinds if "author_" in kind] == ["message.author_followed", "message.author_unfollowed"]


async def test_two_who_like_at_once_ask_once(desk: Desk) -> None:
    (message,) = await desk.world.messages(desk.conversation_id)
    path = f"/api/messages/{message['id']}/moderations"
    answers = await asyncio.gather(
        *(who.client.post(path, json={"deed": "like"}) for who in (desk.world.agent, desk.world.owner) * 3)
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert len(await jobs(desk)) == 1


async def test_a_deleted_answer_leaves_its_reader_waiting_again(desk: Desk) -> None:
    reply = await desk.reply("A wrong word")
    await desk.world.send_due()
    assert (await desk.row())["state"] == "pending"
    (asked, sent) = await desk.world.messages(desk.conversation_id)
    assert sent["can"] == ["delete"]
    await ask(desk, reply, "delete", why="mistake")
    await work(desk)
    row = await desk.row()
    assert (row["state"], row["waiting_since"]) == ("new", asked["at"])
    after = await desk.last()
    assert after["deleted_at"]
    assert (after["text"], after["can"]) == ("A wrong word", [])
    # What the network tells of it afterwards is no news.
    (external,) = await desk.world.rows("SELECT external_id FROM messages WHERE id = :id", id=reply["id"])
    await desk.world.deliver(x.deletion(external.external_id))
    assert await on_log(desk, "message.deleted") == []
    assert len(await on_log(desk, "message.withdrawn")) == 1
    assert (await ask(desk, reply, "delete", why="mistake", expect=422))["reason_code"] == "gone"


async def test_news_that_come_before_the_outcome_are_told_once_with_who_and_why(desk: Desk) -> None:
    reply = await desk.reply("A wrong word")
    await desk.world.send_due()
    await ask(desk, reply, "delete", why="mistake")
    (external,) = await desk.world.rows("SELECT external_id FROM messages WHERE id = :id", id=reply["id"])
    await desk.world.deliver(x.deletion(external.external_id))
    assert await on_log(desk, "message.deleted") == []
    await work(desk)
    (withdrawn,) = await on_log(desk, "message.withdrawn")
    assert withdrawn.actor_id == desk.world.agent.id


async def test_a_resolved_conversation_stays_so_when_an_answer_is_deleted(desk: Desk) -> None:
    reply = await desk.reply("A wrong word")
    await desk.world.send_due()
    await desk.world.agent.send("POST", f"/api/conversations/{desk.conversation_id}/resolution", {"reason": "answered"})
    await ask(desk, reply, "delete", why="mistake")
    await work(desk)
    assert (await desk.row())["state"] == "resolved"


# ---- what may go wrong -----------------------------------------------------------------------------------------------


WAITS = {"hang": hangs_after(), "drop": drops_after(), "fails": broken(500), "limit": rate_limited(7)}


@pytest.mark.parametrize("wrong", WAITS)
async def test_what_nobody_knows_or_must_wait_is_asked_again(desk: Desk, wrong: str) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    desk.network.next(WAITS[wrong])
    await work(desk)
    waits = await shown(desk, "BUY FOLLOWERS")
    assert waits["moderation"]["state"] == "pending"
    assert waits["moderation"]["reason"]
    later = (await jobs(desk))[-1]
    assert later.scheduled_at is not None
    await work(desk)
    assert (await shown(desk, "BUY FOLLOWERS"))["hidden"] is True
    assert len(await on_log(desk, "message.hidden")) == 1


async def test_a_refusal_says_why_and_what_helps_until_it_is_dismissed(desk: Desk) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    desk.network.next(not_summoned())
    await work(desk)
    refused = (await shown(desk, "BUY FOLLOWERS"))["moderation"]
    assert refused["state"] == "refused"
    assert not_summoned().body["detail"] in refused["reason"]
    assert refused["remedy"]
    failed = (await on_log(desk, "message.moderation_failed"))[0]
    assert (failed.actor_kind, failed.data["deed"]) == ("network", "hide")
    path = f"/api/messages/{comment['id']}/moderation"
    assert (await desk.world.agent.send("DELETE", path))["moderation"] is None
    await ask(desk, comment, "hide", why="spam")
    await work(desk)
    assert (await shown(desk, "BUY FOLLOWERS"))["hidden"] is True


async def test_a_dead_token_is_told_and_stops_the_account(desk: Desk) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    desk.network.next(revoked())
    await work(desk)
    after = await shown(desk, "BUY FOLLOWERS")
    assert (after["moderation"]["state"], after["can"]) == ("refused", [])
    assert "admin" in after["moderation"]["remedy"]
    (account,) = (await desk.world.owner.get("/api/accounts"))["items"]
    assert account["health"] == "reauth_required"


async def test_what_never_succeeds_is_refused_in_the_end(desk: Desk) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    for _ in range(moderating.MOST_ATTEMPTS):
        desk.network.next(broken(503))
        await work(desk)
    assert (await shown(desk, "BUY FOLLOWERS"))["moderation"]["state"] == "refused"


async def test_what_was_lost_with_its_worker_is_taken_up(desk: Desk) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    await desk.world.rows("DELETE FROM procrastinate_jobs")
    async with desk.world.services.database.transaction() as session:
        assert await moderating.take_up_lost(session) == 0
    await desk.world.rows("UPDATE moderations SET due_at = now() - interval '10 minutes'")
    for _ in range(2):  # a second look adds no second job
        async with desk.world.services.database.transaction() as session:
            assert await moderating.take_up_lost(session) == 1
    assert len(await jobs(desk)) == 1
    await work(desk)
    assert (await shown(desk, "BUY FOLLOWERS"))["hidden"] is True


async def test_carrying_out_twice_at_once_settles_once(desk: Desk) -> None:
    comment = await said(desk)
    await ask(desk, comment, "hide", why="spam")
    await asyncio.gather(work(desk), work(desk))
    assert len(await on_log(desk, "message.hidden")) == 1


async def test_trainees_and_viewers_look_on(desk: Desk) -> None:
    comment = await said(desk)
    for role in (Role.TRAINEE, Role.VIEWER):
        person = await desk.world.person(f"A {role}", role)
        assert (await ask(desk, comment, "like", by=person, expect=403))["code"] == "forbidden"
    owner = await desk.world.person("Tim Trainee", Role.TRAINEE)
    rows = await desk.world.rows("SELECT conversation_id FROM messages WHERE id = :id", id=comment["id"])
    timeline = await owner.get(f"/api/conversations/{rows[0].conversation_id}/timeline")
    assert [entry["can"] for entry in timeline["items"] if entry["entry"] == "message"] == [[]]


async def test_a_timeline_asks_no_more_for_many_messages_than_for_few(desk: Desk) -> None:
    from sqlalchemy import event

    asked: list[str] = []
    engine = desk.world.services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    async def statements() -> int:
        asked.clear()
        await desk.world.messages(desk.conversation_id)
        return len(asked)

    (message,) = await desk.world.messages(desk.conversation_id)
    await ask(desk, message, "like")
    few = await statements()
    await desk.world.deliver(*(x.mention(f"word {number}") for number in range(12)))
    assert len(await desk.world.messages(desk.conversation_id)) == 13
    assert await statements() == few
