"""How what a search found becomes HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from heard.conversations import schemas, views
from heard.conversations.schemas import search as search_schemas
from heard.conversations.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.conversations.asked import Asked
    from heard.conversations.models import Conversation
    from heard.conversations.queries.search import Found


def users_in(found: Sequence[Found]) -> set[int]:
    """The colleagues who wrote some of it."""
    return {each.row.author_id for each in found if each.row.author_kind == "person" and each.row.author_id}


def hit(found: Found, asked: Asked, people: dict[int, str]) -> search_schemas.SearchHit:
    """A hit."""
    row = found.row
    one: Conversation = row.Conversation
    avatar = views.avatar_path(one.identity_id, row.avatar_url)
    contact = schemas.RowContact(one.contact_id, row.contact_name, row.handle, avatar, row.verified, row.vip)
    text, ranges = snippet(row.text, asked.terms)
    theirs = row.author_kind == "contact"
    return search_schemas.SearchHit(
        kind=found.place.kind,
        id=found.place.id,
        at=found.place.at,
        author=schemas.Author(
            cast("schemas.ActorKind", row.author_kind),
            row.author_id,
            contact.name if theirs else people.get(row.author_id or 0, ""),
            contact.avatar_url if theirs else None,
        ),
        direction=row.direction,
        visibility=row.visibility,
        deleted=row.deleted_at is not None,
        snippet=text,
        ranges=ranges,
        conversation=search_schemas.SearchConversation(
            one.id, one.number, cast("schemas.State", one.state), one.network, contact
        ),
    )


def match(row: Row[Any], asked: Asked) -> search_schemas.Match:
    """A place in a conversation."""
    text, ranges = snippet(row.text, asked.terms)
    return search_schemas.Match(row.kind, row.id, row.at, text, ranges)


def person(row: Row[Any]) -> search_schemas.SearchPerson:
    """A person to go to."""
    avatar = views.avatar_path(row.identity_id, row.avatar_url)
    return search_schemas.SearchPerson(
        row.contact_id, row.name, row.handle, row.network, avatar, row.verified, row.conversation_id
    )
