"""Who may see which conversation (law 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, any_, func, or_, select, true

from heard.conversations.models import Conversation, Mention

if TYPE_CHECKING:
    from heard.accounts.models import Actor


def visible_to(actor: Actor) -> Select[Conversation]:
    """The conversations the actor may see: the start of every user-facing read."""
    return select(Conversation).where(Conversation.workspace_id == actor.workspace_id, within(actor))


def within(actor: Actor) -> ColumnElement[bool]:
    """Inside the workspace: agents and trainees see what their teams have, what is theirs, and what they are called into."""
    if not actor.is_confined:
        return true()
    mentions = select(Mention.conversation_id).where(
        Mention.workspace_id == actor.workspace_id, Mention.user_id == actor.user_id
    )
    # As an array, which an index can be asked for; a subquery would make the planner read every row.
    called = func.array(mentions.scalar_subquery(), type_=ARRAY(BigInteger))
    return or_(
        Conversation.team_id.in_(sorted(actor.team_ids)),
        Conversation.assignee_id == actor.user_id,
        Conversation.owner_id == actor.user_id,
        Conversation.id == any_(called),
    )
