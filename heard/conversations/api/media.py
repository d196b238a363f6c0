"""Routes of files: what hangs on messages and the pictures of profiles, from our own store."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.di import NamedDependency as Given
from litestar.params import FromPath, HeaderParameter
from msgspec import Meta

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.conversations import schemas, views
from heard.conversations.queries import files
from heard.conversations.schemas import Id
from heard.conversations.schemas import replies as reply_schemas
from heard.conversations.service import FETCH
from heard.conversations.tasks import AVATAR, CARDS
from heard.kit import jobs
from heard.kit.db import Session
from heard.kit.errors import HeardError, NotFound
from heard.kit.filetypes import PICTURES, PLAYABLE, content_type_of
from heard.media.errors import NotToBeHad
from heard.media.service import MAX_BYTES, NO_CARD, UPLOAD, Cards, File, Media

Place = Annotated[int, Meta(ge=0, le=99)]
Range = Annotated[str | None, HeaderParameter(name="range", max_length=100)]
_PART = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
_REST = 4 << 20
# Whatever is in the file: it runs no script, loads nothing, and is no page of ours.
_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
}


class NotAPicture(HeardError):
    """Pictures can go with a reply: JPEG, PNG, GIF, WebP or AVIF."""

    status = 422
    code = "not_a_picture"


class NotYetFetched(HeardError):
    """The file is being fetched; ask again in a moment."""

    status = 404
    code = "not_yet_fetched"


@get("/api/messages/{message_id:int}/attachments/{place:int}", opt=needs(Permission.READ))
async def read_attachment(
    message_id: Id, place: Place, session: Given[Session], actor: Given[Actor], media: Given[Media], part: Range = None
) -> Response[bytes]:
    """What hangs on a message; a part of it when a player asks for one."""
    attachment = await files.attachment(session, actor, message_id, place)
    file = await media.find(session, actor.workspace_id, attachment.url)
    if file is None:
        key = f"media {message_id}"
        await jobs.defer(session, FETCH, key=key, workspace_id=actor.workspace_id, message_id=message_id)
        return _later()
    return await _answer(media, file, attachment.name, part, seconds=86_400)


@get("/api/identities/{identity_id:int}/avatar", opt=needs(Permission.READ))
async def read_avatar(
    identity_id: Id, session: Given[Session], actor: Given[Actor], media: Given[Media]
) -> Response[bytes]:
    """The picture of a profile."""
    url = await files.avatar(session, actor, identity_id)
    file = await media.find(session, actor.workspace_id, url)
    if file is None:
        key = f"avatar {identity_id}"
        await jobs.defer(session, AVATAR, key=key, workspace_id=actor.workspace_id, identity_id=identity_id)
        return _later()
    return await _answer(media, file, None, None, seconds=604_800)


@get("/api/messages/{message_id:int}/links/{place:int}", opt=needs(Permission.READ))
async def read_link(
    message_id: Id, place: Place, session: Given[Session], actor: Given[Actor], cards: Given[Cards | None]
) -> Response[schemas.LinkCard]:
    """What a link of a message leads to, as the page says."""
    url = await files.link(session, actor, message_id, place)
    card = await cards.find(session, actor.workspace_id, url) if cards else NO_CARD
    if card is None:
        key = f"cards {message_id}"
        await jobs.defer(session, CARDS, key=key, workspace_id=actor.workspace_id, message_id=message_id)
        return _later()
    picture = f"{views.card_path(message_id, place)}/picture" if card.picture else None
    host = card.host or urlsplit(url).hostname or url
    shown = schemas.LinkCard(url, host, card.title, card.description, card.site, picture)
    return Response(shown, headers={"cache-control": "private, max-age=3600"})


@get("/api/messages/{message_id:int}/links/{place:int}/picture", opt=needs(Permission.READ))
async def read_link_picture(
    message_id: Id,
    place: Place,
    session: Given[Session],
    actor: Given[Actor],
    cards: Given[Cards | None],
    media: Given[Media],
) -> Response[bytes]:
    """The picture of the page that a link of a message leads to."""
    url = await files.link(session, actor, message_id, place)
    card = await cards.find(session, actor.workspace_id, url) if cards else None
    try:
        file = await media.find(session, actor.workspace_id, card.picture) if card and card.picture else None
    except NotToBeHad as error:
        raise NotFound from error
    if file is None or file.content_type not in PICTURES:
        raise NotFound
    return await _answer(media, file, None, None, seconds=86_400)


@post("/api/uploads", opt=needs(Permission.REPLY), request_max_body_size=MAX_BYTES + 1)
async def upload_file(
    request: Request[Any, Any, Any], session: Given[Session], actor: Given[Actor], media: Given[Media]
) -> reply_schemas.Upload:
    """Keep a picture that will go with a reply: its bytes are the body."""
    body = await request.body()
    if content_type_of(body) not in PICTURES:
        raise NotAPicture
    name = uuid4()
    _, kind = await media.keep(session, actor.workspace_id, str(name), body)
    return reply_schemas.Upload(name, kind, len(body))


@get("/api/uploads/{upload_id:uuid}", opt=needs(Permission.REPLY))
async def read_upload(
    upload_id: FromPath[UUID], session: Given[Session], actor: Given[Actor], media: Given[Media]
) -> Response[bytes]:
    """A picture that was uploaded, as the composer shows it."""
    return await uploaded(session, actor, media, f"{UPLOAD}{upload_id}", None)


async def uploaded(session: Session, actor: Actor, media: Media, url: str, name: str | None) -> Response[bytes]:
    """What a colleague has uploaded.

    Raises:
        NotFound: it is not there.
    """
    try:
        file = await media.find(session, actor.workspace_id, url)
    except NotToBeHad as error:
        raise NotFound from error
    if file is None:
        raise NotFound
    return await _answer(media, file, name, None, seconds=3600)


ROUTES = [read_attachment, read_avatar, read_link, read_link_picture, upload_file, read_upload]


def _later() -> Response[Any]:
    # An answer and not an exception, which would take the job back with the transaction.
    problem = NotYetFetched().problem()
    return Response(problem, status_code=404, media_type="application/problem+json", headers={"retry-after": "2"})


async def _answer(media: Media, file: File, name: str | None, part: str | None, *, seconds: int) -> Response[bytes]:
    inline = file.content_type in PICTURES | PLAYABLE
    kind = file.content_type if inline else "application/octet-stream"
    where = "inline" if inline else f"attachment; filename*=UTF-8''{quote(name or 'file', safe='')}"
    headers = {
        **_SAFE,
        "content-disposition": where,
        "cache-control": f"private, max-age={seconds}",
        "etag": f'"{file.digest[:32]}"',
    }
    match = _PART.fullmatch(part or "")
    if match is None or int(match[1]) >= file.size or int(match[2] or file.size) < int(match[1]):
        return Response(await media.read(file), media_type=kind, headers=headers)
    start = int(match[1])
    # A player that asks for all the rest reads on by itself: it gets so much at a time, whoever skips costs no more.
    length = min(int(match[2]) - start + 1 if match[2] else _REST, file.size - start)
    headers["content-range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    return Response(await media.read(file, start, length), status_code=206, media_type=kind, headers=headers)
