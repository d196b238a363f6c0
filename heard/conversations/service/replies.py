"""Replies: written, undone, sent again, settled. The message row is the outbox; `delivery` does the sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from heard.accounts.service import signature_of, signed
from heard.conversations import events
from heard.conversations.errors import (
    CannotRetry,
    EmptyText,
    OutcomeUnknown,
    PlaceholderUnfilled,
    ReferenceTaken,
    TooLateToUndo,
)
from heard.conversations.models import Approval, Conversation, Message, ScheduledReply, Thread
from heard.conversations.queries import visible_to
from heard.conversations.service import work
from heard.conversations.service.approvals.needing import check_still_allowed, needed
from heard.conversations.service.approvals.submitting import submit
from heard.conversations.service.drafts import forget_draft
from heard.conversations.service.enclosures import Uploaded, uploads_of
from heard.conversations.service.scheduling.planning import schedule
from heard.conversations.service.sending import BELL, Draft, check, send
from heard.conversations.service.waiting import restore
from heard.conversations.service.writing import check_unanswered
from heard.kit import log
from heard.kit.db import moment, ring_after_commit
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.knowledge.service import unfilled_in

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.channels.service import Directory
    from heard.kit.db import Session

FAILED = ("failed", "unknown")
_NOT_SENT = "A colleague looked and found that it was not sent."


async def reply(
    session: Session,
    *,
    actor: Actor,
    conversation_id: int,
    draft: Draft,
    directory: Directory,
    undo: timedelta,
    send_at: datetime | None = None,
) -> tuple[Message | Approval | ScheduledReply, bool]:
    """Say what somebody has just written, now or at a time; it is no draft any more. See `say`."""
    said, is_new = await say(
        session,
        actor=actor,
        conversation_id=conversation_id,
        draft=draft,
        directory=directory,
        undo=undo,
        send_at=send_at,
    )
    if is_new:
        await forget_draft(session, actor=actor, conversation_id=conversation_id, mode=draft.visibility)
    return said, is_new


async def say(
    session: Session,
    *,
    actor: Actor,
    conversation_id: int,
    draft: Draft,
    directory: Directory,
    undo: timedelta,
    send_at: datetime | None = None,
) -> tuple[Message | Approval | ScheduledReply, bool]:
    """Queue a reply, claiming the conversation, or let it wait for the yes it needs or for its time; (which, whether it is new).

    Raises:
        NotFound, ClaimedByOther, AnsweredMeanwhile, ReplyRefused, EmptyText, PlaceholderUnfilled, ReferenceTaken, CannotReopen,
            NobodyToApprove, what `schedule` raises, and what `go_along` raises: nothing was queued.
    """
    body = await _body(session, actor, draft)
    conversation = await work.locked(session, actor, conversation_id)
    earlier = await _same_reference(session, conversation, draft, actor)
    if earlier is not None:
        return earlier, False
    await work.hold(session, conversation, actor=actor)
    await check_unanswered(session, conversation, actor=actor, after=draft.beside.after_message_id)
    need = await needed(session, conversation, actor=actor, draft=draft, body=body)
    if send_at is not None:
        aside = await schedule(
            session, conversation, actor=actor, body=body, draft=draft, send_at=send_at, needs_yes=need is not None
        )
        return aside, True
    if need is not None:
        return await submit(session, conversation, actor=actor, body=body, draft=draft, need=need), True
    message = await send(
        session,
        conversation,
        actor=actor,
        author_id=actor.user_id,
        body=body,
        draft=draft,
        directory=directory,
        undo=undo,
    )
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


async def _same_reference(
    session: Session, conversation: Conversation, draft: Draft, actor: Actor
) -> Message | Approval | ScheduledReply | None:
    for table in (Message, Approval, ScheduledReply):
        query = select(table).where(
            table.workspace_id == conversation.workspace_id, table.client_ref == draft.client_ref
        )
        if table is ScheduledReply:
            # What was sent is a message, or was taken back.
            query = query.where(ScheduledReply.state != "sent")
        earlier = await session.scalar(query)
        if earlier is not None:
            if (earlier.conversation_id, earlier.author_id) != (conversation.id, actor.user_id):
                raise ReferenceTaken
            return earlier
    return None


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
    await check_still_allowed(session, conversation, message)
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
