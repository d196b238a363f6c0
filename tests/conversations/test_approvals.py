"""Replies that wait for another person's yes: nothing is sent before it, nothing is lost without it."""

from typing import Any
from uuid import uuid4

import pytest

from heard.accounts.permissions import Role
from tests.conversations.approvals import Office, office_of
from tests.conversations.conftest import Desk
from tests.factories import x


@pytest.fixture
async def office(desk: Desk) -> Office:
    return await office_of(desk)


async def test_a_trainees_reply_waits_and_is_sent_once_with_the_leads_yes(office: Office) -> None:
    one = await office.submit()
    assert (one["state"], one["why"], one["waits_for"], one["can"]) == (
        "waiting",
        "trainee",
        ["Lea Lead"],
        ["withdraw"],
    )
    row = await office.desk.row()
    # Nobody has been answered, but somebody is at work on it.
    assert (row["state"], row["assignee_id"], row["last_direction"]) == ("new", office.trainee.id, "in")
    assert row["waiting_since"] is not None
    assert await office.sent() == []

    (seen,) = await office.all(office.lead)
    assert seen["can"] == ["approve", "reject"]
    done = await office.decide(office.lead, one)
    assert (done["state"], done["decided_by_name"], done["can"]) == ("approved", "Lea Lead", [])
    last = await office.desk.last()
    assert (last["id"], last["author"]["id"], last["delivery"]["state"]) == (
        done["message_id"],
        office.trainee.id,
        "queued",
    )
    assert await office.sent() == ["so sorry!"]
    assert await office.sent() == ["so sorry!"]
    assert (await office.desk.row())["state"] == "pending"
    assert [kind for kind in await office.world.events(office.id) if not kind.startswith(("message.", "clock."))][
        1:
    ] == [
        "conversation.claimed",
        "approval.asked",
        "reply.queued",
        "conversation.state_changed",
        "approval.approved",
        "reply.attempted",
        "reply.sent",
    ]


async def test_the_undo_delay_begins_with_the_yes(office: Office) -> None:
    office.world.services.settings.__dict__["undo_seconds"] = 5.0
    done = await office.decide(office.lead, await office.submit())
    assert (await office.desk.last())["delivery"]["state"] == "undoable"
    undone = await office.trainee.send("DELETE", f"/api/replies/{done['message_id']}")
    assert undone["text"] == "so sorry!"
    assert await office.sent() == []
    assert (await office.one(office.lead, done))["message_id"] is None
    again = await office.submit("so very sorry!")  # and needs a yes as before
    assert again["state"] == "waiting"


async def test_an_approver_changes_the_words_and_both_are_kept(office: Office) -> None:
    one = await office.submit("go away")
    done = await office.decide(office.lead, one, text="We are so sorry.")
    assert (done["written"], done["text"], done["edited_by_name"]) == ("go away", "We are so sorry.", "Lea Lead")
    assert await office.sent() == ["We are so sorry."]
    assert "approval.edited" in await office.world.events(office.id)
    timeline = await office.trainee.get(f"/api/conversations/{office.id}/timeline", limit=100)
    shown = [entry["kind"] for entry in timeline["items"] if entry["entry"] == "event"]
    assert {"approval.asked", "approval.edited", "approval.approved"} <= set(shown)


async def test_what_an_approver_writes_has_to_keep_the_networks_rules(office: Office) -> None:
    one = await office.submit()
    refused = await office.decide(office.lead, one, text="面" * 141, expect=422)
    assert (refused["code"], refused["reason_code"]) == ("reply_refused", "too_long")
    assert (await office.decide(office.lead, one, text="  ", expect=422))["code"] == "empty_text"
    assert (await office.one(office.lead, one))["state"] == "waiting"
    assert await office.sent() == []


async def test_a_rejected_reply_is_its_authors_draft_again_with_the_reason(office: Office) -> None:
    one = await office.submit("go away")
    assert await office.draft(office.trainee) is None
    await office.trainee.send(
        "PUT", f"/api/conversations/{office.id}/draft", {"mode": "public", "text": "and another thing"}
    )
    done = await office.reject(office.lead, one)
    assert (done["state"], done["note"]) == ("rejected", "kinder, please")
    assert await office.draft(office.trainee) == "go away\nand another thing"
    assert await office.sent() == []
    assert (await office.told(office.trainee))[0] == "returned"


async def test_an_author_takes_it_back(office: Office) -> None:
    one = await office.submit()
    assert (await office.withdraw(office.trainee, one))["text"] == "so sorry!"
    assert await office.draft(office.trainee) == "so sorry!"
    assert (await office.decide(office.lead, one, expect=409))["state"] == "withdrawn"
    assert (await office.withdraw(office.trainee, one, expect=409))["code"] == "approval_decided"
    assert await office.sent() == []


async def test_only_who_is_asked_decides_and_nobody_on_their_own(office: Office) -> None:
    one = await office.submit()
    stranger = await office.world.other_workspace()
    await office.decide(stranger, one, expect=404)
    assert (await office.decide(office.owner, one, expect=403))["code"] == "not_your_approval"
    assert (await office.reject(office.agent, one, expect=403))["code"] == "not_your_approval"
    assert (await office.decide(office.trainee, one, expect=403))["code"] == "forbidden"
    assert (await office.withdraw(office.lead, one, expect=403))["code"] == "not_your_approval"
    assert (await office.all(office.owner))[0]["can"] == []
    await stranger.send("GET", f"/api/conversations/{office.id}/approvals", expect=404)
    await office.rule({"user_ids": [office.lead.id, office.agent.id]}, visibility="private")
    await office.rule({"leads": True})
    other = await office.submit("lead's own", by=office.lead) if await _freed(office, one) else None
    assert other is not None
    assert other["waits_for"] == ["Olga Owner"]
    assert (await office.decide(office.lead, other, expect=403))["code"] == "not_your_approval"


async def _freed(office: Office, one: Any) -> bool:
    await office.withdraw(office.trainee, one)
    await office.lead.send("POST", f"/api/conversations/{office.id}/claim", {"take_over": True})
    return True


async def test_where_there_is_nobody_else_it_is_refused_and_kept(office: Office) -> None:
    await office.rule({"admins": True})
    for who in (office.lead, office.agent):
        await office.owner.send("PATCH", f"/api/members/{who.id}", {"active": False})
    refused = await office.world.reply(office.owner, office.id, "hello", expect=422)
    assert refused["code"] == "nobody_to_approve"
    assert await office.all(office.owner) == []


async def test_the_same_reference_is_one_reply_before_and_after_the_yes(office: Office) -> None:
    reference = str(uuid4())
    one = await office.submit(client_ref=reference)
    again = await office.world.reply(office.trainee, office.id, "so sorry!", client_ref=reference, expect=200)
    assert again["id"] == one["id"]
    done = await office.decide(office.lead, one)
    message = await office.world.reply(office.trainee, office.id, "so sorry!", client_ref=reference, expect=200)
    assert (message["entry"], message["id"]) == ("message", done["message_id"])
    taken = await office.world.reply(office.agent, office.id, "mine", client_ref=reference, expect=409)
    assert taken["code"] == "reference_taken"


async def test_several_wait_and_the_others_are_kept_or_rejected(office: Office) -> None:
    first, second, third = [await office.submit(words) for words in ("one", "two", "three")]
    await office.decide(office.lead, first, others="keep")
    assert [each["state"] for each in await office.all(office.lead)] == ["approved", "waiting", "waiting"]
    await office.decide(office.lead, second, others="reject")
    assert [each["state"] for each in await office.all(office.lead)] == ["approved", "approved", "rejected"]
    assert await office.draft(office.trainee) == "three"
    assert (await office.one(office.lead, third))["note"] is None
    assert await office.sent() == ["one", "two"]


async def test_what_is_said_meanwhile_is_shown_and_asks_for_another_look(office: Office) -> None:
    known = (await office.lead.get(f"/api/conversations/{office.id}/approvals"))["newest_message_id"]
    one = await office.submit()
    await office.world.deliver(x.reply("never mind, it came", root=x.id_of(office.desk.asked)))
    await office.lead.send("POST", f"/api/conversations/{office.id}/claim", {"take_over": True})
    await office.world.reply(office.lead, office.id, "good to hear")
    assert (await office.one(office.lead, one))["since"] == {"theirs": 1, "ours": 1}
    asked = await office.decide(office.lead, one, known_message_id=known, expect=409)
    assert asked["code"] == "something_new_said"
    known = (await office.lead.get(f"/api/conversations/{office.id}/approvals"))["newest_message_id"]
    await office.decide(office.lead, one, known_message_id=known)
    assert await office.sent() == ["good to hear", "so sorry!"]


async def test_what_goes_along_is_done_with_the_yes_and_not_before(office: Office) -> None:
    tag = await office.owner.send("POST", "/api/tags", {"name": "bread", "color": "red"}, expect=201)
    gone = await office.owner.send("POST", "/api/tags", {"name": "gone", "color": "red"}, expect=201)
    one = await office.submit(resolve=True, actions={"add_tag_ids": [tag["id"], gone["id"]], "priority": "high"})
    row = await office.desk.row()
    assert (row["state"], row["priority"], row["tags"]) == ("new", "normal", [])
    await office.owner.send("DELETE", f"/api/tags/{gone['id']}", expect=204)
    assert (await office.one(office.lead, one))["resolves"]
    await office.decide(office.lead, one)
    row = await office.desk.row()
    assert (row["state"], row["priority"], [each["name"] for each in row["tags"]]) == ("resolved", "high", ["bread"])


async def test_the_view_holds_what_waits_for_me_and_what_i_submitted(office: Office) -> None:
    one = await office.submit()
    people = (office.trainee, office.lead, office.agent, office.owner)
    assert [await office.count(who) for who in people] == [1, 1, 0, 0]
    assert [await office.in_view(who) for who in people] == [[office.id], [office.id], [], []]
    await office.submit("a second")
    assert await office.count(office.lead) == 1  # of conversations
    for each in await office.all(office.lead):
        await office.reject(office.lead, each)
    assert [await office.count(who) for who in people] == [0, 0, 0, 0]
    assert await office.in_view(office.lead) == []
    assert (await office.told(office.lead)).count("approval_asked") == 2
    assert one["id"]


async def test_a_person_named_by_a_rule_sees_the_conversation_of_another_team(office: Office) -> None:
    expert = await office.world.person("Eve Expert")
    await office.owner.send("PATCH", f"/api/members/{expert.id}", {"team_ids": []})
    await expert.send("GET", f"/api/conversations/{office.id}", expect=404)
    await office.rule({"user_ids": [expert.id]}, roles=["agent"])
    one = await office.submit(by=office.agent)
    assert (one["why"], one["waits_for"]) == ("rule", ["Eve Expert"])
    assert await office.in_view(expert) == [office.id]
    await office.decide(expert, one)
    assert await office.sent() == ["so sorry!"]


async def test_pictures_wait_with_the_words_and_the_approver_sees_them(office: Office) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 64
    answer = await office.trainee.client.post("/api/uploads", content=png)
    upload = answer.json()["id"]
    one = await office.submit("look", attachments=[{"id": upload, "name": "bread.png"}])
    (picture,) = one["attachments"]
    assert (picture["id"], picture["name"]) == (upload, "bread.png")
    assert (await office.lead.client.get(picture["url"])).content == png
    stranger = await office.world.other_workspace()
    assert (await stranger.client.get(picture["url"])).status_code == 404
    assert (await office.lead.client.get(picture["url"][:-1] + "7")).status_code == 404
    back = await office.withdraw(office.trainee, one)
    assert back["attachments"] == [{"id": upload, "name": "bread.png"}]
    again = await office.submit("look", attachments=back["attachments"])
    await office.decide(office.lead, again)
    assert (await office.desk.last())["attachments"][0]["name"] == "bread.png"


async def test_a_failed_reply_that_had_its_yes_is_sent_again_and_one_that_needs_one_now_is_not(office: Office) -> None:
    await office.decide(office.lead, await office.submit())
    await office.world.rows("UPDATE messages SET delivery = 'failed' WHERE delivery = 'queued'")
    failed = (await office.desk.last())["id"]
    await office.trainee.send("POST", f"/api/replies/{failed}/retry", {})
    await office.agent.send("POST", f"/api/conversations/{office.id}/claim", {"take_over": True})
    mine = await office.world.reply(office.agent, office.id, "mine")
    await office.world.rows(f"UPDATE messages SET delivery = 'failed' WHERE id = {mine['id']}")
    await office.rule({"leads": True})
    refused = await office.agent.send("POST", f"/api/replies/{mine['id']}/retry", {}, expect=422)
    assert refused["reason_code"] == "needs_approval"


async def test_what_waits_is_not_closed_by_silence(office: Office) -> None:
    from heard.conversations.service.staling import close_stale

    await office.world.reply(office.trainee, office.id, "so sorry!")
    await office.world.rows("UPDATE conversations SET state = 'pending', last_message_at = now() - interval '99 days'")
    async with office.world.services.database.transaction() as session:
        assert await close_stale(session, most=10) == 0


async def test_a_promoted_trainee_needs_nobody(office: Office) -> None:
    await office.owner.send("PATCH", f"/api/members/{office.trainee.id}", {"role": Role.AGENT.value})
    entry = await office.world.reply(office.trainee, office.id, "hello")
    assert entry["entry"] == "message"
