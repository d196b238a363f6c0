"""Routes of pictures on the practice network."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath
from msgspec import Meta, Struct

from heard.kit.db import Session
from heard.kit.errors import NotFound
from heard.practice import pictures, service
from heard.practice.models import Profile, Site

Token = Annotated[str, Meta(min_length=1, max_length=64)]
_OPEN: dict[str, object] = {"open": True}
_SAFE = {
    "cache-control": "public, max-age=86400, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
}


class PracticePicture(Struct):
    """A picture that can now be spoken of."""

    picture: str


@post("/pictures", opt=_OPEN, request_max_body_size=pictures.MAX_BYTES + 1)
async def put_picture(request: Request[Any, Any, Any], site: Given[Site], session: Given[Session]) -> PracticePicture:
    """Put a picture on the site: its bytes are the body."""
    await service.throttle(session, site)
    return PracticePicture((await pictures.put(session, site, await request.body())).token)


@get("/pictures/{token:str}", opt=_OPEN)
async def read_picture(token: FromPath[str], site: Given[Site], session: Given[Session]) -> Response[bytes]:
    """A picture."""
    found = await pictures.find(session, site.id, token)
    if found is None:
        raise NotFound
    return Response(found.body, media_type=found.content_type, headers=_SAFE)


@post("/pictures", opt=_OPEN, request_max_body_size=pictures.MAX_BYTES + 1)
async def put_picture_as_brand(
    request: Request[Any, Any, Any], brand: Given[Profile], session: Given[Session]
) -> PracticePicture:
    """Put a picture on the site as the brand."""
    site = await session.get_one(Site, brand.site_id)
    return PracticePicture((await pictures.put(session, site, await request.body())).token)
