"""What the practice network delivers, as its webhooks would bring it."""

import hashlib
import hmac
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import select

from heard.channels import service as channels
from heard.channels.models import Account
from heard.kit import log
from tests.factories.world import World

SECRET = "practice-app-secret"
OUR_ID = "1"
_ids = count(1000)


async def connect(world: World, *, base_url: str = "http://127.0.0.1:1", **settings: Any) -> Account:
    """An account of the company on a practice network."""
    async with world.services.database.transaction() as session:
        account = await channels.connect(
            session,
            vault=world.services.vault,
            workspace_id=world.workspace_id,
            by=log.SYSTEM,
            network="practice",
            name="Bakery on Town Square",
            settings={"access_token": "token", "app_secret": SECRET, "base_url": base_url, **settings},
            team_id=world.team_id,
        )
        account.external_id, account.handle = OUR_ID, "@bakery"
    return account


async def change(world: World, account: Account, **settings: Any) -> None:
    """Change settings of the account, and let the log's readers see it."""
    async with world.services.database.transaction() as session:
        kept = await session.scalar(select(Account).where(Account.id == account.id))
        assert kept is not None
        await channels.change(session, kept, vault=world.services.vault, by=log.SYSTEM, settings=settings)
    world.services.directory.forget()
    await world.read_log()


def said(kind: str, words: str, *, by: str = "7", at: datetime | None = None, to: str | None = None) -> dict[str, Any]:
    """A `message` or `post` of a customer, or of ours to one (`to`)."""
    number = str(next(_ids))
    moment = (at or datetime.now(UTC)).isoformat()
    ours = to is not None
    item = {
        "id": number,
        "kind": kind,
        "text": words,
        "author": _person(OUR_ID if ours else by),
        "root_id": None if kind == "message" else number,
        "in_thread_of": _person(to) if to else None,
        "at": moment,
    }
    return {"id": number, "kind": f"{kind}.created", "at": moment, "item": item}


async def deliver(world: World, account: Account, *events: dict[str, Any]) -> None:
    """Deliver events, signed, and apply them."""
    for event in events:
        body = msgspec.json.encode(event)
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-practice-signature": signature}
        answer = await world.web.post(f"/hooks/practice/{account.hook_key}", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
    await world.apply()


def _person(number: str) -> dict[str, Any]:
    return {"id": number, "handle": f"person{number}", "name": f"Person {number}", "avatar_url": None}
