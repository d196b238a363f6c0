"""People whose words make no work, dismissed with a reason and to be heard again at any time; and those never taken for spam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from heard.contacts import events
from heard.contacts.errors import BadValue, ReasonNeeded
from heard.contacts.models import NOTE_LENGTH, Contact, Identity
from heard.contacts.service.card import locked
from heard.kit import log
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def mute(session: Session, *, actor: Actor, contact_id: int, kind: str, reason: str) -> Contact:
    """Mute or block a person; one who is already gets the new reason.

    Raises:
        NotFound: no such person.
        ReasonNeeded: nobody is dismissed without one.
    """
    words = clean(reason).strip()
    if not words:
        raise ReasonNeeded
    if len(words) > NOTE_LENGTH:
        raise BadValue
    (contact,) = await locked(session, actor.workspace_id, contact_id)
    contact.mute, contact.mute_reason, contact.muted_at, contact.muted_by = kind, words, now(), actor.user_id
    await follow(session, contact)
    muted = events.ContactMuted(
        workspace_id=actor.workspace_id, by=actor.by, contact_id=contact.id, mute=kind, reason=words
    )
    await log.append(session, muted)
    return contact


async def unmute(session: Session, *, actor: Actor, contact_id: int) -> Contact:
    """Hear a person again; one who was not muted stays as they are.

    Raises:
        NotFound: no such person.
    """
    (contact,) = await locked(session, actor.workspace_id, contact_id)
    if contact.mute is None:
        return contact
    heard = events.ContactUnmuted(
        workspace_id=actor.workspace_id, by=actor.by, contact_id=contact.id, before=contact.mute
    )
    contact.mute = contact.mute_reason = contact.muted_at = contact.muted_by = None
    await follow(session, contact)
    await log.append(session, heard)
    return contact


async def spare(session: Session, *, actor: Actor, identity_id: int) -> None:
    """Let no word file what a person says as spam, known by one of their profiles; a second time changes nothing."""
    named = (
        update(Identity)
        .where(Identity.workspace_id == actor.workspace_id, Identity.id == identity_id, Identity.not_spam.is_(False))
        .values(not_spam=True)
        .returning(Identity.contact_id)
        .execution_options(synchronize_session=False)
    )
    contact_id = await session.scalar(named)
    if contact_id is not None:
        spared = events.ContactSpared(workspace_id=actor.workspace_id, by=actor.by, contact_id=contact_id)
        await log.append(session, spared)


async def follow(session: Session, contact: Contact) -> None:
    """Let a person's profiles be as muted as they are: that is what arrivals look at."""
    muted = contact.mute is not None
    await session.execute(
        update(Identity)
        .where(
            Identity.workspace_id == contact.workspace_id,
            Identity.contact_id == contact.id,
            Identity.muted.is_not(muted),
        )
        .values(muted=muted)
        .execution_options(synchronize_session=False)
    )
