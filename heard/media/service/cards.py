"""What the links people send lead to: read by us when somebody looks, so that the other side does not learn who.

The picture of a page is kept as any file is.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select, text

from heard.kit.http import CallError, Http
from heard.kit.text import clean
from heard.media.errors import NotToBeHad
from heard.media.following import follow
from heard.media.models import LinkCard
from heard.media.pages import BYTES, page_of
from heard.media.service.files import source_of

if TYPE_CHECKING:
    from heard.kit.db import Database, Session
    from heard.media.pages import Page
    from heard.media.service.files import Media

ATTEMPTS = 3
NO_CARD = LinkCard()
"""Of a page that nobody is to ask."""
_SECONDS = 10.0


class Cards:
    """The link cards of all workspaces. Jobs fetch them, requests only look."""

    def __init__(self, media: Media, *, allow: set[str]) -> None:
        """Keep pages' pictures with `media`; `allow` names private `host:port` pairs that may be asked."""
        self._media = media
        self._http = Http(allow=allow, timeout=_SECONDS, max_answer=BYTES, beginnings=True)

    async def find(self, session: Session, workspace_id: int, url: str) -> LinkCard | None:
        """What the page at an address says of itself; without a title, nothing. None while it has not been asked."""
        query = select(LinkCard).where(LinkCard.workspace_id == workspace_id, LinkCard.source == source_of(url))
        known = await session.scalar(query)
        done = known is not None and (known.reason is None or known.attempts >= ATTEMPTS)
        return known if done else None

    async def fetch(self, database: Database, workspace_id: int, url: str) -> None:
        """Ask the page at an address what it is, unless that is known. What cannot be had is asked again at a later look."""
        async with database.transaction() as session:
            if await self.find(session, workspace_id, url) is not None:
                return
        reason: str | None = None
        page, host = None, urlsplit(url).hostname
        try:
            found, answer = await follow(self._http, url, accept="text/html,application/xhtml+xml")
            host = urlsplit(found).hostname
            # Nobody was told that packed answers are understood.
            plain = answer.headers.get("content-encoding", "identity") == "identity"
            page = page_of(answer.body, answer.headers.get("content-type", ""), found) if plain else None
        except CallError as error:
            reason = clean(str(error))[:500]
        if page is not None and page.picture is not None:
            with suppress(NotToBeHad):
                await self._media.fetch(database, workspace_id, page.picture)
        async with database.transaction() as session:
            await session.execute(_KEEP, _row(workspace_id, url, host, page, reason))


def _row(workspace_id: int, url: str, host: str | None, page: Page | None, reason: str | None) -> dict[str, object]:
    return {
        "workspace": workspace_id,
        "source": source_of(url),
        "host": host,
        "title": page and page.title,
        "description": page and page.description,
        "site": page and page.site,
        "picture": page and page.picture,
        "reason": reason,
    }


_KEEP = text("""
INSERT INTO link_cards AS old (workspace_id, source, host, title, description, site, picture, reason)
VALUES (:workspace, :source, :host, :title, :description, :site, :picture, :reason)
ON CONFLICT (workspace_id, source) DO UPDATE SET host = excluded.host, title = excluded.title,
  description = excluded.description, site = excluded.site, picture = excluded.picture,
  attempts = old.attempts + 1, reason = excluded.reason, fetched_at = now()
""")
