"""Mailing: one mail for all that was not read, seldom, to whom it is theirs to see, and never twice."""

import asyncio
from typing import Any

from sqlalchemy import text

from heard.accounts.permissions import Role
from heard.kit.settings import Settings
from heard.notifications import tasks
from heard.notifications.service.mailing import plan_mails
from tests.factories import x
from tests.notifications.elsewhere import CHOICES, URL, WAYS, Told, told_in
from tests.notifications.test_notifications import replay

TEST = "/api/notifications/mail/tests"


async def test_what_is_not_read_comes_in_one_mail_after_a_pause(told: Told) -> None:
    agent = told.world.agent
    await agent.send("POST", f"/api/conversations/{told.conversation_id}/claim")
    await told.choose(agent, "mention", "answered", mail=True)
    await told.mention(agent, "a secret of the house")
    await told.world.deliver(x.mention("hello?"), x.mention("anybody?"))
    await told.later(4)
    assert await told.run() == 0
    await told.later(1)
    assert await told.run() == 1
    (mail,) = told.mails
    assert told.mail.envelopes == [("heard@example.com", ["ann@example.com"])]
    assert mail["subject"] == "Olga Owner mentioned you: User 2222 (and 1 more)"
    plain = body(mail)
    assert "User 2222 wrote 2 times" in plain
    assert f"{URL}/inbox/all/{told.conversation_id}?note=" in plain
    assert f"{URL}/settings/notifications" in plain
    assert "secret" not in mail.as_string()
    assert [row.state for row in await told.mailings()] == ["sent"]


def body(mail: Any, kind: str = "plain") -> str:
    return mail.get_body((kind,)).get_content()


async def test_what_is_read_in_time_is_not_mailed(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.read(agent)
    await told.later(6)
    assert await told.run() == 1
    assert (told.mails, [row.state for row in await told.mailings()]) == ([], ["dropped"])
    await told.mention(agent)
    await told.later(6)
    await told.run()
    assert len(told.mails) == 1


async def test_nobody_is_mailed_twice_in_a_quarter_of_an_hour(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await told.run()
    await told.mention(agent)
    await told.mention(agent)
    for _ in range(2):
        await told.later(6)
        await told.run()
        assert len(told.mails) == 1
    await told.later(6)
    await told.run()
    assert [mail["subject"] for mail in told.mails[1:]] == ["Olga Owner mentioned you: User 2222 (and 1 more)"]


async def test_nor_from_two_workspaces(told: Told) -> None:
    agent = told.world.agent
    stranger = await told.world.other_workspace()
    elsewhere = stranger.actor.workspace_id
    await told.world.rows(
        "INSERT INTO memberships (workspace_id, user_id, role) VALUES (:workspace, :user, 'owner')",
        workspace=elsewhere,
        user=agent.id,
    )
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.world.rows("INSERT INTO mail_turns VALUES (:user, :other, now())", user=agent.id, other=elsewhere)
    await told.later(6)
    await told.run()
    assert (told.mails, [row.state for row in await told.mailings()]) == ([], ["waiting"])
    await told.later(10)
    await told.run()
    assert len(told.mails) == 1


async def test_what_was_mailed_is_not_mailed_again_and_what_came_on_top_is(told: Told) -> None:
    agent = told.world.agent
    await agent.send("POST", f"/api/conversations/{told.conversation_id}/claim")
    await told.choose(agent, "mention", "answered", mail=True)
    await told.mention(agent)
    await told.world.deliver(x.mention("hello?"))
    await told.later(6)
    await told.run()
    await told.world.deliver(x.mention("anybody?"))
    await told.later(16)
    await told.run()
    assert [mail["subject"] for mail in told.mails] == [
        "Olga Owner mentioned you: User 2222 (and 1 more)",
        "User 2222 wrote 2 times",
    ]
    await told.later(60)
    assert await told.run() == 0


async def test_a_log_that_is_read_again_mails_nothing_again(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await replay(told.world)
    assert len(await told.mailings()) == 1
    await told.later(6)
    await told.run()
    await replay(told.world)
    await told.later(60)
    await told.run()
    assert (len(told.mails), len(await told.mailings())) == (1, 1)


async def test_two_workers_send_it_once(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    for _ in range(3):
        await told.mention(agent)
    await told.later(6)
    (waiting,) = await told.mailings()
    services = told.world.services
    await asyncio.gather(*(tasks.mail_due(services) for _ in range(4)))
    assert len(await told.waiting("notifications.mail")) == 1
    await asyncio.gather(*(tasks.mail(services, waiting.id) for _ in range(5)))
    assert len(told.mails) == 1
    assert "these 3" in body(told.mails[0])


async def test_what_is_told_while_a_mail_is_gathered_is_in_it_or_in_the_next(told: Told) -> None:
    agent, services = told.world.agent, told.world.services
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    (waiting,) = await told.mailings()
    async with services.database.transaction() as session:
        added = await session.scalar(_ANOTHER)
        await plan_mails(session, [added])
        sending = asyncio.create_task(tasks.mail(services, waiting.id))
        await asyncio.sleep(0.3)
        assert not sending.done()
    await sending
    assert "these 2" in body(told.mails[0])
    async with services.database.transaction() as session:
        added = await session.scalar(_ANOTHER)
        await plan_mails(session, [added])
    assert [row.state for row in await told.mailings()] == ["sent", "waiting"]


async def test_a_mail_does_not_wait_for_who_waits_for_it(told: Told) -> None:
    agent, services = told.world.agent, told.world.services
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.mention(agent)
    (waiting,) = await told.mailings()
    async with services.database.transaction() as session:
        # As the reader does it: first what is told, then the mail that waits.
        changed = await session.scalar(_CHANGED)
        sending = asyncio.create_task(tasks.mail(services, waiting.id))
        async with asyncio.timeout(5):
            while not told.mails:
                await asyncio.sleep(0.05)
        await plan_mails(session, [changed])
    await sending
    assert body(told.mails[0]).count("?note=") == 1
    await told.later(16)
    await told.run()
    assert body(told.mails[1]).count("?note=") == 1


_CHANGED = text("""
UPDATE notifications SET count = 2 WHERE id = (SELECT max(id) FROM notifications) RETURNING id
""")
_ANOTHER = text("""
INSERT INTO notifications (workspace_id, user_id, kind, event_id, conversation_id, at)
SELECT workspace_id, user_id, kind, event_id + 1, conversation_id, at FROM notifications ORDER BY event_id DESC LIMIT 1
RETURNING id
""")


async def test_what_one_may_no_longer_see_is_not_mailed(told: Told) -> None:
    agent, world = told.world.agent, told.world
    await told.choose(agent, "assigned", mail=True)
    path = f"/api/conversations/{told.conversation_id}/assignment"
    await world.owner.send("PUT", path, {"assignee_id": agent.id})
    await world.read_log()
    team = await world.owner.send("POST", "/api/teams", {"name": "VIP desk"}, expect=201)
    await world.rows("UPDATE conversations SET assignee_id = NULL, owner_id = NULL, team_id = :team", team=team["id"])
    await told.later(6)
    assert await told.run() == 1
    assert told.mails == []


async def test_who_is_no_member_any_more_gets_no_mail(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.world.owner.send("PATCH", f"/api/members/{agent.id}", {"active": False})
    await told.later(6)
    await told.run()
    assert told.mails == []


async def test_who_is_signed_off_is_left_in_peace_unless_they_want_it(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await agent.send("PUT", "/api/session/presence", {"present": False})
    await told.mention(agent)
    await told.later(6)
    await told.run()
    assert told.mails == []
    await agent.send("PUT", "/api/notifications/push", {"words": False, "while_away": True})
    await told.mention(agent)
    await told.later(6)
    await told.run()
    assert len(told.mails) == 1


async def test_only_what_one_chose_is_mailed_and_nothing_by_itself(told: Told) -> None:
    agent = told.world.agent
    await told.mention(agent)
    assert await told.mailings() == []
    await told.choose(agent, "assigned", mail=True)
    await told.mention(agent)
    assert await told.mailings() == []
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.choose(agent, "mention", mail=True, in_app=False)
    await told.later(6)
    await told.run()
    assert told.mails == []


async def test_what_was_said_is_in_it_only_for_those_who_chose_so(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await agent.send("PUT", "/api/notifications/push", {"words": True, "while_away": False})
    await told.mention(agent, "<b>a secret</b> & more")
    await told.later(6)
    await told.run()
    assert "<b>a secret</b> & more" in body(told.mails[0])
    assert "&lt;b&gt;a secret&lt;/b&gt; &amp; more" in body(told.mails[0], "html")


async def test_it_is_in_the_persons_language(told: Told) -> None:
    agent = told.world.agent
    await agent.send("PATCH", "/api/session", {"locale": "ru"})
    await told.choose(agent, "mention", mail=True)
    for _ in range(3):
        await told.mention(agent)
    await told.later(6)
    await told.run()
    assert told.mails[0]["subject"] == "Olga Owner: упоминание, User 2222 (и ещё 2)"
    assert "3 уведомления" in body(told.mails[0])
    assert '<html lang="ru">' in body(told.mails[0], "html")


async def test_names_make_no_headers(told: Told) -> None:
    agent, world = told.world.agent, told.world
    await world.rows("UPDATE contacts SET name = :name", name="Eve\r\nBcc: all@example.com\n\n<b>محمد")
    await world.rows("UPDATE users SET name = :name WHERE id = :id", name='An"n\r\nX-Bad: 1, b@c.d', id=agent.id)
    await world.rows("UPDATE workspaces SET name = :name", name="面包店\nCc: x@y.z")
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await told.run()
    (mail,) = told.mails
    assert not {"bcc", "cc", "x-bad"} & {name.lower() for name in mail}
    assert told.mail.envelopes[0][1] == ["ann@example.com"]
    assert [each.addr_spec for each in mail["to"].addresses] == ["ann@example.com"]
    assert mail["subject"] == "Olga Owner mentioned you: \u2068Eve Bcc: all@example.com <b>محمد\u2069"
    assert "<bdi>Eve Bcc: all@example.com &lt;b&gt;محمد</bdi>" in body(mail, "html")
    assert "面包店 Cc: x@y.z" in body(mail)


async def test_its_headers_say_that_a_machine_wrote_it(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await told.run()
    (mail,) = told.mails
    assert (mail["auto-submitted"], mail["precedence"]) == ("auto-generated", "bulk")
    assert mail["list-id"] == f"<workspace-{told.world.workspace_id}.heard.example.com>"
    assert mail["message-id"].endswith("@example.com>")
    assert mail["date"].datetime.tzinfo is not None
    assert mail["from"] == "Heard <heard@example.com>"
    assert "<img" not in body(mail, "html")


async def test_without_a_server_it_is_not_offered_and_waits(url: str, settings: Settings) -> None:
    async with told_in(url, settings, mail_url="", mail_from="") as told:
        agent = told.world.agent
        mail = (await agent.get(WAYS))["mail"]
        assert (mail["offered"], mail["address"]) == (False, "ann@example.com")
        assert (await agent.send("POST", TEST, expect=422))["code"] == "mail_off"
        await told.choose(agent, "mention", mail=True)
        await told.mention(agent)
        await told.later(6)
        assert await told.run() == 0


async def test_a_client_that_knows_nothing_of_it_changes_nothing_of_it(told: Told) -> None:
    agent = told.world.agent
    await told.choose(agent, "mention", mail=True, slack=True)
    await told.choose(agent, "mention", push=True)
    (mention, *_) = (await agent.get(CHOICES))["choices"]
    assert mention == {"kind": "mention", "in_app": True, "push": True, "sound": False, "mail": True, "slack": True}


async def test_mails_that_ended_long_ago_are_forgotten(told: Told) -> None:
    from heard.app.housekeeping import prune

    agent = told.world.agent
    await told.choose(agent, "mention", mail=True)
    await told.mention(agent)
    await told.later(6)
    await told.run()
    await told.mention(agent)
    await prune(told.world.services)
    assert len(await told.mailings()) == 2
    await told.world.rows("UPDATE mailings SET ended_at = ended_at - interval '31 days'")
    await prune(told.world.services)
    assert [row.state for row in await told.mailings()] == ["waiting"]


async def test_a_lead_is_mailed_of_everything_they_are_told_of(told: Told) -> None:
    lead = await told.world.person("Lea Lead", Role.LEAD)
    await told.choose(lead, "mention", mail=True)
    await told.mention(lead)
    await told.later(6)
    await told.run()
    assert len(told.mails) == 1
