"""When its time has come, a reply that waited goes the way of any other; or at once, when its author says so."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import text

from heard.accounts.service import actor_of_member
from heard.conversations.errors import NeedsApproval, NotYourScheduled
from heard.conversations.models import Message, ScheduledReply
from heard.conversations.service.enclosures import uploads_of
from heard.conversations.service.replies import say
from heard.conversations.service.scheduling.planning import taken_up
from heard.conversations.service.scheduling.returning import CUSTOMER_WROTE, bring_back, customer_wrote, waiting
from heard.conversations.service.sending import Draft
from heard.conversations.service.writing import still_there
from heard.kit.db import moment, passing
from heard.kit.errors import HeardError

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.service import Directory
    from heard.kit.db import Database, Session

TOGETHER = 100
AT_ONCE = 4
_AT_ONCE = timedelta(0)
_POLL = 1.0
_SHORTEST = 0.05
# What a refusal is called where nobody asks any more: there is nothing of theirs to answer, or to see.
_CALLED = {"not_found": "nothing_to_answer"}
_log = structlog.get_logger()


async def run(database: Database, directory: Directory) -> None:
    """Send what is due for ever (until cancelled)."""
    while True:
        try:
            await send_due(database, directory)
            pause = await _next_due(database)
        except Exception as error:
            if not passing(error):
                raise
            _log.warning("scheduled.database_away", error=str(error))
            pause = _POLL
        await asyncio.sleep(pause)


async def send_due(database: Database, directory: Directory) -> int:
    """Send, or give back, what is due, each in a transaction of its own; how many. Others may be at it at the same time."""
    async with database.transaction() as session:
        due = (await session.scalars(_DUE, {"most": TOGETHER})).all()
    done = 0
    for start in range(0, len(due), AT_ONCE):
        group = due[start : start + AT_ONCE]
        done += sum(await asyncio.gather(*(_send_one(database, directory, each) for each in group)))
    return done


async def _send_one(database: Database, directory: Directory, scheduled_id: int) -> bool:
    """Whether it was ours to send. What fails in a way nobody foresaw comes back to its author, and holds nobody up."""
    try:
        async with database.transaction() as session:
            return await _send_or_return(session, directory, scheduled_id)
    except Exception as error:
        if passing(error):
            raise
        _log.exception("scheduled.failed", scheduled=scheduled_id)
        async with database.transaction() as session:
            found = await waiting(session, scheduled_id, skip=False)
            if found is not None:
                await bring_back(session, *found, reason="failed")
        return True


async def _send_or_return(session: Session, directory: Directory, scheduled_id: int) -> bool:
    found = await waiting(session, scheduled_id, skip=True)
    if found is None:
        return False
    conversation, scheduled = found
    reason = await _refusal(session, directory, scheduled)
    if reason is not None:
        # What was begun is undone, in memory too.
        await session.refresh(conversation)
        await session.refresh(scheduled)
        await bring_back(session, conversation, scheduled, reason=reason)
    return True


async def _refusal(session: Session, directory: Directory, scheduled: ScheduledReply) -> str | None:
    """Send it as its author would now; why that may not be, or None when it is done."""
    author = await actor_of_member(session, workspace_id=scheduled.workspace_id, user_id=scheduled.author_id)
    if author is None:
        return "author_gone"
    if await customer_wrote(session, scheduled):
        return CUSTOMER_WROTE
    try:
        async with session.begin_nested():
            await _say(session, directory, scheduled, author, undo=_AT_ONCE)
    except HeardError as error:
        return str(error.fields.get("reason_code") or _CALLED.get(error.code, error.code))
    return None


async def send_now(
    session: Session, *, actor: Actor, scheduled_id: int, directory: Directory, undo: timedelta
) -> Message:
    """Send one's own at once, with the usual undo.

    Raises:
        NotFound, NotYourScheduled, ScheduledEnded, and what `say` raises: it waits on.
    """
    conversation, scheduled = await taken_up(session, actor, scheduled_id)
    if scheduled.author_id != actor.user_id:
        raise NotYourScheduled
    message = await _say(session, directory, scheduled, actor, undo=undo)
    conversation.version += 1
    return message


async def _say(
    session: Session, directory: Directory, scheduled: ScheduledReply, author: Actor, *, undo: timedelta
) -> Message:
    """Make the message of it, in the transaction that ends the waiting: so it is said once, whoever else is at it (law 4)."""
    beside = await still_there(session, scheduled.workspace_id, scheduled.beside)
    draft = Draft(
        visibility="public" if scheduled.visibility == "public" else "private",
        text=scheduled.words,
        client_ref=scheduled.client_ref,
        thread_id=scheduled.thread_id,
        sign=scheduled.sign,
        uploads=tuple(uploads_of(scheduled.attachments)),
        beside=replace(beside, after_message_id=scheduled.after_message_id),
    )
    scheduled.ended_at = await moment(session)
    scheduled.state = "sent"
    scheduled.ended_by = author.user_id
    await session.flush()
    said, _ = await say(
        session,
        actor=author,
        conversation_id=scheduled.conversation_id,
        draft=draft,
        directory=directory,
        undo=undo,
    )
    if not isinstance(said, Message):
        raise NeedsApproval
    scheduled.message_id = said.id
    return said


async def _next_due(database: Database) -> float:
    """Seconds until the next is due, within reason."""
    async with database.transaction() as session:
        seconds: float | None = (await session.execute(_NEXT)).scalar()
    return _POLL if seconds is None else min(_POLL, max(_SHORTEST, seconds))


# Of each conversation the first, so that they are said in their order.
_DUE = text("""
SELECT id FROM (
  SELECT DISTINCT ON (conversation_id) id, send_at FROM scheduled_replies
  WHERE state = 'waiting' AND send_at <= now() ORDER BY conversation_id, send_at, id
) first ORDER BY send_at, id LIMIT :most
""")
_NEXT = text("""
SELECT cast(extract(epoch FROM min(send_at) - clock_timestamp()) AS float) FROM scheduled_replies WHERE state = 'waiting'
""")
