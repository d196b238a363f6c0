"""Pushing: to the right browsers, only what is theirs to see, once, and without what nobody needs to know."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from heard.accounts.permissions import Role
from heard.app.wiring import JOBS
from heard.kit.jobs import Worker
from tests.factories import x
from tests.factories.push_service import claims_of
from tests.factories.world import Person
from tests.notifications.conftest import Pushed
from tests.notifications.test_notifications import replay

CHOICES = "/api/notifications/choices"
PUSH = "/api/notifications/push"
DEVICES = "/api/notifications/devices"


async def choose(person: Person, kind: str, **how: bool) -> None:
    choice = {"kind": kind, "in_app": True, "push": True, "sound": False, **how}
    await person.send("PUT", CHOICES, {"choices": [choice]})


async def test_a_mention_is_pushed_with_who_and_what_kind_and_no_words(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent, "a secret of the house")
    await pushed.run()
    (got,) = pushed.service.got
    assert {"kind": "mention", "actor": "Olga Owner", "contact": "User 2222", "count": 1}.items() <= got.news.items()
    assert got.news["conversation"] == pushed.conversation_id
    assert not any("secret" in str(value) for value in got.news.values())
    assert (got.headers["urgency"], got.headers["ttl"]) == ("high", "43200")
    claims, public = claims_of(got.headers["authorization"])
    assert claims["sub"] == "https://heard.example.com"
    assert public == (await agent.get(PUSH))["public_key"]


async def test_what_was_said_is_pushed_only_to_those_who_chose_it(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    chosen = await agent.send("PUT", PUSH, {"words": True, "while_away": False})
    assert (chosen["words"], chosen["while_away"]) == (True, False)
    await pushed.mention(agent, "a secret of the house")
    await pushed.run()
    assert pushed.service.news[0]["words"] == "a secret of the house"


async def test_it_waits_a_moment_for_whoever_has_heard_before_them(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    (row,) = await pushed.world.rows(
        "SELECT extract(epoch FROM scheduled_at - now()) AS ahead FROM procrastinate_jobs"
        " WHERE task_name = 'notifications.push'"
    )
    assert 2 < row.ahead <= 5
    await agent.send("POST", "/api/notifications/reads", {"conversation_id": pushed.conversation_id}, expect=201)
    await pushed.run()
    assert pushed.service.asked == 0


async def test_what_one_may_no_longer_see_is_not_pushed(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    path = f"/api/conversations/{pushed.conversation_id}/assignment"
    await pushed.world.owner.send("PUT", path, {"assignee_id": agent.id})
    await pushed.world.read_log()
    assert len(await pushed.waiting()) == 1
    team = await pushed.world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await pushed.world.rows(
        "UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"]
    )
    await pushed.run()
    assert pushed.service.asked == 0


async def test_a_log_that_is_read_again_pushes_nothing_again(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.world.agent.send("POST", f"/api/conversations/{pushed.conversation_id}/claim")
    await pushed.mention(agent)
    await pushed.world.deliver(x.mention("hello?"))
    assert len(await pushed.waiting()) == 2
    await replay(pushed.world)
    assert len(await pushed.waiting()) == 2
    await pushed.run()
    await replay(pushed.world)
    assert await pushed.waiting() == []
    assert sorted(news["kind"] for news in pushed.service.news) == ["answered", "mention"]


async def test_a_burst_of_one_conversation_is_one_push_and_the_newer_takes_the_older_ones_place(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await agent.send("POST", f"/api/conversations/{pushed.conversation_id}/claim")
    await pushed.world.deliver(x.mention("hello?"))
    await pushed.world.deliver(x.mention("anybody?"))
    await pushed.run()
    await pushed.world.deliver(x.mention("so?"))
    await pushed.mention(agent)
    await pushed.run()
    assert [(news["kind"], news["count"]) for news in pushed.service.news] == [
        ("answered", 2),
        ("answered", 3),
        ("mention", 1),
    ]
    topics = {got.headers["topic"] for got in pushed.service.got}
    assert len(topics) == 1
    assert len(topics.pop()) == 32


async def test_every_browser_of_a_person_is_told_and_nobody_elses(pushed: Pushed) -> None:
    world = pushed.world
    await pushed.browser(world.owner)
    await pushed.browser(world.agent)
    await pushed.browser(await again_signed_in(pushed, world.agent))
    await pushed.mention(world.agent)
    await pushed.run()
    assert len(pushed.service.got) == 2
    assert len({got.headers["topic"] for got in pushed.service.got}) == 2


async def again_signed_in(pushed: Pushed, person: Person) -> Person:
    from tests.factories.world import sign_in

    return await sign_in(pushed.world.services, pushed.world.web, pushed.world.workspace_id, person.id)


async def test_what_one_chose_not_to_be_pushed_is_not(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await choose(agent, "mention", push=False)
    await pushed.mention(agent)
    assert await pushed.waiting() == []
    await choose(agent, "mention", push=True)
    await pushed.mention(agent)
    await choose(agent, "mention", in_app=False)
    await pushed.run()
    assert pushed.service.asked == 0


async def test_who_is_signed_off_is_left_in_peace_unless_they_want_it(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await agent.send("PUT", "/api/session/presence", {"present": False})
    await pushed.mention(agent)
    await pushed.run()
    assert pushed.service.asked == 0
    await agent.send("PUT", PUSH, {"words": False, "while_away": True})
    await pushed.mention(agent)
    await pushed.run()
    assert len(pushed.service.got) == 1


async def test_signing_out_forgets_the_browser_and_no_other(pushed: Pushed) -> None:
    agent = pushed.world.agent
    other = await again_signed_in(pushed, agent)
    await pushed.browser(agent)
    await pushed.browser(other)
    await pushed.mention(agent)
    await agent.send("DELETE", "/api/session", expect=204)
    assert len(await pushed.devices()) == 1
    await pushed.run()
    assert len(pushed.service.got) == 1


async def test_who_is_no_member_any_more_is_forgotten(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    await pushed.world.owner.send("PATCH", f"/api/members/{agent.id}", {"active": False})
    assert await pushed.devices() == []
    await pushed.run()
    assert pushed.service.asked == 0


async def test_a_session_that_has_ended_is_told_nothing(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    await pushed.world.rows("UPDATE sign_ins SET expires_at = now() WHERE user_id = :id", id=agent.id)
    await pushed.run()
    assert pushed.service.asked == 0


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(pushed: Pushed, status: int) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = [(status, {})]
    await pushed.run()
    assert await pushed.devices() == []
    (event,) = await pushed.world.rows("SELECT data FROM log WHERE kind = 'device.forgotten'")
    assert event.data["why"] == "gone"


@pytest.mark.parametrize("status", [301, 400, 403, 413])
async def test_a_service_that_keeps_refusing_is_given_up_after_five_times(pushed: Pushed, status: int) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    for _ in range(4):
        await refused(pushed, status)
    await pushed.mention(agent)
    await pushed.run()
    assert [(row.failures, row.last_used_at is None) for row in await pushed.devices()] == [(0, False)]
    for _ in range(5):
        await refused(pushed, status)
    assert await pushed.devices() == []
    assert len(pushed.service.got) == 1


async def refused(pushed: Pushed, status: int) -> None:
    await pushed.mention(pushed.world.agent)
    pushed.service.wrong = [(status, {"location": f"{pushed.service.url}/elsewhere"})]
    asked = pushed.service.asked
    await pushed.run()
    assert pushed.service.asked == asked + 1
    assert await pushed.waiting() == []


@pytest.mark.parametrize(
    ("wrong", "low", "high"),
    [
        ((429, {"retry-after": "120"}), 115, 120),
        ((503, {"retry-after": "999999"}), 3500, 3600),
        ((500, {}), 25, 30),
        ((500, {"retry-after": "tomorrow"}), 25, 30),
    ],
)
async def test_a_service_in_trouble_is_asked_again_when_it_says(
    pushed: Pushed, wrong: Any, low: float, high: float
) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = [wrong]
    await pushed.run()
    (row,) = await pushed.world.rows(
        "SELECT extract(epoch FROM scheduled_at - now()) AS ahead FROM procrastinate_jobs"
        " WHERE task_name = 'notifications.push'"
    )
    assert low < row.ahead <= high
    await pushed.run()
    assert len(pushed.service.got) == 1


async def test_it_is_not_asked_for_ever(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = [(500, {})] * 20
    for _ in range(8):
        await pushed.run()
    assert (pushed.service.asked, await pushed.waiting(), len(await pushed.devices())) == (5, [], 1)


async def test_what_is_read_meanwhile_is_not_tried_again(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = [(500, {})]
    await pushed.run()
    await agent.send("POST", "/api/notifications/reads", {}, expect=201)
    await pushed.run()
    assert pushed.service.asked == 1


async def test_an_outcome_nobody_knows_is_not_said_twice(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = ["drop"]
    await pushed.run()
    assert (pushed.service.asked, await pushed.waiting(), len(await pushed.devices())) == (1, [], 1)


@pytest.mark.parametrize("wrong", ["slow", "garbage"])
async def test_a_slow_or_babbling_service_is_believed_by_its_status(pushed: Pushed, wrong: str) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    pushed.service.wrong = [wrong]
    await pushed.run()
    assert len(pushed.service.got) == 1
    assert (await pushed.devices())[0].last_used_at is not None


async def test_a_private_address_is_not_called(pushed: Pushed) -> None:
    agent = pushed.world.agent
    browser = pushed.service.browser()
    elsewhere = {**browser.form, "endpoint": "https://127.0.0.1:9/send"}
    await agent.send("POST", DEVICES, elsewhere, expect=201)
    await pushed.mention(agent)
    await pushed.run()
    assert [row.failures for row in await pushed.devices()] == [1]


async def test_keys_of_no_browser_and_strange_addresses_are_refused(pushed: Pushed) -> None:
    agent, form = pushed.world.agent, pushed.service.browser().form
    bad = ({"auth": "AAAA"}, {"p256dh": "AAAA"}, {"p256dh": form["auth"]}, {"endpoint": "file:///etc/passwd"})
    for each in bad:
        refusal = await agent.send("POST", DEVICES, {**form, **each}, expect=422)
        assert refusal["code"] == "not_a_browser"
    assert await pushed.devices() == []


async def test_a_token_is_no_browser(pushed: Pushed) -> None:
    made = await pushed.world.agent.send("POST", "/api/tokens", {"name": "t", "scopes": ["write"]}, expect=201)
    answer = await pushed.world.web.post(
        DEVICES, json=pushed.service.browser().form, headers={"authorization": f"Bearer {made['secret']}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "browser_needed")


async def test_address_and_keys_lie_sealed(pushed: Pushed) -> None:
    browser = await pushed.browser(pushed.world.agent)
    (row,) = await pushed.devices()
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for secret in browser.form.values():
        assert secret.encode() not in kept


async def test_one_sees_and_forgets_ones_own_devices_alone(pushed: Pushed) -> None:
    agent, owner = pushed.world.agent, pushed.world.owner
    agent.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await pushed.browser(agent)
    await pushed.browser(await again_signed_in(pushed, agent))
    listed = (await agent.get(PUSH))["devices"]
    assert [(each["label"], each["here"]) for each in listed] == [("", False), ("Firefox · Linux", True)]
    assert (await owner.get(PUSH))["devices"] == []
    await owner.send("DELETE", f"{DEVICES}/{listed[0]['id']}", expect=404)
    await owner.send("POST", f"{DEVICES}/{listed[0]['id']}/tests", expect=404)
    await agent.send("DELETE", f"{DEVICES}/{listed[0]['id']}", expect=204)
    assert len((await agent.get(PUSH))["devices"]) == 1


async def test_a_browser_that_subscribes_again_or_for_somebody_else_is_one(pushed: Pushed) -> None:
    agent, owner = pushed.world.agent, pushed.world.owner
    await asyncio.gather(*(pushed.browser(agent) for _ in range(5)))
    browser = await pushed.browser(agent)
    assert len(await pushed.devices()) == 1
    await owner.send("POST", DEVICES, browser.form, expect=201)
    assert [row.user_id for row in await pushed.devices()] == [owner.id]
    await pushed.mention(agent)
    assert await pushed.waiting() == []


async def test_another_secret_key_forgets_what_it_cannot_open(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    await pushed.mention(agent)
    await pushed.world.rows("UPDATE push_subscriptions SET sealed = set_byte(sealed, 20, 0)")
    await pushed.run()
    assert (pushed.service.asked, await pushed.devices()) == (0, [])


async def test_a_trial_is_sent_by_the_worker(pushed: Pushed) -> None:
    agent = pushed.world.agent
    await pushed.browser(agent)
    (device,) = (await agent.get(PUSH))["devices"]
    worker = Worker(pushed.world.services.url, JOBS, (), context=pushed.world.services)
    task = asyncio.create_task(worker.run())
    try:
        await agent.send("POST", f"{DEVICES}/{device['id']}/tests", expect=201)
        async with asyncio.timeout(10):
            while not pushed.service.got:
                await asyncio.sleep(0.05)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert pushed.service.news == [{"kind": "test"}]


async def test_a_viewer_of_everything_is_told_of_what_they_are_called_into(pushed: Pushed) -> None:
    lead = await pushed.world.person("Lea Lead", Role.LEAD)
    await pushed.browser(lead)
    await pushed.mention(lead)
    await pushed.run()
    assert [news["kind"] for news in pushed.service.news] == ["mention"]
