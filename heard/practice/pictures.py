"""Pictures on the practice network: put there before they are spoken of, as on real networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.kit import crypto, filetypes
from heard.practice.errors import NoPicture, PictureRefused
from heard.practice.models import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Session
    from heard.practice.models import Site

MAX_BYTES = 4 << 20
AT_ONCE = 4
_TAKEN = filetypes.PICTURES - {"image/avif"}


async def put(session: Session, site: Site, body: bytes) -> Picture:
    """Keep a picture under a random token.

    Raises:
        PictureRefused: it is none (JPEG, PNG, GIF, WebP), or more than 4 MB.
    """
    kind = filetypes.content_type_of(body)
    if kind not in _TAKEN or len(body) > MAX_BYTES:
        raise PictureRefused
    picture = Picture(
        workspace_id=site.workspace_id, site_id=site.id, token=crypto.token(16), content_type=kind, body=body
    )
    session.add(picture)
    await session.flush()
    return picture


async def find(session: Session, site_id: int, token: str) -> Picture | None:
    """The picture with a token."""
    return await session.scalar(select(Picture).where(Picture.site_id == site_id, Picture.token == token))


async def check(session: Session, site_id: int, tokens: Sequence[str]) -> list[str]:
    """The tokens, if all of them are pictures of the site.

    Raises:
        NoPicture: one is not.
    """
    query = select(Picture.token).where(Picture.site_id == site_id, Picture.token.in_(tokens))
    known = set((await session.scalars(query)).all()) if tokens else set[str]()
    if len(tokens) > AT_ONCE or not known.issuperset(tokens):
        raise NoPicture
    return list(tokens)
