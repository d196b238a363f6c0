"""One conversation: its contact, threads, and what may be answered where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from heard.channels.models import Account
from heard.channels.service import capabilities_of
from heard.contacts.models import Contact, Identity
from heard.conversations.facts import facts_of
from heard.conversations.models import Conversation, Post, Tag, Thread
from heard.conversations.policy import Refusal, max_pictures, max_text, reply_policy, window_closes_at
from heard.conversations.queries.lists import rows_of, tags_of
from heard.conversations.queries.standing import followers_of
from heard.conversations.queries.visibility import visible_to
from heard.kit.errors import NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.channels.base import Capabilities, TextUnit, Visibility
    from heard.kit.db import Session

RECENT = 5


@dataclass(frozen=True)
class ReplyOption:
    """One way to answer: where, as whom, to whom, and whether the policy lets it."""

    visibility: Visibility
    thread: Thread | None
    refusal: Refusal | None
    max_text: int
    text_unit: TextUnit
    window_closes_at: datetime | None
    account_handle: str
    to_handle: str
    max_pictures: int
    max_picture_bytes: int


@dataclass(frozen=True)
class Detail:
    """A conversation with everything its screen shows beside the timeline."""

    row: Row[Any]
    contact: Contact
    identities: Sequence[Identity]
    followed_by: dict[int, list[str]]
    reply_resolves: bool
    conversation_count: int
    recent: Sequence[Conversation]
    threads: Sequence[tuple[Thread, Post | None]]
    options: Sequence[ReplyOption]
    tags: dict[int, Tag]
    previous_number: int | None


async def visible(session: Session, actor: Actor, conversation_id: int) -> Conversation:
    """A conversation's own row.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    conversation = await session.scalar(visible_to(actor).where(Conversation.id == conversation_id))
    if conversation is None:
        raise NotFound
    return conversation


async def detail(session: Session, actor: Actor, conversation_id: int) -> Detail:
    """One conversation.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    row = (await session.execute(rows_of(actor).where(Conversation.id == conversation_id))).first()
    if row is None:
        raise NotFound
    conversation: Conversation = row.Conversation
    contact = await session.get_one(Contact, conversation.contact_id)
    of_contact = visible_to(actor).where(Conversation.contact_id == conversation.contact_id)
    recent = await session.scalars(
        of_contact.where(Conversation.id != conversation.id).order_by(Conversation.id.desc()).limit(RECENT)
    )
    count = await session.scalar(select(func.count()).select_from(of_contact.subquery()))
    threads = await _threads(session, conversation)
    account = await session.get_one(Account, conversation.account_id)
    previous = None
    if conversation.previous_id is not None:
        previous = await session.scalar(visible_to(actor).where(Conversation.id == conversation.previous_id))
    identity = await session.get_one(Identity, conversation.identity_id)
    identities = await _identities(session, conversation)
    return Detail(
        row=row,
        contact=contact,
        identities=identities,
        followed_by=await followers_of(session, actor.workspace_id, identities),
        reply_resolves=account.reply_resolves,
        conversation_count=count or 0,
        recent=recent.all(),
        threads=threads,
        options=_options(actor, account, identity, [thread for thread, _ in threads]),
        tags=await tags_of(session, actor, [conversation]),
        previous_number=previous.number if previous else None,
    )


async def _identities(session: Session, conversation: Conversation) -> Sequence[Identity]:
    query = select(Identity).where(
        Identity.workspace_id == conversation.workspace_id, Identity.contact_id == conversation.contact_id
    )
    return (await session.scalars(query.order_by(Identity.id))).all()


async def _threads(session: Session, conversation: Conversation) -> list[tuple[Thread, Post | None]]:
    query = (
        select(Thread, Post)
        .outerjoin(Post, Post.id == Thread.post_id)
        .where(Thread.workspace_id == conversation.workspace_id, Thread.conversation_id == conversation.id)
        .order_by(Thread.last_inbound_at.desc().nulls_last(), Thread.id.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


def _options(actor: Actor, account: Account, identity: Identity, threads: Sequence[Thread]) -> list[ReplyOption]:
    """Public and private, each in its latest thread; a network without the one has no such option."""
    capabilities = capabilities_of(account.network, account.settings)
    options: list[ReplyOption] = []
    both: tuple[Visibility, Visibility] = ("public", "private")
    for visibility in both:
        possible = capabilities.public if visibility == "public" else capabilities.private
        if possible:
            thread = next((each for each in threads if each.visibility == visibility), None)
            options.append(_option(actor, account, identity, capabilities, visibility, thread))
    return options


def _option(
    actor: Actor,
    account: Account,
    identity: Identity,
    capabilities: Capabilities,
    visibility: Visibility,
    thread: Thread | None,
) -> ReplyOption:
    facts = facts_of(account.health, visibility, thread, actor)
    return ReplyOption(
        visibility=visibility,
        thread=thread,
        refusal=reply_policy(capabilities, facts, now=now()),
        max_text=max_text(capabilities, visibility),
        text_unit=capabilities.text_unit,
        window_closes_at=window_closes_at(capabilities, facts),
        account_handle=account.handle or account.name,
        to_handle=identity.handle or identity.name or identity.external_id,
        max_pictures=max_pictures(capabilities, visibility),
        max_picture_bytes=capabilities.max_picture_bytes,
    )
