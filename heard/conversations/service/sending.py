"""A reply on its way out: where it goes, whether it may, and its row, which is the outbox. The same for one that was approved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from heard.channels.models import Account
from heard.channels.service import capabilities_of, text_length
from heard.contacts.models import Identity
from heard.conversations import events
from heard.conversations.errors import CannotReopen, ReplyRefused
from heard.conversations.facts import facts_of
from heard.conversations.models import KIND_BITS, Conversation, Message, Thread
from heard.conversations.policy import reply_policy
from heard.conversations.service import windows, work
from heard.conversations.service.enclosures import Uploaded, enclose
from heard.conversations.service.writing import Beside, check_permitted, go_along
from heard.kit import log, tokens
from heard.kit.db import moment, ring_after_commit
from heard.kit.errors import NotFound
from heard.kit.log import By
from heard.kit.text import preview
from heard.kit.time import now

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.channels.service import Directory
    from heard.kit.db import Session

BELL = "delivery"


@dataclass(frozen=True)
class Draft:
    """A reply to be sent. `client_ref` is the writer's own reference: asked twice with the same one, it is one reply."""

    visibility: Visibility
    text: str
    client_ref: str
    thread_id: int | None = None
    sign: bool = True
    uploads: tuple[Uploaded, ...] = ()
    beside: Beside = field(default_factory=Beside)


async def send(
    session: Session,
    conversation: Conversation,
    *,
    actor: Actor,
    author_id: int,
    body: str,
    draft: Draft,
    directory: Directory,
    undo: timedelta,
) -> Message:
    """Queue a reply in a locked conversation: its author's, by who may send it.

    Raises:
        NotFound, ReplyRefused, CannotReopen, UploadGone, PictureTooLarge, and what `go_along` raises: nothing was queued.
    """
    thread = await thread_for(session, conversation, draft)
    if thread is None and draft.visibility == "private":
        thread = await _open_private(session, conversation, directory)
    count = len(draft.uploads)
    await check(session, conversation, thread, actor=actor, visibility=draft.visibility, body=body, pictures=count)
    if conversation.state == "resolved":
        await _go_on(session, conversation, actor)
    message = await _queue(session, conversation, thread, author_id=author_id, body=body, draft=draft, undo=undo)
    await go_along(session, conversation, message, actor=actor, beside=draft.beside)
    return message


async def put_aside(
    session: Session, conversation: Conversation, *, actor: Actor, body: str, draft: Draft
) -> tuple[Thread | None, list[dict[str, Any]]]:
    """All that sending would ask of a reply that waits first, for a yes or for its time; where it goes, and its pictures.

    Raises:
        NotFound, ReplyRefused, Forbidden, UploadGone, PictureTooLarge: it could not be sent either.
    """
    check_permitted(actor, draft.beside)
    thread = await thread_for(session, conversation, draft)
    count = len(draft.uploads)
    await check(session, conversation, thread, actor=actor, visibility=draft.visibility, body=body, pictures=count)
    account = await session.get_one(Account, conversation.account_id)
    largest = capabilities_of(account.network, account.settings).max_picture_bytes
    return thread, await enclose(session, conversation.workspace_id, draft.uploads, most_bytes=largest)


async def newest_message(session: Session, conversation_id: int) -> int:
    """The id of the last thing said by anybody; 0: nothing."""
    return await session.scalar(select(func.max(Message.id)).where(Message.conversation_id == conversation_id)) or 0


async def thread_for(session: Session, conversation: Conversation, draft: Draft) -> Thread | None:
    """The thread to answer in: the one asked for, else the latest of its kind; None when there is none.

    Raises:
        NotFound: the one asked for is not (or no longer) of this conversation.
    """
    query = select(Thread).where(
        Thread.workspace_id == conversation.workspace_id,
        Thread.conversation_id == conversation.id,
        Thread.visibility == draft.visibility,
    )
    if draft.thread_id is not None:
        thread = await session.scalar(query.where(Thread.id == draft.thread_id))
        if thread is None:
            raise NotFound
        return thread
    return await session.scalar(query.order_by(Thread.last_inbound_at.desc().nulls_last(), Thread.id.desc()).limit(1))


async def _open_private(session: Session, conversation: Conversation, directory: Directory) -> Thread | None:
    connected = (await directory.by_ids([conversation.account_id])).get(conversation.account_id)
    peer = await session.get(Identity, conversation.identity_id)
    if (
        connected is None
        or connected.channel is None
        or peer is None
        or connected.capabilities is None
        or not connected.capabilities.can_open_private
    ):
        return None
    key = connected.channel.private_key(peer.external_id)
    row = await session.execute(
        _OPEN_PRIVATE,
        {
            "workspace": conversation.workspace_id,
            "account": conversation.account_id,
            "key": key,
            "conversation": conversation.id,
        },
    )
    thread_id, before = row.one()
    if before is not None and before != conversation.id:
        await windows.leave(session, before)
        await windows.work_out(session, [conversation.id])
        await session.refresh(conversation, ["window_closes_at"])
    return await session.get(Thread, thread_id, populate_existing=True)


async def check(
    session: Session,
    conversation: Conversation,
    thread: Thread | None,
    *,
    actor: Actor,
    visibility: Visibility,
    body: str,
    pictures: int = 0,
) -> None:
    """Raise `ReplyRefused` when `reply_policy` says no."""
    account = await session.get_one(Account, conversation.account_id)
    capabilities = capabilities_of(account.network, account.settings)
    refusal = reply_policy(
        capabilities,
        facts_of(account.health, visibility, thread, actor),
        now=now(),
        length=text_length(body, capabilities.text_unit),
        pictures=pictures,
    )
    if refusal is not None:
        raise ReplyRefused(refusal.detail, reason_code=refusal.code)


async def _go_on(session: Session, conversation: Conversation, actor: Actor) -> None:
    """Answering a resolved conversation opens it again, unless a newer one with the person is open."""
    newer = select(Conversation.id).where(
        Conversation.account_id == conversation.account_id,
        Conversation.identity_id == conversation.identity_id,
        Conversation.state != "resolved",
    )
    if await session.scalar(newer) is not None:
        raise CannotReopen
    conversation.state = "pending"
    conversation.resolved_at = None
    conversation.resolve_reason = None
    reopened = events.ConversationReopened(
        workspace_id=conversation.workspace_id, by=actor.by, conversation_id=conversation.id, before="resolved"
    )
    await log.append(session, reopened)


async def _queue(
    session: Session,
    conversation: Conversation,
    thread: Thread | None,
    *,
    author_id: int,
    body: str,
    draft: Draft,
    undo: timedelta,
) -> Message:
    assert thread is not None  # noqa: S101 — the policy refused otherwise; says so to the type checker
    present = await moment(session)
    message = _outgoing(conversation, thread, author_id=author_id, body=body, draft=draft, undo=undo, present=present)
    account = await session.get_one(Account, conversation.account_id)
    largest = capabilities_of(account.network, account.settings).max_picture_bytes
    message.attachments = await enclose(session, conversation.workspace_id, draft.uploads, most_bytes=largest)
    session.add(message)
    await session.flush()
    conversation.last_message_at = message.at
    conversation.last_direction = "out"
    conversation.preview = preview(body) or "[image]"
    conversation.has_private |= draft.visibility == "private"
    conversation.kinds |= KIND_BITS[thread.kind]
    conversation.version += 1
    queued = events.ReplyQueued(
        workspace_id=conversation.workspace_id,
        by=By("person", author_id),
        conversation_id=conversation.id,
        message_id=message.id,
        visibility=draft.visibility,
        macro_id=draft.beside.macro_id,
    )
    changed = work.answered(conversation)
    await log.append(session, queued, *([changed] if changed else []))
    ring_after_commit(session, BELL)
    return message


def _outgoing(
    conversation: Conversation,
    thread: Thread,
    *,
    author_id: int,
    body: str,
    draft: Draft,
    undo: timedelta,
    present: datetime,
) -> Message:
    return Message(
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        thread_id=thread.id,
        account_id=conversation.account_id,
        direction="out",
        visibility=draft.visibility,
        author_kind="person",
        author_id=author_id,
        text=body,
        tokens=tokens.vector(conversation.workspace_id, body),
        at=present,
        sort_at=present,
        received_at=present,
        client_ref=draft.client_ref,
        delivery="queued",
        reply_to=thread.reply_to,
        send_at=present + undo,
        attempts=0,
        attachments=[],
        revisions=[],
    )


_OPEN_PRIVATE = text("""
WITH before AS (SELECT conversation_id FROM threads WHERE account_id = :account AND external_key = :key)
INSERT INTO threads AS old (workspace_id, account_id, external_key, conversation_id, visibility, kind)
VALUES (:workspace, :account, :key, :conversation, 'private', 'dm')
ON CONFLICT (account_id, external_key) DO UPDATE SET conversation_id = excluded.conversation_id
RETURNING id, (SELECT conversation_id FROM before) AS before
""")
