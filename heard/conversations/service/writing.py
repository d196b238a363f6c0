"""What goes with a reply in its transaction: whether somebody answered meanwhile, a macro's actions, the end of its draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import and_, not_, select

from heard.accounts.models import Permission, Team
from heard.accounts.service import names_of
from heard.conversations import events
from heard.conversations.errors import AnsweredMeanwhile
from heard.conversations.models import Message, Tag
from heard.conversations.service import work
from heard.kit import log
from heard.kit.errors import Forbidden
from heard.knowledge.service import mark_used

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.conversations.models import Conversation
    from heard.kit.db import Session

Move = Literal["invite", "return"]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a reply brings along.

    `after_message_id`: the newest answer of ours the writer had seen (0: none); None: they do not ask.
    """

    after_message_id: int | None = None
    macro_id: int | None = None
    move: Move | None = None
    add_tag_ids: tuple[int, ...] = ()
    priority: str | None = None
    team_id: int | None = None
    resolve: bool = False


async def check_unanswered(session: Session, conversation: Conversation, *, actor: Actor, after: int | None) -> None:
    """Raise `AnsweredMeanwhile` when somebody else of ours has said something the writer has not seen."""
    if after is None:
        return
    own = and_(Message.author_kind == "person", Message.author_id == actor.user_id)
    query = (
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == "out", Message.id > after, not_(own))
        .order_by(Message.id.desc())
        .limit(1)
    )
    answer = await session.scalar(query)
    if answer is None:
        return
    person = answer.author_id if answer.author_kind == "person" else None
    names = await names_of(session, conversation.workspace_id, [person]) if person else {}
    raise AnsweredMeanwhile(message_id=answer.id, author_name=names.get(person or 0, ""), at=answer.at)


async def go_along(
    session: Session, conversation: Conversation, message: Message, *, actor: Actor, beside: Beside
) -> None:
    """Do what the reply brings along, once it is queued.

    Raises:
        Forbidden, NoSuchTag, NoSuchTeam: then the reply is not sent either.
    """
    check_permitted(actor, beside)
    if beside.macro_id is not None:
        await mark_used(session, actor=actor, macro_id=beside.macro_id)
    if beside.move is not None:
        await _note_move(session, conversation, message, actor, beside.move)
    if beside.add_tag_ids:
        tags = [*conversation.tag_ids, *beside.add_tag_ids]
        await work.tag(session, actor=actor, conversation_id=conversation.id, tag_ids=tags)
    if beside.priority is not None:
        await work.prioritise(session, actor=actor, conversation_id=conversation.id, priority=beside.priority)
    if beside.team_id is not None:
        await work.assign(
            session, actor=actor, conversation_id=conversation.id, team_id=beside.team_id, assignee_id=None
        )
    if beside.resolve:
        await work.close(session, conversation, actor=actor, reason="answered")


async def still_there(session: Session, workspace_id: int, kept: dict[str, Any]) -> Beside:
    """What was kept to go along, less a tag or team that there is no more: that must not keep anybody from an answer."""
    beside = msgspec.convert(kept, Beside)
    tags = select(Tag.id).where(Tag.workspace_id == workspace_id, Tag.id.in_(beside.add_tag_ids))
    team = select(Team.id).where(Team.workspace_id == workspace_id, Team.id == beside.team_id)
    return replace(
        beside,
        add_tag_ids=tuple((await session.scalars(tags)).all()) if beside.add_tag_ids else (),
        team_id=await session.scalar(team) if beside.team_id else None,
    )


def check_permitted(actor: Actor, beside: Beside) -> None:
    """Raise `Forbidden` when the actor may not do what the reply brings along."""
    if beside.add_tag_ids or beside.priority or beside.resolve:
        _need(actor, Permission.RESOLVE)
    if beside.team_id is not None:
        _need(actor, Permission.ASSIGN)


def _need(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise Forbidden(permission=str(permission))


async def _note_move(session: Session, conversation: Conversation, message: Message, actor: Actor, move: Move) -> None:
    kind = events.ConversationInvitedToPrivate if move == "invite" else events.ConversationReturnedToPublic
    moved = kind(
        workspace_id=conversation.workspace_id,
        by=actor.by,
        conversation_id=conversation.id,
        message_id=message.id,
    )
    await log.append(session, moved)
