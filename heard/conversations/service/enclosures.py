"""Pictures that go with a reply: uploaded before, checked when it is queued, read when it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.channels.base import Picture, Rejected
from heard.conversations.errors import PictureTooLarge
from heard.media.errors import NotToBeHad
from heard.media.service import UPLOAD, sizes_of_pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.db import Database, Session
    from heard.media.service import Media

Uploaded = tuple[str, str | None]
"""The id of an upload, and the name of its file."""


async def enclose(
    session: Session, workspace_id: int, uploads: Sequence[Uploaded], *, most_bytes: int
) -> list[dict[str, Any]]:
    """Uploads as a message keeps them.

    Raises:
        UploadGone: one is not there, or is no picture.
        PictureTooLarge: the network takes less.
    """
    sizes = await sizes_of_pictures(session, workspace_id, [upload for upload, _ in uploads])
    if any(size > most_bytes for size in sizes):
        raise PictureTooLarge(max=most_bytes)
    return [{"kind": "image", "url": UPLOAD + upload, "name": name} for upload, name in uploads]


def uploads_of(attachments: Sequence[dict[str, Any]]) -> list[Uploaded]:
    """What a message keeps, as uploads again: for the composer, when the reply is taken back."""
    return [(each["url"].removeprefix(UPLOAD), each.get("name")) for each in attachments]


async def pictures(
    database: Database, media: Media | None, workspace_id: int, attachments: Sequence[dict[str, Any]]
) -> tuple[Picture, ...]:
    """The pictures of a reply that goes out now.

    Raises:
        Rejected: one is not in this machine's store.
    """
    return tuple([await _picture(database, media, workspace_id, each) for each in attachments])


async def _picture(database: Database, media: Media | None, workspace_id: int, attachment: dict[str, Any]) -> Picture:
    try:
        async with database.transaction() as session:
            file = await media.find(session, workspace_id, attachment["url"]) if media is not None else None
        if file is not None and media is not None:
            return Picture(await media.read(file), file.content_type, attachment.get("name"))
    except NotToBeHad:
        pass
    raise Rejected("picture_lost", "A picture of this reply is not in the store of this machine.")
