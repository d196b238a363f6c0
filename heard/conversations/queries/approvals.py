"""Replies that wait for a yes, and what became of others: of one conversation, and the conversations they are in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from heard.accounts.service import names_of
from heard.conversations.models import Approval, Conversation
from heard.conversations.queries.detail import visible
from heard.conversations.queries.visibility import within
from heard.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 100


@dataclass(frozen=True)
class Known:
    """An approval with who is asked now, who has said yes to it in this step, and what was said here since it was written."""

    approval: Approval
    waits_for: list[int] = field(default_factory=list[int])
    agreed: list[int] = field(default_factory=list[int])
    since_theirs: int = 0
    since_ours: int = 0


@dataclass(frozen=True)
class Approvals:
    """The approvals of a conversation, the oldest first, with names, and the last thing said there that they were read with."""

    items: list[Known]
    names: dict[int, str]
    newest_message_id: int


async def of_conversation(session: Session, actor: Actor, conversation_id: int) -> Approvals:
    """The replies of a conversation that wait, and the last of those that were decided.

    Raises:
        NotFound: the actor may not see the conversation.
    """
    conversation = await visible(session, actor, conversation_id)
    query = (
        select(Approval)
        .where(Approval.workspace_id == actor.workspace_id, Approval.conversation_id == conversation.id)
        .order_by((Approval.state == "waiting").desc(), Approval.id.desc())
        .limit(MOST)
    )
    found = sorted(await session.scalars(query), key=lambda each: each.id)
    newest = await session.scalar(_NEWEST, {"conversation": conversation.id}) or 0
    return await _known(session, actor, found, newest)


async def one(session: Session, actor: Actor, approval_id: int) -> Approvals:
    """One approval of a conversation the actor may see."""
    approval = await session.get_one(Approval, approval_id)
    newest = await session.scalar(_NEWEST, {"conversation": approval.conversation_id}) or 0
    return await _known(session, actor, [approval], newest)


async def _known(session: Session, actor: Actor, found: Sequence[Approval], newest: int) -> Approvals:
    ids = [each.id for each in found if each.state == "waiting"]
    asked: Sequence[Row[Any]] = (await session.execute(_ASKED, {"ids": ids})).all() if ids else []
    since = {row.id: row for row in await session.execute(_SINCE, {"ids": ids})} if ids else {}
    items: list[Known] = []
    for each in found:
        mine = [row for row in asked if row.approval_id == each.id and row.step == each.step]
        said = since.get(each.id)
        waits_for = [row.user_id for row in mine if row.open]
        agreed = [row.user_id for row in mine if row.said]
        items.append(Known(each, waits_for, agreed, said.theirs if said else 0, said.ours if said else 0))
    people = {user for item in items for user in (*item.waits_for, *item.agreed, *_people(item.approval))}
    return Approvals(items, await names_of(session, actor.workspace_id, people) if people else {}, newest)


def _people(approval: Approval) -> list[int]:
    return [user for user in (approval.author_id, approval.edited_by, approval.decided_by) if user is not None]


async def attachment(session: Session, actor: Actor, approval_id: int, place: int) -> tuple[str, str | None]:
    """The address and name of a picture that goes with a reply that waits, in a conversation the actor may see.

    Raises:
        NotFound: no such approval or place.
    """
    query = (
        select(Approval.attachments)
        .join(Conversation, Conversation.id == Approval.conversation_id)
        .where(Approval.id == approval_id, Conversation.workspace_id == actor.workspace_id, within(actor))
    )
    found = await session.scalar(query)
    if found is None or place >= len(found):
        raise NotFound
    return found[place]["url"], found[place].get("name")


_NEWEST = text("SELECT max(id) FROM messages WHERE conversation_id = :conversation")
_ASKED = text("""
SELECT approval_id, step, user_id, open, said_at IS NOT NULL AS said FROM approval_askings
WHERE approval_id = ANY(:ids) ORDER BY rung, user_id
""")
_SINCE = text("""
SELECT a.id, count(*) FILTER (WHERE m.direction = 'in') AS theirs, count(*) FILTER (WHERE m.direction = 'out') AS ours
FROM approvals a JOIN messages m ON m.conversation_id = a.conversation_id AND m.id > a.after_message_id
WHERE a.id = ANY(:ids) GROUP BY a.id
""")
