"""Steps of approval, rules, deadlines, and two people at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heard.accounts.permissions import Role
from tests.conversations.approvals import Office, office_of
from tests.conversations.conftest import Desk
from tests.factories import x


@pytest.fixture
async def office(desk: Desk) -> Office:
    return await office_of(desk)


def due_in(one: Any) -> timedelta:
    return datetime.fromisoformat(one["due_at"]) - datetime.now(UTC)


async def test_each_step_has_its_turn_and_all_of_means_all(office: Office) -> None:
    legal = await office.world.person("Lou Legal")
    await office.rule(
        {"user_ids": [office.lead.id]}, {"how": "all", "user_ids": [office.agent.id, legal.id]}, {"admins": True}
    )
    one = await office.submit()
    assert (one["step"], one["steps"], one["waits_for"]) == (1, 3, ["Lea Lead"])
    assert (await office.decide(office.agent, one, expect=403))["code"] == "not_your_approval"
    await office.decide(office.lead, one)
    assert (await office.decide(office.lead, one, expect=403))["code"] == "not_your_approval"
    half = await office.decide(office.agent, one)
    assert (half["state"], half["step"], half["waits_for"], half["agreed"]) == (
        "waiting",
        2,
        ["Lou Legal"],
        ["Ann Agent"],
    )
    assert (await office.decide(legal, one))["waits_for"] == ["Olga Owner"]
    assert await office.sent() == []
    assert (await office.decide(office.owner, one))["state"] == "approved"
    assert await office.sent() == ["so sorry!"]
    assert (await office.told(office.trainee))[0] == "approved"


async def test_other_words_need_the_yes_of_all_again(office: Office) -> None:
    legal = await office.world.person("Lou Legal")
    await office.rule({"how": "all", "user_ids": [office.lead.id, office.agent.id, legal.id]})
    one = await office.submit("go away")
    await office.decide(office.lead, one)
    await office.decide(office.agent, one, text="We are sorry.")
    now = await office.one(office.lead, one)
    assert (sorted(now["waits_for"]), now["agreed"]) == (["Lea Lead", "Lou Legal"], ["Ann Agent"])
    assert (await office.told(office.lead)).count("approval_asked") == 2
    await office.decide(legal, one)
    assert (await office.decide(office.lead, one))["state"] == "approved"
    assert await office.sent() == ["We are sorry."]


async def test_who_has_said_yes_in_one_step_is_not_asked_again_in_the_next(office: Office) -> None:
    await office.rule({"user_ids": [office.lead.id]}, {"user_ids": [office.lead.id, office.agent.id]})
    one = await office.submit()
    assert (await office.decide(office.lead, one))["state"] == "approved"


async def test_without_an_answer_others_are_asked_and_in_the_end_it_is_a_draft_again(office: Office) -> None:
    one = await office.submit()
    assert timedelta(hours=23) < due_in(one) <= timedelta(hours=24)
    await office.late()
    now = await office.one(office.lead, one)
    assert now["waits_for"] == ["Lea Lead", "Olga Owner"]
    assert due_in(now) > timedelta(hours=23)
    assert await office.told(office.owner) == ["approval_asked"]
    await office.late()
    now = await office.one(office.lead, one)
    assert (now["state"], now["decided_by_name"], now["can"]) == ("expired", None, [])
    assert await office.draft(office.trainee) == "so sorry!"
    assert (await office.told(office.trainee))[0] == "returned"
    assert (await office.decide(office.lead, one, expect=409))["state"] == "expired"
    assert await office.sent() == []


async def test_who_was_asked_in_anothers_stead_speaks_for_all(office: Office) -> None:
    await office.rule({"how": "all", "user_ids": [office.lead.id, office.agent.id]}, hours=1)
    one = await office.submit()
    await office.late()
    assert (await office.decide(office.owner, one))["state"] == "approved"
    assert await office.sent() == ["so sorry!"]


async def test_work_never_rests_with_the_absent(office: Office) -> None:
    await office.leave(office.lead)
    one = await office.submit()
    assert one["waits_for"] == ["Lea Lead", "Olga Owner"]


async def test_a_private_window_sets_the_deadline_and_a_closed_one_refuses(office: Office) -> None:
    account = office.world.account.id
    await office.world.deliver(x.message("are you there?", at=datetime.now(UTC)))
    row = next(each for each in await office.world.conversations() if each["has_private"])
    office.id = row["id"]
    closes = "UPDATE conversations SET window_closes_at = now() + interval '{}' WHERE id = {}"
    await office.world.rows(closes.format("4 hours 15 minutes", office.id))
    one = await office.submit(visibility="private")
    assert timedelta(minutes=119) < due_in(one) <= timedelta(hours=2)  # the leads' share; the other is the admins'
    await office.world.rows(closes.format("10 minutes", office.id))
    other = await office.submit("quickly", visibility="private")
    assert other["waits_for"] == ["Lea Lead", "Olga Owner"]
    assert due_in(other) <= timedelta(minutes=10)
    await office.owner.send("PATCH", f"/api/accounts/{account}", {"paused": True})
    refused = await office.decide(office.lead, one, expect=422)
    assert (refused["code"], refused["reason_code"]) == ("reply_refused", "account_paused")
    assert (await office.one(office.lead, one))["state"] == "waiting"
    await office.owner.send("PATCH", f"/api/accounts/{account}", {"paused": False})
    assert await office.sent() == []


async def test_of_two_approvers_at_once_one_decides(office: Office) -> None:
    await office.rule({"user_ids": [office.lead.id, office.agent.id]})
    for _ in range(5):
        one = await office.submit()
        path = f"/api/approvals/{one['id']}"
        answers = await asyncio.gather(
            office.lead.client.post(f"{path}/approval", json={"text": "by the lead"}),
            office.agent.client.post(f"{path}/rejection", json={"note": "no"}),
            office.agent.client.post(f"{path}/approval", json={"text": "by the agent"}),
            office.trainee.client.delete(path),
            office.lead.client.post(f"{path}/approval", json={}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
        decided = (await office.one(office.lead, one))["state"]
        messages = len(await office.world.messages(office.id)) - 1
        assert messages == (1 if decided == "approved" else 0)
        await office.world.rows("UPDATE approvals SET message_id = NULL")
        await office.world.rows("DELETE FROM messages WHERE direction = 'out'")


async def test_deciding_and_escalating_at_once_ends_in_one_of_them(office: Office) -> None:
    one = await office.submit()
    await office.late()
    late = [asyncio.create_task(office.late()) for _ in range(3)]
    answer = await office.lead.client.post(f"/api/approvals/{one['id']}/approval", json={})
    await asyncio.gather(*late)
    now = (await office.one(office.lead, one))["state"]
    assert (answer.status_code, now) in {(200, "approved"), (409, "expired")}
    assert len(await office.sent()) == (1 if now == "approved" else 0)


async def test_rules_are_kept_in_order_and_only_admins_change_them(office: Office) -> None:
    first = await office.rule({"leads": True}, words=["refund"])
    second = await office.rule({"admins": True}, visibility="public")
    for who in (office.lead, office.agent):
        await who.send("DELETE", f"/api/approval-rules/{first['id']}", expect=403)
        assert [each["id"] for each in (await who.get("/api/approval-rules"))["items"]] == [first["id"], second["id"]]
    stranger = await office.world.other_workspace()
    await stranger.send("PUT", f"/api/approval-rules/{first['id']}/place", {"place": 0}, expect=404)
    await office.owner.send("PUT", f"/api/approval-rules/{second['id']}/place", {"place": 0}, expect=204)
    asked = await office.agent.send(
        "POST", f"/api/conversations/{office.id}/approval-need", {"visibility": "public", "text": "a refund"}
    )
    assert asked == {
        "need": {"why": "rule", "rule_name": second["name"], "steps": 1, "approvers": ["Olga Owner"]},
        "by_text": True,
    }
    await office.owner.send("PUT", f"/api/approval-rules/{second['id']}", {**_without_id(second), "active": False})
    for text, needs in (("hello", False), ("a REFUND", True)):
        path = f"/api/conversations/{office.id}/approval-need"
        asked = await office.agent.send("POST", path, {"visibility": "public", "text": text})
        assert (asked["need"] is not None) is needs
    await office.owner.send("DELETE", f"/api/approval-rules/{first['id']}", expect=204)
    assert (await office.world.reply(office.agent, office.id, "a refund"))["entry"] == "message"


def _without_id(rule: Any) -> Any:
    return {name: value for name, value in rule.items() if name != "id"}


async def test_a_rule_needs_people_who_may_say_yes(office: Office) -> None:
    viewer = await office.world.person("Vic Viewer", Role.VIEWER)
    stranger = await office.world.other_workspace()
    for step in (
        {},
        {"user_ids": [viewer.id]},
        {"user_ids": [office.trainee.id]},
        {"user_ids": [stranger.id]},
        {"team_ids": [9]},
    ):
        body = {"name": "Rule", "conditions": {}, "steps": [step]}
        refused = await office.owner.send("POST", "/api/approval-rules", body, expect=422)
        assert refused["code"] == "no_such_approver"
    await office.owner.send(
        "POST", "/api/approval-rules", {"name": " ", "conditions": {}, "steps": [{"leads": True}]}, expect=422
    )


async def test_a_rule_that_is_removed_leaves_what_waits(office: Office) -> None:
    rule = await office.rule({"user_ids": [office.lead.id]})
    one = await office.submit(by=office.agent)
    await office.owner.send("DELETE", f"/api/approval-rules/{rule['id']}", expect=204)
    now = await office.one(office.lead, one)
    assert (now["rule_name"], now["state"]) == (rule["name"], "waiting")
    await office.decide(office.lead, one)
    assert await office.sent() == ["so sorry!"]


async def test_rules_ask_for_what_is_known_of_person_and_conversation(office: Office) -> None:
    await office.rule({"leads": True}, vip=True)
    assert (await office.world.reply(office.agent, office.id, "hello"))["entry"] == "message"
    await office.world.rows("UPDATE contacts SET vip = true")
    assert (await office.world.reply(office.agent, office.id, "hello"))["entry"] == "approval"
