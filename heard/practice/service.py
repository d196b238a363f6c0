"""Writing on the practice network: sites, profiles, posts, reviews, comments, messages, edits, deletions."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, update
from sqlalchemy.exc import IntegrityError

from heard.kit import crypto
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.kit.time import now
from heard.practice import queries
from heard.practice.errors import (
    Gone,
    HandleInvalid,
    HandleTaken,
    NameInvalid,
    NoSite,
    NotTheirs,
    RatingNeeded,
    TextEmpty,
    TextTooLong,
    TooFast,
    WindowClosed,
)
from heard.practice.models import Item, Profile, Site, Tokens, WebhookDelivery
from heard.practice.webhooks import Reaction, person, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.kit.db import Session

MAX_PUBLIC = 2_000
MAX_PRIVATE = 5_000
MAX_NAME = 80
BURST = 30
"""How many things may be written on a site within `BURST_SECONDS` through the open address."""
BURST_SECONDS = 10
PRIVATE_WINDOW = timedelta(hours=24)
"""How long a brand can answer somebody's last private word; to who never wrote it may write first."""
COLORS = (
    "#2b8a3e",
    "#1864ab",
    "#862e9c",
    "#a61e4d",
    "#c92a2a",
    "#d9480f",
    "#5f3dc4",
    "#0b7285",
    "#087f5b",
    "#9c36b5",
    "#364fc7",
    "#a0520d",
)
"""Calm colours, each dark enough for white letters on it."""
_HANDLE = re.compile(r"[a-z0-9_]{1,30}")


@dataclass(frozen=True)
class Brand:
    """A brand that was just made, with the access token that is shown this once."""

    profile: Profile
    access_token: str


async def create_site(session: Session, workspace_id: int, name: str) -> Site:
    """A site of its own for the workspace, with a random key for addresses and a random secret for signatures."""
    site = Site(workspace_id=workspace_id, key=crypto.token(12), name=_name(name), app_secret=crypto.token())
    session.add(site)
    await session.flush()
    return site


async def create_profile(session: Session, site: Site, *, handle: str, name: str) -> Profile:
    """A customer.

    Raises:
        HandleInvalid, NameInvalid, HandleTaken: the site cannot have them so.
    """
    return await _join(session, site, handle, name)


async def create_brand(session: Session, site: Site, *, handle: str, name: str) -> Brand:
    """A brand, to be connected to Heard by its access token and `set_webhook`.

    Raises:
        HandleInvalid, NameInvalid, HandleTaken: the site cannot have it so.
    """
    token = crypto.token()
    profile = await _join(session, site, handle, name)
    profile.is_brand, profile.token_digest = True, crypto.digest(token)
    await session.flush()
    return Brand(profile, token)


async def set_webhook(session: Session, brand: Profile, url: str | None) -> None:
    """Where the brand hears what concerns it, from now on."""
    brand.webhook_url = url
    await session.flush()


async def throttle(session: Session, site: Site) -> None:
    """Count one more thing written through the open address; this also puts the site's writers in a row.

    Raises:
        TooFast: the site had its share of the last seconds.
    """
    moment = now()
    over = Site.burst_began_at < moment - timedelta(seconds=BURST_SECONDS)
    counted = (
        update(Site)
        .where(Site.id == site.id, over | (Site.burst < BURST))
        .values(
            burst=case((over, 1), else_=Site.burst + 1), burst_began_at=case((over, moment), else_=Site.burst_began_at)
        )
        .returning(Site.id)
        .execution_options(synchronize_session=False)
    )
    if (await session.execute(counted)).first() is None:
        raise TooFast(retry_after=BURST_SECONDS)


async def publish(
    session: Session,
    author: Profile,
    *,
    text: str,
    rating: int | None = None,
    kind: str = "post",
    shown: Sequence[str] = (),
) -> Item:
    """A post, or a review of the site's brand.

    Raises:
        TextEmpty, TextTooLong, RatingNeeded: it cannot be published so.
        NoSite: a review, and there is no brand to review.
    """
    if (kind == "review") != (rating is not None):
        raise RatingNeeded
    brand = await brand_of(session, author.site_id) if kind == "review" else None
    item = _item(author, kind, text, rating=rating, to_id=brand and brand.id, shown=shown)
    return await _say(session, item)


async def comment(
    session: Session,
    author: Profile,
    root: Item,
    *,
    text: str,
    parent: Item | None = None,
    client_ref: str | None = None,
    shown: Sequence[str] = (),
) -> Item:
    """A comment under a post or review, or (`parent`) an answer to another comment there.

    Raises:
        Gone: what it answers was deleted.
        NotFound: the comment it answers hangs under another post.
        TextEmpty, TextTooLong: it cannot be said so.
    """
    if parent is not None and parent.root_id != root.id:
        raise NotFound
    if root.deleted_at or (parent and parent.deleted_at):
        raise Gone
    answered = parent or root
    to_id = answered.to_id if answered.author_id == author.id else answered.author_id
    parent_id = parent and parent.id
    item = _item(
        author, "comment", text, root_id=root.id, parent_id=parent_id, to_id=to_id, client_ref=client_ref, shown=shown
    )
    return await _say(session, item)


async def message(
    session: Session,
    author: Profile,
    to: Profile,
    *,
    text: str,
    client_ref: str | None = None,
    shown: Sequence[str] = (),
    at: datetime | None = None,
) -> Item:
    """A private message between a customer and the brand; `at` lets one have been written earlier, for a story.

    Raises:
        TextEmpty, TextTooLong: it cannot be said so.
        NotFound: neither, or both, are a brand.
        WindowClosed: a brand answers, and the customer's last private word is too old.
    """
    if author.is_brand == to.is_brand or author.site_id != to.site_id:
        raise NotFound
    if author.is_brand:
        await _check_window(session, to)
    item = _item(author, "message", text, to_id=to.id, client_ref=client_ref, shown=shown)
    item.at = at or item.at
    return await _say(session, item)


async def edit(session: Session, author: Profile, item: Item, *, text: str) -> Item:
    """Change the words of something said; saying the same again changes nothing.

    Raises:
        NotTheirs, Gone, TextEmpty, TextTooLong: it cannot be changed so.
    """
    _check_theirs(author, item)
    before, item.text = item.text, _text(text, item.kind, empty=bool(item.pictures))
    if item.text != before:
        item.edited_at = now()
        await session.flush()
        await tell(session, item, "edited", before=before)
    return item


async def take_back(session: Session, author: Profile, item: Item) -> None:
    """Delete something said; its words are shown to nobody any more.

    Raises:
        NotTheirs, Gone: it cannot be deleted.
    """
    _check_theirs(author, item)
    item.deleted_at = now()
    await session.flush()
    await tell(session, item, "deleted")


async def react(session: Session, who: Profile, item: Item, *, emoji: str | None) -> Item:
    """Put an emoji on something said, in the place of one's last; None takes it back.

    Raises:
        Gone: it was deleted.
    """
    if item.deleted_at is not None:
        raise Gone
    before = item.reactions.get(who.handle)
    if emoji != before:
        others = {handle: each for handle, each in item.reactions.items() if handle != who.handle}
        item.reactions = others if emoji is None else {**others, who.handle: emoji}
        await session.flush()
        await tell(session, item, "reacted", reaction=Reaction(person(who), emoji, before))
    return item


async def read(session: Session, who: Profile) -> None:
    """A customer has read what the brand wrote to them in private."""
    unread = [each for each in await queries.messages(session, who.site_id, who.id) if _unread(each, who)]
    for each in unread:
        each.read_at = now()
    if unread:
        await session.flush()
        await tell(session, unread[-1], "read")


def _unread(item: Item, who: Profile) -> bool:
    return item.to_id == who.id and item.read_at is None and item.deleted_at is None


async def prune(session: Session) -> None:
    """Forget deliveries that were settled, and tokens that were replaced, more than a week ago."""
    old = WebhookDelivery.at < now() - timedelta(days=7)
    await session.execute(delete(WebhookDelivery).where(old, WebhookDelivery.state != "waiting"))
    used = Tokens.replaced_at < now() - timedelta(days=7)
    await session.execute(delete(Tokens).where(used, Tokens.expires_at < now()))


async def brand_of(session: Session, site_id: int) -> Profile:
    """The brand that reviews and messages of this site go to.

    Raises:
        NoSite: the site has none yet.
    """
    for brand in await queries.brands(session, site_id):
        return brand
    raise NoSite


async def _join(session: Session, site: Site, handle: str, name: str) -> Profile:
    wanted = handle.strip().removeprefix("@").lower()
    if not _HANDLE.fullmatch(wanted):
        raise HandleInvalid
    color = COLORS[zlib.crc32(wanted.encode()) % len(COLORS)]
    profile = Profile(
        workspace_id=site.workspace_id, site_id=site.id, handle=wanted, name=_name(name), avatar_color=color
    )
    if await queries.profile(session, site.id, wanted) is not None:
        raise HandleTaken(handle=wanted)
    session.add(profile)
    try:
        await session.flush()
    except IntegrityError as error:
        raise HandleTaken(handle=wanted) from error
    return profile


def _name(name: str) -> str:
    shown = clean(name).strip()
    if not shown or len(shown) > MAX_NAME:
        raise NameInvalid(max=MAX_NAME)
    return shown


def _item(
    author: Profile,
    kind: str,
    text: str,
    *,
    rating: int | None = None,
    to_id: int | None = None,
    root_id: int | None = None,
    parent_id: int | None = None,
    client_ref: str | None = None,
    shown: Sequence[str] = (),
) -> Item:
    return Item(
        workspace_id=author.workspace_id,
        site_id=author.site_id,
        author_id=author.id,
        kind=kind,
        text=_text(text, kind, empty=bool(shown)),
        pictures=list(shown),
        rating=rating,
        to_id=to_id,
        root_id=root_id,
        parent_id=parent_id,
        client_ref=client_ref,
        at=now(),
    )


def _text(text: str, kind: str, *, empty: bool) -> str:
    limit = MAX_PRIVATE if kind == "message" else MAX_PUBLIC
    cleaned = clean(text).strip()
    if not cleaned and not empty:
        raise TextEmpty
    if len(cleaned) > limit:
        raise TextTooLong(max=limit)
    return cleaned


async def _say(session: Session, item: Item) -> Item:
    session.add(item)
    await session.flush()
    await tell(session, item, "created")
    return item


async def _check_window(session: Session, customer: Profile) -> None:
    last = await queries.last_private_word(session, customer)
    if last is not None and now() >= last + PRIVATE_WINDOW:
        raise WindowClosed


def _check_theirs(author: Profile, item: Item) -> None:
    if item.author_id != author.id:
        raise NotTheirs
    if item.deleted_at is not None:
        raise Gone
