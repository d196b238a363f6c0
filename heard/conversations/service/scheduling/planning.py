"""A reply that is to be sent later is put aside, gets another time, or is taken back by its author."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from heard.accounts.models import Role
from heard.channels.models import Account
from heard.channels.service import capabilities_of
from heard.conversations.errors import BeyondWindow, NeedsApproval, NotYourScheduled, ScheduledEnded, TooLate, TooSoon
from heard.conversations.events import scheduled as events
from heard.conversations.facts import facts_of
from heard.conversations.models import Conversation, ScheduledReply, Thread
from heard.conversations.policy import window_closes_at
from heard.conversations.service import work
from heard.conversations.service.drafts import give_back
from heard.conversations.service.scheduling.returning import TAKEN_BACK, about, bring_back
from heard.conversations.service.sending import newest_message, put_aside
from heard.kit import log
from heard.kit.db import moment
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.conversations.service.sending import Draft
    from heard.kit.db import Session

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=90)
_LEADS = (Role.OWNER, Role.ADMIN, Role.LEAD)


async def schedule(
    session: Session,
    conversation: Conversation,
    *,
    actor: Actor,
    body: str,
    draft: Draft,
    send_at: datetime,
    needs_yes: bool,
) -> ScheduledReply:
    """Put a reply aside in a locked conversation until its time comes. Nobody has been answered yet.

    Raises:
        NeedsApproval, TooSoon, TooLate, BeyondWindow: it cannot be sent then.
        NotFound, ReplyRefused, Forbidden, UploadGone, PictureTooLarge: it could not be sent now either.
    """
    if needs_yes:
        raise NeedsApproval
    thread, attachments = await put_aside(session, conversation, actor=actor, body=body, draft=draft)
    await _check_time(session, conversation, thread, draft.visibility, send_at)
    scheduled = ScheduledReply(
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        thread_id=thread.id if thread else None,
        author_id=actor.user_id,
        visibility=draft.visibility,
        words=clean(draft.text).strip(),
        sign=draft.sign,
        attachments=attachments,
        beside=asdict(draft.beside),
        client_ref=draft.client_ref,
        after_message_id=await newest_message(session, conversation.id),
        send_at=send_at,
        state="waiting",
        in_draft=False,
        seen_to=False,
        created_at=await moment(session),
    )
    session.add(scheduled)
    await session.flush()
    conversation.version += 1
    told = events.ReplyScheduled(
        **about(scheduled, actor.by), send_at=send_at.astimezone(UTC).isoformat(), visibility=draft.visibility
    )
    await log.append(session, told)
    return scheduled


async def _check_time(
    session: Session, conversation: Conversation, thread: Thread | None, visibility: Visibility, send_at: datetime
) -> None:
    """Whether it can be sent then, as far as that is known: what will be is asked again when the time has come."""
    ahead = send_at - await moment(session)
    if ahead < SOONEST:
        raise TooSoon
    if ahead > LATEST:
        raise TooLate
    account = await session.get_one(Account, conversation.account_id)
    facts = facts_of(account.health, visibility, thread, None)
    closes = window_closes_at(capabilities_of(account.network, account.settings), facts)
    if closes is not None and send_at >= closes:
        raise BeyondWindow(window_closes_at=closes)


async def reschedule(session: Session, *, actor: Actor, scheduled_id: int, send_at: datetime) -> ScheduledReply:
    """Give a reply that waits another time: its author does, and who leads.

    Raises:
        NotFound, NotYourScheduled, ScheduledEnded, TooSoon, TooLate, BeyondWindow: its time is as it was.
    """
    conversation, scheduled = await taken_up(session, actor, scheduled_id)
    check_may_change(scheduled, actor)
    thread = await session.get(Thread, scheduled.thread_id) if scheduled.thread_id else None
    visibility: Visibility = "public" if scheduled.visibility == "public" else "private"
    await _check_time(session, conversation, thread, visibility, send_at)
    if send_at == scheduled.send_at:
        return scheduled
    scheduled.send_at = send_at
    conversation.version += 1
    told = events.ReplyRescheduled(**about(scheduled, actor.by), send_at=send_at.astimezone(UTC).isoformat())
    await log.append(session, told)
    return scheduled


async def withdraw(session: Session, *, actor: Actor, scheduled_id: int) -> ScheduledReply:
    """Take a reply back before its time. To its author its words are a draft again; by who leads, it comes back to them.

    One that came back already is shown no more.

    Raises:
        NotFound, NotYourScheduled, ScheduledEnded: nothing was taken back.
    """
    conversation, scheduled = await found(session, actor, scheduled_id)
    check_may_change(scheduled, actor)
    if scheduled.state == "returned":
        scheduled.seen_to = True
        return scheduled
    check_waits(scheduled)
    if scheduled.author_id != actor.user_id:
        await bring_back(session, conversation, scheduled, reason=TAKEN_BACK, by=actor.by)
        return scheduled
    scheduled.ended_at = await moment(session)
    scheduled.state = "withdrawn"
    scheduled.ended_by = actor.user_id
    conversation.version += 1
    await give_back(session, scheduled)
    await log.append(session, events.ReplyUnscheduled(**about(scheduled, actor.by), reason="withdrawn"))
    return scheduled


async def taken_up(session: Session, actor: Actor, scheduled_id: int) -> tuple[Conversation, ScheduledReply]:
    """A reply that waits and its conversation, both locked.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
        ScheduledEnded: it does not wait any more.
    """
    conversation, scheduled = await found(session, actor, scheduled_id)
    check_waits(scheduled)
    return conversation, scheduled


async def found(session: Session, actor: Actor, scheduled_id: int) -> tuple[Conversation, ScheduledReply]:
    """A reply that waits or waited, and its conversation, both locked, conversation first as everywhere."""
    where = select(ScheduledReply.conversation_id).where(
        ScheduledReply.workspace_id == actor.workspace_id, ScheduledReply.id == scheduled_id
    )
    conversation_id = await session.scalar(where)
    if conversation_id is None:
        raise NotFound
    conversation = await work.locked(session, actor, conversation_id)
    locked: dict[str, Any] = {"with_for_update": True, "populate_existing": True}
    return conversation, await session.get_one(ScheduledReply, scheduled_id, **locked)


def check_waits(scheduled: ScheduledReply) -> None:
    """Raise `ScheduledEnded` when it does not wait any more."""
    if scheduled.state != "waiting":
        raise ScheduledEnded(state=scheduled.state)


def check_may_change(scheduled: ScheduledReply, actor: Actor) -> None:
    """Raise `NotYourScheduled` when the actor neither wrote it nor leads."""
    if not may_change(scheduled, actor):
        raise NotYourScheduled


def may_change(scheduled: ScheduledReply, actor: Actor) -> bool:
    """Whether somebody may take it back or give it another time: its author, and who leads."""
    return scheduled.author_id == actor.user_id or actor.role in _LEADS
