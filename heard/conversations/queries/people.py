"""People as the actor may see them: those they share a conversation with, and everything said over all networks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, tuple_
from sqlalchemy.orm import aliased

from heard.accounts.models import User
from heard.contacts.models import Contact, ContactMerge, ContactNote, Identity
from heard.conversations.models import Conversation, Message
from heard.conversations.queries.hits import as_query, bounded
from heard.conversations.queries.lists import rows_of
from heard.conversations.queries.standing import followers_of
from heard.conversations.queries.visibility import visible_to
from heard.kit import paging, tokens
from heard.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

_LOOKED_AT = 50
_HINTS = 3
MERGES = 20


@dataclass(frozen=True)
class Person:
    """A contact with what is theirs."""

    contact: Contact
    identities: Sequence[Identity]
    followed_by: dict[int, list[str]]
    conversation_count: int
    # Those that still stand, the newest first, each with who was merged and by whom.
    merges: Sequence[tuple[ContactMerge, str, str]]


def people_of(actor: Actor) -> Select[Contact]:
    """The people the actor may see: those with a conversation the actor may see, and not merged into others."""
    theirs = visible_to(actor).where(Conversation.contact_id == Contact.id).with_only_columns(Conversation.id)
    return select(Contact).where(
        Contact.workspace_id == actor.workspace_id, Contact.merged_into.is_(None), theirs.exists()
    )


async def visible_person(session: Session, actor: Actor, contact_id: int) -> Contact:
    """A person; asked for by somebody who was merged into them, too.

    Raises:
        NotFound: there is none, or the actor may not see them.
    """
    while True:
        into = await session.scalar(
            select(Contact.merged_into).where(Contact.workspace_id == actor.workspace_id, Contact.id == contact_id)
        )
        if into is None:
            break
        contact_id = into
    found = await session.scalar(people_of(actor).where(Contact.id == contact_id))
    if found is None:
        raise NotFound
    return found


async def person(session: Session, actor: Actor, contact_id: int) -> Person:
    """A person with profiles and merges.

    Raises:
        NotFound: there is none, or the actor may not see them.
    """
    contact = await visible_person(session, actor, contact_id)
    theirs_here = select(Identity).where(Identity.workspace_id == actor.workspace_id, Identity.contact_id == contact.id)
    identities = (await session.scalars(theirs_here.order_by(Identity.id))).all()
    theirs = visible_to(actor).where(Conversation.contact_id == contact.id).subquery()
    gone = aliased(Contact)
    merges = (
        select(ContactMerge, gone.name, User.name)
        .join(gone, gone.id == ContactMerge.gone_id)
        .join(User, User.id == ContactMerge.user_id)
        .where(
            ContactMerge.workspace_id == actor.workspace_id,
            ContactMerge.kept_id == contact.id,
            ContactMerge.undone_at.is_(None),
        )
        .order_by(ContactMerge.id.desc())
        .limit(MERGES)
    )
    return Person(
        contact=contact,
        identities=identities,
        followed_by=await followers_of(session, actor.workspace_id, identities),
        conversation_count=await session.scalar(select(func.count()).select_from(theirs)) or 0,
        merges=[(row[0], row[1], row[2]) for row in await session.execute(merges)],
    )


async def conversations(
    session: Session, actor: Actor, contact_id: int, *, cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """A page of a person's conversations, the latest opened first."""
    query = rows_of(actor).where(Conversation.contact_id == contact_id)
    if cursor is not None:
        query = query.where(Conversation.id < paging.decode(cursor, int))
    rows = list((await session.execute(query.order_by(Conversation.id.desc()).limit(limit + 1))).all())
    return rows[:limit], paging.following(rows, limit, lambda row: row.Conversation.id)


async def messages(
    session: Session, actor: Actor, contact_id: int, *, cursor: str | None, limit: int
) -> tuple[Sequence[Row[Any]], str | None]:
    """A page of everything said with a person, over all conversations the actor may see, the newest first."""
    theirs = (
        visible_to(actor)
        .where(Conversation.contact_id == contact_id)
        .with_only_columns(Conversation.id, Conversation.number, Conversation.network)
        .cte("theirs")
    )
    key = (Message.sort_at, Message.id)
    # Of each conversation only as many as the page may need, from its own index.
    newest = select(Message.id, Message.sort_at).where(Message.conversation_id == theirs.c.id)
    if cursor is not None:
        last = paging.decode(cursor, tuple[datetime, int])
        newest = newest.where(tuple_(*key) < tuple_(*map(literal, last)))
    newest = newest.order_by(*(each.desc() for each in key)).limit(limit + 1)
    part = newest.lateral("part")
    chosen = (
        select(part.c.id, theirs.c.number, theirs.c.network)
        .select_from(theirs.join(part, true()))
        .order_by(part.c.sort_at.desc(), part.c.id.desc())
        .limit(limit + 1)
        .cte("chosen")
    )
    query = select(Message).add_columns(chosen.c.number, chosen.c.network).join(chosen, chosen.c.id == Message.id)
    rows: Sequence[Row[Any]] = (await session.execute(query.order_by(*(each.desc() for each in key)))).all()
    return rows[:limit], paging.following(rows, limit, lambda row: (row.Message.sort_at, row.Message.id))


async def notes(
    session: Session, actor: Actor, contact_id: int, *, cursor: str | None, limit: int
) -> tuple[list[ContactNote], str | None]:
    """A page of the notes on a person, the newest first."""
    query = select(ContactNote).where(
        ContactNote.workspace_id == actor.workspace_id,
        ContactNote.contact_id == contact_id,
        ContactNote.deleted_at.is_(None),
    )
    if cursor is not None:
        query = query.where(ContactNote.id < paging.decode(cursor, int))
    rows = (await session.scalars(query.order_by(ContactNote.id.desc()).limit(limit + 1))).all()
    return list(rows[:limit]), paging.following(rows, limit, lambda row: row.id)


async def muted(session: Session, actor: Actor, *, cursor: str | None, limit: int) -> tuple[list[Contact], str | None]:
    """A page of the people who are muted or blocked, the latest first."""
    query = people_of(actor).where(Contact.mute.is_not(None))
    key = (Contact.muted_at, Contact.id)
    if cursor is not None:
        query = query.where(tuple_(*key) < tuple_(*map(literal, paging.decode(cursor, tuple[datetime, int]))))
    rows = (await session.scalars(query.order_by(*(each.desc() for each in key)).limit(limit + 1))).all()
    return list(rows[:limit]), paging.following(rows, limit, lambda row: (row.muted_at, row.id))


async def alike(session: Session, actor: Actor, found: Person) -> list[tuple[Contact, Identity, str]]:
    """Who may be the same person: of the same handle on another network, or of the same e-mail address; and why."""
    handles = sorted({each.handle.lstrip("@").lower() for each in found.identities if each.handle})
    networks = sorted({each.network for each in found.identities})
    ways: list[tuple[ColumnElement[bool], str]] = []
    if handles:
        word = " | ".join(
            tokens.lexeme(actor.workspace_id, word.text) for each in handles for word in tokens.words(each)
        )
        named = (
            select(Identity.contact_id)
            .where(
                Identity.workspace_id == actor.workspace_id,
                Identity.tokens.op("@@")(as_query(word)),
                func.lower(func.ltrim(Identity.handle, "@")).in_(handles),
                Identity.network.not_in(networks),
            )
            .limit(_LOOKED_AT)
        )
        ways.append((Contact.id.in_(named), "handle"))
    if found.contact.email is not None:
        ways.append((func.lower(Contact.email) == found.contact.email.lower(), "email"))
    hints: dict[int, tuple[Contact, Identity, str]] = {}
    for condition, reason in ways:
        query = people_of(actor).where(condition, Contact.id != found.contact.id).limit(_HINTS)
        async with bounded(session):
            for contact in await session.scalars(query):
                hints.setdefault(contact.id, (contact, await _face(session, contact), reason))
    return list(hints.values())[:_HINTS]


async def _face(session: Session, contact: Contact) -> Identity:
    query = select(Identity).where(Identity.workspace_id == contact.workspace_id, Identity.contact_id == contact.id)
    return (await session.scalars(query.order_by(Identity.id).limit(1))).one()
