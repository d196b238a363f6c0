"""Deciding on a reply that waits: yes, yes with other words, no, or taking it back. Of two at once one decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, text

from heard.accounts.service import names_of
from heard.conversations.errors import ApprovalDecided, EmptyText, NotYourApproval, ReplyRefused, SomethingNewSaid
from heard.conversations.events import approvals as events
from heard.conversations.models import Approval, ApprovalAsking
from heard.conversations.service import work
from heard.conversations.service.approvals.asking import about, close, forget_yes, go_on
from heard.conversations.service.drafts import give_back
from heard.conversations.service.enclosures import uploads_of
from heard.conversations.service.sending import Draft, newest_message, send
from heard.conversations.service.writing import still_there
from heard.kit import log
from heard.kit.db import moment
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from heard.accounts.models import Actor
    from heard.channels.service import Directory
    from heard.conversations.models import Conversation
    from heard.kit.db import Session
    from heard.kit.log import By


@dataclass(frozen=True, kw_only=True)
class Yes:
    """A yes: to these words (None: as they are). `known_message_id`: the last thing said that the approver has seen.

    `others`: what becomes of the other replies that wait for them here.
    """

    text: str | None = None
    known_message_id: int | None = None
    others: Literal["keep", "reject"] = "keep"


async def approve(
    session: Session, *, actor: Actor, approval_id: int, yes: Yes, directory: Directory, undo: timedelta
) -> Approval:
    """Say yes. With the last one it is checked again whether the reply may go out, and it goes, after the undo delay.

    Raises:
        NotFound, NotYourApproval, ApprovalDecided, SomethingNewSaid, EmptyText, NobodyToApprove: nothing was decided.
        ReplyRefused, CannotReopen, and what sending raises besides: it may not go out now; nothing was said, and it waits on.
    """
    conversation, approval = await _locked(session, actor, approval_id)
    await _check_theirs(session, approval, actor)
    known = yes.known_message_id
    if known is not None and await newest_message(session, conversation.id) > known:
        raise SomethingNewSaid
    if yes.text is not None:
        await _edit(session, approval, actor, yes.text)
    await session.execute(_SAY, {"approval": approval.id, "step": approval.step, "user": actor.user_id})
    conversation.version += 1
    if await go_on(session, conversation, approval, actor.by):
        await _send(session, conversation, approval, actor=actor, directory=directory, undo=undo)
    else:
        await log.append(session, events.ApprovalAgreed(**about(approval, actor.by)))
    if yes.others == "reject":
        await _reject_others(session, conversation, approval, actor)
    return approval


async def _edit(session: Session, approval: Approval, actor: Actor, words: str) -> None:
    body = clean(words).strip()
    if not body and not approval.attachments:
        raise EmptyText
    if body == approval.text:
        return
    approval.text = body
    approval.edited_by = actor.user_id
    again = await forget_yes(session, approval, actor.user_id)
    await log.append(session, events.ApprovalEdited(**about(approval, actor.by), user_ids=again))


async def _send(
    session: Session,
    conversation: Conversation,
    approval: Approval,
    *,
    actor: Actor,
    directory: Directory,
    undo: timedelta,
) -> None:
    """Make a message of it: the author's, in their name; by the rules of this moment."""
    draft = Draft(
        visibility="public" if approval.visibility == "public" else "private",
        text=approval.text,
        client_ref=approval.client_ref,
        thread_id=approval.thread_id,
        uploads=tuple(uploads_of(approval.attachments)),
        beside=await still_there(session, approval.workspace_id, approval.beside),
    )
    try:
        message = await send(
            session,
            conversation,
            actor=actor,
            author_id=approval.author_id,
            body=approval.text,
            draft=draft,
            directory=directory,
            undo=undo,
        )
    except NotFound as error:
        gone = "The place where this reply was to stand is not in this conversation any more."
        raise ReplyRefused(gone, reason_code="nothing_to_answer") from error
    await _end(session, approval, "approved", actor)
    approval.message_id = message.id
    edited = approval.text != approval.written
    told = events.ApprovalApproved(**about(approval, actor.by), message_id=message.id, edited=edited)
    await log.append(session, told)


async def reject(session: Session, *, actor: Actor, approval_id: int, note: str | None) -> Approval:
    """Say no, and why. The words are their author's draft again.

    Raises:
        NotFound, NotYourApproval, ApprovalDecided: nothing was decided.
    """
    conversation, approval = await _locked(session, actor, approval_id)
    await _check_theirs(session, approval, actor)
    conversation.version += 1
    await _reject(session, approval, actor, note)
    return approval


async def _reject(
    session: Session, approval: Approval, actor: Actor, note: str | None, instead: int | None = None
) -> None:
    await _end(session, approval, "rejected", actor)
    approval.note = clean(note).strip() if note else None
    await give_back(session, approval)
    told = events.ApprovalRejected(**about(approval, actor.by), note=approval.note, other_approval_id=instead)
    await log.append(session, told)


async def _reject_others(session: Session, conversation: Conversation, chosen: Approval, actor: Actor) -> None:
    """No to whatever else waits for the actor here."""
    query = (
        select(Approval)
        .join(ApprovalAsking, ApprovalAsking.approval_id == Approval.id)
        .where(
            Approval.workspace_id == actor.workspace_id,
            Approval.conversation_id == conversation.id,
            Approval.id != chosen.id,
            Approval.state == "waiting",
            ApprovalAsking.user_id == actor.user_id,
            ApprovalAsking.open,
        )
        .order_by(Approval.id)
        .with_for_update(of=Approval)
        .execution_options(populate_existing=True)
    )
    others: Sequence[Approval] = (await session.scalars(query)).all()
    for other in others:
        await _reject(session, other, actor, None, instead=chosen.id)


async def withdraw(session: Session, *, actor: Actor, approval_id: int) -> Approval:
    """Take one's own reply back before it is decided. Its words are one's draft again.

    Raises:
        NotFound, NotYourApproval, ApprovalDecided: nothing was taken back.
    """
    conversation, approval = await _locked(session, actor, approval_id)
    if approval.author_id != actor.user_id:
        raise NotYourApproval
    if approval.state != "waiting":
        raise await _decided(session, approval)
    conversation.version += 1
    await _end(session, approval, "withdrawn", actor)
    await give_back(session, approval)
    await log.append(session, events.ApprovalWithdrawn(**about(approval, actor.by)))
    return approval


async def expire(session: Session, conversation: Conversation, approval: Approval) -> None:
    """Nobody has answered: give the words of a locked approval back to their author."""
    conversation.version += 1
    await _end(session, approval, "expired", None)
    await give_back(session, approval)
    by: By = log.SYSTEM
    await log.append(session, events.ApprovalExpired(**about(approval, by)))


async def _end(session: Session, approval: Approval, state: str, actor: Actor | None) -> None:
    await close(session, approval)
    approval.decided_at = await moment(session)
    approval.decided_by = actor.user_id if actor else None
    approval.state = state


async def _locked(session: Session, actor: Actor, approval_id: int) -> tuple[Conversation, Approval]:
    """An approval and its conversation, both locked, conversation first as everywhere."""
    where = select(Approval.conversation_id).where(
        Approval.workspace_id == actor.workspace_id, Approval.id == approval_id
    )
    conversation_id = await session.scalar(where)
    if conversation_id is None:
        raise NotFound
    conversation = await work.locked(session, actor, conversation_id)
    return conversation, await session.get_one(Approval, approval_id, with_for_update=True, populate_existing=True)


async def _check_theirs(session: Session, approval: Approval, actor: Actor) -> None:
    """Only who is asked in the open step decides."""
    asked = select(ApprovalAsking.open).where(
        ApprovalAsking.approval_id == approval.id, ApprovalAsking.user_id == actor.user_id
    )
    found: list[Any] = list((await session.scalars(asked)).all())
    if not found or approval.author_id == actor.user_id:
        raise NotYourApproval
    if approval.state != "waiting":
        raise await _decided(session, approval)
    if not any(found):
        raise NotYourApproval


async def _decided(session: Session, approval: Approval) -> ApprovalDecided:
    names = await names_of(session, approval.workspace_id, [approval.decided_by] if approval.decided_by else [])
    return ApprovalDecided(state=approval.state, by_name=names.get(approval.decided_by or 0, ""))


_SAY = text("""
UPDATE approval_askings SET said_at = clock_timestamp(), open = false
WHERE approval_id = :approval AND step = :step AND user_id = :user
""")
