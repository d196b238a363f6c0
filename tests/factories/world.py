"""A small company: a workspace, its people, an account on X, and ways to speak to it."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import select, text

from heard.accounts.models import Actor, Team
from heard.accounts.permissions import Role
from heard.accounts.service import create_user, create_workspace, join, start_session
from heard.app.services import Services
from heard.channels import service as channels
from heard.channels.models import Account
from heard.conversations.service import delivery
from heard.intake import pipeline
from heard.kit import log, readers
from heard.kit.log import SHARDS
from tests.factories import x

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody signed in: their client sends the session and the CSRF token."""

    actor: Actor
    client: httpx.AsyncClient

    @property
    def id(self) -> int:
        return self.actor.user_id

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        answer = await self.client.request(method, path, json={} if body is None else body)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None


@dataclass
class World:
    """The company."""

    services: Services
    web: httpx.AsyncClient
    workspace_id: int
    team_id: int
    account: Account
    owner: Person
    agent: Person

    async def person(self, name: str, role: Role = Role.AGENT, *, workspace_id: int | None = None) -> Person:
        """One more colleague, signed in."""
        workspace = workspace_id or self.workspace_id
        async with self.services.database.transaction() as session:
            user = await create_user(session, name=name, email=f"{uuid4().hex[:12]}@example.com", password=PASSWORD)
            team = await session.scalar(select(Team.id).where(Team.workspace_id == workspace, Team.is_default))
            assert team is not None
            await join(session, workspace_id=workspace, user_id=user.id, role=role, team_ids=[team])
        return await sign_in(self.services, self.web, workspace, user.id)

    async def other_workspace(self) -> Person:
        """The owner of another company on the same Heard."""
        async with self.services.database.transaction() as session:
            workspace = await create_workspace(session, name="Another company")
        return await self.person("Stranger", Role.OWNER, workspace_id=workspace.id)

    def hook(self) -> str:
        """Where the account's webhooks go."""
        return f"/hooks/{self.account.network}/{self.account.hook_key}"

    async def deliver(self, *events: dict[str, Any], expect: int = 200) -> None:
        """Deliver events as X would, signed, and apply them."""
        for event in events:
            body, headers = x.signed(event)
            answer = await self.web.post(self.hook(), content=body, headers=headers)
            assert answer.status_code == expect, answer.text
        await self.apply()

    async def apply(self) -> None:
        """Apply everything the door has kept, and let the log's readers see it."""
        while await pipeline.advance(self.services.database, self.services.directory, range(SHARDS)):
            pass
        await self.read_log()

    async def read_log(self) -> None:
        """Let every reader see what is new."""
        from heard.app.wiring import READERS

        for one in READERS:
            slots = [readers.WHOLE] if one.whole else list(range(SHARDS))
            while await readers.advance(self.services.database, one, slots):
                pass

    async def send_due(self) -> None:
        """Send every reply that is due, once."""
        attempts = await delivery.claim(self.services.database, 100)
        await asyncio.gather(
            *(
                delivery.deliver(self.services.database, self.services.directory, each, self.services.media)
                for each in attempts
            )
        )

    async def conversations(self) -> list[Any]:
        """Every row of the owner's list, newest first."""
        views = [
            await self.owner.get("/api/conversations", state=state, sort="newest", limit=100)
            for state in ("new", "pending", "resolved")
        ]
        return sorted(
            (row for view in views for row in view["items"]), key=lambda row: row["last_message_at"], reverse=True
        )

    async def only(self) -> Any:
        """The only conversation there is."""
        (row,) = await self.conversations()
        return row

    async def owner_rows(self) -> list[int]:
        """The ids of all conversations that need us."""
        return [row["id"] for row in (await self.owner.get("/api/conversations", limit=100))["items"]]

    async def only_of(self, conversation_id: int) -> Any:
        """The row of a conversation in the owner's list."""
        return next(row for row in await self.conversations() if row["id"] == conversation_id)

    async def messages(self, conversation_id: int) -> list[Any]:
        """The messages of a conversation, oldest first."""
        timeline = await self.owner.get(f"/api/conversations/{conversation_id}/timeline", limit=100)
        return [entry for entry in timeline["items"] if entry["entry"] == "message"]

    async def events(self, conversation_id: int | None = None) -> list[str]:
        """The kinds on the log, in order, of one conversation if given; without what a machine made of the words."""
        which = "true" if conversation_id is None else f"conversation_id = {conversation_id}"
        by_machine = "kind = 'conversation.language_changed' AND actor_kind = 'system'"
        return [
            row.kind
            for row in await self.rows(f"SELECT kind FROM log WHERE {which} AND NOT ({by_machine}) ORDER BY id")
        ]

    async def events_but_clocks(self, conversation_id: int) -> list[str]:
        """The same of one conversation, without what its clocks made of it."""
        return [kind for kind in await self.events(conversation_id) if not kind.startswith("clock.")]

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        """Rows straight from the database."""
        async with self.services.database.transaction() as session:
            result = await session.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []  # pyright: ignore[reportAttributeAccessIssue]  # every result of text() has it

    async def reply(self, person: Person, conversation_id: int, words: str, *, expect: int = 201, **more: Any) -> Any:
        """A reply by a person."""
        body = {"visibility": "public", "text": words, "client_ref": str(uuid4()), **more}
        return await person.send("POST", f"/api/conversations/{conversation_id}/replies", body, expect=expect)


async def world_of(services: Services, web: httpx.AsyncClient, *, api_url: str = "https://api.x.com") -> World:
    """A company."""
    async with services.database.transaction() as session:
        workspace = await create_workspace(session, name="Bakery")
        team = await session.scalar(select(Team.id).where(Team.workspace_id == workspace.id))
        assert team is not None
        owner = await create_user(session, name="Olga Owner", email="olga@example.com", password=PASSWORD)
        agent = await create_user(session, name="Ann Agent", email="ann@example.com", password=PASSWORD)
        await join(session, workspace_id=workspace.id, user_id=owner.id, role=Role.OWNER, team_ids=[team])
        await join(session, workspace_id=workspace.id, user_id=agent.id, role=Role.AGENT, team_ids=[team])
        account = await channels.connect(
            session,
            vault=services.vault,
            workspace_id=workspace.id,
            by=log.SYSTEM,
            network="x",
            name="Bakery on X",
            settings={**x.SETTINGS, "api_url": api_url},
            team_id=team,
        )
        account.external_id, account.handle = x.OUR_ID, "@bakery"
    people = [await sign_in(services, web, workspace.id, user.id) for user in (owner, agent)]
    return World(services, web, workspace.id, team, account, people[0], people[1])


async def sign_in(services: Services, web: httpx.AsyncClient, workspace_id: int, user_id: int) -> Person:
    """A client signed in as a member."""
    async with services.database.transaction() as session:
        token, actor = await start_session(session, workspace_id, user_id, agent="tests")
    client = httpx.AsyncClient(transport=web._transport, base_url=web.base_url, cookies={"heard_session": token})
    csrf = (await client.get("/api/session")).json()["csrf_token"]
    client.headers["x-csrf-token"] = csrf
    return Person(actor, client)
