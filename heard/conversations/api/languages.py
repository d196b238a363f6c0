"""Routes of what contacts write in."""

from __future__ import annotations

from litestar import get, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.ai.service import LANGUAGES
from heard.conversations import schemas, service
from heard.conversations.api.work import whole
from heard.conversations.presence import Viewers
from heard.conversations.queries import languages
from heard.conversations.schemas import languages as language_schemas
from heard.kit.db import Session


@get("/api/languages", opt=needs(Permission.READ))
async def list_languages(session: Given[Session], actor: Given[Actor]) -> language_schemas.LanguageList:
    """The languages a contact may write in: those of open work, and all that are recognised."""
    spoken = await languages.in_open_work(session, actor)
    return language_schemas.LanguageList(list(spoken), list(LANGUAGES))


@put("/api/conversations/{conversation_id:int}/language", opt=needs(Permission.RESOLVE))
async def set_language(
    conversation_id: schemas.Id,
    data: JSONBody[language_schemas.LanguageRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Say what the contact writes in, or leave it to the machine again."""
    await service.set_language(session, actor=actor, conversation_id=conversation_id, language=data.language)
    return await whole(session, actor, conversation_id, viewers)


ROUTES = [list_languages, set_language]
