"""The workspace's rules of what needs a yes: made, changed, moved, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select

from heard.accounts.models import Membership, Team
from heard.conversations.errors import EmptyText, NoSuchApprover, TooManyApprovalRules
from heard.conversations.events import approvals as events
from heard.conversations.models import ApprovalRule
from heard.conversations.service.approvals.asking import APPROVERS
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.conversations.approval import Conditions, Step
    from heard.kit.db import Session

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A rule as it shall be."""

    name: str
    active: bool
    conditions: Conditions
    steps: Sequence[Step]
    hours: int


async def add_rule(session: Session, *, actor: Actor, wanted: Wanted) -> ApprovalRule:
    """Add a rule after all others.

    Raises:
        EmptyText, NoSuchApprover, TooManyApprovalRules: nothing was added.
    """
    counted = select(func.count(), func.coalesce(func.max(ApprovalRule.position), 0)).where(
        ApprovalRule.workspace_id == actor.workspace_id
    )
    number, last = (await session.execute(counted)).one()
    if number >= MOST:
        raise TooManyApprovalRules
    rule = ApprovalRule(workspace_id=actor.workspace_id, position=last + 1)
    await _set(session, rule, actor, wanted)
    session.add(rule)
    await session.flush()
    await _tell(session, actor, rule, "made")
    return rule


async def change_rule(session: Session, *, actor: Actor, rule_id: int, wanted: Wanted) -> ApprovalRule:
    """Change a rule. What waits already, waits for whom it was asked of.

    Raises:
        NotFound, EmptyText, NoSuchApprover: nothing was changed.
    """
    rule = await _locked(session, actor, rule_id)
    await _set(session, rule, actor, wanted)
    await _tell(session, actor, rule, "changed")
    return rule


async def move_rule(session: Session, *, actor: Actor, rule_id: int, place: int) -> None:
    """Put a rule at a place among the others, from 0.

    Raises:
        NotFound: it is not there.
    """
    rules = list(await all_rules(session, actor, lock=True))
    rule = next((each for each in rules if each.id == rule_id), None)
    if rule is None:
        raise NotFound
    rules.remove(rule)
    rules.insert(place, rule)
    for number, each in enumerate(rules, 1):
        each.position = number
    await _tell(session, actor, rule, "moved")


async def remove_rule(session: Session, *, actor: Actor, rule_id: int) -> None:
    """Remove a rule; what waits because of it waits on.

    Raises:
        NotFound: it is not there.
    """
    rule = await _locked(session, actor, rule_id)
    await session.delete(rule)
    await _tell(session, actor, rule, "removed")


async def all_rules(session: Session, actor: Actor, *, lock: bool = False) -> Sequence[ApprovalRule]:
    """Every rule, in their order."""
    query = (
        select(ApprovalRule)
        .where(ApprovalRule.workspace_id == actor.workspace_id)
        .order_by(ApprovalRule.position, ApprovalRule.id)
    )
    return (await session.scalars(query.with_for_update() if lock else query)).all()


async def _set(session: Session, rule: ApprovalRule, actor: Actor, wanted: Wanted) -> None:
    name = clean(wanted.name).strip()
    if not name:
        raise EmptyText
    await _check_approvers(session, actor, wanted.steps)
    rule.name = name
    rule.active = wanted.active
    rule.conditions = msgspec.to_builtins(wanted.conditions)
    rule.steps = msgspec.to_builtins(wanted.steps)
    rule.hours = wanted.hours


async def _check_approvers(session: Session, actor: Actor, steps: Sequence[Step]) -> None:
    people = {user_id for step in steps for user_id in step.user_ids}
    teams = {team_id for step in steps for team_id in step.team_ids}
    here = select(func.count()).where(
        Membership.workspace_id == actor.workspace_id,
        Membership.active,
        Membership.role.in_(APPROVERS),
        Membership.user_id.in_(sorted(people)),
    )
    there = select(func.count()).where(Team.workspace_id == actor.workspace_id, Team.id.in_(sorted(teams)))
    known = await session.scalar(here) == len(people) and await session.scalar(there) == len(teams)
    if not known or not all(step.names_somebody for step in steps):
        raise NoSuchApprover


async def _locked(session: Session, actor: Actor, rule_id: int) -> ApprovalRule:
    query = select(ApprovalRule).where(ApprovalRule.workspace_id == actor.workspace_id, ApprovalRule.id == rule_id)
    rule = await session.scalar(query.with_for_update())
    if rule is None:
        raise NotFound
    return rule


async def _tell(session: Session, actor: Actor, rule: ApprovalRule, change: str) -> None:
    changed = events.ApprovalRulesChanged(
        workspace_id=actor.workspace_id, by=actor.by, rule_id=rule.id, change=change, name=rule.name
    )
    await log.append(session, changed)
