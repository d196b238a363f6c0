"""The demo's customers: what they say goes through the real door, as everything does."""

from __future__ import annotations

import zlib
from datetime import timedelta
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from heard.accounts.models import Workspace
from heard.app.replay import Plan, Target, send
from heard.channels.adapters.x.adapter import SIGNATURE, X
from heard.channels.base import Delivery, Replayed
from heard.channels.models import Account
from heard.conversations.models import Message
from heard.kit.time import now
from heard.practice import service as practice
from heard.practice.models import Profile, Site

if TYPE_CHECKING:
    from heard.app.services import Services
    from heard.kit.db import Session


class Tweet(msgspec.Struct):
    """What somebody says on X."""

    author: str
    name: str
    minutes_ago: int
    text: str


class Item(msgspec.Struct):
    """What somebody says on the practice network."""

    handle: str
    name: str
    kind: str
    text: str
    rating: int | None = None
    minutes_ago: int = 0


class Posts(msgspec.Struct):
    """The demo set."""

    x: list[Tweet]
    practice: list[Item]


NEWS = "New on our shelf: a dark rye, baked at night and still warm at seven. Tell us how you like it!"
"""What the brand itself has posted: comments hang under it."""


async def played(services: Services) -> bool:
    """Whether the demo's customers have spoken."""
    async with services.database.transaction() as session:
        query = select(Message.id).join(Workspace, Workspace.id == Message.workspace_id).where(Workspace.is_demo)
        return await session.scalar(query.limit(1)) is not None


async def play(services: Services) -> str:
    """Let the customers speak to the running Heard; what became of it, in words."""
    posts = msgspec.json.decode(resources.files("heard.app.demo").joinpath("posts.json").read_bytes(), type=Posts)
    async with services.database.transaction() as session:
        accounts = select(Account).join(Workspace, Workspace.id == Account.workspace_id).where(Workspace.is_demo)
        by_network = {
            each.network: each for each in await session.scalars(accounts.where(Account.removed_at.is_(None)))
        }
        await _on_practice(session, posts.practice)
    account = by_network["x"]
    target = Target(
        f"{services.settings.url}/hooks/x/{account.hook_key}", Named(services.directory.channel(account), posts.x)
    )
    tweets = [_tweet(each) for each in posts.x]
    summary = await send(target, tweets, Plan(file="", connections=4), on_progress=lambda _done, _speed: None)
    return (
        f"The demo's customers have spoken: {len(posts.practice)} times on the practice network; on X {summary.text()}"
    )


def _tweet(tweet: Tweet) -> Replayed:
    moment = now() - timedelta(minutes=tweet.minutes_ago)
    # Stable ids: played again, the demo says nothing twice.
    number = 1_900_000_000_000_000_000 + zlib.crc32(tweet.text.encode())
    return Replayed(str(number), moment, str(zlib.crc32(tweet.author.encode())), tweet.text)


class Named:
    """The X adapter, whose replayed deliveries also tell the demo's names and handles."""

    def __init__(self, channel: object, tweets: list[Tweet]) -> None:
        """Wrap the account's adapter."""
        assert isinstance(channel, X)  # noqa: S101 — the registry's; says so to the type checker
        self._channel = channel
        self._people = {str(zlib.crc32(each.author.encode())): each for each in tweets}

    def replay(self, post: Replayed) -> Delivery:
        """The signed delivery of the post, with its author's name."""
        event = msgspec.json.decode(self._channel.replay(post).body)
        person = self._people[post.author]
        user = event["data"]["includes"]["users"][0]
        user |= {
            "name": person.name,
            "username": person.author,
            "public_metrics": {"followers_count": int(post.author) % 4000},
        }
        body = msgspec.json.encode(event)
        return Delivery({"content-type": "application/json", SIGNATURE: self._channel.signature(body)}, body)


async def _on_practice(session: Session, items: list[Item]) -> None:
    site = await session.scalar(
        select(Site).join(Workspace, Workspace.id == Site.workspace_id).where(Workspace.is_demo)
    )
    if site is None:
        return
    brand = await practice.brand_of(session, site.id)
    await practice.publish(session, brand, text=NEWS)
    for item in items:
        author = await session.scalar(select(Profile).where(Profile.site_id == site.id, Profile.handle == item.handle))
        if author is None:
            author = await practice.create_profile(session, site, handle=item.handle, name=item.name)
        if item.kind == "message":
            at = now() - timedelta(minutes=item.minutes_ago)
            await practice.message(session, author, brand, text=item.text, at=at)
        else:
            await practice.publish(session, author, text=item.text, rating=item.rating, kind=item.kind)
