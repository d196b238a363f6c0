"""Mail servers in trouble: tried again, not for ever, never twice, and said to whoever can do something about it."""

from heard.notifications import tasks
from tests.notifications.elsewhere import WAYS, Told
from tests.notifications.test_mailing import TEST, body


async def test_a_server_in_trouble_is_tried_again_with_growing_pauses(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    told.mail.wrong = ["rcpt 451 later", "mail 421 too busy"]
    await told.run()
    await told.mention(agent)
    (row,) = await told.mailings()
    assert (row.state, row.tries, row.reason) == ("waiting", 1, "451 later")
    ways = (await told.world.owner.get(WAYS))["mail"]
    assert (ways["trouble"] is not None, ways["reason"]) == (True, "451 later")
    assert (await agent.get(WAYS))["mail"]["reason"] is None
    await told.run()
    assert told.mail.asked == 1
    await told.later(1.1)
    await told.run()
    assert told.mail.asked == 2
    await told.later(2)
    await told.run()
    assert told.mail.asked == 2
    await told.later(2.1)
    await told.run()
    (mail,) = told.mails
    assert "these 2" in body(mail)
    assert (await told.world.owner.get(WAYS))["mail"]["trouble"] is None


async def test_a_server_that_is_gone_for_days_is_not_asked_for_ever_and_nothing_is_lost(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    told.mail.wrong = ["mail 421 gone"] * 40
    for _ in range(40):
        await told.later(70)
        await told.run()
    (row,) = await told.mailings()
    assert (row.state, told.mail.asked) == ("lost", 24)
    told.mail.wrong = []
    await told.mention(agent)
    await told.later(6)
    await told.run()
    assert (await agent.get("/api/notifications/unread"))["count"] == 2
    # What was certainly not said is not among what was said.
    assert len(told.mails) == 1


async def test_a_refused_address_is_told_to_its_person_and_left_alone_for_a_day(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    told.mail.wrong = ["rcpt 550 5.1.1 no such user here"]
    await told.later(6)
    await told.run()
    assert (await agent.get(WAYS))["mail"]["refusal"] == "550 5.1.1 no such user here"
    (event,) = await told.world.rows("SELECT data FROM log WHERE kind = 'mail.refused'")
    assert event.data["user_id"] == agent.id
    for minutes in (20, 1400):
        await told.mention(agent)
        await told.later(minutes)
        await told.run()
    assert told.mail.asked == 1
    await told.mention(agent)
    await told.later(60)
    await told.run()
    assert (told.mail.asked, len(told.mails)) == (2, 1)
    assert (await agent.get(WAYS))["mail"]["refusal"] is None


async def test_an_outcome_nobody_knows_is_not_said_twice(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    told.mail.wrong = ["data drop"]
    await told.later(6)
    await told.run()
    await told.later(60)
    assert await told.run() == 0
    assert (told.mail.asked, [row.state for row in await told.mailings()]) == (1, ["lost"])


async def test_a_worker_that_stops_in_the_middle_has_perhaps_said_it(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await tasks.mail_due(told.world.services)
    await told.world.rows("UPDATE mailings SET state = 'sending'")
    assert await told.run() == 1
    await told.later(120)
    await told.run()
    assert (told.mails, [row.state for row in await told.mailings()]) == ([], ["lost"])


async def test_a_job_that_is_gone_is_made_again(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await tasks.mail_due(told.world.services)
    await told.world.rows("DELETE FROM procrastinate_jobs")
    assert await told.run() == 0
    await told.later(6)
    assert await told.run() == 1
    assert len(told.mails) == 1


async def test_a_test_says_what_became_of_it(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    assert await agent.send("POST", TEST) == {"outcome": "sent", "reason": ""}
    assert told.mails[0]["subject"] == "This is how Heard tells you"
    told.mail.wrong = ["rcpt 550 no such user", "mail 421 busy", "mail 421 busy"]
    assert await agent.send("POST", TEST) == {"outcome": "refused", "reason": "550 no such user"}
    assert (await agent.get(WAYS))["mail"]["refusal"] == "550 no such user"
    assert await agent.send("POST", TEST) == {"outcome": "again", "reason": ""}
    assert await told.world.owner.send("POST", TEST) == {"outcome": "again", "reason": "421 busy"}
    await agent.send("POST", TEST)
    assert (await agent.get(WAYS))["mail"]["refusal"] is None
