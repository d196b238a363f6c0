"""Routes by which the brand likes, hides, deletes and follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import delete, put
from litestar.di import NamedDependency as Given

from heard.kit.db import Session
from heard.kit.errors import NotFound
from heard.practice import moderation, queries, schemas
from heard.practice.models import Profile

if TYPE_CHECKING:
    from heard.practice.models import Item

_OPEN: dict[str, object] = {"open": True}


@put("/items/{item_id:int}/like", opt=_OPEN)
async def like_item(item_id: schemas.Id, brand: Given[Profile], session: Given[Session]) -> schemas.PracticeStanding:
    """Like something as the brand."""
    return _standing(await moderation.like(session, await _item(session, brand, item_id), on=True))


@delete("/items/{item_id:int}/like", opt=_OPEN, status_code=200)
async def unlike_item(item_id: schemas.Id, brand: Given[Profile], session: Given[Session]) -> schemas.PracticeStanding:
    """Take the brand's like back."""
    return _standing(await moderation.like(session, await _item(session, brand, item_id), on=False))


@put("/items/{item_id:int}/hidden", opt=_OPEN)
async def hide_item(item_id: schemas.Id, brand: Given[Profile], session: Given[Session]) -> schemas.PracticeStanding:
    """Hide a comment under a post of the brand from everybody but its author."""
    return _standing(await moderation.hide(session, brand, await _item(session, brand, item_id), on=True))


@delete("/items/{item_id:int}/hidden", opt=_OPEN, status_code=200)
async def show_item(item_id: schemas.Id, brand: Given[Profile], session: Given[Session]) -> schemas.PracticeStanding:
    """Show a hidden comment again."""
    return _standing(await moderation.hide(session, brand, await _item(session, brand, item_id), on=False))


@delete("/items/{item_id:int}", opt=_OPEN, status_code=200)
async def delete_item(item_id: schemas.Id, brand: Given[Profile], session: Given[Session]) -> schemas.PracticeStanding:
    """Delete something the brand said."""
    return _standing(await moderation.withdraw(session, brand, await _item(session, brand, item_id)))


@put("/profiles/{profile_id:int}/follow", opt=_OPEN)
async def follow_profile(
    profile_id: schemas.Id, brand: Given[Profile], session: Given[Session]
) -> schemas.PracticeFollowing:
    """Follow somebody as the brand."""
    return _following(moderation.follow(await _profile(session, brand, profile_id), on=True))


@delete("/profiles/{profile_id:int}/follow", opt=_OPEN, status_code=200)
async def unfollow_profile(
    profile_id: schemas.Id, brand: Given[Profile], session: Given[Session]
) -> schemas.PracticeFollowing:
    """Follow somebody no more."""
    return _following(moderation.follow(await _profile(session, brand, profile_id), on=False))


ROUTES = [like_item, unlike_item, hide_item, show_item, delete_item, follow_profile, unfollow_profile]


async def _profile(session: Session, brand: Profile, profile_id: int) -> Profile:
    """Somebody else on the brand's site."""
    found = await session.get(Profile, profile_id, with_for_update=True)
    if found is None or found.site_id != brand.site_id or found.id == brand.id:
        raise NotFound
    return found


def _following(profile: Profile) -> schemas.PracticeFollowing:
    return schemas.PracticeFollowing(str(profile.id), followed=profile.followed_at is not None)


async def _item(session: Session, brand: Profile, item_id: int) -> Item:
    """Something the brand can see: whatever is public, and what it wrote or was written in private."""
    found = await queries.item(session, brand.site_id, item_id, lock=True)
    if found is None or (found.kind == "message" and brand.id not in {found.author_id, found.to_id}):
        raise NotFound
    return found


def _standing(item: Item) -> schemas.PracticeStanding:
    return schemas.PracticeStanding(
        str(item.id),
        liked=item.liked_at is not None,
        hidden=item.hidden_at is not None,
        deleted=item.deleted_at is not None,
    )
