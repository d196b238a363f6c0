"""Work on a conversation: claim, assign, tag, prioritise, resolve, re-open, snooze. Every verb locks the row first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from heard.accounts.models import Membership, Team
from heard.conversations import events
from heard.conversations.errors import (
    AlreadyResolved,
    AssigneeAbsent,
    CannotReopen,
    ClaimedByOther,
    NoSuchMember,
    NoSuchTag,
    NoSuchTeam,
    NotResolved,
    SnoozeTime,
)
from heard.conversations.models import Conversation, Tag
from heard.conversations.queries import visible_to
from heard.conversations.service import moves
from heard.conversations.service.arrivals import NOBODY_WAITS
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.kit.db import Session

SNOOZED_AT_MOST = timedelta(days=366)


async def locked(session: Session, actor: Actor, conversation_id: int) -> Conversation:
    """A conversation the actor may see, locked until the transaction ends.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    query = visible_to(actor).where(Conversation.id == conversation_id).with_for_update(of=Conversation)
    conversation = await session.scalar(query.execution_options(populate_existing=True))
    if conversation is None:
        raise NotFound
    return conversation


async def hold(session: Session, conversation: Conversation, *, actor: Actor, take_over: bool = False) -> None:
    """Make the actor the assignee: by claiming what nobody holds, or by an explicit take-over, which is logged.

    Raises:
        ClaimedByOther: a colleague holds it and `take_over` was not asked.
    """
    holder = conversation.assignee_id
    if holder == actor.user_id:
        return
    if holder is not None and not take_over:
        raise await _claimed_by(session, conversation.workspace_id, holder)
    conversation.assignee_id = actor.user_id
    conversation.owner_id = conversation.owner_id or actor.user_id
    conversation.version += 1
    about: dict[str, Any] = {
        "workspace_id": conversation.workspace_id,
        "by": actor.by,
        "conversation_id": conversation.id,
    }
    if holder is None:
        await log.append(session, events.ConversationClaimed(**about, assignee_id=actor.user_id))
    else:
        await log.append(session, events.ConversationTakenOver(**about, assignee_id=actor.user_id, from_id=holder))


async def _claimed_by(session: Session, workspace_id: int, user_id: int) -> ClaimedByOther:
    from heard.accounts.service import names_of

    names = await names_of(session, workspace_id, [user_id])
    return ClaimedByOther(assignee_id=user_id, assignee_name=names.get(user_id, ""))


async def claim(session: Session, *, actor: Actor, conversation_id: int, take_over: bool = False) -> Conversation:
    """Take a conversation.

    Raises:
        NotFound, AlreadyResolved, ClaimedByOther: it cannot be taken.
    """
    conversation = await locked(session, actor, conversation_id)
    _must_be_open(conversation)
    await hold(session, conversation, actor=actor, take_over=take_over)
    return conversation


async def assign(
    session: Session, *, actor: Actor, conversation_id: int, team_id: int | None, assignee_id: int | None
) -> Conversation:
    """Give a conversation to a team, a person, or a person in a team; it always keeps somebody responsible (law 3).

    Raises:
        NoSuchTeam, NoSuchMember, AssigneeAbsent: they cannot take it.
    """
    conversation = await locked(session, actor, conversation_id)
    changed = assignee_id is not None and assignee_id != conversation.assignee_id
    await check_responsible(session, actor.workspace_id, team_id=team_id, assignee_id=assignee_id if changed else None)
    await _log(session, moves.assigned(conversation, actor.by, team_id=team_id, assignee_id=assignee_id))
    return conversation


async def check_responsible(
    session: Session, workspace_id: int, *, team_id: int | None, assignee_id: int | None
) -> None:
    """Whether a team and a person can be given work; None: not asked.

    Raises:
        NoSuchTeam, NoSuchMember, AssigneeAbsent: they cannot.
    """
    if team_id is not None:
        await _check_team(session, workspace_id, team_id)
    if assignee_id is not None:
        await _check_present(session, workspace_id, assignee_id)


async def _check_team(session: Session, workspace_id: int, team_id: int) -> None:
    if await session.scalar(select(Team.id).where(Team.workspace_id == workspace_id, Team.id == team_id)) is None:
        raise NoSuchTeam


async def _check_present(session: Session, workspace_id: int, user_id: int) -> None:
    query = select(Membership).where(
        Membership.workspace_id == workspace_id, Membership.user_id == user_id, Membership.active
    )
    member = await session.scalar(query)
    if member is None:
        raise NoSuchMember
    if not member.present:
        raise AssigneeAbsent


async def tag(session: Session, *, actor: Actor, conversation_id: int, tag_ids: Sequence[int]) -> Conversation:
    """Set the tags of a conversation.

    Raises:
        NoSuchTag: one is not in the workspace's dictionary.
    """
    conversation = await locked(session, actor, conversation_id)
    await check_tags(session, actor.workspace_id, tag_ids)
    await _log(session, moves.tagged(conversation, actor.by, tag_ids))
    return conversation


async def check_tags(session: Session, workspace_id: int, tag_ids: Sequence[int]) -> None:
    """Whether all of these are words of the workspace's dictionary.

    Raises:
        NoSuchTag: one is not.
    """
    wanted = sorted(set(tag_ids))
    query = select(Tag.id).where(Tag.workspace_id == workspace_id, Tag.id.in_(wanted))
    if len((await session.scalars(query)).all()) < len(wanted):
        raise NoSuchTag


async def prioritise(session: Session, *, actor: Actor, conversation_id: int, priority: str) -> Conversation:
    """Set the urgency: one of `PRIORITIES`."""
    conversation = await locked(session, actor, conversation_id)
    await _log(session, moves.prioritised(conversation, actor.by, priority))
    return conversation


async def resolve(
    session: Session, *, actor: Actor, conversation_id: int, reason: str, note: str | None = None
) -> Conversation:
    """Close a conversation with a reason; a second time changes nothing.

    Raises:
        NotFound: the actor may not see it.
    """
    conversation = await locked(session, actor, conversation_id)
    await close(session, conversation, actor=actor, reason=reason, note=note)
    return conversation


async def close(
    session: Session, conversation: Conversation, *, actor: Actor, reason: str, note: str | None = None
) -> None:
    """Close a conversation that is locked: nobody waits any more."""
    await _log(session, moves.resolved(conversation, actor.by, reason=reason, note=note, at=now()))


async def reopen(session: Session, *, actor: Actor, conversation_id: int) -> Conversation:
    """Take a resolution back: the conversation is new again, and waits since its last inbound message.

    Raises:
        NotResolved: it is open.
        CannotReopen: a newer conversation with the same person is open; two would part one matter.
    """
    conversation = await locked(session, actor, conversation_id)
    if conversation.state != "resolved":
        raise NotResolved
    reopened = moves.reopened(conversation, actor.by, at=now())
    await open_again(session)
    await _log(session, reopened)
    return conversation


async def snooze(session: Session, *, actor: Actor, conversation_id: int, until: datetime) -> Conversation:
    """Put a conversation away until a time, at which it needs us again; it keeps its assignee and team.

    Raises:
        SnoozeTime: not in the future, or more than a year away.
        CannotReopen: it is resolved, and a newer conversation with the same person is open.
    """
    check_snooze(until)
    conversation = await locked(session, actor, conversation_id)
    snoozed = moves.snoozed(conversation, actor.by, until)
    await open_again(session)
    await _log(session, snoozed)
    return conversation


def check_snooze(until: datetime) -> None:
    """Whether a conversation can be put away until then.

    Raises:
        SnoozeTime: it cannot.
    """
    if not timedelta(0) < until - now() <= SNOOZED_AT_MOST:
        raise SnoozeTime


async def wake(session: Session, *, actor: Actor, conversation_id: int) -> Conversation:
    """Take a conversation back that was put away; one that was not stays as it is."""
    conversation = await locked(session, actor, conversation_id)
    await _log(session, moves.woken(conversation, actor.by, at=now()))
    return conversation


async def open_again(session: Session) -> None:
    """Write what was resolved as open: at most one conversation with a person is."""
    try:
        await session.flush()
    except IntegrityError as error:
        raise CannotReopen from error


async def _log(session: Session, event: log.Event | None) -> None:
    if event is not None:
        await log.append(session, event)


def answered(conversation: Conversation) -> events.ConversationStateChanged | None:
    """An answer of ours moves new → pending and ends the waiting; the event to log, if the state changed."""
    conversation.waiting_since = NOBODY_WAITS
    if conversation.state != "new":
        return None
    conversation.state = "pending"
    return events.ConversationStateChanged(
        workspace_id=conversation.workspace_id,
        by=log.SYSTEM,
        conversation_id=conversation.id,
        before="new",
        after="pending",
    )


def _must_be_open(conversation: Conversation) -> None:
    if conversation.state == "resolved":
        raise AlreadyResolved
