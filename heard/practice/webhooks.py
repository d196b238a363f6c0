"""News for a brand: the event it is told, and whether it is told at all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import msgspec
from msgspec import Struct
from sqlalchemy import select

from heard.kit import crypto, jobs
from heard.kit.time import now
from heard.practice import queries
from heard.practice.concern import Words, concerns
from heard.practice.models import Item, Site, WebhookDelivery

if TYPE_CHECKING:
    from heard.kit.db import Session
    from heard.practice.models import Profile

SIGNATURE = "x-practice-signature"
Verb = Literal["created", "edited", "deleted", "reacted", "read", "liked", "unliked", "hidden", "shown"]


class Person(Struct):
    """A profile, as a webhook shows it."""

    id: str
    handle: str
    name: str
    avatar_url: str | None = None


class Root(Struct):
    """The post a comment hangs under; `by_brand`: the brand that is told wrote it."""

    text: str
    author_name: str
    by_brand: bool


class News(Struct):
    """The item an event is about. `in_thread_of` says whose thread something is that the brand itself said."""

    id: str
    kind: str
    text: str
    rating: int | None
    author: Person
    to: Person | None
    root_id: str | None
    parent_id: str | None
    root: Root | None
    in_thread_of: Person | None
    client_ref: str | None
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    url: str | None
    pictures: list[str]


class Reaction(Struct):
    """Who put which emoji on the item; none when they took theirs back."""

    by: Person
    emoji: str | None
    replaced: str | None


class Event(Struct):
    """What is delivered. A message that was `read` was read with everything before it."""

    id: str
    kind: str
    at: datetime
    brand: Person
    item: News
    reaction: Reaction | None = None


async def tell(
    session: Session, item: Item, verb: Verb, *, before: str | None = None, reaction: Reaction | None = None
) -> None:
    """Queue the event for every brand the item concerns; `before` is the text that an edit replaced."""
    root = None if item.root_id is None else await session.get(Item, item.root_id)
    for brand in await queries.brands(session, item.site_id):
        told = await queries.told(session, brand.id, _ids(item, root))
        kind = _kind(brand, item, root, verb, told=told, before=before or "")
        if kind is not None:
            await _queue(session, brand, item, root, kind, reaction)


def _ids(*items: Item | None) -> list[int]:
    return [each.id for each in items if each is not None]


def _kind(brand: Profile, item: Item, root: Item | None, verb: Verb, *, told: set[int], before: str) -> Verb | None:
    """Which event this is to the brand: an edit that first names it is news; of what it was told it hears the end."""
    above = root and Words(root.author_id, root.to_id, root.text)
    concerned = concerns(brand.id, brand.handle, Words(item.author_id, item.to_id, item.text), above) or bool(told)
    if verb != "edited" or item.id in told:
        return verb if concerned else None
    if concerns(brand.id, brand.handle, Words(item.author_id, item.to_id, before), above):
        return "edited"
    return "created" if concerned else None


async def _queue(
    session: Session, brand: Profile, item: Item, root: Item | None, verb: Verb, reaction: Reaction | None
) -> None:
    # One at a time for a site, so that deliveries are committed in the order of their ids: the feed is read by id.
    # Not for the key: what others write refers to the site, and two who hold that and wait for this would wait for ever.
    locked = select(Site.key).where(Site.id == item.site_id).with_for_update(key_share=True)
    key = (await session.execute(locked)).scalar_one()
    people = await queries.profiles_of(session, [item, *([root] if root else [])])
    event = Event(
        id=str(uuid4()),
        kind=f"{item.kind}.{verb}",
        at=now(),
        brand=person(brand),
        item=_news(key, brand, item, root, {each: person(row) for each, row in people.items()}),
        reaction=reaction,
    )
    delivery = WebhookDelivery(
        workspace_id=item.workspace_id,
        profile_id=brand.id,
        item_id=item.id,
        kind=event.kind,
        body=msgspec.to_builtins(event),
    )
    session.add(delivery)
    if brand.webhook_url is None:
        delivery.state, delivery.last_error = "failed", "the brand has no webhook; its feed has this"
        return
    await session.flush()
    # One after another for one customer: a brand hears of an edit after what was edited, and nobody holds others up.
    customer = item.to_id if item.author_id == brand.id else item.author_id
    lock = f"practice:{customer or brand.id}"
    await jobs.defer(session, "practice.deliver", lock=lock, workspace_id=item.workspace_id, delivery_id=delivery.id)


def _news(site_key: str, brand: Profile, item: Item, root: Item | None, people: dict[int, Person]) -> News:
    to = None if item.to_id is None else people[item.to_id]
    public_root = None if item.kind == "message" else item.root_id or item.id
    return News(
        id=str(item.id),
        kind=item.kind,
        text="" if item.deleted_at else item.text,
        rating=item.rating,
        author=people[item.author_id],
        to=to,
        root_id=None if public_root is None else str(public_root),
        parent_id=None if item.parent_id is None else str(item.parent_id),
        root=_root(brand, root, people) if root else None,
        in_thread_of=to if item.author_id == brand.id else None,
        client_ref=item.client_ref,
        at=item.at,
        edited_at=item.edited_at,
        deleted_at=item.deleted_at,
        url=address(item),
        pictures=[] if item.deleted_at else [f"/practice/api/{site_key}/pictures/{token}" for token in item.pictures],
    )


def _root(brand: Profile, root: Item, people: dict[int, Person]) -> Root:
    text = "" if root.deleted_at else root.text
    return Root(text, people[root.author_id].name, by_brand=root.author_id == brand.id)


def person(profile: Profile) -> Person:
    """A profile, as webhooks and the brand's API show it."""
    return Person(str(profile.id), profile.handle, profile.name)


def address(item: Item) -> str | None:
    """Where people see the item, under the site's address; a private message has no such place."""
    return None if item.kind == "message" else f"/practice?item={item.id}"


def signature(app_secret: str, body: bytes) -> str:
    """What proves that a delivery comes from the site."""
    return "sha256=" + crypto.hmac_sha256(app_secret, body).hex()
