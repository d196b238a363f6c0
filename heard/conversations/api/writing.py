"""Routes of writing: drafts, and a macro's text for one conversation."""

from __future__ import annotations

from typing import cast

import msgspec
from litestar import get, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.conversations import schemas, service
from heard.conversations.queries import drafts as queries
from heard.conversations.queries.detail import visible
from heard.conversations.queries.placeholders import values_for
from heard.conversations.schemas import writing as writing_schemas
from heard.conversations.schemas.replies import Attached
from heard.kit.db import Session, tell_after_commit
from heard.knowledge.service import fill, macro_of

DRAFTING = "drafting"


@get("/api/conversations/{conversation_id:int}/writing", opt=needs(Permission.READ))
async def read_writing(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor]
) -> writing_schemas.Writing:
    """Everybody's drafts in a conversation, and how far a move to private has come."""
    found = await queries.drafts(session, actor, conversation_id)
    conversation = await visible(session, actor, conversation_id)
    move = await queries.move_of(session, conversation)
    return writing_schemas.Writing(
        [
            writing_schemas.DraftView(
                user_id=draft.user_id,
                name=name,
                mode=cast("writing_schemas.Mode", draft.mode),
                thread_id=draft.thread_id,
                text=draft.text,
                pictures=[msgspec.convert(each, Attached) for each in draft.pictures],
                after_message_id=draft.after_message_id,
                saved_at=draft.saved_at,
            )
            for draft, name in found
        ],
        move,
        await queries.has_met(session, actor, conversation),
    )


@put("/api/conversations/{conversation_id:int}/draft", opt=needs(Permission.NOTE))
async def save_draft(
    conversation_id: schemas.Id,
    data: JSONBody[writing_schemas.DraftRequest],
    session: Given[Session],
    actor: Given[Actor],
) -> writing_schemas.DraftKept:
    """Keep one's own draft; colleagues who see the conversation can read it."""
    saved_at = await service.save_draft(
        session,
        actor=actor,
        conversation_id=conversation_id,
        mode=data.mode,
        body=data.text,
        pictures=[(str(each.id), each.name) for each in data.pictures],
        thread_id=data.thread_id,
        after_message_id=data.after_message_id,
        known=data.known,
    )
    tell_after_commit(session, DRAFTING, f"{actor.workspace_id} {conversation_id}")
    return writing_schemas.DraftKept(saved_at)


@get("/api/conversations/{conversation_id:int}/macros/{macro_id:int}", opt=needs(Permission.REPLY))
async def fill_macro(
    conversation_id: schemas.Id, macro_id: schemas.Id, session: Given[Session], actor: Given[Actor]
) -> writing_schemas.FilledMacro:
    """A macro's text with the placeholders filled for this conversation."""
    values = await values_for(session, actor, conversation_id)
    macro = await macro_of(session, actor, macro_id)
    return writing_schemas.FilledMacro(*fill(macro.text, values))


ROUTES = [read_writing, save_draft, fill_macro]
