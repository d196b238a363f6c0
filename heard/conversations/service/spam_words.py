"""The workspace's list of words that file what has them as spam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from heard.conversations import events
from heard.conversations.errors import SpamWordEmpty, SpamWordExists, SpamWordTooShort, TooManySpamWords
from heard.conversations.models import SpamWord
from heard.conversations.spam import NothingToFind, TooShort, pattern
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.conversations.spam import Where
    from heard.kit.db import Session

MOST = 500


def checked(word: str) -> tuple[str, str]:
    """A word as it is kept, and its key.

    Raises:
        SpamWordEmpty, SpamWordTooShort: it is no good word.
    """
    kept = " ".join(clean(word).split())
    try:
        return kept, pattern(kept).key
    except NothingToFind as error:
        raise SpamWordEmpty from error
    except TooShort as error:
        raise SpamWordTooShort from error


async def add_spam_word(session: Session, *, actor: Actor, word: str, counts_in: Where) -> SpamWord:
    """Put a word on the list; it counts from the next message on.

    Raises:
        SpamWordEmpty, SpamWordTooShort, SpamWordExists, TooManySpamWords: nothing was added.
    """
    kept, key = checked(word)
    there = select(func.count()).where(SpamWord.workspace_id == actor.workspace_id)
    if (await session.scalar(there) or 0) >= MOST:
        raise TooManySpamWords
    added = SpamWord(workspace_id=actor.workspace_id, word=kept, key=key, counts_in=counts_in, added_by=actor.user_id)
    try:
        async with session.begin_nested():
            session.add(added)
    except IntegrityError as error:
        raise SpamWordExists from error
    await log.append(
        session,
        events.SpamWordAdded(
            workspace_id=actor.workspace_id, by=actor.by, word_id=added.id, word=kept, counts_in=counts_in
        ),
    )
    return added


async def remove_spam_word(session: Session, *, actor: Actor, word_id: int) -> None:
    """Take a word off the list; what it has filed stays where it is.

    Raises:
        NotFound: it is not there.
    """
    gone = delete(SpamWord).where(SpamWord.workspace_id == actor.workspace_id, SpamWord.id == word_id)
    word = await session.scalar(gone.returning(SpamWord.word))
    if word is None:
        raise NotFound
    removed = events.SpamWordRemoved(workspace_id=actor.workspace_id, by=actor.by, word_id=word_id, word=word)
    await log.append(session, removed)
