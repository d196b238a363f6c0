"""The adapter for X. Facts and their sources: README.md beside this file."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import Struct

from heard.channels.adapters.x import payloads as read
from heard.channels.adapters.x.errors import ERRORS
from heard.channels.adapters.x.outgoing import Sender
from heard.channels.adapters.x.polling import Poller
from heard.channels.adapters.x.settings import XSettings
from heard.channels.base import (
    Accepted,
    Answered,
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
    Outbound,
    Past,
    PostRef,
    Profile,
    RawRequest,
    Reached,
    Receipt,
    Refused,
    Replayed,
    Revoked,
    Said,
    Verdict,
    decode_json,
)
from heard.channels.failures import ErrorRow
from heard.kit import crypto
from heard.kit.time import now

if TYPE_CHECKING:
    from datetime import datetime

    from heard.channels.adapters.x.payloads import Json

SIGNATURE = "x-twitter-webhooks-signature"
_READ = "direct_message_mark_read_events"
_POSTS = {"post.create", "post.mention.create", "post.reply.create", "post.quote.create"}


_ELSEWHERE = "meant for another account of the app"


class _PeekPayload(Struct):
    author_id: Any = None
    in_reply_to_user_id: Any = None
    direct_message_events: Any = None


class _PeekData(Struct):
    payload: _PeekPayload


class _Peek(Struct):
    """The few parts of a delivery that say whose it is; the rest is skipped, not read."""

    data: _PeekData


_PEEK = msgspec.json.Decoder(_Peek)


class X:
    """One X account."""

    network: ClassVar[str] = "x"
    title: ClassVar[str] = "X"
    Settings: ClassVar[type[Struct]] = XSettings
    errors: ClassVar[Sequence[ErrorRow]] = ERRORS
    capabilities: ClassVar[Capabilities] = Capabilities(
        public=True,
        private=True,
        can_open_private=True,
        max_text_public=280,
        max_text_private=10_000,
        text_unit="weighted",
        edits=True,
        deletes=True,
        replies_need_summons=True,
        max_pictures_public=4,
        max_pictures_private=1,
        max_picture_bytes=5 << 20,
        can_like=True,
        can_hide=True,
        can_delete_own=True,
        can_follow=True,
        history_days=30,
    )

    def __init__(self, connection: Connection) -> None:
        """Bind to one account."""
        self._settings: XSettings = connection.settings
        self._own = connection.own_id
        self._sender = Sender(self._settings, connection.http)
        self._poller = Poller(self._sender, self._own)

    def verify(self, request: RawRequest) -> Verdict:
        """HMAC-SHA256 over the raw body with the consumer secret, base64; a GET with `crc_token` is the challenge."""
        if request.method == "GET":
            token = request.query.get("crc_token", "")
            return (
                Answered(msgspec.json.encode({"response_token": self.signature(token.encode())}))
                if token
                else Refused("no crc_token")
            )
        given = request.headers.get(SIGNATURE, "")
        if not given:
            return Refused(f"no {SIGNATURE} header")
        return Accepted() if crypto.same(given, self.signature(request.body)) else Refused("wrong signature")

    def signature(self, body: bytes) -> str:
        """What X puts into the signature header of a delivery with this body."""
        return "sha256=" + base64.b64encode(crypto.hmac_sha256(self._settings.consumer_secret, body)).decode()

    def peer_key(self, request: RawRequest) -> str | None:
        """The author of a post or sender of a direct message."""
        try:
            payload = _PEEK.decode(request.body).data.payload
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        author = read.text_id(payload.author_id)
        if author == self._own:
            return read.text_id(payload.in_reply_to_user_id)
        if author is None:
            for event in read.sequence(payload.direct_message_events):
                return self._dm_peer(read.mapping(event))
        return author

    def parse(self, request: RawRequest) -> Sequence[Inbound]:
        """Posts and messages to us, echoes of ours, edits, deletions, revoked permission; the rest is ignored."""
        body = decode_json(request.body)
        if isinstance(body.get("data"), dict):
            return self._activity(body["data"], request.received_at or now())
        return self._legacy(body, request.received_at or now())

    # ---- X Activity API ----------------------------------------------------------------------------------------------

    def _of_another(self, *users: object) -> bool:
        """Whether the delivery is meant for another account of the same app: its messages are none of ours."""
        return bool(self._own) and any(read.text_id(user) not in {None, self._own} for user in users)

    def _activity(self, data: Json, received_at: datetime) -> Sequence[Inbound]:
        kind = read.string(data.get("event_type"))
        if kind is None:
            msg = "data.event_type is missing"
            raise CannotParse(msg)
        if not isinstance(data.get("payload"), dict):
            msg = "data.payload is missing"
            raise CannotParse(msg)
        body: Json = data["payload"]
        if self._of_another(read.mapping(data.get("filter")).get("user_id"), body.get("user_id")):
            return [Ignored(_ELSEWHERE)]
        includes = read.mapping(data.get("includes"))
        if kind in _POSTS:
            return self._post(body, includes, read.users_by_id(includes), kind)
        if kind in {"dm.received", "dm.sent"}:
            return self._messages(body)
        if kind == "post.delete":
            return [Deleted(read.need_id(body.get("id"), "payload.id"), received_at)]
        if kind == "oauth.revoke":
            return [Revoked("the account withdrew the app's permission on X")]
        return [Ignored(kind)]

    def _post(self, post: Json, includes: Json, users: Json, kind: str) -> Sequence[Inbound]:
        post_id = read.need_id(post.get("id"), "payload.id")
        author = read.need_id(post.get("author_id"), "payload.author_id")
        ours = author == self._own
        peer = read.text_id(post.get("in_reply_to_user_id")) if ours else author
        if peer is None or peer == self._own:
            return [Ignored("a post of our own that answers nobody")]
        if ours is False and read.referenced(post, "retweeted"):
            return [Ignored("a repost")]
        versions = read.history(post) or [post_id]
        text = read.words(post)
        if len(versions) > 1 and versions[0] != post_id:
            return [Edited(versions[0], text, read.moment(post), reply_to=None if ours else post_id)]
        return [self._said(post, includes, users, kind=kind, first=versions[0], peer=peer, text=text)]

    def _said(self, post: Json, includes: Json, users: Json, *, kind: str, first: str, peer: str, text: str) -> Said:
        post_id = str(post["id"])
        ours = str(post["author_id"]) == self._own
        root = read.text_id(post.get("conversation_id")) or post_id
        quotes_us = kind == "post.quote.create"
        who = Profile(external_id=peer) if ours else read.profile(peer, users)
        return Said(
            external_id=first,
            # One person's part of a public exchange: several people under one post are several conversations.
            thread_key=f"post:{root}:{peer}",
            visibility="public",
            kind="comment" if read.referenced(post, "replied_to") else "mention",
            peer=who,
            text=text,
            at=read.moment(post),
            ours=ours,
            # X lets an app answer only who mentioned or quoted the account.
            summons=quotes_us or kind == "post.mention.create" or read.mentions(post, self._own),
            reply_to=None if ours else post_id,
            url=f"https://x.com/{who.handle or 'i'}/status/{post_id}",
            quoted=read.quote(post, includes),
            post=self._root(root, post) if root != post_id else None,
            attachments=_media(post, includes),
        )

    def _root(self, root: str, post: Json) -> PostRef:
        """The post at the root; whose it is only an answer to it tells."""
        answers_it = read.referenced(post, "replied_to") == root
        ours = read.text_id(post.get("in_reply_to_user_id")) == self._own if answers_it else None
        return PostRef(root, url=f"https://x.com/i/status/{root}", ours=ours)

    def _messages(self, payload: Json) -> Sequence[Inbound]:
        users = read.mapping(payload.get("users"))
        events = read.sequence(payload.get("direct_message_events"))
        if not events:
            msg = "payload.direct_message_events is missing"
            raise CannotParse(msg)
        return [self._message(read.mapping(event), users) for event in events]

    def _message(self, event: Json, users: Json) -> Inbound:
        if event.get("type") != "message_create":
            return Ignored(f"direct message event {event.get('type')}")
        created = read.mapping(event.get("message_create"))
        sender = read.need_id(created.get("sender_id"), "message_create.sender_id")
        peer = self._dm_peer(event)
        if peer is None:
            msg = "message_create.target.recipient_id is missing"
            raise CannotParse(msg)
        data = read.mapping(created.get("message_data"))
        return Said(
            external_id=read.need_id(event.get("id"), "direct_message_events.id"),
            thread_key=f"dm:{peer}",
            visibility="private",
            kind="dm",
            peer=read.profile(peer, users),
            text=read.plain(read.string(data.get("text")) or ""),
            at=read.moment(event),
            ours=sender == self._own,
            attachments=_attached(data),
        )

    def _dm_peer(self, event: Json) -> str | None:
        created = read.mapping(event.get("message_create"))
        sender = read.text_id(created.get("sender_id"))
        return read.text_id(read.mapping(created.get("target")).get("recipient_id")) if sender == self._own else sender

    # ---- Account Activity API (older) --------------------------------------------------------------------------------

    def _legacy(self, body: Json, received_at: datetime) -> Sequence[Inbound]:
        revoke = read.mapping(read.mapping(body.get("user_event")).get("revoke"))
        if self._of_another(body.get("for_user_id"), read.mapping(revoke.get("source")).get("user_id")):
            return [Ignored(_ELSEWHERE)]
        items: list[Inbound] = []
        for tweet in read.sequence(body.get("tweet_create_events")):
            post, includes, users = read.from_legacy(read.mapping(tweet))
            kind = "post.quote.create" if read.quotes(post, includes, self._own) else "post.create"
            items.extend(self._post(post, includes, users, kind))
        if body.get("direct_message_events"):
            items.extend(self._messages(body))
        for each in read.sequence(body.get("tweet_delete_events")):
            event = read.mapping(each)
            deleted = read.need_id(read.mapping(event.get("status")).get("id"), "tweet_delete_events.status.id")
            items.append(Deleted(deleted, read.moment(event) if "timestamp_ms" in event else received_at))
        items.extend(self._read(read.mapping(each)) for each in read.sequence(body.get(_READ)))
        if revoke:
            items.append(Revoked("the account withdrew the app's permission on X"))
        known = {"tweet_create_events", "direct_message_events", "tweet_delete_events", _READ}
        others = sorted(name for name in body if name.endswith(("_events", "_event")) and name not in known)
        items.extend(Ignored(name) for name in others if name != "user_event")
        if not items:
            msg = "neither data nor any …_events are there"
            raise CannotParse(msg)
        return items

    def _read(self, event: Json) -> Inbound:
        """Somebody has read a conversation up to a moment; that we read theirs tells us nothing."""
        sender = read.need_id(event.get("sender_id"), f"{_READ}.sender_id")
        if sender == self._own:
            return Ignored(_READ)
        return Reached("read", read.moment(event), thread_key=self.private_key(sender))

    # ---- out ---------------------------------------------------------------------------------------------------------

    def private_key(self, peer: str) -> str:
        """Direct messages with one person are one thread."""
        return f"dm:{peer}"

    async def send(self, out: Outbound) -> Receipt:
        """Answer publicly by `POST /2/tweets`, privately by `POST /2/dm_conversations/with/{id}/messages`."""
        return await self._sender.send(out)

    async def moderate(self, deed: Deed) -> None:
        """Like by `/2/users/{id}/likes`, hide by `PUT /2/tweets/{id}/hidden`, delete our own by `DELETE /2/tweets/{id}`.

        Follow by `/2/users/{id}/following`. X sells likes and follows by contract since April 2026: who has none is told so.
        """
        await self._sender.moderate(deed, self._own)

    async def identify(self) -> Identity:
        """`GET /2/users/me`."""
        return await self._sender.identify()

    async def poll(self, since: Cursor | None) -> Batch:
        """Mentions and direct messages; X tells by no poll what was edited or deleted."""
        return await self._poller.poll(since)

    async def remember(self, since: datetime, page: Cursor | None) -> Past:
        """What we posted, mentions and direct messages; of the latter X keeps thirty days."""
        return await self._poller.remember(since, page)

    def replay(self, post: Replayed) -> Delivery:
        """A mention of us, as the X Activity API delivers it."""
        author = {
            "id": post.author,
            "username": f"user{post.author}"[:15],
            "name": f"@{post.author}",
            "verified": False,
        }
        payload = {
            "id": post.id,
            "text": post.text,
            "author_id": post.author,
            "conversation_id": post.id,
            "created_at": post.at.isoformat().replace("+00:00", "Z"),
            "edit_history_tweet_ids": [post.id],
            "entities": {"mentions": [{"id": self._own}]},
        }
        event = {
            "event_uuid": post.id,
            "filter": {"user_id": self._own},
            "event_type": "post.mention.create",
            "tag": "mentions",
            "payload": payload,
            "includes": {"users": [author]},
        }
        body = msgspec.json.encode({"data": event})
        return Delivery({"content-type": "application/json", SIGNATURE: self.signature(body)}, body)


# What X calls its kinds; of a film a delivery often has only its first picture.
_KINDS = {"photo": "image", "animated_gif": "video", "video": "video"}


def _media(post: Json, includes: Json) -> tuple[Attachment, ...]:
    keys = {str(key) for key in read.sequence(read.mapping(post.get("attachments")).get("media_keys"))}
    found = [read.mapping(each) for each in read.sequence(includes.get("media"))]
    shown = [_shown(each) for each in found if str(each.get("media_key")) in keys]
    return tuple(each for each in shown if each is not None)


def _shown(media: Json) -> Attachment | None:
    """The film itself where its address is told, else its first picture; a picture; or a file."""
    variants = [read.mapping(each) for each in read.sequence(media.get("variants"))]
    films = [each for each in variants if each.get("content_type") == "video/mp4" and read.string(each.get("url"))]
    name = read.string(media.get("alt_text"))
    if films:
        best = max(films, key=lambda each: read.number(each.get("bit_rate")) or 0)
        return Attachment("video", str(best["url"]), name)
    url, still = read.string(media.get("url")), read.string(media.get("preview_image_url"))
    if url is not None:
        return Attachment(_KINDS.get(read.string(media.get("type")) or "", "file"), url, name)
    return Attachment("image", still, name) if still is not None else None


def _attached(data: Json) -> tuple[Attachment, ...]:
    media = read.mapping(read.mapping(data.get("attachment")).get("media"))
    url = read.string(media.get("media_url_https"))
    return (Attachment(_KINDS.get(read.string(media.get("type")) or "", "file"), url),) if url else ()
