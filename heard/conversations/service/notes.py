"""Notes among ourselves, mentions, the tag dictionary, and how far each person has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from heard.accounts.models import Membership
from heard.conversations import events
from heard.conversations.errors import EmptyText, NoSuchMember, TagExists
from heard.conversations.models import Conversation, Mention, Note, Seen, Tag
from heard.conversations.service import work
from heard.conversations.service.drafts import forget_draft
from heard.kit import log, tokens
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def note(session: Session, *, actor: Actor, conversation_id: int, text: str, mentions: Sequence[int]) -> Note:
    """Write a note; the people mentioned find the conversation in their mentions.

    Raises:
        EmptyText, NoSuchMember: nothing was written.
    """
    conversation = await work.locked(session, actor, conversation_id)
    body = clean(text).strip()
    if not body:
        raise EmptyText
    people = sorted(set(mentions))
    await _check_members(session, actor.workspace_id, people)
    written = Note(
        workspace_id=actor.workspace_id,
        conversation_id=conversation.id,
        author_id=actor.user_id,
        text=body,
        tokens=tokens.vector(actor.workspace_id, body),
        mentions=people,
        at=now(),
    )
    session.add(written)
    await session.flush()
    session.add_all(
        Mention(
            note_id=written.id,
            user_id=user_id,
            workspace_id=actor.workspace_id,
            conversation_id=conversation.id,
            at=written.at,
        )
        for user_id in people
    )
    conversation.version += 1
    added = events.NoteAdded(
        workspace_id=actor.workspace_id,
        by=actor.by,
        conversation_id=conversation.id,
        note_id=written.id,
        mentions=people,
    )
    await log.append(session, added)
    await forget_draft(session, actor=actor, conversation_id=conversation.id, mode="note")
    return written


async def _check_members(session: Session, workspace_id: int, user_ids: Sequence[int]) -> None:
    query = select(func.count()).where(
        Membership.workspace_id == workspace_id, Membership.user_id.in_(user_ids), Membership.active
    )
    if user_ids and await session.scalar(query) != len(user_ids):
        raise NoSuchMember


async def see(session: Session, *, actor: Actor, conversation: Conversation) -> None:
    """Remember that the actor has looked: the conversation is read, and their mentions in it are seen."""
    moment = now()
    seen = insert(Seen).values(
        workspace_id=actor.workspace_id, user_id=actor.user_id, conversation_id=conversation.id, at=moment
    )
    await session.execute(
        seen.on_conflict_do_update(index_elements=["user_id", "conversation_id"], set_={"at": moment})
    )
    await session.execute(
        update(Mention)
        .where(
            Mention.workspace_id == actor.workspace_id,
            Mention.user_id == actor.user_id,
            Mention.conversation_id == conversation.id,
            Mention.seen_at.is_(None),
        )
        .values(seen_at=moment)
    )


async def add_tag(session: Session, *, actor: Actor, name: str, color: str) -> Tag:
    """Add a word to the tag dictionary.

    Raises:
        TagExists, EmptyText: nothing was added.
    """
    word = clean(name).strip()
    if not word:
        raise EmptyText
    tag = Tag(workspace_id=actor.workspace_id, name=word, color=color)
    try:
        async with session.begin_nested():
            session.add(tag)
    except IntegrityError as error:
        raise TagExists from error
    return tag


async def remove_tag(session: Session, *, actor: Actor, tag_id: int) -> None:
    """Take a word out of the dictionary and off the open conversations that have it.

    Raises:
        NotFound: it is not there.
    """
    removed = await session.execute(
        delete(Tag).where(Tag.workspace_id == actor.workspace_id, Tag.id == tag_id).returning(Tag.id)
    )
    if removed.scalar() is None:
        raise NotFound
    await session.execute(
        update(Conversation)
        .where(Conversation.workspace_id == actor.workspace_id, Conversation.tag_ids.contains([tag_id]))
        .values(tag_ids=func.array_remove(Conversation.tag_ids, tag_id), version=Conversation.version + 1)
        .execution_options(synchronize_session=False)
    )


async def tags(session: Session, *, actor: Actor) -> Sequence[Tag]:
    """The tag dictionary, by name."""
    query = select(Tag).where(Tag.workspace_id == actor.workspace_id).order_by(Tag.name)
    return (await session.scalars(query)).all()
