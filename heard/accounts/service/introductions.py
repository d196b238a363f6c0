"""Who answers: how members introduce themselves, their photos, and the public page that shows them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from heard.accounts import events
from heard.accounts.errors import NotAPhoto
from heard.accounts.models import MemberPhoto, Membership, User, Workspace
from heard.kit import crypto, log
from heard.kit.errors import NotFound
from heard.kit.filetypes import content_type_of
from heard.kit.text import clean, first_name

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST_BYTES = 500_000
_DIGITS = 32
# What a camera notes of a picture, often with the place: by the format, the sign it begins with.
_NOTED = {"image/jpeg": b"Exif\0\0", "image/png": b"eXIf", "image/webp": b"EXIF"}


@dataclass(frozen=True)
class Introduced:
    """A member as customers may see them: the name one calls them by, their words, the digest of their photo."""

    name: str
    introduction: str
    photo: str | None


async def introduce(
    session: Session, *, actor: Actor, introduction: str | None = None, on_page: bool | None = None
) -> None:
    """Set how the actor introduces themselves, and whether the public page shows them; None: as before."""
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id), with_for_update=True)
    words = None if introduction is None else " ".join(clean(introduction).split())
    if words is not None and words != member.introduction:
        member.introduction = words
        await _tell(session, actor, "introduction")
    if on_page is not None and on_page != member.on_page:
        member.on_page = on_page
        await _tell(session, actor, "on_page")


async def set_photo(session: Session, *, actor: Actor, body: bytes) -> None:
    """Set the actor's photo.

    Raises:
        NotAPhoto: it is too large, no picture of a kind that is taken, or tells where it was made.
    """
    kind = content_type_of(body)
    if kind not in _NOTED or len(body) > MOST_BYTES or _NOTED[kind] in body:
        raise NotAPhoto
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id), with_for_update=True)
    member.photo = hashlib.sha256(body).hexdigest()[:_DIGITS]
    kept = {"content_type": kind, "body": body}
    added = insert(MemberPhoto).values(workspace_id=actor.workspace_id, user_id=actor.user_id, **kept)
    await session.execute(added.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=kept))
    await _tell(session, actor, "photo")


async def remove_photo(session: Session, *, actor: Actor) -> None:
    """Remove the actor's photo, if they have one."""
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id), with_for_update=True)
    if member.photo is None:
        return
    member.photo = None
    mine = (MemberPhoto.workspace_id == actor.workspace_id, MemberPhoto.user_id == actor.user_id)
    await session.execute(delete(MemberPhoto).where(*mine))
    await _tell(session, actor, "photo")


async def photo_of(session: Session, *, actor: Actor, user_id: int) -> MemberPhoto:
    """A colleague's photo.

    Raises:
        NotFound: there is none in the actor's workspace.
    """
    photo = await session.get(MemberPhoto, (actor.workspace_id, user_id))
    if photo is None:
        raise NotFound
    return photo


async def introduction_of(session: Session, *, actor: Actor) -> str:
    """How the actor introduces themselves; "" if they do not."""
    member = await session.get_one(Membership, (actor.workspace_id, actor.user_id))
    return member.introduction


async def set_people_page(session: Session, *, actor: Actor, shown: bool) -> None:
    """Have a public page that shows who answers, or none. Its address is new each time, so an old one is good for nothing."""
    workspace = await session.get_one(Workspace, actor.workspace_id, with_for_update=True)
    if shown == (workspace.page_key is not None):
        return
    workspace.page_key = crypto.token() if shown else None
    changed = events.WorkspaceChanged(workspace_id=actor.workspace_id, by=actor.by, people_page=shown)
    await log.append(session, changed)


async def people_page(session: Session, key: str) -> tuple[str, list[Introduced]]:
    """The name of the workspace whose page this is, and who wants to be seen on it, by name.

    Raises:
        NotFound: there is no such page.
    """
    workspace = await _shown(session, key)
    query = (
        select(User.name, Membership.introduction, Membership.photo)
        .join(User, User.id == Membership.user_id)
        .where(Membership.workspace_id == workspace.id, Membership.active, Membership.on_page)
        .order_by(User.name, User.id)
    )
    # No more than one calls them by: whoever answers angry people wants no visitors at home.
    people = [Introduced(first_name(name), words, photo) for name, words, photo in await session.execute(query)]
    return workspace.name, people


async def photo_on_page(session: Session, key: str, photo: str) -> MemberPhoto:
    """The photo (by its digest) of somebody on a public page.

    Raises:
        NotFound: there is no such page, or nobody on it with that photo.
    """
    workspace = await _shown(session, key)
    query = (
        select(MemberPhoto)
        .join(
            Membership,
            (Membership.workspace_id == MemberPhoto.workspace_id) & (Membership.user_id == MemberPhoto.user_id),
        )
        .where(
            Membership.workspace_id == workspace.id, Membership.active, Membership.on_page, Membership.photo == photo
        )
    )
    found = await session.scalar(query.limit(1))
    if found is None:
        raise NotFound
    return found


async def _shown(session: Session, key: str) -> Workspace:
    workspace = await session.scalar(select(Workspace).where(Workspace.page_key == key))
    if workspace is None:
        raise NotFound
    return workspace


async def _tell(session: Session, actor: Actor, what: str) -> None:
    changed = events.MemberIntroduced(workspace_id=actor.workspace_id, by=actor.by, user_id=actor.user_id, what=what)
    await log.append(session, changed)
