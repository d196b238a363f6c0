"""What comes in: requests at the door, and what an adapter makes of them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from heard.kit import json

Visibility = Literal["public", "private"]
ThreadKind = Literal["post", "comment", "mention", "dm", "review"]


class RawRequest(Struct, frozen=True):
    """One HTTP request at the door: header names in lower case, the body untouched.

    `received_at` dates what a network tells without a time of its own, so that parsing again says the same again.
    """

    method: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    received_at: datetime | None = None


class Accepted(Struct, frozen=True):
    """The request is what it claims to be; keep it."""


class Refused(Struct, frozen=True):
    """The request did not prove where it comes from; `reason` is for the operator's log, not for the sender."""

    reason: str


class Answered(Struct, frozen=True):
    """The request is a handshake and this is its answer; nothing is kept."""

    body: bytes
    content_type: str = "application/json"


Verdict = Accepted | Refused | Answered


class Profile(Struct, frozen=True):
    """A person as a network shows them. `scope` parts networks whose ids differ from page to page."""

    external_id: str
    handle: str | None = None
    name: str | None = None
    avatar_url: str | None = None
    profile_url: str | None = None
    followers: int | None = None
    verified: bool = False
    bio: str | None = None
    scope: str = ""


class Attachment(Struct, frozen=True):
    """A picture, film, sound or file, still at the network's address."""

    kind: str
    url: str
    name: str | None = None


class Quote(Struct, frozen=True):
    """Words of somebody else that a message carries with it."""

    author_name: str
    text: str


class PostRef(Struct, frozen=True):
    """The public post that a comment hangs under, as far as the delivery tells; `ours`: we wrote it (None: not told)."""

    external_id: str
    author_name: str | None = None
    text: str | None = None
    url: str | None = None
    ours: bool | None = None


class Said(Struct, frozen=True, tag="said"):
    """Something said to us, or (`ours`) an echo of something we said.

    `thread_key` is the network's grouping for one person: stable, unique within the account. `peer` is the contact:
    the author of what is said to us, the receiver of an echo. `reply_to` is the id an answer must name. `client_ref` is
    our own reference coming back in an echo, from networks that keep it.
    """

    external_id: str
    thread_key: str
    visibility: Visibility
    kind: ThreadKind
    peer: Profile
    text: str
    at: datetime
    ours: bool = False
    summons: bool = True
    reply_to: str | None = None
    rating: int | None = None
    url: str | None = None
    quoted: Quote | None = None
    post: PostRef | None = None
    attachments: tuple[Attachment, ...] = ()
    client_ref: str | None = None


class Edited(Struct, frozen=True, tag="edited"):
    """The text of a message was changed by its author; `reply_to` is the id an answer must name from now on."""

    external_id: str
    text: str
    at: datetime
    reply_to: str | None = None


class Deleted(Struct, frozen=True, tag="deleted"):
    """A message was taken back by its author."""

    external_id: str
    at: datetime


class Reacted(Struct, frozen=True, tag="reacted"):
    """Somebody put `emoji` on a message, or took it back (`removed`).

    `by` is who: a contact, or (`ours`) ourselves in the network's own app. Where a person has `one_each`, a new reaction takes
    the place of the last.
    """

    external_id: str
    by: Profile
    emoji: str
    at: datetime
    removed: bool = False
    ours: bool = False
    one_each: bool = True


class Moderated(Struct, frozen=True, tag="moderated"):
    """We liked or hid a message (`on`), or took that back: here, or in the network's own app."""

    external_id: str
    what: Literal["liked", "hidden"]
    on: bool
    at: datetime


class Reached(Struct, frozen=True, tag="reached"):
    """What we said was delivered to the contact, or read: one message (`external_id`), or a whole thread up to `at`.

    Networks tell of threads with a point in time (`thread_key`), or of messages one by one.
    """

    how: Literal["delivered", "read"]
    at: datetime
    external_id: str | None = None
    thread_key: str | None = None


class Revoked(Struct, frozen=True, tag="revoked"):
    """The network says that our permission for this account ended."""

    reason: str


class Ignored(Struct, frozen=True, tag="ignored"):
    """A delivery, or part of one, that asks nothing of us; `reason` says why."""

    reason: str


Inbound = Said | Edited | Deleted | Reacted | Moderated | Reached | Revoked | Ignored


class CannotParse(ValueError):
    """The delivery has not the form its network documents; it is parked with this reason."""


def dedup_key(request: RawRequest) -> str:
    """The identity of a delivery: a repeated delivery has the same bytes. SHA-256, 32 hex digits."""
    return hashlib.sha256(request.body).hexdigest()[:32]


def decode_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        CannotParse: not JSON, nested too deeply, or not an object.
    """
    try:
        value = json.read(body)
    except ValueError as error:
        msg = f"the body is not JSON: {error}"
        raise CannotParse(msg) from error
    if not isinstance(value, dict):
        msg = "the body is not a JSON object"
        raise CannotParse(msg)
    return value  # pyright: ignore[reportUnknownVariableType]  # its contents are the network's affair
