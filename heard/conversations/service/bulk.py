"""One action on many conversations: chosen at once, done in batches, each of them told on the log, and taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, literal, select, text

from heard.accounts.models import Membership, Permission
from heard.accounts.service import actor_of_member
from heard.conversations.errors import AlreadyUndone, NothingChosen
from heard.conversations.models import BulkAction, BulkItem, Conversation
from heard.conversations.queries import visible_to
from heard.conversations.queries.lists import every_id
from heard.conversations.service import actions, work
from heard.conversations.service.actions import AddTags, Assign, Before, RemoveTags, Snooze
from heard.kit import jobs, log
from heard.kit.errors import Forbidden, HeardError, NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from heard.accounts.models import Actor
    from heard.conversations.queries.filters import Filters
    from heard.conversations.service.actions import Action
    from heard.kit.db import Session

JOB = "conversations.bulk"
BATCH = 200
MOST = 10_000
"""As many as one action takes; who has more to do repeats it."""

DONE, UNCHANGED, CHANGED, GONE = "done", "unchanged", "changed_since", "not_found"


async def start(
    session: Session, *, actor: Actor, action: Action, ids: Sequence[int] = (), filters: Filters | None = None
) -> BulkAction:
    """Take an action on conversations by id, or on all in a list (up to `MOST`); a first batch is done at once.

    Raises:
        NothingChosen: none of them is the actor's to see.
        Forbidden, NoSuchTag, NoSuchTeam, NoSuchMember, AssigneeAbsent, SnoozeTime: the action cannot be taken.
    """
    await _check(session, actor, action)
    chosen = every_id(actor, filters, MOST) if filters is not None else _of(actor, ids)
    kept = msgspec.to_builtins(action)
    bulk = BulkAction(workspace_id=actor.workspace_id, user_id=actor.user_id, action=kept)
    session.add(bulk)
    await session.flush()
    picked = chosen.subquery()
    items = select(literal(bulk.id), picked.c.id, literal(actor.workspace_id))
    await session.execute(insert(BulkItem).from_select(["bulk_id", "conversation_id", "workspace_id"], items))
    if await _left(session, bulk.id) == 0:
        raise NothingChosen
    await _go_on(session, bulk, actor)
    return bulk


async def undo(session: Session, *, actor: Actor, bulk_id: int) -> BulkAction:
    """Take an action of the actor's back, as far as it was done; what has changed since stays as it is.

    Raises:
        NotFound: no such action of the actor's.
        AlreadyUndone: once is enough.
    """
    done = await find(session, actor=actor, bulk_id=bulk_id)
    if await session.scalar(select(BulkAction.id).where(BulkAction.undoes == done.id)) is not None:
        raise AlreadyUndone
    done.finished_at = done.finished_at or now()
    bulk = BulkAction(workspace_id=actor.workspace_id, user_id=actor.user_id, action={"do": "undo"}, undoes=done.id)
    session.add(bulk)
    await session.flush()
    await session.execute(_TAKE_BACK, {"bulk": bulk.id, "undoes": done.id})
    await _go_on(session, bulk, actor)
    return bulk


async def find(session: Session, *, actor: Actor, bulk_id: int) -> BulkAction:
    """An action of the actor's, locked.

    Raises:
        NotFound: no such action of the actor's.
    """
    query = select(BulkAction).where(
        BulkAction.workspace_id == actor.workspace_id, BulkAction.id == bulk_id, BulkAction.user_id == actor.user_id
    )
    bulk = await session.scalar(query.with_for_update())
    if bulk is None:
        raise NotFound
    return bulk


async def progress(session: Session, bulk: BulkAction) -> dict[str | None, int]:
    """How many conversations have each outcome; None: still to do."""
    counted = select(BulkItem.outcome, func.count()).where(BulkItem.bulk_id == bulk.id).group_by(BulkItem.outcome)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def advance(session: Session, bulk_id: int) -> int:
    """Do one batch of an action; how many are left. An action that was taken back meanwhile is not gone on with."""
    bulk = await session.scalar(select(BulkAction).where(BulkAction.id == bulk_id).with_for_update())
    if bulk is None or bulk.finished_at is not None:
        return 0
    actor = await actor_of_member(session, workspace_id=bulk.workspace_id, user_id=bulk.user_id)
    return await _batch(session, bulk, actor)


async def _go_on(session: Session, bulk: BulkAction, actor: Actor) -> None:
    if await _batch(session, bulk, actor):
        await jobs.defer(session, JOB, lock=f"bulk {bulk.id}", workspace_id=bulk.workspace_id, bulk_id=bulk.id)


async def _batch(session: Session, bulk: BulkAction, actor: Actor | None) -> int:
    items = await _next_items(session, bulk.id)
    refused = await _refusal(session, bulk, actor)
    if refused is None and actor is not None:
        await _apply(session, bulk, actor, items)
    else:
        for item in items:
            item.outcome = refused
    await session.flush()
    left = await _left(session, bulk.id)
    if not left:
        bulk.finished_at = now()
    return left


async def _next_items(session: Session, bulk_id: int) -> Sequence[BulkItem]:
    query = select(BulkItem).where(BulkItem.bulk_id == bulk_id, BulkItem.outcome.is_(None))
    return (await session.scalars(query.order_by(BulkItem.conversation_id).limit(BATCH))).all()


async def _refusal(session: Session, bulk: BulkAction, actor: Actor | None) -> str | None:
    """Why the action cannot be taken any more: people sign off, teams and roles change while it runs."""
    if actor is None:
        return Forbidden.code
    try:
        if bulk.undoes is None:
            await _check(session, actor, _action(bulk))
    except HeardError as error:
        return error.code
    return None


async def _check(session: Session, actor: Actor, action: Action) -> None:
    match action:
        case Assign(team_id, assignee_id):
            if not actor.may(Permission.ASSIGN):
                raise Forbidden
            await work.check_responsible(session, actor.workspace_id, team_id=team_id, assignee_id=assignee_id)
        case AddTags(tag_ids):
            await work.check_tags(session, actor.workspace_id, tag_ids)
        case RemoveTags():
            pass
        case Snooze(until):
            work.check_snooze(until)
        case _:
            if not actor.may(Permission.RESOLVE):
                raise Forbidden


async def _apply(session: Session, bulk: BulkAction, actor: Actor, items: Sequence[BulkItem]) -> None:
    ids = [item.conversation_id for item in items]
    locked = _of(actor, ids).with_only_columns(Conversation).order_by(Conversation.id)
    rows = await session.scalars(locked.with_for_update(of=Conversation).execution_options(populate_existing=True))
    found = {row.id: row for row in rows}
    present = await _present(session, actor.workspace_id, items) if bulk.undoes is not None else set[int]()
    taken = await _taken(session, list(found.values()))
    told: list[log.Event] = []
    for item in items:
        conversation = found.get(item.conversation_id)
        if conversation is None:
            item.outcome = GONE
        elif conversation.id in taken and _opens(bulk, item):
            item.outcome = "newer_conversation_open"
        else:
            told += _one(bulk, item, conversation, actor, present)
    await session.flush()
    await log.append(session, *told)


async def _present(session: Session, workspace_id: int, items: Sequence[BulkItem]) -> set[int]:
    """Of those who had the conversations, who is there: work never goes back to the absent (law 3)."""
    had = {item.before["assignee_id"] for item in items if item.before and item.before["assignee_id"] is not None}
    query = select(Membership.user_id).where(
        Membership.workspace_id == workspace_id,
        Membership.user_id.in_(sorted(had)),
        Membership.active,
        Membership.present,
    )
    return set((await session.scalars(query)).all())


def _one(
    bulk: BulkAction, item: BulkItem, conversation: Conversation, actor: Actor, present: set[int]
) -> list[log.Event]:
    if bulk.undoes is not None:
        if item.version != conversation.version or item.before is None:
            item.outcome = CHANGED
            return []
        item.outcome = DONE
        before = msgspec.convert(item.before, Before)
        if before.assignee_id not in present:
            before.assignee_id, before.team_id = None, before.team_id or conversation.team_id
        return actions.take_back(before, conversation, actor.by, at=now())
    before = msgspec.to_builtins(Before.of(conversation))
    event = actions.take(_action(bulk), conversation, actor.by, at=now())
    item.outcome = UNCHANGED if event is None else DONE
    if event is None:
        return []
    item.before, item.version = before, conversation.version
    return [event]


def _action(bulk: BulkAction) -> Action:
    return msgspec.convert(bulk.action, actions.Action)


def _opens(bulk: BulkAction, item: BulkItem) -> bool:
    """Whether the conversation would be open afterwards."""
    if bulk.undoes is not None:
        return (item.before or {}).get("state") != "resolved"
    return bulk.action["do"] in {"snooze", "reopen"}


async def _taken(session: Session, conversations: Sequence[Conversation]) -> set[int]:
    """The resolved ones whose person has an open conversation by now: they cannot be opened beside it."""
    closed = [each for each in conversations if each.state == "resolved"]
    rows = await session.execute(_TAKEN, {"ids": [each.id for each in closed]}) if closed else ()
    return {row.id for row in rows}


def _of(actor: Actor, ids: Sequence[int]) -> Select[Any]:
    return visible_to(actor).where(Conversation.id.in_(sorted(set(ids)))).with_only_columns(Conversation.id)


async def _left(session: Session, bulk_id: int) -> int:
    counted = select(func.count()).select_from(BulkItem).where(BulkItem.bulk_id == bulk_id, BulkItem.outcome.is_(None))
    return await session.scalar(counted) or 0


_TAKE_BACK = text("""
INSERT INTO bulk_items (bulk_id, conversation_id, workspace_id, before, version)
SELECT :bulk, conversation_id, workspace_id, before, version FROM bulk_items WHERE bulk_id = :undoes AND outcome = 'done'
""")
# Of several resolved ones with the same person only the newest can be opened.
_TAKEN = text("""
SELECT c.id FROM conversations c WHERE c.id = ANY(:ids) AND EXISTS (
  SELECT 1 FROM conversations o WHERE o.account_id = c.account_id AND o.identity_id = c.identity_id AND o.id <> c.id
    AND (o.state <> 'resolved' OR (o.id > c.id AND o.id = ANY(:ids))))
""")
