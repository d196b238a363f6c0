"""Whether a reply needs another person's yes: the one place that gathers what `approval.need_of` decides by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from heard.accounts.models import Permission
from heard.accounts.service import actor_of_member
from heard.contacts.models import Contact
from heard.conversations.approval import Conditions, Need, Rule, Said, Step, asks_for_words, need_of
from heard.conversations.errors import ReplyRefused
from heard.conversations.models import PRIORITIES, Approval, ApprovalRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.conversations.models import Conversation, Message
    from heard.conversations.service.sending import Draft
    from heard.kit.db import Session

_AGAIN = "This reply now needs another person's yes; take it back and submit it."


@dataclass(frozen=True)
class Asked:
    """What a composer asks before it sends: what is written so far, for whom to read, and what goes along."""

    visibility: Visibility
    text: str
    add_tag_ids: tuple[int, ...] = ()
    priority: str | None = None


async def needed(session: Session, conversation: Conversation, *, actor: Actor, draft: Draft, body: str) -> Need | None:
    """Why a reply waits, and for whom; None: it goes out at once."""
    beside = draft.beside
    asked = Asked(draft.visibility, body, beside.add_tag_ids, beside.priority)
    return (await foreseen(session, conversation, author=actor, asked=asked))[0]


async def foreseen(
    session: Session, conversation: Conversation, *, author: Actor, asked: Asked
) -> tuple[Need | None, bool]:
    """The same before anything is sent, and whether other words could change it."""
    rules = await rules_of(session, author.workspace_id)
    trainee = not author.may(Permission.REPLY_UNAPPROVED)
    if not rules:
        return (Need() if trainee else None), False
    vip = await session.scalar(select(Contact.vip).where(Contact.id == conversation.contact_id))
    said = Said(
        role=author.role.value,
        trainee=trainee,
        author_team_ids=author.team_ids,
        network=conversation.network,
        account_id=conversation.account_id,
        visibility=asked.visibility,
        text=asked.text,
        tag_ids=frozenset({*conversation.tag_ids, *asked.add_tag_ids}),
        priority=asked.priority or PRIORITIES[conversation.priority],
        vip=bool(vip),
    )
    return need_of(rules, said), asks_for_words(rules)


async def rules_of(session: Session, workspace_id: int) -> list[Rule]:
    """The workspace's rules that count, in their order."""
    query = (
        select(ApprovalRule)
        .where(ApprovalRule.workspace_id == workspace_id, ApprovalRule.active)
        .order_by(ApprovalRule.position, ApprovalRule.id)
    )
    return [
        Rule(
            id=row.id,
            name=row.name,
            conditions=msgspec.convert(row.conditions, Conditions),
            steps=steps_in(row.steps),
            hours=row.hours,
        )
        for row in await session.scalars(query)
    ]


def steps_in(kept: Sequence[object]) -> list[Step]:
    """Steps as they are kept."""
    return msgspec.convert(kept, list[Step])


async def check_still_allowed(session: Session, conversation: Conversation, message: Message) -> None:
    """Raise `ReplyRefused` when a reply that did not go out would need a yes now, and has had none."""
    author = await actor_of_member(session, workspace_id=message.workspace_id, user_id=message.author_id or 0)
    if author is None or message.author_kind != "person":
        return
    visibility: Visibility = "public" if message.visibility == "public" else "private"
    need, _ = await foreseen(session, conversation, author=author, asked=Asked(visibility, message.text))
    approved = select(Approval.id).where(
        Approval.workspace_id == message.workspace_id, Approval.message_id == message.id
    )
    if need is not None and await session.scalar(approved) is None:
        raise ReplyRefused(_AGAIN, reason_code="needs_approval")
