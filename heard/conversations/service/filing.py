"""What has a word of the workspace's list is filed as spam when it arrives; and is taken out again by one press.

Never filed: whom one of us has answered, who is a VIP, who has an open conversation, and who was said to be no spammer.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import text

from heard.contacts import service as contacts
from heard.conversations.errors import NotFiledAsSpam
from heard.conversations.queries.detail import visible
from heard.conversations.service import moves, work
from heard.conversations.service.arrivals import SPAM
from heard.conversations.spam import Entry, Matcher
from heard.kit import log
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heard.accounts.models import Actor
    from heard.conversations.models import Conversation
    from heard.conversations.service.arrivals import Arrival
    from heard.kit.db import Session


async def mark_spam(session: Session, arrivals: Iterable[Arrival]) -> None:
    """Write on arrivals which word of the list they have, if they may be filed for one; their conversations are locked.

    Under the lock, so that an answer or a "not spam" given meanwhile is seen. Two statements for a batch of any size, one
    if no arrival has a word.
    """
    heard = [each for each in arrivals if not each.said.ours and not each.muted]
    lists = await _lists(session, {each.place.workspace_id for each in heard})
    for arrival in heard:
        words = lists.get(arrival.place.workspace_id)
        arrival.spam_word = words and words.find(arrival.text, arrival.said.visibility)
    having = sorted({each.contact_id for each in heard if each.spam_word})
    if not having:
        return
    spared = set((await session.scalars(_SPARED, {"contacts": having})).all())
    for arrival in heard:
        if arrival.contact_id in spared:
            arrival.spam_word = None


async def _lists(session: Session, workspace_ids: set[int]) -> dict[int, Matcher]:
    if not workspace_ids:
        return {}
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for row in await session.execute(_WORDS, {"workspaces": sorted(workspace_ids)}):
        found[row.workspace_id].append(Entry(row.id, row.word, row.counts_in))
    return {workspace: _matcher(tuple(words)) for workspace, words in found.items()}


@lru_cache(maxsize=64)
def _matcher(words: tuple[Entry, ...]) -> Matcher:
    """A list laid out; it changes far more seldom than batches come."""
    return Matcher(words)


async def not_spam(session: Session, *, actor: Actor, conversation_id: int) -> Conversation:
    """Take a conversation out of spam: new again, waiting since it was said; no word files this person's messages any more.

    Raises:
        NotFound: the actor may not see it.
        NotFiledAsSpam: it is not in spam.
        CannotReopen: a newer conversation with the same person is open.
    """
    # The person before the conversation, as arrivals do: two that met the other way round would wait for each other.
    seen = await visible(session, actor, conversation_id)
    await contacts.spare(session, actor=actor, identity_id=seen.identity_id)
    conversation = await work.locked(session, actor, conversation_id)
    if conversation.state != "resolved" or conversation.resolve_reason != SPAM:
        raise NotFiledAsSpam
    values = {"conversation": conversation.id, "filed_at": conversation.resolved_at}
    waiting_since = (await session.execute(_SAID, values)).scalar()
    reopened = moves.reopened(conversation, actor.by, at=now(), not_spam=True)
    if conversation.last_direction == "in" and waiting_since is not None:
        conversation.waiting_since = waiting_since
    await work.open_again(session)
    if reopened is not None:
        await log.append(session, reopened)
    return conversation


_WORDS = text(
    "SELECT id, workspace_id, word, counts_in FROM spam_words WHERE workspace_id = ANY(:workspaces) ORDER BY id"
)
# Subqueries of one row each, so that every one goes by its index and none is turned into a reading of a whole table.
_SPARED = text("""
SELECT p.id FROM contacts p WHERE p.id = ANY(:contacts) AND (p.vip
  OR (SELECT true FROM identities i WHERE i.workspace_id = p.workspace_id AND i.contact_id = p.id AND i.not_spam LIMIT 1)
  OR (SELECT true FROM conversations c WHERE c.workspace_id = p.workspace_id AND c.contact_id = p.id
    AND c.state <> 'resolved' LIMIT 1)
  OR (SELECT true FROM conversations c JOIN messages m ON m.conversation_id = c.id
    WHERE c.workspace_id = p.workspace_id AND c.contact_id = p.id AND m.direction = 'out' LIMIT 1))
""")
# What a person closed as spam was said before that: nothing has waited since.
_SAID = text("""
SELECT min(sort_at) FROM messages WHERE conversation_id = :conversation AND direction = 'in' AND received_at >= :filed_at
""")
