"""The stream: everything said, as it comes, each with whether its person has spoken with us before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, and_, any_, exists, func, literal, not_, select, tuple_
from sqlalchemy.orm import aliased

from heard.contacts.models import Contact
from heard.conversations.models import Conversation, Message
from heard.conversations.queries import search as searches
from heard.conversations.queries.visibility import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.conversations.queries.hits import Search
    from heard.conversations.queries.search import Found
    from heard.kit.db import Session

MOST_EARLIER = 99


@dataclass(frozen=True)
class Known:
    """What is known of the person behind a message.

    `first`: nothing was heard of them before it, in the whole workspace; `earlier`: conversations with them before its own
    that the actor may see, 99 at most; `relationship`: what we have put them down as.
    """

    first: bool
    earlier: int
    relationship: str | None


async def page(
    session: Session, actor: Actor, narrowed: Search, *, cursor: str | None, limit: int
) -> tuple[list[tuple[Found, Known]], str | None]:
    """One page of messages, newest first, and the cursor of the next; in two statements beside those of a search.

    Raises:
        BadCursor: a cursor of another list.
        SearchTooWide: it took too long.
    """
    found, following = await searches.page(session, actor, narrowed, sort="newest", cursor=cursor, limit=limit)
    known = await _known(session, actor, [each.place.id for each in found])
    return [(each, known[each.place.id]) for each in found if each.place.id in known], following


async def _known(session: Session, actor: Actor, message_ids: Sequence[int]) -> dict[int, Known]:
    if not message_ids:
        return {}
    of, before, heard = Conversation, aliased(Conversation), aliased(Message)
    theirs = and_(before.workspace_id == of.workspace_id, before.contact_id == of.contact_id, before.id < of.id)
    earlier = (
        select(literal(1).label("one"))
        .where(theirs, within(actor, before))
        .correlate(of)
        .limit(MOST_EARLIER)
        .subquery("earlier")
        .lateral()
    )
    said_before = exists().where(
        heard.conversation_id == of.id,
        heard.direction == "in",
        tuple_(heard.sort_at, heard.id) < tuple_(Message.sort_at, Message.id),
    )
    query = (
        select(
            Message.id,
            and_(Message.direction == "in", not_(exists().where(theirs)), not_(said_before)).label("first"),
            select(func.count()).select_from(earlier).scalar_subquery().label("earlier"),
            Contact.relationship,
        )
        .join(of, of.id == Message.conversation_id)
        .join(Contact, Contact.id == of.contact_id)
        .where(Message.workspace_id == actor.workspace_id, Message.id == any_(literal(message_ids, ARRAY(BigInteger))))
    )
    return {row.id: Known(row.first, row.earlier, row.relationship) for row in await session.execute(query)}
