"""What the brand may do: like what was said, hide a comment under a post of its own, delete its own words, follow people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.kit.time import now
from heard.practice.errors import Gone, NotOurPost, NotTheirs
from heard.practice.models import Item
from heard.practice.service import take_back
from heard.practice.webhooks import tell

if TYPE_CHECKING:
    from heard.kit.db import Session
    from heard.practice.models import Profile


async def like(session: Session, item: Item, *, on: bool) -> Item:
    """Let something said be liked by the brand, or not; a second time changes nothing.

    Raises:
        Gone: it was deleted.
    """
    _check_there(item)
    if (item.liked_at is not None) is not on:
        item.liked_at = now() if on else None
        await session.flush()
        await tell(session, item, "liked" if on else "unliked")
    return item


async def hide(session: Session, brand: Profile, item: Item, *, on: bool) -> Item:
    """Let only its author see a comment, or everybody again; a second time changes nothing.

    Raises:
        Gone: it was deleted.
        NotOurPost: it is no comment of somebody else under a post of the brand.
    """
    _check_there(item)
    root = await session.get(Item, item.root_id) if item.root_id is not None else None
    if root is None or root.author_id != brand.id or item.author_id == brand.id:
        raise NotOurPost
    if (item.hidden_at is not None) is not on:
        item.hidden_at = now() if on else None
        await session.flush()
        await tell(session, item, "hidden" if on else "shown")
    return item


async def withdraw(session: Session, brand: Profile, item: Item) -> Item:
    """Delete something the brand said.

    Raises:
        NotTheirs, Gone: it cannot be deleted.
    """
    if item.author_id != brand.id:
        raise NotTheirs
    await take_back(session, brand, item)
    return item


def follow(profile: Profile, *, on: bool) -> Profile:
    """Let the brand follow somebody, or not; a second time changes nothing."""
    if (profile.followed_at is not None) is not on:
        profile.followed_at = now() if on else None
    return profile


def _check_there(item: Item) -> None:
    if item.deleted_at is not None:
        raise Gone
