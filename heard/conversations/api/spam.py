"""Routes of spam: the list of words, and taking a conversation out again."""

from __future__ import annotations

from typing import Annotated, Any, cast

from litestar import delete, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import names_of, needs
from heard.conversations.api.work import whole
from heard.conversations.presence import Viewers
from heard.conversations.queries import spam as queries
from heard.conversations.schemas import Conversation, Id
from heard.conversations.schemas import spam as spam_schemas
from heard.conversations.service import filing
from heard.conversations.service import spam_words as service
from heard.conversations.spam import LONGEST, Where
from heard.kit.db import Session
from heard.kit.text import preview

Word = Annotated[str, QueryParameter(max_length=LONGEST)]
CountsIn = Annotated[Where, QueryParameter()]


@get("/api/spam-words", opt=needs(Permission.READ))
async def list_spam_words(session: Given[Session], actor: Given[Actor]) -> spam_schemas.SpamWordList:
    """The words that file what has them as spam, with how often and when last each did."""
    rows = await queries.spam_words(session, actor)
    names = await names_of(session, actor.workspace_id, {row.added_by for row in rows})
    return spam_schemas.SpamWordList([_word(row, names) for row in rows])


@post("/api/spam-words", opt=needs(Permission.WORKSPACE))
async def add_spam_word(
    data: JSONBody[spam_schemas.SpamWordRequest], session: Given[Session], actor: Given[Actor]
) -> spam_schemas.SpamWord:
    """Put a word or phrase on the list."""
    added = await service.add_spam_word(session, actor=actor, word=data.word, counts_in=data.counts_in)
    return spam_schemas.SpamWord(
        added.id, added.word, data.counts_in, added.added_at, actor.name, filed=0, capped=False, last_at=None
    )


@delete("/api/spam-words/{word_id:int}", opt=needs(Permission.WORKSPACE))
async def remove_spam_word(word_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Take a word off the list; what it has filed stays filed."""
    await service.remove_spam_word(session, actor=actor, word_id=word_id)


@get("/api/spam-preview", opt=needs(Permission.WORKSPACE))
async def preview_spam_word(
    session: Given[Session], actor: Given[Actor], word: Word = "", counts_in: CountsIn = "both"
) -> spam_schemas.SpamPreview:
    """What a word would have filed of the last messages of customers; nothing is changed."""
    kept, _ = service.checked(word)
    found = await queries.would_file(session, actor, word=kept, counts_in=counts_in)
    return spam_schemas.SpamPreview(found.count, found.of, [_sample(row) for row in found.newest])


@post("/api/conversations/{conversation_id:int}/not-spam", opt=needs(Permission.RESOLVE), status_code=200)
async def not_spam(
    conversation_id: Id, session: Given[Session], actor: Given[Actor], viewers: Given[Viewers]
) -> Conversation:
    """Take a conversation out of spam; this person's messages are not filed again."""
    await filing.not_spam(session, actor=actor, conversation_id=conversation_id)
    return await whole(session, actor, conversation_id, viewers)


ROUTES = [list_spam_words, add_spam_word, remove_spam_word, preview_spam_word, not_spam]


def _word(row: Any, names: dict[int, str]) -> spam_schemas.SpamWord:
    return spam_schemas.SpamWord(
        row.id,
        row.word,
        cast("Where", row.counts_in),
        row.added_at,
        names.get(row.added_by, ""),
        filed=min(row.count, queries.COUNT_CAP),
        capped=row.count > queries.COUNT_CAP,
        last_at=row.last_at,
    )


def _sample(row: Any) -> spam_schemas.SpamSample:
    return spam_schemas.SpamSample(
        row.id, row.conversation_id, row.number, row.network, row.visibility, preview(row.text), row.at
    )
