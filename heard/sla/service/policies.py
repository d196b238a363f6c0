"""Policies: kept in order, changed, and tried on what is open. A change holds for the clocks that are set after it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, literal_column, select, union_all

from heard.contacts.models import Contact
from heard.conversations.models import PRIORITIES as NAMES
from heard.conversations.models import Conversation
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.text import clean
from heard.kit.time import now
from heard.sla import events, queries
from heard.sla.errors import BadPolicy, OrderIncomplete, TooManyPolicies
from heard.sla.models import Policy
from heard.sla.policies import FALLBACK, LONGEST, PRIORITIES, Facts, Promise, first_fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 50
LOOKED_THROUGH = 1000
_CONDITIONS = ("account_ids", "networks", "team_ids", "tag_ids", "priorities")


@dataclass(frozen=True)
class Tried:
    """How many open conversations a policy would decide for now, of how many were looked at; `more`: there are others."""

    count: int
    of: int
    more: bool


async def promises_of(session: Session, workspace_ids: Iterable[int]) -> dict[int, list[Promise]]:
    """The policies of workspaces in order; the last of each fits everybody."""
    found: dict[int, list[Promise]] = {each: [] for each in workspace_ids}
    for row in await queries.policies(session, found):
        found[row.workspace_id].append(promise_of(row))
    for each in found.values():
        if not (each and each[-1].fallback):
            each.append(FALLBACK)
    return found


async def save_policy(session: Session, *, actor: Actor, wanted: Promise, policy_id: int | None = None) -> Promise:
    """Make a policy, before the fallback, or change one.

    Raises:
        NotFound: there is none to change.
        BadPolicy, TooManyPolicies: nothing was saved.
    """
    _check(wanted)
    if policy_id is None:
        row = Policy(workspace_id=actor.workspace_id, position=await _last(session, actor) + 1, fallback=False)
    else:
        row = await _own(session, actor, policy_id)
    _write(row, wanted)
    return await _saved(session, actor, row, "made" if policy_id is None else "changed")


async def save_fallback(session: Session, *, actor: Actor, wanted: Promise) -> Promise:
    """Change what is promised to everybody for whom no other policy decides; it has no conditions.

    Raises:
        BadPolicy: nothing was changed.
    """
    _check(wanted)
    mine = select(Policy).where(Policy.workspace_id == actor.workspace_id, Policy.fallback).with_for_update()
    row = await session.scalar(mine) or Policy(workspace_id=actor.workspace_id, position=0, fallback=True)
    everybody = Promise(
        name=wanted.name,
        business_time=wanted.business_time,
        first_minutes=wanted.first_minutes,
        next_minutes=wanted.next_minutes,
    )
    _write(row, everybody)
    return await _saved(session, actor, row, "changed")


async def remove_policy(session: Session, *, actor: Actor, policy_id: int) -> None:
    """Remove a policy; clocks that it has set stay.

    Raises:
        NotFound: there is none.
    """
    row = await _own(session, actor, policy_id)
    gone = promise_of(row)
    await session.execute(delete(Policy).where(Policy.id == row.id))
    await _tell(session, actor, gone, "removed")


async def order_policies(session: Session, *, actor: Actor, ids: Sequence[int]) -> list[Promise]:
    """Put the policies in another order; the fallback stays last.

    Raises:
        OrderIncomplete: these are not all of them.
    """
    query = select(Policy).where(Policy.workspace_id == actor.workspace_id, ~Policy.fallback).with_for_update()
    rows = {row.id: row for row in await session.scalars(query)}
    if sorted(rows) != sorted(ids):
        raise OrderIncomplete
    for position, policy_id in enumerate(ids):
        rows[policy_id].position = position
    await session.flush()
    await log.append(
        session,
        events.PolicyChanged(
            workspace_id=actor.workspace_id, by=actor.by, policy_id=None, what="ordered", policy={"ids": list(ids)}
        ),
    )
    return (await promises_of(session, [actor.workspace_id]))[actor.workspace_id]


async def try_policy(session: Session, *, actor: Actor, wanted: Promise, policy_id: int | None) -> Tried:
    """For how many open conversations a policy would decide, in its place or, if it is new, as the last before the fallback.

    Looks at the newest `LOOKED_THROUGH` that are open; nothing is changed.
    """
    before = (await promises_of(session, [actor.workspace_id]))[actor.workspace_id]
    others = [each for each in before if not each.fallback]
    place = next((at for at, each in enumerate(others) if each.id == policy_id), len(others))
    asked = [*others[:place], wanted]
    rows = (await session.execute(_open(actor.workspace_id))).all()
    looked_at = rows[:LOOKED_THROUGH]
    count = sum(first_fitting(asked, facts_of(row)) is wanted for row in looked_at)
    return Tried(count, len(looked_at), len(rows) > LOOKED_THROUGH)


def facts_of(row: Row[Any]) -> Facts:
    """What policies ask, of a conversation's row with its person's `vip`."""
    priority: int = row.priority
    return Facts(
        row.account_id,
        row.network,
        row.team_id,
        NAMES[priority],
        frozenset(row.tag_ids),
        row.has_public,
        row.has_private,
        row.vip,
    )


def promise_of(row: Policy) -> Promise:
    """A policy as a value."""
    return Promise(
        id=row.id,
        name=row.name,
        fallback=row.fallback,
        account_ids=tuple(row.account_ids),
        networks=tuple(row.networks),
        team_ids=tuple(row.team_ids),
        tag_ids=tuple(row.tag_ids),
        priorities=tuple(row.priorities),
        visibility=row.visibility,
        vip=row.vip,
        business_time=row.business_time,
        first_minutes=row.first_minutes,
        next_minutes=row.next_minutes,
    )


def _open(workspace_id: int) -> Any:
    """The newest that are open: of each state its newest, which an index gives, and of those together the newest."""
    newest = (Conversation.last_message_at.desc(), Conversation.id.desc())
    each = [
        select(Conversation.id)
        .where(Conversation.workspace_id == workspace_id, Conversation.state == literal_column(f"'{state}'"))
        .order_by(*newest)
        .limit(LOOKED_THROUGH + 1)
        for state in ("new", "pending", "snoozed")
    ]
    return (
        select(
            Conversation.account_id,
            Conversation.network,
            Conversation.team_id,
            Conversation.priority,
            Conversation.tag_ids,
            Conversation.has_public,
            Conversation.has_private,
            Contact.vip,
        )
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Conversation.workspace_id == workspace_id, Conversation.id.in_(select(union_all(*each).subquery().c.id)))
        .order_by(*newest)
        .limit(LOOKED_THROUGH + 1)
    )


def _check(wanted: Promise) -> None:
    for minutes in (wanted.first_minutes, wanted.next_minutes):
        if set(minutes) != set(PRIORITIES) or not all(0 <= each <= LONGEST for each in minutes.values()):
            raise BadPolicy
    if not clean(wanted.name).strip():
        raise BadPolicy


def _write(row: Policy, wanted: Promise) -> None:
    row.name = clean(wanted.name).strip()[:100]
    for name in _CONDITIONS:
        setattr(row, name, list(dict.fromkeys(getattr(wanted, name))))
    row.visibility, row.vip, row.business_time = wanted.visibility, wanted.vip, wanted.business_time
    row.first_minutes, row.next_minutes = dict(wanted.first_minutes), dict(wanted.next_minutes)
    row.changed_at = now()


async def _saved(session: Session, actor: Actor, row: Policy, what: str) -> Promise:
    session.add(row)
    await session.flush()
    saved = promise_of(row)
    await _tell(session, actor, saved, what)
    return saved


async def _own(session: Session, actor: Actor, policy_id: int) -> Policy:
    query = select(Policy).where(Policy.workspace_id == actor.workspace_id, Policy.id == policy_id, ~Policy.fallback)
    row = await session.scalar(query.with_for_update())
    if row is None:
        raise NotFound
    return row


async def _last(session: Session, actor: Actor) -> int:
    query = select(func.count(), func.max(Policy.position)).where(Policy.workspace_id == actor.workspace_id)
    count, last = (await session.execute(query)).one()
    if count >= MOST:
        raise TooManyPolicies
    return last or 0


async def _tell(session: Session, actor: Actor, promise: Promise, what: str) -> None:
    kept = {name: value for name, value in asdict(promise).items() if name not in {"id", "fallback"} and value}
    changed = events.PolicyChanged(
        workspace_id=actor.workspace_id, by=actor.by, policy_id=promise.id, what=what, policy=kept
    )
    await log.append(session, changed)
