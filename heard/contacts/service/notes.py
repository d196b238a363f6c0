"""Notes on a person: any colleague may edit or delete any of them, and a deletion can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from heard.contacts import events
from heard.contacts.errors import BadValue
from heard.contacts.models import NOTE_LENGTH, ContactNote
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def add_note(session: Session, *, actor: Actor, contact_id: int, words: str) -> ContactNote:
    """Write a note.

    Raises:
        BadValue: it is empty or too long.
    """
    note = ContactNote(
        workspace_id=actor.workspace_id, contact_id=contact_id, author_id=actor.user_id, text=_checked(words), at=now()
    )
    session.add(note)
    await session.flush()
    await log.append(session, _told(actor, note, "added"))
    return note


async def find_note(session: Session, *, actor: Actor, note_id: int) -> ContactNote:
    """A note, locked; whether it is deleted or not.

    Raises:
        NotFound: there is none in the workspace.
    """
    query = select(ContactNote).where(ContactNote.workspace_id == actor.workspace_id, ContactNote.id == note_id)
    note = await session.scalar(query.with_for_update())
    if note is None:
        raise NotFound
    return note


async def change_note(session: Session, *, actor: Actor, note: ContactNote, words: str) -> None:
    """Write it anew.

    Raises:
        NotFound: it is deleted.
        BadValue: it is empty or too long.
    """
    if note.deleted_at is not None:
        raise NotFound
    note.text, note.edited_at, note.edited_by = _checked(words), now(), actor.user_id
    await log.append(session, _told(actor, note, "edited"))


async def delete_note(session: Session, *, actor: Actor, note: ContactNote) -> None:
    """Put it out of sight; a second time changes nothing."""
    if note.deleted_at is None:
        note.deleted_at = now()
        await log.append(session, _told(actor, note, "deleted"))


async def restore_note(session: Session, *, actor: Actor, note: ContactNote) -> None:
    """Take a deletion back; one that was not deleted stays as it is."""
    if note.deleted_at is not None:
        note.deleted_at = None
        await log.append(session, _told(actor, note, "restored"))


async def prune_notes(session: Session, before: datetime, *, limit: int) -> int:
    """Drop notes that were deleted before then; how many."""
    return len((await session.execute(_PRUNE, {"before": before, "limit": limit})).all())


def _checked(words: str) -> str:
    kept = clean(words).strip()
    if not 0 < len(kept) <= NOTE_LENGTH:
        raise BadValue
    return kept


def _told(actor: Actor, note: ContactNote, change: str) -> log.Event:
    return events.ContactNoted(
        workspace_id=actor.workspace_id, by=actor.by, contact_id=note.contact_id, note_id=note.id, change=change
    )


_PRUNE = text("""
DELETE FROM contact_notes WHERE id IN (SELECT id FROM contact_notes WHERE deleted_at < :before ORDER BY id LIMIT :limit)
RETURNING id
""")
