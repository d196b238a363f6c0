"""How the stream becomes HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from heard.conversations.asked import Asked
from heard.conversations.schemas import stream as schemas
from heard.conversations.views import search

if TYPE_CHECKING:
    from heard.conversations.queries.search import Found
    from heard.conversations.queries.stream import Known
    from heard.conversations.schemas.people import Relationship

_NOTHING_ASKED = Asked()


def item(found: Found, known: Known, people: dict[int, str]) -> schemas.StreamItem:
    """A message with what is known of its person."""
    said = search.hit(found, _NOTHING_ASKED, people)
    return schemas.StreamItem(said, known.first, known.earlier, cast("Relationship | None", known.relationship))
