"""Routes of people: what is known of them, notes, all they have said, merges, mutes."""

from __future__ import annotations

import msgspec
from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.contacts import service as contacts
from heard.conversations import views
from heard.conversations.api.parameters import Cursor, Limit
from heard.conversations.queries import lists, people
from heard.conversations.queries.scheduled import next_of
from heard.conversations.schemas import Id, RowList
from heard.conversations.schemas import people as schemas
from heard.conversations.service import people as service
from heard.conversations.views import people as people_views
from heard.kit.db import Session

_CARD = "/api/contacts/{contact_id:int}"
_NOTE = "/api/contact-notes/{note_id:int}"


@get(_CARD, opt=needs(Permission.READ))
async def read_person(contact_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.Person:
    """A person with everything known of them; one who was merged is answered for by whom they became."""
    return await _whole(session, actor, contact_id)


@patch(_CARD, opt=needs(Permission.CONTACTS))
async def change_person(
    contact_id: Id, data: JSONBody[schemas.PersonChange], session: Given[Session], actor: Given[Actor]
) -> schemas.Person:
    """Write what is known of a person."""
    contact = await people.visible_person(session, actor, contact_id)
    facts = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    attributes = {each.field_id: each.value for each in facts.pop("values")}
    await service.change_contact(session, actor=actor, contact_id=contact.id, facts=facts, attributes=attributes)
    return await _whole(session, actor, contact.id)


@get(f"{_CARD}/conversations", opt=needs(Permission.READ))
async def list_conversations_of(
    contact_id: Id, session: Given[Session], actor: Given[Actor], cursor: Cursor = None, limit: Limit = 25
) -> RowList:
    """A page of a person's conversations over all networks, the latest opened first."""
    contact = await people.visible_person(session, actor, contact_id)
    rows, next_cursor = await people.conversations(session, actor, contact.id, cursor=cursor, limit=limit)
    tags = await lists.tags_of(session, actor, [row.Conversation for row in rows])
    later = await next_of(session, actor, rows)
    return RowList([views.row(row, tags, later) for row in rows], next_cursor)


@get(f"{_CARD}/messages", opt=needs(Permission.READ))
async def list_messages_of(
    contact_id: Id, session: Given[Session], actor: Given[Actor], cursor: Cursor = None, limit: Limit = 50
) -> schemas.PersonMessageList:
    """A page of everything said with a person over all networks, the newest first."""
    contact = await people.visible_person(session, actor, contact_id)
    rows, next_cursor = await people.messages(session, actor, contact.id, cursor=cursor, limit=limit)
    names = await views.People.of(session, actor.workspace_id, [row.Message for row in rows])
    items = [
        schemas.PersonMessage(row.Message.conversation_id, row.number, row.network, views.message(row.Message, names))
        for row in rows
    ]
    return schemas.PersonMessageList(items, next_cursor)


@get(f"{_CARD}/notes", opt=needs(Permission.READ))
async def list_notes_of(
    contact_id: Id, session: Given[Session], actor: Given[Actor], cursor: Cursor = None, limit: Limit = 25
) -> schemas.PersonNoteList:
    """A page of the notes on a person, the newest first."""
    contact = await people.visible_person(session, actor, contact_id)
    found, next_cursor = await people.notes(session, actor, contact.id, cursor=cursor, limit=limit)
    return schemas.PersonNoteList(await people_views.notes(session, actor, found), next_cursor)


@post(f"{_CARD}/notes", opt=needs(Permission.NOTE))
async def add_note_on(
    contact_id: Id, data: JSONBody[schemas.PersonNoteRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.PersonNote:
    """Write a note on a person."""
    contact = await people.visible_person(session, actor, contact_id)
    note = await contacts.add_note(session, actor=actor, contact_id=contact.id, words=data.text)
    return (await people_views.notes(session, actor, [note]))[0]


@patch(_NOTE, opt=needs(Permission.NOTE))
async def change_note_on(
    note_id: Id, data: JSONBody[schemas.PersonNoteRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.PersonNote:
    """Write a note anew; any colleague may."""
    note = await contacts.find_note(session, actor=actor, note_id=note_id)
    await people.visible_person(session, actor, note.contact_id)
    await contacts.change_note(session, actor=actor, note=note, words=data.text)
    return (await people_views.notes(session, actor, [note]))[0]


@delete(_NOTE, opt=needs(Permission.NOTE))
async def delete_note_on(note_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Delete a note; for a week it can be brought back."""
    note = await contacts.find_note(session, actor=actor, note_id=note_id)
    await people.visible_person(session, actor, note.contact_id)
    await contacts.delete_note(session, actor=actor, note=note)


@post(f"{_NOTE}/restoration", opt=needs(Permission.NOTE))
async def restore_note_on(note_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.PersonNote:
    """Bring a deleted note back."""
    note = await contacts.find_note(session, actor=actor, note_id=note_id)
    await people.visible_person(session, actor, note.contact_id)
    await contacts.restore_note(session, actor=actor, note=note)
    return (await people_views.notes(session, actor, [note]))[0]


@get(f"{_CARD}/hints", opt=needs(Permission.READ))
async def list_hints(contact_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.PersonHintList:
    """Who may be the same person."""
    found = await people.person(session, actor, contact_id)
    return schemas.PersonHintList([people_views.hint(*each) for each in await people.alike(session, actor, found)])


@get(f"{_CARD}/merge-previews/{{other_id:int}}", opt=needs(Permission.CONTACTS))
async def preview_merge(
    contact_id: Id, other_id: Id, session: Given[Session], actor: Given[Actor]
) -> schemas.MergePreview:
    """What the person would be with another merged into them; nothing is changed."""
    kept = await people.person(session, actor, contact_id)
    gone = await people.person(session, actor, other_id)
    return people_views.preview(kept, gone, contacts.propose(kept.contact, gone.contact, {}))


@post(f"{_CARD}/merges", opt=needs(Permission.CONTACTS))
async def merge_people(
    contact_id: Id, data: JSONBody[schemas.MergeRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.MergeMade:
    """Merge another into this person."""
    kept = await people.visible_person(session, actor, contact_id)
    gone = await people.visible_person(session, actor, data.gone_id)
    made = await service.merge_contacts(session, actor=actor, kept_id=kept.id, gone_id=gone.id, choices=data.choices)
    return schemas.MergeMade(made.id, made.kept_id, made.gone_id)


@delete("/api/contact-merges/{merge_id:int}", opt=needs(Permission.CONTACTS))
async def undo_merge(merge_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Take a merge back: what has not changed since is as it was."""
    merge = await contacts.find_merge(session, actor=actor, merge_id=merge_id)
    await people.visible_person(session, actor, merge.kept_id)
    await service.undo_merge(session, actor=actor, merge=merge)


@get("/api/muted-contacts", opt=needs(Permission.READ))
async def list_muted(
    session: Given[Session], actor: Given[Actor], cursor: Cursor = None, limit: Limit = 50
) -> schemas.MutedPersonList:
    """Who is muted or blocked: by whom, since when and why."""
    found, next_cursor = await people.muted(session, actor, cursor=cursor, limit=limit)
    mutes = await people_views.mutes(session, actor, found)
    items = [schemas.MutedPerson(each.id, each.name, mutes[each.id]) for each in found]
    return schemas.MutedPersonList(items, next_cursor)


@put(f"{_CARD}/mute", opt=needs(Permission.MUTE))
async def mute_person(
    contact_id: Id, data: JSONBody[schemas.MuteRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Person:
    """Mute or block a person: what they say is kept and makes no work."""
    contact = await people.visible_person(session, actor, contact_id)
    await service.mute_contact(session, actor=actor, contact_id=contact.id, kind=data.kind, reason=data.reason)
    return await _whole(session, actor, contact.id)


@delete(f"{_CARD}/mute", opt=needs(Permission.MUTE), status_code=200)
async def unmute_person(contact_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.Person:
    """Hear a person again."""
    contact = await people.visible_person(session, actor, contact_id)
    await contacts.unmute(session, actor=actor, contact_id=contact.id)
    return await _whole(session, actor, contact.id)


ROUTES = [
    read_person,
    change_person,
    list_conversations_of,
    list_messages_of,
    list_notes_of,
    add_note_on,
    change_note_on,
    delete_note_on,
    restore_note_on,
    list_hints,
    preview_merge,
    merge_people,
    undo_merge,
    list_muted,
    mute_person,
    unmute_person,
]


async def _whole(session: Session, actor: Actor, contact_id: int) -> schemas.Person:
    await session.flush()
    return await people_views.person(session, actor, await people.person(session, actor, contact_id))
