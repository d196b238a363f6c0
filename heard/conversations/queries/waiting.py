"""Where something waits for a person's yes, or for the yes to something of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, func, literal_column, select, union

from heard.conversations.models import Approval, ApprovalAsking

if TYPE_CHECKING:
    from heard.accounts.models import Actor


def theirs(actor: Actor) -> ColumnElement[Any]:
    """The ids of the conversations where something waits for the actor's yes, or for the yes to something of theirs."""
    asked = select(ApprovalAsking.conversation_id).where(
        ApprovalAsking.workspace_id == actor.workspace_id, ApprovalAsking.user_id == actor.user_id, ApprovalAsking.open
    )
    submitted = select(Approval.conversation_id).where(
        Approval.workspace_id == actor.workspace_id,
        Approval.author_id == actor.user_id,
        Approval.state == literal_column("'waiting'"),
    )
    return func.array(union(asked, submitted).scalar_subquery(), type_=ARRAY(BigInteger))
