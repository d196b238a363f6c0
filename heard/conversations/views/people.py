"""How people become HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from heard.accounts.models import Permission
from heard.accounts.service import names_of
from heard.contacts.service import ATTRIBUTE, fields
from heard.conversations import views
from heard.conversations.models import Tag
from heard.conversations.schemas import Author, Mute
from heard.conversations.schemas import Tag as TagView
from heard.conversations.schemas import people as schemas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.contacts.models import Contact, ContactMerge, ContactNote, Identity
    from heard.contacts.service import Proposal
    from heard.conversations.queries.people import Person
    from heard.kit.db import Session

_ACTIONS: tuple[tuple[schemas.PersonAction, Permission], ...] = (
    ("edit", Permission.CONTACTS),
    ("note", Permission.NOTE),
    ("mute", Permission.MUTE),
)


async def person(session: Session, actor: Actor, found: Person) -> schemas.Person:
    """A person with everything known of them."""
    one = found.contact
    known = [each.id for each in await fields(session, actor=actor)]
    return schemas.Person(
        id=one.id,
        name=one.name,
        vip=one.vip,
        relationship=cast("schemas.Relationship | None", one.relationship),
        tags=await _tags(session, one),
        email=one.email,
        phone=one.phone,
        customer_number=one.customer_number,
        crm_validated=one.crm_validated,
        values=[schemas.FieldValue(each, one.attributes.get(str(each))) for each in known],
        identities=[views.identity(each, found.followed_by) for each in found.identities],
        first_seen_at=one.first_seen_at,
        conversation_count=found.conversation_count,
        mute=(await mutes(session, actor, [one])).get(one.id),
        merges=[_merge(each, number == 0) for number, each in enumerate(found.merges)],
        permitted=[name for name, permission in _ACTIONS if actor.may(permission)],
    )


def _merge(found: tuple[ContactMerge, str, str], last: bool) -> schemas.MergeView:  # noqa: FBT001 — of its tuple alone
    one, gone, by = found
    return schemas.MergeView(one.id, one.gone_id, gone, by, one.at, can_undo=last)


async def _tags(session: Session, one: Contact) -> list[TagView]:
    if not one.tag_ids:
        return []
    query = select(Tag).where(Tag.workspace_id == one.workspace_id, Tag.id.in_(one.tag_ids))
    found = {each.id: each for each in await session.scalars(query)}
    return [views.tag(found[each]) for each in one.tag_ids if each in found]


async def mutes(session: Session, actor: Actor, people: Sequence[Contact]) -> dict[int, schemas.MuteView]:
    """Who, when and why, of those who are muted."""
    muted = [each for each in people if each.mute is not None]
    if not muted:
        return {}
    names = await names_of(session, actor.workspace_id, {each.muted_by or 0 for each in muted})
    return {
        each.id: schemas.MuteView(
            cast("Mute", each.mute),
            each.mute_reason or "",
            each.muted_at,
            each.muted_by or 0,
            names.get(each.muted_by or 0, ""),
        )
        for each in muted
        if each.muted_at is not None
    }


async def notes(session: Session, actor: Actor, found: Sequence[ContactNote]) -> list[schemas.PersonNote]:
    """Notes with the names of who wrote and who edited them."""
    users = {user for each in found for user in (each.author_id, each.edited_by) if user}
    names = await names_of(session, actor.workspace_id, users) if users else {}
    return [
        schemas.PersonNote(
            id=each.id,
            author=Author("person", each.author_id, names.get(each.author_id, ""), None),
            text=each.text,
            at=each.at,
            edited_at=each.edited_at,
            edited_by=names.get(each.edited_by or 0),
        )
        for each in found
    ]


def hint(contact: Contact, face: Identity, reason: str) -> schemas.PersonHint:
    """Somebody who may be the same person."""
    return schemas.PersonHint(
        contact.id,
        contact.name,
        face.network,
        face.handle,
        views.avatar_path(face.id, face.avatar_url),
        "email" if reason == "email" else "handle",
    )


def preview(kept: Person, gone: Person, proposal: Proposal) -> schemas.MergePreview:
    """What two people would be as one."""
    conflicts = [
        schemas.MergeConflict(
            fact=name,
            field_id=int(name.removeprefix(ATTRIBUTE)) if name.startswith(ATTRIBUTE) else None,
            kept=proposal.kept[name],
            gone=proposal.gone[name],
        )
        for name in proposal.conflicts
    ]
    return schemas.MergePreview(_side(kept), _side(gone), conflicts, proposal.after)


def _side(found: Person) -> schemas.MergeSide:
    identities = [views.identity(each, found.followed_by) for each in found.identities]
    return schemas.MergeSide(found.contact.id, found.contact.name, identities, found.conversation_count)
