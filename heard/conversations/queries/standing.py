"""How messages stand on their network: what can be done with them, and what is being done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, any_, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from heard.accounts.models import Permission
from heard.accounts.service import names_of
from heard.channels.models import Account
from heard.channels.service import capabilities_of
from heard.conversations.models import Follow, Message, Moderation, Post, Thread
from heard.conversations.moderation import Target, offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.channels.base import DeedKind
    from heard.contacts.models import Identity
    from heard.kit.db import Session

_IDS = ARRAY(BigInteger)
_SHOWN = {"pending", "refused"}


@dataclass(frozen=True)
class Standing:
    """What can be done with a message, and the last thing asked of the network while it is not done, with who asked."""

    can: list[DeedKind] = field(default_factory=list["DeedKind"])
    moderation: Moderation | None = None
    by_name: str = ""


async def standings(session: Session, actor: Actor, messages: Sequence[Message]) -> dict[int, Standing]:
    """How each of these messages stands, for an actor who may see them all; in four queries, however many they are."""
    if not messages:
        return {}
    places = await _places(session, messages)
    followed = await _followed(session, actor.workspace_id, messages)
    under_way = await _under_way(session, actor.workspace_id, [message.id for message in messages])
    people = {each.user_id for each in under_way.values()}
    names = await names_of(session, actor.workspace_id, people) if people else {}
    found: dict[int, Standing] = {}
    for message in messages:
        moderation = under_way.get(message.id)
        waits = moderation is not None and moderation.state == "pending"
        may = actor.may(Permission.MODERATE) and not waits
        place = places[message.thread_id]
        target = target_of(message, place, followed=(message.account_id, message.author_id) in followed)
        can = offered(capabilities_of(place.network, place.settings), target) if may else []
        found[message.id] = Standing(can, moderation, names.get(moderation.user_id, "") if moderation else "")
    return found


async def standing_place(session: Session, message: Message) -> tuple[Row[Any], Target]:
    """Where one message was said (its thread, post and account), and what the policy decides by."""
    place = (await _places(session, [message]))[message.thread_id]
    followed = await _followed(session, message.workspace_id, [message])
    return place, target_of(message, place, followed=bool(followed))


def target_of(message: Message, place: Row[Any], *, followed: bool) -> Target:
    """What the policy decides by."""
    sent = message.delivery in {None, "sent"}
    return Target(
        ours=message.direction == "out",
        visibility=message.visibility,
        kind=place.kind,
        on_our_post=place.ours,
        there=sent and message.external_id is not None and message.deleted_at is None and place.removed_at is None,
        liked=stands(message, "liked"),
        hidden=stands(message, "hidden"),
        followed=followed,
        health=place.health,
    )


def stands(message: Message, what: str) -> bool:
    """Whether the message is liked, or hidden, as far as we know."""
    mark: dict[str, Any] = message.standing.get(what, {})
    return bool(mark.get("on"))


async def _places(session: Session, messages: Sequence[Message]) -> dict[int, Any]:
    query = (
        select(Thread.id, Thread.kind, Post.ours, Account.health, Account.network, Account.settings, Account.removed_at)
        .join(Account, Account.id == Thread.account_id)
        .outerjoin(Post, Post.id == Thread.post_id)
        .where(Thread.id == any_(literal(sorted({message.thread_id for message in messages}), _IDS)))
    )
    return {row.id: row for row in await session.execute(query)}


async def _followed(session: Session, workspace_id: int, messages: Sequence[Message]) -> set[tuple[int, int | None]]:
    """By which account of ours who said these is followed: (account, profile)."""
    authors = {each.author_id for each in messages if each.author_kind == "contact" and each.author_id is not None}
    if not authors:
        return set()
    query = select(Follow.account_id, Follow.identity_id).where(
        Follow.workspace_id == workspace_id, Follow.identity_id == any_(literal(sorted(authors), _IDS))
    )
    accounts = {each.account_id for each in messages}
    return {(row.account_id, row.identity_id) for row in await session.execute(query) if row.account_id in accounts}


async def followers_of(session: Session, workspace_id: int, identities: Sequence[Identity]) -> dict[int, list[str]]:
    """The names of our accounts that follow these profiles, by profile."""
    query = (
        select(Follow.identity_id, Account.name)
        .join(Account, Account.id == Follow.account_id)
        .where(
            Follow.workspace_id == workspace_id,
            Follow.identity_id == any_(literal([each.id for each in identities], _IDS)),
            Account.removed_at.is_(None),
        )
        .order_by(Account.id)
    )
    found: dict[int, list[str]] = {}
    for row in await session.execute(query):
        found.setdefault(row.identity_id, []).append(row.name)
    return found


async def _under_way(session: Session, workspace_id: int, ids: Sequence[int]) -> dict[int, Moderation]:
    """The last thing asked for each message, where it is not done."""
    query = (
        select(Moderation)
        .where(Moderation.workspace_id == workspace_id, Moderation.message_id == any_(literal(list(ids), _IDS)))
        .ext(distinct_on(Moderation.message_id))
        .order_by(Moderation.message_id, Moderation.id.desc())
    )
    return {each.message_id: each for each in await session.scalars(query) if each.state in _SHOWN}
