"""A company whose people are told by mail and on Slack, and a conversation about which."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any

from heard.app.web import Web
from heard.kit.settings import Settings
from heard.notifications import tasks
from tests.conftest import client_of, opened
from tests.factories import x
from tests.factories.mail_server import MailServer, mail_server
from tests.factories.slack import TOKEN, Slack
from tests.factories.world import Person, World, world_of
from tests.serving import host, served

URL = "https://heard.example.com"
CHOICES = "/api/notifications/choices"
SLACK = "/api/notifications/slack"
WAYS = "/api/notifications/ways"
JOBS = {"notifications.mail": tasks.mail, "notifications.slack": tasks.slack}


@dataclass
class Told:
    """The company, its mail server and its Slack."""

    world: World
    mail: MailServer
    slack: Slack
    conversation_id: int

    @property
    def mails(self) -> list[EmailMessage]:
        """What the mail server took, oldest first."""
        return self.mail.got

    async def choose(self, person: Person, *kinds: str, **how: bool) -> None:
        """A person wants to be told of kinds in some way."""
        usual = {"in_app": True, "push": False, "sound": False}
        await person.send("PUT", CHOICES, {"choices": [{"kind": kind, **usual, **how} for kind in kinds]})

    async def mention(self, person: Person, words: str = "look at this") -> None:
        """The owner calls a person into the conversation, and the reader tells them."""
        note = {"text": words, "mentions": [person.id]}
        path = f"/api/conversations/{self.conversation_id}/notes"
        await self.world.owner.send("POST", path, note, expect=201)
        await self.world.read_log()

    async def connect(self) -> None:
        """The owner connects the company's Slack."""
        await self.world.owner.send("PUT", SLACK, {"token": TOKEN})

    async def read(self, person: Person) -> None:
        """A person reads all there is."""
        await person.send("POST", "/api/notifications/reads", {}, expect=201)

    async def waiting(self, name: str) -> list[Any]:
        """The jobs of a name that wait, with how many seconds."""
        query = (
            "SELECT args, extract(epoch FROM scheduled_at - now()) AS ahead FROM procrastinate_jobs"
            " WHERE task_name = :name ORDER BY id"
        )
        return await self.world.rows(query, name=name)

    async def mailings(self) -> list[Any]:
        """Every mail there is or was."""
        return await self.world.rows("SELECT * FROM mailings ORDER BY id")

    async def later(self, minutes: float) -> None:
        """Let time pass for whatever waits for it."""
        for table, column in (
            ("mailings", "since"),
            ("mailings", "not_before"),
            ("mail_turns", "at"),
            ("notification_choices", "mail_refused_at"),
            ("notification_choices", "slack_asked_at"),
        ):
            await self.world.rows(f"UPDATE {table} SET {column} = {column} - make_interval(secs => :s)", s=minutes * 60)

    async def run(self) -> int:
        """Look for mails that are due and do every job that waits, once, whenever it is due; how many jobs there were."""
        await tasks.mail_due(self.world.services)
        taken = await self.world.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name = ANY(:names) RETURNING id, task_name, args",
            names=list(JOBS),
        )
        for row in sorted(taken, key=lambda each: each.id):
            given = {name: value for name, value in row.args.items() if name != "workspace_id"}
            await JOBS[row.task_name](self.world.services, **given)
        return len(taken)


@asynccontextmanager
async def told_in(url: str, settings: Settings, **more: Any) -> AsyncGenerator[Told]:
    """The company on a fresh database."""
    slack = Slack()
    async with mail_server() as mail, served(slack) as slack.url:
        given = {
            "mail_url": mail.url,
            "mail_from": "Heard <heard@example.com>",
            "slack_url": slack.url,
            "allow_hosts": (host(slack.url),),
            "public_url": URL,
            **more,
        }
        async with opened(replace(settings, **given), url) as services:
            app = Web(services)
            async with app.running(), client_of(app) as web:
                world = await world_of(services, web)
                slack.people["ann@example.com"] = "U0ANN"
                await world.read_log()
                await world.deliver(x.mention("where is my secret bread?"))
                yield Told(world, mail, slack, (await world.only())["id"])
