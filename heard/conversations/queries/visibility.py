"""Who may see which conversation (law 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, any_, func, not_, or_, select, true, union_all

from heard.conversations.models import ApprovalAsking, Conversation, Mention

if TYPE_CHECKING:
    from heard.accounts.models import Actor

_TEAMS_ALONE = 5


def visible_to(actor: Actor) -> Select[Conversation]:
    """The conversations the actor may see: the start of every user-facing read."""
    return select(Conversation).where(Conversation.workspace_id == actor.workspace_id, within(actor))


def within(actor: Actor, of: Any = Conversation) -> ColumnElement[bool]:
    """Inside the workspace: agents and trainees see what their teams have, what is theirs, and what they are called into.

    `of`: the conversations' table, or an alias of it.
    """
    return or_(*parts_within(actor, of))


def parts_within(actor: Actor, of: Any = Conversation) -> list[ColumnElement[bool]]:
    """The same part by part: an index answers each of them, but none answers them all. Some rows are in several parts."""
    if not actor.is_confined:
        return [true()]
    teams = sorted(actor.team_ids)
    # Of one team an index gives the rows in order; of several at once it does not.
    by_team = [of.team_id == team for team in teams] if len(teams) <= _TEAMS_ALONE else [of.team_id.in_(teams)]
    return [*by_team, of.assignee_id == actor.user_id, of.owner_id == actor.user_id, of.id == any_(called_into(actor))]


def parts_apart(actor: Actor, of: Any = Conversation) -> list[ColumnElement[bool]]:
    """The same parts without what is in those before, so that they can be counted one after another."""
    apart: list[ColumnElement[bool]] = []
    before: list[ColumnElement[bool]] = []
    for part in parts_within(actor, of):
        apart.append(and_(part, *before))
        # What is null is in no part: a plain `not` would leave it out of all.
        before.append(not_(func.coalesce(part, False)))
    return apart


def called_into(actor: Actor) -> ColumnElement[Any]:
    """The ids of the conversations that mention the actor, or where they were asked for their yes to a reply.

    As an array, which an index can be asked for; a subquery would make the planner read every row.
    """
    mentions = select(Mention.conversation_id).where(
        Mention.workspace_id == actor.workspace_id, Mention.user_id == actor.user_id
    )
    asked = select(ApprovalAsking.conversation_id).where(
        ApprovalAsking.workspace_id == actor.workspace_id, ApprovalAsking.user_id == actor.user_id
    )
    return func.array(union_all(mentions, asked).scalar_subquery(), type_=ARRAY(BigInteger))
