"""Routes of who answers: photos of members, and the public page that shows those who want to be seen on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency as Given
from litestar.params import FromPath
from msgspec import Meta

from heard.accounts import schemas, service
from heard.accounts.api.sessions import session_of
from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs, open_to_all, signed_in
from heard.accounts.service.introductions import MOST_BYTES
from heard.kit.db import Session
from heard.kit.settings import Settings

if TYPE_CHECKING:
    from heard.accounts.models import MemberPhoto

Word = FromPath[Annotated[str, Meta(max_length=100)]]


@put("/api/session/photo", opt=signed_in(), request_max_body_size=MOST_BYTES + 1)
async def set_photo(
    request: Request[Any, Any, Any], session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.Session:
    """Set one's own photo: its bytes are the body."""
    await service.set_photo(session, actor=actor, body=await request.body())
    return await session_of(session, actor, settings)


@delete("/api/session/photo", opt=signed_in(), status_code=200)
async def remove_photo(session: Given[Session], actor: Given[Actor], settings: Given[Settings]) -> schemas.Session:
    """Remove one's own photo."""
    await service.remove_photo(session, actor=actor)
    return await session_of(session, actor, settings)


@get("/api/members/{user_id:int}/photo", opt=needs(Permission.READ))
async def read_photo(user_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> Response[bytes]:
    """A colleague's photo."""
    return _photo(await service.photo_of(session, actor=actor, user_id=user_id), "private, max-age=604800")


@get("/api/people-pages/{key:str}", opt=open_to_all())
async def read_people_page(key: Word, session: Given[Session]) -> schemas.PeoplePage:
    """Who answers for a company, as far as they want to be seen."""
    name, people = await service.people_page(session, key)
    return schemas.PeoplePage(
        workspace_name=name,
        people=[
            schemas.PersonOnPage(
                name=each.name,
                introduction=each.introduction,
                photo_url=None if each.photo is None else f"/api/people-pages/{key}/photos/{each.photo}",
            )
            for each in people
        ],
    )


@get("/api/people-pages/{key:str}/photos/{photo:str}", opt=open_to_all())
async def read_photo_on_page(key: Word, photo: Word, session: Given[Session]) -> Response[bytes]:
    """The photo of somebody on a public page."""
    return _photo(await service.photo_on_page(session, key, photo), "public, max-age=300")


ROUTES = [set_photo, remove_photo, read_photo, read_people_page, read_photo_on_page]


def _photo(photo: MemberPhoto, age: str) -> Response[bytes]:
    headers = {"cache-control": age, "content-disposition": "inline", "content-security-policy": "default-src 'none'"}
    return Response(photo.body, media_type=photo.content_type, headers=headers)
