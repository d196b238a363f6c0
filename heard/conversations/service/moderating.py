"""Doing something with what was said, on its network: asked, carried out by a job, settled as it came out.

Every deed can be done twice without harm, so a lost answer is asked for again; what comes of it is kept all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import structlog
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from heard.channels.base import Deed, Moderating, Reauth, Rejected, Retry, SendError, Unknown
from heard.channels.service import capabilities_of, observe, outcome_of
from heard.contacts.errors import ReasonNeeded
from heard.contacts.models import Identity
from heard.conversations.errors import ModerationRefused, ModerationUnderWay
from heard.conversations.events import moderation as events
from heard.conversations.models import Conversation, Follow, Message, Moderation
from heard.conversations.moderation import REASONS, moderation_policy
from heard.conversations.queries import visible_to
from heard.conversations.queries.standing import standing_place
from heard.conversations.service.waiting import restore
from heard.kit import jobs, log
from heard.kit.db import moment
from heard.kit.errors import NotFound
from heard.kit.log import By
from heard.kit.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.channels.base import DeedKind
    from heard.channels.service import Directory
    from heard.kit.db import Database, Session

JOB = "conversations.moderate"
MOST_ATTEMPTS = 6
_CALL = timedelta(minutes=1)
"""Longer than any call to a network may take."""
_LOST_AFTER = timedelta(minutes=5)
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 900.0
_SWEPT = 100
_NETWORK = By("network")
_MARKS: dict[DeedKind, tuple[str, bool]] = {
    "like": ("liked", True),
    "unlike": ("liked", False),
    "hide": ("hidden", True),
    "show": ("hidden", False),
}
_FOLLOWING: dict[str, bool] = {"follow": True, "unfollow": False}
_log = structlog.get_logger()


@dataclass(frozen=True)
class _Attempt:
    """A deed on its way."""

    id: int
    conversation_id: int
    account_id: int
    number: int
    began: datetime
    deed: Deed


async def ask(
    session: Session, *, actor: Actor, message_id: int, deed: DeedKind, why: str | None, note: str | None
) -> Message:
    """Ask for something to be done with a message; a job does it at once.

    Raises:
        NotFound: no such message of the actor's to see.
        ReasonNeeded: hiding and deleting need a reason that fits, `other` needs words.
        ModerationUnderWay: the last thing asked is not settled yet.
        ModerationRefused: `moderation_policy` says no.
    """
    conversation, message = await _locked(session, actor, message_id)
    words = clean(note or "").strip() or None
    _check_reason(deed, why, words)
    if await _pending(session, message) is not None:
        raise ModerationUnderWay
    place, target = await standing_place(session, message)
    refusal = moderation_policy(capabilities_of(place.network, place.settings), target, deed)
    if refusal is not None:
        raise ModerationRefused(refusal.detail, reason_code=refusal.code)
    asked = Moderation(
        workspace_id=actor.workspace_id,
        conversation_id=conversation.id,
        message_id=message.id,
        account_id=message.account_id,
        user_id=actor.user_id,
        deed=deed,
        why=why,
        note=words,
    )
    session.add(asked)
    await session.flush()
    conversation.version += 1
    about = _about(conversation, message, by=actor.by)
    await log.append(session, events.ModerationAsked(**about, deed=deed, why=why, note=words))
    await _defer(session, asked.id, actor.workspace_id, _lock(asked.deed, message))
    return message


def _check_reason(deed: DeedKind, why: str | None, note: str | None) -> None:
    fitting = REASONS.get(deed, ())
    if fitting and (why not in fitting or (why == "other" and note is None)):
        raise ReasonNeeded


async def dismiss(session: Session, *, actor: Actor, message_id: int) -> Message:
    """Let go of a refusal; nothing on the network changes.

    Raises:
        NotFound: no such message of the actor's to see.
    """
    conversation, message = await _locked(session, actor, message_id)
    query = select(Moderation).where(Moderation.workspace_id == actor.workspace_id, Moderation.message_id == message.id)
    last = await session.scalar(query.order_by(Moderation.id.desc()).limit(1))
    if last is not None and last.state == "refused":
        last.state = "dismissed"
        conversation.version += 1
        about = _about(conversation, message, by=actor.by)
        await log.append(session, events.ModerationDismissed(**about, deed=last.deed))
    return message


async def carry_out(database: Database, directory: Directory, moderation_id: int) -> None:
    """Try a deed once, with no transaction open meanwhile, and keep what came of it."""
    attempt = await _claim(database, moderation_id)
    if attempt is None:
        return
    outcome = await _do(directory, attempt)
    async with database.transaction() as session:
        await _settle(session, attempt, outcome)


async def _claim(database: Database, moderation_id: int) -> _Attempt | None:
    async with database.transaction() as session:
        asked = await session.get(Moderation, moderation_id, with_for_update=True)
        if asked is None or asked.state != "pending":
            return None
        message = await session.get_one(Message, asked.message_id)
        began = await moment(session)
        asked.attempts += 1
        asked.due_at = began + _CALL
        visibility = "public" if message.visibility == "public" else "private"
        about = await _followable(session, message) if asked.deed in _FOLLOWING else message.external_id
        deed = Deed(cast("DeedKind", asked.deed), about or "", visibility)
        return _Attempt(asked.id, asked.conversation_id, asked.account_id, asked.attempts, began, deed)


async def _followable(session: Session, message: Message) -> str | None:
    """Who said it, as the network knows them."""
    author = await session.get(Identity, message.author_id) if message.author_kind == "contact" else None
    return author.external_id if author is not None else None


async def _do(directory: Directory, attempt: _Attempt) -> SendError | None:
    connected = (await directory.by_ids([attempt.account_id])).get(attempt.account_id)
    channel = connected.channel if connected is not None else None
    if not isinstance(channel, Moderating):
        return Rejected("account_gone", "The account this was meant for cannot be used any more.")
    try:
        await channel.moderate(attempt.deed)
    except SendError as error:
        return error
    except Exception as error:  # noqa: BLE001 — an adapter's fault is shown to who asked, not repeated for ever
        _log.exception("moderation.adapter_failed", moderation=attempt.id)
        return Unknown("adapter_failed", f"Heard failed while asking the network ({type(error).__name__}).")
    return None


async def _settle(session: Session, attempt: _Attempt, outcome: SendError | None) -> None:
    conversation = await session.get_one(Conversation, attempt.conversation_id, with_for_update=True)
    asked = await session.get(Moderation, attempt.id, with_for_update=True)
    if asked is None or asked.state != "pending":
        return
    message = await session.get_one(Message, asked.message_id, with_for_update=True, populate_existing=True)
    conversation.version += 1
    said = outcome_of("send", outcome)
    if said is not None:
        await observe(session, attempt.account_id, said)
    if outcome is None:
        await _done(session, conversation, message, asked, attempt)
    elif isinstance(outcome, Retry | Unknown) and attempt.number < MOST_ATTEMPTS:
        asked.due_at = await moment(session) + timedelta(seconds=_pause(outcome, attempt.number))
        asked.reason_code, asked.reason = outcome.code, clean(outcome.detail)
        await _defer(session, asked.id, asked.workspace_id, _lock(asked.deed, message), at=asked.due_at)
    else:
        await _refused(session, conversation, message, asked, outcome)


async def _done(
    session: Session, conversation: Conversation, message: Message, asked: Moderation, attempt: _Attempt
) -> None:
    asked.state, asked.settled_at = "done", await moment(session)
    asked.reason_code = asked.reason = None
    about = _about(conversation, message, by=By("person", asked.user_id))
    kind = events.DEEDS[asked.deed]
    await log.append(session, kind(**about, why=asked.why, note=asked.note))
    if attempt.deed.do in _FOLLOWING:
        await _follow(session, message, attempt)
        return
    if attempt.deed.do in _MARKS:
        what, on = _MARKS[attempt.deed.do]
        # As of when it was begun: what the network tells of a later change is newer.
        message.standing = {**message.standing, what: {"on": on, "at": attempt.began.isoformat()}}
        return
    message.deleted_at = message.deleted_at or attempt.began
    await session.flush()
    if conversation.state != "resolved":
        # Whoever had this as their only answer has none now (law 3).
        await restore(session, conversation)


async def _follow(session: Session, message: Message, attempt: _Attempt) -> None:
    """Keep whether our account follows who said it."""
    if _FOLLOWING[attempt.deed.do]:
        kept = {"account_id": message.account_id, "identity_id": message.author_id, "at": attempt.began}
        await session.execute(insert(Follow).values(workspace_id=message.workspace_id, **kept).on_conflict_do_nothing())
        return
    theirs = (Follow.account_id == message.account_id, Follow.identity_id == message.author_id)
    await session.execute(delete(Follow).where(Follow.workspace_id == message.workspace_id, *theirs))


async def _refused(
    session: Session, conversation: Conversation, message: Message, asked: Moderation, outcome: SendError
) -> None:
    code, reason = "reauth_required" if isinstance(outcome, Reauth) else outcome.code, clean(outcome.detail)
    asked.state, asked.settled_at = "refused", await moment(session)
    asked.reason_code, asked.reason = code, reason
    about = _about(conversation, message, by=_NETWORK)
    await log.append(session, events.ModerationFailed(**about, deed=asked.deed, code=code, reason=reason))


def _pause(outcome: SendError, number: int) -> float:
    if isinstance(outcome, Retry) and outcome.after is not None:
        return outcome.after
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (number - 1))


async def take_up_lost(session: Session) -> int:
    """Ask again for what was lost with its worker or its job; how many there were."""
    rows = (await session.execute(_LOST, {"after": _LOST_AFTER, "most": _SWEPT})).all()
    for row in rows:
        message = await session.get_one(Message, row.message_id)
        again = f"moderate again {row.id}"
        await _defer(session, row.id, row.workspace_id, _lock(row.deed, message), key=again)
    return len(rows)


async def _defer(
    session: Session,
    moderation_id: int,
    workspace_id: int,
    lock: str,
    *,
    at: datetime | None = None,
    key: str | None = None,
) -> None:
    await jobs.defer(session, JOB, lock=lock, key=key, at=at, workspace_id=workspace_id, moderation_id=moderation_id)


def _lock(deed: str, message: Message) -> str:
    """What is done to one message, or one person, is done in the order in which it was asked."""
    if deed in _FOLLOWING:
        return f"follow {message.account_id} {message.author_id}"
    return f"moderate {message.id}"


async def _locked(session: Session, actor: Actor, message_id: int) -> tuple[Conversation, Message]:
    """A message and its conversation, both locked, conversation first as everywhere."""
    where = select(Message.conversation_id).where(Message.workspace_id == actor.workspace_id, Message.id == message_id)
    seen = visible_to(actor).where(Conversation.id == where.scalar_subquery())
    conversation = await session.scalar(seen.with_for_update(of=Conversation).execution_options(populate_existing=True))
    message = await session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if conversation is None or message is None:
        raise NotFound
    return conversation, message


async def _pending(session: Session, message: Message) -> int | None:
    query = select(Moderation.id).where(Moderation.message_id == message.id, Moderation.state == "pending")
    return await session.scalar(query)


def _about(conversation: Conversation, message: Message, *, by: By) -> dict[str, Any]:
    return {
        "workspace_id": conversation.workspace_id,
        "by": by,
        "conversation_id": conversation.id,
        "message_id": message.id,
    }


_LOST = text("""
SELECT id, message_id, deed, workspace_id FROM moderations
WHERE state = 'pending' AND due_at < now() - cast(:after AS interval) ORDER BY due_at LIMIT :most
""")
