"""Replies: written, undone, sent again, settled. The message row is the outbox; `delivery` does the sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from heard.accounts.service import signature_of, signed
from heard.channels.models import Account
from heard.channels.service import capabilities_of, text_length
from heard.contacts.models import Identity
from heard.conversations import events
from heard.conversations.errors import (
    CannotReopen,
    CannotRetry,
    EmptyText,
    OutcomeUnknown,
    PlaceholderUnfilled,
    ReferenceTaken,
    ReplyRefused,
    TooLateToUndo,
)
from heard.conversations.facts import facts_of
from heard.conversations.models import Conversation, Message, Thread
from heard.conversations.policy import reply_policy
from heard.conversations.queries import visible_to
from heard.conversations.service import windows, work
from heard.conversations.service.enclosures import Uploaded, enclose, uploads_of
from heard.conversations.service.waiting import restore
from heard.conversations.service.writing import Beside, check_unanswered, go_along
from heard.kit import log, tokens
from heard.kit.db import moment, ring_after_commit
from heard.kit.errors import NotFound
from heard.kit.text import clean, preview
from heard.kit.time import now
from heard.knowledge.service import unfilled_in

if TYPE_CHECKING:
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.channels.service import Directory
    from heard.kit.db import Session

BELL = "delivery"
FAILED = ("failed", "unknown")
_NOT_SENT = "A colleague looked and found that it was not sent."


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


async def reply(
    session: Session, *, actor: Actor, conversation_id: int, draft: Draft, directory: Directory, undo: timedelta
) -> tuple[Message, bool]:
    """Queue a reply, claiming the conversation; (the message, whether it is new).

    Raises:
        NotFound, ClaimedByOther, AnsweredMeanwhile, ReplyRefused, EmptyText, PlaceholderUnfilled, ReferenceTaken, CannotReopen,
            and what `go_along` raises: nothing was queued.
    """
    body = await _body(session, actor, draft)
    count = len(draft.uploads)
    conversation = await work.locked(session, actor, conversation_id)
    earlier = await _same_reference(session, conversation, draft, actor)
    if earlier is not None:
        return earlier, False
    await work.hold(session, conversation, actor=actor)
    await check_unanswered(session, conversation, actor=actor, after=draft.beside.after_message_id)
    thread = await _thread_for(session, conversation, draft, directory)
    await check(session, conversation, thread, actor=actor, visibility=draft.visibility, body=body, pictures=count)
    if conversation.state == "resolved":
        await _go_on(session, conversation, actor)
    message = await _queue(session, conversation, thread, actor=actor, body=body, draft=draft, undo=undo)
    await go_along(session, conversation, message, actor=actor, beside=draft.beside)
    return message, True


async def _body(session: Session, actor: Actor, draft: Draft) -> str:
    """What is said: the words, and the signature under them."""
    words = clean(draft.text).strip()
    if not words and not draft.uploads:
        raise EmptyText
    unfilled = unfilled_in(words)
    if unfilled:
        raise PlaceholderUnfilled(placeholder=unfilled[0])
    public = draft.visibility == "public"
    return signed(words, await signature_of(session, actor=actor, public=public, wanted=draft.sign))


async def _same_reference(session: Session, conversation: Conversation, draft: Draft, actor: Actor) -> Message | None:
    query = select(Message).where(
        Message.workspace_id == conversation.workspace_id, Message.client_ref == draft.client_ref
    )
    earlier = await session.scalar(query)
    if earlier is not None and (earlier.conversation_id, earlier.author_id) != (conversation.id, actor.user_id):
        raise ReferenceTaken
    return earlier


async def _thread_for(
    session: Session, conversation: Conversation, draft: Draft, directory: Directory
) -> Thread | None:
    """The thread to answer in: the one asked for, else the latest of its kind, else (in private) a new one."""
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
    thread = await session.scalar(query.order_by(Thread.last_inbound_at.desc().nulls_last(), Thread.id.desc()).limit(1))
    if thread is None and draft.visibility == "private":
        thread = await _open_private(session, conversation, directory)
    return thread


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
    actor: Actor,
    body: str,
    draft: Draft,
    undo: timedelta,
) -> Message:
    assert thread is not None  # noqa: S101 — the policy refused otherwise; says so to the type checker
    present = await moment(session)
    message = _outgoing(conversation, thread, actor=actor, body=body, draft=draft, undo=undo, present=present)
    account = await session.get_one(Account, conversation.account_id)
    largest = capabilities_of(account.network, account.settings).max_picture_bytes
    message.attachments = await enclose(session, conversation.workspace_id, draft.uploads, most_bytes=largest)
    session.add(message)
    await session.flush()
    conversation.last_message_at = message.at
    conversation.last_direction = "out"
    conversation.preview = preview(body) or "[image]"
    conversation.has_private |= draft.visibility == "private"
    conversation.version += 1
    queued = events.ReplyQueued(
        workspace_id=conversation.workspace_id,
        by=actor.by,
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
    actor: Actor,
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
        author_id=actor.user_id,
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


async def undo(session: Session, *, actor: Actor, message_id: int) -> tuple[str, list[Uploaded]]:
    """Take back a reply that has not gone out, or discard one that failed; its text and pictures, for the composer.

    Raises:
        NotFound: no such reply of the actor's to see.
        TooLateToUndo: it is on its way or out.
    """
    conversation, message = await _locked_reply(session, actor, message_id)
    if message.delivery not in {"queued", "failed"}:
        raise TooLateToUndo
    failed = message.delivery == "failed"
    await session.delete(message)
    undone = events.ReplyUndone(
        workspace_id=conversation.workspace_id, by=actor.by, conversation_id=conversation.id, message_id=message.id
    )
    await log.append(session, undone)
    await session.flush()
    if failed:
        conversation.failed = max(0, conversation.failed - 1)
    await restore(session, conversation)
    return message.text, uploads_of(message.attachments)


async def retry(session: Session, *, actor: Actor, message_id: int, confirmed: bool) -> Message:
    """Send a failed reply again, or one whose outcome is unknown when the actor has confirmed that.

    Raises:
        OutcomeUnknown: it may have gone out, and the actor has not confirmed.
        CannotRetry: it neither failed nor is unknown.
        ReplyRefused: it may not go out now.
    """
    conversation, message = await _locked_reply(session, actor, message_id)
    if message.delivery not in FAILED:
        raise CannotRetry
    if message.delivery == "unknown" and not confirmed:
        raise OutcomeUnknown
    thread = await session.get_one(Thread, message.thread_id)
    visibility: Visibility = "public" if message.visibility == "public" else "private"
    count = len(message.attachments)
    await check(session, conversation, thread, actor=actor, visibility=visibility, body=message.text, pictures=count)
    message.delivery = "queued"
    message.send_at = await moment(session)
    message.attempts = 0
    message.reason = message.reason_code = None
    conversation.failed = max(0, conversation.failed - 1)
    conversation.version += 1
    about: dict[str, Any] = {
        "workspace_id": conversation.workspace_id,
        "by": actor.by,
        "conversation_id": conversation.id,
    }
    changed = work.answered(conversation)
    await log.append(session, events.ReplyRetried(**about, message_id=message.id), *([changed] if changed else []))
    ring_after_commit(session, BELL)
    return message


async def settle(session: Session, *, actor: Actor, message_id: int, sent: bool) -> Message:
    """A person says what became of a reply whose outcome is unknown.

    Raises:
        CannotRetry: its outcome is known.
    """
    conversation, message = await _locked_reply(session, actor, message_id)
    if message.delivery != "unknown":
        raise CannotRetry
    about: dict[str, Any] = {
        "workspace_id": conversation.workspace_id,
        "by": actor.by,
        "conversation_id": conversation.id,
    }
    conversation.version += 1
    if sent:
        message.delivery, message.reason, message.reason_code = "sent", None, None
        conversation.failed = max(0, conversation.failed - 1)
        changed = work.answered(conversation)
        told: log.Event = events.ReplySent(**about, message_id=message.id, how="person")
        await log.append(session, told, *([changed] if changed else []))
        await restore(session, conversation)
    else:
        message.delivery, message.reason_code = "failed", "not_sent"
        message.reason = _NOT_SENT
        told = events.ReplyFailed(**about, message_id=message.id, code="not_sent", reason=_NOT_SENT)
        await log.append(session, told)
    return message


async def _locked_reply(session: Session, actor: Actor, message_id: int) -> tuple[Conversation, Message]:
    """A reply and its conversation, both locked, conversation first as everywhere."""
    found = await session.execute(
        select(Message.conversation_id).where(
            Message.workspace_id == actor.workspace_id, Message.id == message_id, Message.delivery.is_not(None)
        )
    )
    conversation_id = found.scalar()
    if conversation_id is None:
        raise NotFound
    conversation = await session.scalar(
        visible_to(actor).where(Conversation.id == conversation_id).with_for_update(of=Conversation)
    )
    message = await session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if conversation is None or message is None:
        raise NotFound
    return conversation, message


_OPEN_PRIVATE = text("""
WITH before AS (SELECT conversation_id FROM threads WHERE account_id = :account AND external_key = :key)
INSERT INTO threads AS old (workspace_id, account_id, external_key, conversation_id, visibility, kind)
VALUES (:workspace, :account, :key, :conversation, 'private', 'dm')
ON CONFLICT (account_id, external_key) DO UPDATE SET conversation_id = excluded.conversation_id
RETURNING id, (SELECT conversation_id FROM before) AS before
""")
