"""Telling on Slack: connected by an admin, to whom it is theirs to see, once, and with nothing live in it."""

import asyncio
import json
from typing import Any

import pytest

from heard.notifications import tasks
from tests.factories import x
from tests.factories.slack import TOKEN
from tests.notifications.elsewhere import SLACK, URL, WAYS, Told
from tests.notifications.test_notifications import replay

JOB = "notifications.slack"


async def test_an_admin_connects_it_once_and_can_let_it_go(told: Told) -> None:
    owner, agent = told.world.owner, told.world.agent
    assert (await agent.get(WAYS))["slack"] is None
    await agent.send("PUT", SLACK, {"token": TOKEN}, expect=403)
    ways = await owner.send("PUT", SLACK, {"token": f" {TOKEN}\n"})
    assert ways["slack"] == {"team": "Bakery", "trouble": None, "unknown": False}
    assert (await agent.get(WAYS))["slack"]["team"] == "Bakery"
    (row,) = await told.world.rows("SELECT * FROM slack_connections")
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert TOKEN.encode() not in kept
    await agent.send("DELETE", SLACK, expect=403)
    await owner.send("DELETE", SLACK, expect=204)
    await owner.send("DELETE", SLACK, expect=204)
    assert (await agent.get(WAYS))["slack"] is None
    rows = await told.world.rows("SELECT kind, data FROM log WHERE kind LIKE 'slack.%' ORDER BY id")
    assert [row.kind for row in rows] == ["slack.connected", "slack.disconnected"]
    assert TOKEN not in json.dumps([row.data for row in rows])


@pytest.mark.parametrize("token", ["xoxp-a-person", "xoxb-somebody-elses", "xoxb-a b", "xoxb-а"])
async def test_a_token_that_is_none_of_theirs_is_refused(told: Told, token: str) -> None:
    refusal = await told.world.owner.send("PUT", SLACK, {"token": token}, expect=422)
    assert refusal["code"] == "slack_refuses"
    assert refusal["reason"] == ("invalid_auth" if token == "xoxb-somebody-elses" else "not_a_bot_token")
    assert (await told.world.owner.get(WAYS))["slack"] is None


async def test_what_it_may_not_do_is_named_when_it_is_connected(told: Told) -> None:
    told.slack.scopes = "chat:write"
    refusal = await told.world.owner.send("PUT", SLACK, {"token": TOKEN}, expect=422)
    assert refusal["reason"] == "missing_scope: im:write, users:read.email"


@pytest.mark.parametrize("wrong", [(503, {}), (429, {"retry-after": "5"}), "drop"])
async def test_a_slack_that_does_not_answer_is_said_to_be_so(told: Told, wrong: Any) -> None:
    told.slack.wrong = [wrong]
    assert (await told.world.owner.send("PUT", SLACK, {"token": TOKEN}, expect=502))["code"] == "slack_not_reached"


async def test_a_mention_is_told_in_a_direct_message_with_a_link_and_no_words(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent, "a secret of the house")
    ((_, ahead),) = await told.waiting(JOB)
    assert 2 < ahead <= 5
    await told.run()
    (said,) = told.slack.got
    assert (said["channel"], said["text"]) == ("U0ANN", "Olga Owner mentioned you: User 2222")
    link = said["blocks"][-1]["text"]["text"]
    assert link.startswith(f"<{URL}/inbox/all/{told.conversation_id}?note=")
    assert link.endswith("|Open in Heard>")
    assert "secret" not in json.dumps(said)
    assert (said["unfurl_links"], said["unfurl_media"]) == (False, False)


async def test_who_somebody_is_is_asked_once(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    for _ in range(3):
        await told.mention(agent)
        await told.run()
    assert told.slack.asked.count("users.lookupByEmail") == 1
    assert len(told.slack.got) == 3


async def test_nothing_customers_say_is_live(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.world.rows("UPDATE contacts SET name = '<!channel> & <@U0ANN>'")
    await agent.send("PUT", "/api/notifications/push", {"words": True, "while_away": False})
    await agent.send("POST", f"/api/conversations/{told.conversation_id}/claim")
    await told.choose(agent, "answered", slack=True)
    await told.world.deliver(x.mention("<https://evil.example|your bank> <!everyone> https://evil.example"))
    await told.run()
    (said,) = told.slack.got
    assert said["text"] == "&lt;!channel&gt; &amp; &lt;@U0ANN&gt; wrote"
    words = said["blocks"][1]["text"]
    assert words["text"] == ">&lt;https://evil.example|your bank&gt; &lt;!everyone&gt; https://evil.example"
    assert all(block["text"]["verbatim"] for block in said["blocks"])


async def test_it_is_said_in_the_persons_language(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await agent.send("PATCH", "/api/session", {"locale": "zh-Hans"})
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.run()
    assert told.slack.got[0]["text"] == "Olga Owner 提及了您：User 2222"


async def test_what_is_read_in_time_not_chosen_or_not_theirs_is_not_told(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.mention(agent)
    assert await told.waiting(JOB) == []
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.read(agent)
    await told.run()
    await told.mention(agent)
    await told.choose(agent, "mention", slack=False)
    await told.run()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await agent.send("PUT", "/api/session/presence", {"present": False})
    await told.run()
    await agent.send("PUT", "/api/session/presence", {"present": True})
    await told.mention(agent)
    await told.world.owner.send("PATCH", f"/api/members/{agent.id}", {"active": False})
    await told.run()
    assert "chat.postMessage" not in told.slack.asked


async def test_what_one_may_no_longer_see_is_not_told(told: Told) -> None:
    agent, world = told.world.agent, told.world
    await told.connect()
    await told.choose(agent, "assigned", slack=True)
    path = f"/api/conversations/{told.conversation_id}/assignment"
    await world.owner.send("PUT", path, {"assignee_id": agent.id})
    await world.read_log()
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    assert await told.run() == 1
    assert told.slack.got == []


async def test_it_is_said_once_however_often_it_is_tried(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await replay(told.world)
    ((given, _),) = await told.waiting(JOB)
    given.pop("workspace_id")
    await asyncio.gather(*(tasks.slack(told.world.services, **given) for _ in range(5)))
    await told.run()
    await replay(told.world)
    await told.run()
    assert len(told.slack.got) == 1


async def test_whom_slack_does_not_know_is_told_so_here_and_asked_for_later(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    told.slack.people.clear()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.run()
    assert (await agent.get(WAYS))["slack"]["unknown"] is True
    await told.mention(agent)
    await told.run()
    assert told.slack.asked.count("users.lookupByEmail") == 1
    await told.later(11)
    told.slack.people["ann@example.com"] = "U0NEW"
    await told.mention(agent)
    await told.run()
    assert [said["channel"] for said in told.slack.got] == ["U0NEW"]
    assert (await agent.get(WAYS))["slack"]["unknown"] is False
    assert len(await told.world.rows("SELECT 1 FROM log WHERE kind = 'slack.unknown'")) == 1


async def test_who_has_another_place_there_by_now_is_found_again(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.run()
    told.slack.people["ann@example.com"] = "U0NEW"
    await told.mention(agent)
    assert await told.run() == 1
    assert await told.run() == 1
    assert [said["channel"] for said in told.slack.got] == ["U0ANN", "U0NEW"]
    told.slack.gone.add("U0NEW")
    await told.mention(agent)
    await told.run()
    await told.run()
    assert await told.run() == 0
    assert (await agent.get(WAYS))["slack"]["unknown"] is True


@pytest.mark.parametrize("why", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_is_taken_back_is_told_to_admins_and_not_used_until_mended(told: Told, why: str) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    told.slack.wrong = [why]
    await told.run()
    assert (await told.world.owner.get(WAYS))["slack"]["trouble"] == why
    asked = len(told.slack.asked)
    await told.mention(agent)
    assert await told.run() == 0
    assert len(told.slack.asked) == asked
    await told.connect()
    assert (await told.world.owner.get(WAYS))["slack"]["trouble"] is None
    await told.mention(agent)
    await told.run()
    assert len(told.slack.got) == 1
    rows = await told.world.rows("SELECT data FROM log WHERE kind = 'slack.refused'")
    assert [row.data["why"] for row in rows] == [why]


@pytest.mark.parametrize(
    ("wrong", "low", "high"),
    [((429, {"retry-after": "120"}), 115, 120), ((503, {}), 25, 30), ("service_unavailable", 25, 30)],
)
async def test_a_slack_in_trouble_is_asked_again_when_it_says(told: Told, wrong: Any, low: float, high: float) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.run()
    await told.mention(agent)
    told.slack.wrong = [wrong]
    await told.run()
    ((_, ahead),) = await told.waiting(JOB)
    assert low < ahead <= high
    await told.run()
    assert len(told.slack.got) == 2


async def test_a_message_that_perhaps_arrived_is_not_said_again_but_a_question_is_asked_again(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    told.slack.wrong = ["drop"]
    await told.run()
    assert len(await told.waiting(JOB)) == 1
    await told.run()
    assert len(told.slack.got) == 1
    for wrong in ("drop", "internal_error", "garbage"):
        await told.mention(agent)
        told.slack.wrong = [wrong]
        await told.run()
        assert await told.waiting(JOB) == []
    assert len(told.slack.got) == 1


async def test_another_secret_key_says_so(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.world.rows("UPDATE slack_connections SET sealed = set_byte(sealed, 20, 0)")
    await told.run()
    assert (await agent.get(WAYS))["slack"]["trouble"] == "cannot_open"


async def test_what_waits_when_it_is_let_go_is_not_said(told: Told) -> None:
    agent = told.world.agent
    await told.connect()
    await told.choose(agent, "mention", slack=True)
    await told.mention(agent)
    await told.world.owner.send("DELETE", SLACK, expect=204)
    assert await told.run() == 1
    assert told.slack.got == []
