"""The adapter for the practice network. What it speaks: README.md beside this file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec
from msgspec import Struct

from heard.channels.adapters.practice.errors import ERRORS
from heard.channels.adapters.practice.outgoing import Sender
from heard.channels.adapters.practice.settings import WINDOW, PracticeSettings
from heard.channels.base import (
    Accepted,
    Attachment,
    Batch,
    CannotParse,
    Capabilities,
    Connection,
    Cursor,
    Deed,
    Deleted,
    Delivery,
    Edited,
    Identity,
    Ignored,
    Inbound,
    Moderated,
    Outbound,
    Past,
    PostRef,
    Profile,
    RawRequest,
    Reached,
    Reacted,
    Receipt,
    Refused,
    Renewed,
    Replayed,
    Said,
    ThreadKind,
    Verdict,
    decode_json,
)
from heard.channels.failures import ErrorRow
from heard.kit import crypto
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from datetime import datetime

SIGNATURE = "x-practice-signature"
_KINDS: dict[str, ThreadKind] = {"post": "mention", "review": "review", "comment": "comment", "message": "dm"}
# What a brand did to words, by the event's verb.
_MODERATED: dict[str, tuple[Literal["liked", "hidden"], bool]] = {
    "liked": ("liked", True),
    "unliked": ("liked", False),
    "hidden": ("hidden", True),
    "shown": ("hidden", False),
}
_VERBS = {"created", "edited", "deleted", "reacted", "read", *_MODERATED}

Json = dict[str, Any]


class _PeekPerson(Struct):
    id: str | int


class _PeekItem(Struct):
    author: _PeekPerson
    in_thread_of: _PeekPerson | None = None


class _Peek(Struct):
    item: _PeekItem


class Practice:
    """One brand on a practice site."""

    network: ClassVar[str] = "practice"
    title: ClassVar[str] = "Practice network"
    Settings: ClassVar[type[Struct]] = PracticeSettings
    errors: ClassVar[Sequence[ErrorRow]] = ERRORS
    capabilities: ClassVar[Capabilities] = Capabilities(
        public=True,
        private=True,
        can_open_private=True,
        max_text_public=2_000,
        max_text_private=5_000,
        edits=True,
        deletes=True,
        reactions=True,
        receipts=True,
        reviews=True,
        max_pictures_public=4,
        max_pictures_private=4,
        max_picture_bytes=4 << 20,
        can_like=True,
        can_hide=True,
        can_delete_own=True,
        can_delete_own_private=True,
        can_follow=True,
        private_window_minutes=WINDOW,
        history_days=7,
    )

    def __init__(self, connection: Connection) -> None:
        """Bind to one brand."""
        self._settings: PracticeSettings = connection.settings
        self._own = connection.own_id
        self._handle = connection.own_handle.removeprefix("@")
        self._sender = Sender(self._settings, connection.http)

    @classmethod
    def adjusted(cls, settings: Mapping[str, Any]) -> Capabilities:
        """With the window its account is set to."""
        minutes = settings.get("private_window_minutes", WINDOW)
        return msgspec.structs.replace(cls.capabilities, private_window_minutes=minutes)

    def verify(self, request: RawRequest) -> Verdict:
        """HMAC-SHA256 over the raw body with the app secret, hex. There is no handshake."""
        given = request.headers.get(SIGNATURE, "")
        if not given:
            return Refused(f"no {SIGNATURE} header")
        return Accepted() if crypto.same(given, self._signature(request.body)) else Refused("wrong signature")

    def _signature(self, body: bytes) -> str:
        return "sha256=" + crypto.hmac_sha256(self._settings.app_secret, body).hex()

    def peer_key(self, request: RawRequest) -> str | None:
        """The customer: the author, or whom the brand spoke to."""
        try:
            item = msgspec.json.decode(request.body, type=_Peek).item
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return str(item.in_thread_of.id if item.in_thread_of else item.author.id)

    def parse(self, request: RawRequest) -> Sequence[Inbound]:
        """What is said to us, echoes of ours, edits, deletions, reactions, and what was read; the rest is ignored."""
        body = decode_json(request.body)
        kind, _, verb = _need(body.get("kind"), "kind").partition(".")
        if kind not in _KINDS or verb not in _VERBS:
            return [Ignored(f"{kind}.{verb}")]
        item = _mapping(body.get("item"))
        external_id = _need(item.get("id"), "item.id")
        if verb == "deleted":
            return [Deleted(external_id, _moment(item.get("deleted_at"), "item.deleted_at"))]
        if verb in _MODERATED:
            what, on = _MODERATED[verb]
            return [Moderated(external_id, what, on, _moment(body.get("at"), "at"))]
        if verb in {"reacted", "read"}:
            return [self._answered(body, item, external_id, verb)]
        if verb == "edited":
            return [Edited(external_id, _text(item), _moment(item.get("edited_at"), "item.edited_at"))]
        author = _profile(item.get("author"), "item.author")
        ours = author.external_id == self._own
        if ours and item.get("in_thread_of") is None:
            return [Ignored("something of our own that answers nobody")]
        peer = _profile(item["in_thread_of"], "item.in_thread_of") if ours else author
        return [self._said(item, external_id, kind, peer, ours=ours)]

    def _answered(self, body: Json, item: Json, external_id: str, verb: str) -> Reacted | Reached:
        """What somebody did with words: put an emoji on them, or read them and all before them."""
        at = _moment(body.get("at"), "at")
        if verb == "read":
            reader = _profile(item.get("to"), "item.to")
            return Reached("read", at, thread_key=self.private_key(reader.external_id))
        told = _mapping(body.get("reaction"))
        by = _profile(told.get("by"), "reaction.by")
        emoji = _string(told.get("emoji"))
        before = _string(told.get("replaced"))
        return Reacted(
            external_id, by, emoji or before or "", at, removed=emoji is None, ours=by.external_id == self._own
        )

    def _said(self, item: Json, external_id: str, kind: str, peer: Profile, *, ours: bool) -> Said:
        private = kind == "message"
        root = None if private else _need(item.get("root_id"), "item.root_id")
        return Said(
            external_id=external_id,
            # One person's part of a public exchange: several people under one post are several conversations.
            thread_key=self.private_key(peer.external_id) if root is None else f"post:{root}:{peer.external_id}",
            visibility="private" if private else "public",
            kind=_KINDS[kind],
            peer=peer,
            text=_text(item),
            at=_moment(item.get("at"), "item.at"),
            ours=ours,
            reply_to=None if ours or private else external_id,
            rating=_rating(item),
            url=self._address(item.get("url")),
            post=None if root is None or root == external_id else self._post(root, item),
            client_ref=_string(item.get("client_ref")) if ours else None,
            attachments=self._pictures(item),
        )

    def _pictures(self, item: Json) -> tuple[Attachment, ...]:
        told: Any = item.get("pictures")
        urls = [self._address(each) for each in told] if isinstance(told, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # checked one by one
        return tuple(Attachment("image", url) for url in urls if url is not None)

    def _post(self, root: str, item: Json) -> PostRef:
        told = _mapping(item.get("root"))
        url = self._address(f"/practice?item={root}")
        ours = told.get("by_brand")
        return PostRef(
            root,
            _string(told.get("author_name")),
            _string(told.get("text")),
            url,
            ours if isinstance(ours, bool) else None,
        )

    def _address(self, path: object) -> str | None:
        """An address of the site, which writes them without its host; anything else is no address."""
        return self._settings.base_url.rstrip("/") + path if isinstance(path, str) and path.startswith("/") else None

    def private_key(self, peer: str) -> str:
        """Private messages with one person are one thread."""
        return f"dm:{peer}"

    async def send(self, out: Outbound) -> Receipt:
        """Comment by `POST /practice/api/brand/comments`, write in private by `POST /practice/api/brand/messages`."""
        return await self._sender.send(out)

    async def moderate(self, deed: Deed) -> None:
        """`PUT` and `DELETE /practice/api/brand/items/{id}/like` and `…/hidden`, `DELETE /practice/api/brand/items/{id}`.

        Following: `PUT` and `DELETE /practice/api/brand/profiles/{id}/follow`.
        """
        await self._sender.moderate(deed)

    async def identify(self) -> Identity:
        """`GET /practice/api/brand/me`."""
        return await self._sender.identify()

    async def poll(self, since: Cursor | None) -> Batch:
        """`GET /practice/api/brand/feed`: the very events its webhook is to bring."""
        return await self._sender.poll(since)

    async def remember(self, since: datetime, page: Cursor | None) -> Past:
        """The same feed, which goes a week back."""
        del since  # the feed is read by its own numbers
        return await self._sender.remember(page)

    async def refresh(self) -> Renewed:
        """`POST /practice/api/brand/tokens`; the refresh token before is taken for ten more minutes."""
        return await self._sender.refresh()

    def replay(self, post: Replayed) -> Delivery:
        """A post that names us, as the site delivers it."""
        at = post.at.isoformat().replace("+00:00", "Z")
        author = {"id": post.author, "handle": post.author, "name": f"@{post.author}", "avatar_url": None}
        item = {
            "id": post.id,
            "kind": "post",
            "text": post.text,
            "rating": None,
            "author": author,
            "to": None,
            "root_id": post.id,
            "parent_id": None,
            "root": None,
            "in_thread_of": None,
            "client_ref": None,
            "at": at,
            "edited_at": None,
            "deleted_at": None,
            "url": None,
        }
        event = {"id": post.id, "kind": "post.created", "at": at, "brand": {"handle": self._handle}, "item": item}
        body = msgspec.json.encode(event)
        return Delivery({"content-type": "application/json", SIGNATURE: self._signature(body)}, body)


def _need(value: object, name: str) -> str:
    """Text, or a number as text, that must be there.

    Raises:
        CannotParse: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        msg = f"{name} is missing"
        raise CannotParse(msg)
    return str(value)


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # checked field by field


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _text(item: Json) -> str:
    if not isinstance(item.get("text"), str):
        msg = "item.text is missing"
        raise CannotParse(msg)
    return item["text"]


def _rating(item: Json) -> int | None:
    rating = item.get("rating")
    return rating if isinstance(rating, int) and not isinstance(rating, bool) and 1 <= rating <= 5 else None  # noqa: PLR2004 — stars


def _moment(value: object, name: str) -> datetime:
    try:
        return from_iso(_need(value, name))
    except (ValueError, OverflowError) as error:
        msg = f"{name} is not a moment"
        raise CannotParse(msg) from error


def _profile(value: object, name: str) -> Profile:
    person = _mapping(value)
    return Profile(
        external_id=_need(person.get("id"), f"{name}.id"),
        handle=_string(person.get("handle")),
        name=_string(person.get("name")),
        avatar_url=_string(person.get("avatar_url")),
    )
