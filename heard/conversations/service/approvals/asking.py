"""Asking people for their yes, step by step, and others when they do not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.accounts.models import Permission, Role, permissions_of
from heard.conversations.approval import LEADS, Step, due_at, is_complete, is_late, rungs_of
from heard.conversations.errors import NobodyToApprove
from heard.conversations.events import approvals as events
from heard.conversations.models import ApprovalAsking
from heard.conversations.service.approvals.needing import steps_in
from heard.kit import log
from heard.kit.db import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.conversations.models import Approval, Conversation
    from heard.kit.db import Session
    from heard.kit.log import By

APPROVERS = sorted(role.value for role in Role if Permission.REPLY_UNAPPROVED in permissions_of(role))
"""Who may answer without a yes may give one."""


async def begin_step(session: Session, conversation: Conversation, approval: Approval, by: By) -> None:
    """Ask the people of the step that is open now.

    Raises:
        NobodyToApprove: there is nobody, not even an admin.
    """
    asked = await ask_on(session, conversation, approval)
    if not asked:
        raise NobodyToApprove
    carried = {row.user_id for row in await session.execute(_CARRY, {"approval": approval.id, "step": approval.step})}
    told = events.ApprovalAsked(
        **about(approval, by),
        user_ids=[each for each in asked if each not in carried],
        step=approval.step + 1,
        steps=len(approval.steps),
        visibility=approval.visibility,
        rule=approval.rule_name,
    )
    await log.append(session, told)


async def ask_on(session: Session, conversation: Conversation, approval: Approval) -> list[int]:
    """Ask those whose turn is next, and more of them until somebody who is there is asked; their ids, none if nobody is left."""
    rungs = rungs_of(steps_in(approval.steps), approval.step)
    present = await moment(session)
    closes = conversation.window_closes_at if approval.visibility == "private" else None
    asked: list[int] = []
    while approval.rung + 1 < len(rungs):
        approval.rung += 1
        step = rungs[approval.rung]
        people = await _ask(session, conversation, approval, step)
        asked += [each.user_id for each in people]
        if _is_enough(step, people) and not is_late(present, closes):
            break
    approval.due_at = due_at(present, hours=approval.hours, closes=closes, left=len(rungs) - approval.rung)
    return asked


def _is_enough(step: Step, people: Sequence[Row[Any]]) -> bool:
    """Work never rests with the absent (law 3): somebody is there, or, where all are needed, everybody."""
    there = [each.present for each in people]
    return any(there) if step.how == "any" else bool(there) and all(there)


async def _ask(session: Session, conversation: Conversation, approval: Approval, step: Step) -> Sequence[Row[Any]]:
    values = {
        "workspace": approval.workspace_id,
        "approval": approval.id,
        "step": approval.step,
        "author": approval.author_id,
        "approvers": APPROVERS,
        **asked_for(conversation, step),
    }
    people = (await session.execute(_PEOPLE, values)).all()
    session.add_all(
        ApprovalAsking(
            approval_id=approval.id,
            step=approval.step,
            user_id=each.user_id,
            workspace_id=approval.workspace_id,
            conversation_id=approval.conversation_id,
            rung=approval.rung,
            open=True,
        )
        for each in people
    )
    await session.flush()
    return people


def asked_for(conversation: Conversation, step: Step) -> dict[str, Any]:
    """Whom a step names, as the statement takes it."""
    return {
        "users": list(step.user_ids),
        "teams": list(step.team_ids),
        "lead_of": conversation.team_id if step.leads else None,
        "admins": step.admins,
    }


async def names_ahead(session: Session, conversation: Conversation, author_id: int, step: Step | None) -> list[str]:
    """Who would be asked first, by name: for who writes. Where nobody leads the team, the admins."""
    wanted = step or LEADS
    values = {"workspace": conversation.workspace_id, "approval": 0, "step": 0, "author": author_id}
    for each in rungs_of([wanted], 0):
        more = {**values, "approvers": APPROVERS, **asked_for(conversation, each)}
        found = [row.name for row in await session.execute(_PEOPLE, more)]
        if found:
            return found
    return []


async def go_on(session: Session, conversation: Conversation, approval: Approval, by: By) -> bool:
    """Go on to the next step for as long as the open one has its yes; whether that was the last.

    Raises:
        NobodyToApprove: a next step has nobody to ask.
    """
    steps = steps_in(approval.steps)
    while await _has_its_yes(session, approval, steps[approval.step]):
        await close(session, approval)
        if approval.step + 1 == len(steps):
            return True
        approval.step += 1
        approval.rung = -1
        await begin_step(session, conversation, approval, by)
    return False


async def _has_its_yes(session: Session, approval: Approval, step: Step) -> bool:
    rows = (await session.execute(_YES, {"approval": approval.id, "step": approval.step})).all()
    return is_complete(step.how, [(row.said, row.rung) for row in rows])


async def close(session: Session, approval: Approval) -> None:
    """Nobody is asked any more."""
    await session.execute(_CLOSE, {"approval": approval.id})


async def forget_yes(session: Session, approval: Approval, but: int) -> list[int]:
    """Other words have not had the yes that these had: who has said it in this step is asked again; their ids."""
    rows = await session.execute(_FORGET, {"approval": approval.id, "step": approval.step, "user": but})
    return sorted(row.user_id for row in rows if row.open)


def about(approval: Approval, by: By) -> dict[str, Any]:
    """What every event of an approval says."""
    return {
        "workspace_id": approval.workspace_id,
        "by": by,
        "conversation_id": approval.conversation_id,
        "approval_id": approval.id,
        "author_id": approval.author_id,
    }


# Those a step names who may give a yes, are here, and have not been asked in it; never the author.
_PEOPLE = text("""
SELECT m.user_id, m.present, u.name FROM memberships m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = :workspace AND m.active AND m.role = ANY(:approvers) AND m.user_id <> :author
  AND (m.user_id = ANY(cast(:users AS bigint[]))
    OR (cast(:admins AS boolean) AND m.role IN ('owner', 'admin'))
    OR EXISTS (SELECT 1 FROM team_members t WHERE t.workspace_id = m.workspace_id AND t.user_id = m.user_id
      AND (t.team_id = ANY(cast(:teams AS bigint[])) OR (m.role = 'lead' AND t.team_id = cast(:lead_of AS bigint)))))
  AND NOT EXISTS (SELECT 1 FROM approval_askings a WHERE a.approval_id = :approval AND a.step = :step AND a.user_id = m.user_id)
ORDER BY m.user_id
""")
# Who has said yes to these words in an earlier step need not say it twice.
_CARRY = text("""
UPDATE approval_askings a SET said_at = clock_timestamp(), open = false
WHERE a.approval_id = :approval AND a.step = :step AND EXISTS (
  SELECT 1 FROM approval_askings e
  WHERE e.approval_id = a.approval_id AND e.step < a.step AND e.user_id = a.user_id AND e.said_at IS NOT NULL)
RETURNING a.user_id
""")
_YES = text("""
SELECT a.said_at IS NOT NULL AS said, a.rung FROM approval_askings a
JOIN memberships m ON m.workspace_id = a.workspace_id AND m.user_id = a.user_id AND m.active
WHERE a.approval_id = :approval AND a.step = :step
""")
_CLOSE = text("UPDATE approval_askings SET open = false WHERE approval_id = :approval AND open")
_FORGET = text("""
UPDATE approval_askings SET said_at = NULL, open = (step = :step)
WHERE approval_id = :approval AND user_id <> :user AND said_at IS NOT NULL
RETURNING user_id, open
""")
