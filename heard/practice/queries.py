"""Reads of the practice network, each inside one site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from heard.kit import crypto
from heard.practice.models import Item, Profile, Site, Tokens, WebhookDelivery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.kit.db import Session

MOST_POSTS = 100
MOST_COMMENTS = 2000
MOST_MESSAGES = 500
MOST_DELIVERIES = 50
MOST_PROFILES = 500


async def first_site(session: Session) -> Site | None:
    """The oldest site: the demo's."""
    return await session.scalar(select(Site).order_by(Site.id).limit(1))


async def site(session: Session, key: str) -> Site | None:
    """The site an address names."""
    return await session.scalar(select(Site).where(Site.key == key))


async def brands(session: Session, site_id: int) -> Sequence[Profile]:
    """The site's brands, the oldest first: reviews and messages go to that one."""
    query = select(Profile).where(Profile.site_id == site_id, Profile.is_brand).order_by(Profile.id)
    return (await session.scalars(query)).all()


async def brand_of_token(session: Session, token: str) -> Profile | None:
    """The brand an access token belongs to: a lasting one, or one that has not ended."""
    given = crypto.digest(token)
    short = select(Tokens.profile_id).where(Tokens.access_digest == given, Tokens.expires_at > func.now())
    return await session.scalar(select(Profile).where(or_(Profile.token_digest == given, Profile.id.in_(short))))


async def profile(session: Session, site_id: int, handle: str) -> Profile | None:
    """Somebody by handle, in whatever case and with or without @."""
    wanted = handle.removeprefix("@").lower()
    return await session.scalar(select(Profile).where(Profile.site_id == site_id, Profile.handle == wanted))


async def profiles(session: Session, site_id: int) -> Sequence[Profile]:
    """Everybody on the site, the brand first, then the newest."""
    query = select(Profile).where(Profile.site_id == site_id).order_by(Profile.is_brand.desc(), Profile.id.desc())
    return (await session.scalars(query.limit(MOST_PROFILES))).all()


async def profiles_of(session: Session, items: Sequence[Item]) -> dict[int, Profile]:
    """The authors and receivers of items, by id."""
    ids = {each.author_id for each in items} | {each.to_id for each in items if each.to_id is not None}
    rows = await session.scalars(select(Profile).where(Profile.id.in_(ids)))
    return {row.id: row for row in rows}


async def item(session: Session, site_id: int, item_id: int, *kinds: str, lock: bool = False) -> Item | None:
    """An item of the site; of one of `kinds`, where they are given."""
    query = select(Item).where(Item.site_id == site_id, Item.id == item_id)
    if kinds:
        query = query.where(Item.kind.in_(kinds))
    return await session.scalar(query.with_for_update() if lock else query)


async def posts(session: Session, site_id: int) -> Sequence[Item]:
    """The newest posts and reviews, newest first."""
    query = select(Item).where(Item.site_id == site_id, Item.kind.in_(("post", "review"))).order_by(Item.id.desc())
    return (await session.scalars(query.limit(MOST_POSTS))).all()


async def comments(session: Session, roots: Sequence[int]) -> Sequence[Item]:
    """The comments under these posts, as they were made; of a very long discussion the newest."""
    query = select(Item).where(Item.root_id.in_(roots)).order_by(Item.id.desc()).limit(MOST_COMMENTS)
    return (await session.scalars(query)).all()[::-1]


async def messages(session: Session, site_id: int, profile_id: int) -> Sequence[Item]:
    """The newest private messages from and to somebody, as they were written."""
    theirs = or_(Item.author_id == profile_id, Item.to_id == profile_id)
    query = select(Item).where(Item.site_id == site_id, Item.kind == "message", theirs).order_by(Item.id.desc())
    return (await session.scalars(query.limit(MOST_MESSAGES))).all()[::-1]


async def last_private_word(session: Session, who: Profile) -> datetime | None:
    """When somebody last wrote to the brand in private; what they have deleted was written all the same."""
    theirs = (Item.site_id == who.site_id, Item.kind == "message", Item.author_id == who.id)
    return await session.scalar(select(func.max(Item.at)).where(*theirs))


async def deliveries(session: Session, site: Site) -> Sequence[WebhookDelivery]:
    """The newest webhook deliveries, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.workspace_id == site.workspace_id)
    return (await session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(MOST_DELIVERIES))).all()


async def told(session: Session, brand_id: int, items: Sequence[int]) -> set[int]:
    """Which of these items the brand's webhook has been told of."""
    query = select(WebhookDelivery.item_id).where(
        WebhookDelivery.profile_id == brand_id, WebhookDelivery.item_id.in_(items)
    )
    return set((await session.scalars(query)).all())


@dataclass(frozen=True)
class Parcel:
    """A delivery with what sending it takes."""

    delivery: WebhookDelivery
    url: str | None
    app_secret: str


async def parcel(session: Session, delivery_id: int) -> Parcel | None:
    """A delivery, locked, with its brand's webhook and its site's secret."""
    query = (
        select(WebhookDelivery, Profile.webhook_url, Site.app_secret)
        .join(Profile, Profile.id == WebhookDelivery.profile_id)
        .join(Site, Site.id == Profile.site_id)
        .where(WebhookDelivery.id == delivery_id)
        .with_for_update(of=WebhookDelivery)
    )
    row = (await session.execute(query)).first()
    return Parcel(row[0], row[1], row[2]) if row else None


async def feed(session: Session, brand_id: int, *, after: int, limit: int) -> Sequence[WebhookDelivery]:
    """What a brand has been, or is to be, told after that delivery, oldest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.profile_id == brand_id, WebhookDelivery.id > after)
    return (await session.scalars(query.order_by(WebhookDelivery.id).limit(limit))).all()
