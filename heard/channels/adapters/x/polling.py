"""Asking X what was said, where the webhook may have failed; what is found takes the form in which it would have come.

Mentions by `GET /2/users/{id}/mentions` (at most 800 back), direct messages by `GET /2/dm_events` (30 days back), what we
posted by `GET /2/users/{id}/tweets` (at most 3,200 back).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import msgspec

from heard.channels.adapters.x import payloads as read
from heard.channels.base import Batch, Delivery, Past, Rejected
from heard.kit.time import from_iso

if TYPE_CHECKING:
    from datetime import datetime

    from heard.channels.adapters.x.outgoing import Sender
    from heard.channels.adapters.x.payloads import Json
    from heard.channels.base import Cursor

_MOST_PAGES = 10
_PARTS = ("ours", "mentions", "messages")
"""What was said before, in the order it is asked for: answers come first, so that what they answer does not seem to wait."""
_NOTHING = "0"
"""The cursor of a timeline that was empty."""
_USER = "name,username,profile_image_url,verified,verified_type,public_metrics,description"
_POST = "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,note_tweet,referenced_tweets"
_MENTIONS = {
    "max_results": "100",
    "tweet.fields": f"{_POST},attachments",
    "expansions": "author_id,attachments.media_keys,referenced_tweets.id",
    "user.fields": _USER,
    "media.fields": "type,url,preview_image_url,variants,alt_text",
}
_MESSAGES = {
    "max_results": "100",
    "event_types": "MessageCreate",
    "dm_event.fields": "id,text,event_type,dm_conversation_id,created_at,sender_id",
    "expansions": "sender_id",
    "user.fields": _USER,
}


class Poller:
    """Reads mentions and direct messages of one account."""

    def __init__(self, sender: Sender, own_id: str) -> None:
        """Bind to the account's signed calls."""
        self._sender = sender
        self._own = own_id

    async def poll(self, since: Cursor | None) -> Batch:
        """See `Channel.poll`."""
        if not self._own:
            raise Rejected("no_identity", "It is not known yet which account this is; check the account first.")
        seen = since or {}
        posts = await self._pages(f"/2/users/{self._own}/mentions", _MENTIONS, seen.get("mentions"), names_since=True)
        events = await self._pages("/2/dm_events", _MESSAGES, seen.get("messages"), names_since=False)
        found = [self._post("post.mention.create", post, includes) for post, includes in posts]
        found += [made for event, includes in events if (made := self._message(event, includes)) is not None]
        cursor = {
            "mentions": _newest(posts, seen.get("mentions", _NOTHING)),
            "messages": _newest(events, seen.get("messages", _NOTHING)),
        }
        return Batch(tuple(found), cursor)

    async def remember(self, since: datetime, page: Cursor | None) -> Past:
        """See `Remembering.remember`: what we posted first, then mentions, then direct messages, each newest first."""
        if not self._own:
            raise Rejected("no_identity", "It is not known yet which account this is; check the account first.")
        part = (page or {}).get("part", _PARTS[0])
        path, fields = self._part(part, since)
        token = (page or {}).get("token")
        query = {**fields, **({"pagination_token": token} if token else {})}
        entries, includes, token = await self._page(path, query)
        found = [self._entry(part, each, includes) for each in reversed(entries)]
        # Direct messages take no beginning: the page that reaches beyond it is the last.
        if token is not None and (part != "messages" or not entries or _at(entries[-1]) >= since):
            following: Cursor | None = {"part": part, "token": token}
        else:
            rest = _PARTS[_PARTS.index(part) + 1 :]
            following = {"part": rest[0]} if rest else None
        return Past(tuple(each for each in found if each is not None), following)

    def _part(self, part: str, since: datetime) -> tuple[str, dict[str, str]]:
        if part == "messages":
            return "/2/dm_events", _MESSAGES
        begins = {"start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if part == "mentions":
            return f"/2/users/{self._own}/mentions", {**_MENTIONS, **begins}
        return f"/2/users/{self._own}/tweets", {**_MENTIONS, **begins, "exclude": "retweets"}

    def _entry(self, part: str, entry: Json, includes: Json) -> Delivery | None:
        if part == "messages":
            return self._message(entry, includes)
        return self._post("post.mention.create" if part == "mentions" else "post.create", entry, includes)

    async def _pages(
        self, path: str, fields: dict[str, str], since: str | None, *, names_since: bool
    ) -> list[tuple[Json, Json]]:
        """Entries newer than `since` with what their page includes, oldest first; without `since` the newest page."""
        found: list[tuple[Json, Json]] = []
        query = dict(fields)
        if names_since and since is not None and since != _NOTHING:
            query["since_id"] = since
        for _ in range(_MOST_PAGES if since else 1):
            entries, includes, token = await self._page(path, query)
            fresh = [each for each in entries if _after(each, since)]
            found += [(each, includes) for each in fresh]
            if token is None or len(fresh) < len(entries):
                break
            query["pagination_token"] = token
        return found[::-1]

    async def _page(self, path: str, query: dict[str, str]) -> tuple[list[Json], Json, str | None]:
        """The entries of one page, newest first, what it includes, and the token of the next."""
        told = await self._sender.call("GET", f"{path}?{urlencode(query, quote_via=quote)}", None)
        entries = [read.mapping(each) for each in read.sequence(told.get("data"))]
        token = read.string(read.mapping(told.get("meta")).get("next_token"))
        return entries, read.mapping(told.get("includes")), token

    def _post(self, kind: str, post: Json, includes: Json) -> Delivery:
        brought = {name: read.sequence(includes.get(name)) for name in ("users", "media", "tweets")}
        return self._delivery(kind, post, {name: each for name, each in brought.items() if each})

    def _message(self, event: Json, includes: Json) -> Delivery | None:
        """None for a message in a group, which has no one person to answer."""
        sender = read.text_id(event.get("sender_id"))
        both = (read.string(event.get("dm_conversation_id")) or "").split("-")
        other = sender if sender != self._own else next((each for each in both if each != self._own), None)
        if sender is None or other is None or (len(both) > 1 and self._own not in both):
            return None
        moment = _at(event)
        created: Json = {
            "type": "message_create",
            "id": event.get("id"),
            "created_timestamp": str(int(moment.timestamp() * 1000)),
            "message_create": {
                "target": {"recipient_id": other if sender == self._own else self._own},
                "sender_id": sender,
                "message_data": {"text": event.get("text")},
            },
        }
        users = {each: {"data": user} for each, user in read.users_by_id(includes).items() if each == other}
        kind = "dm.sent" if sender == self._own else "dm.received"
        return self._delivery(kind, {"direct_message_events": [created], "users": users}, {})

    def _delivery(self, kind: str, payload: Json, includes: Json) -> Delivery:
        data = {"filter": {"user_id": self._own}, "event_type": kind, "tag": "poll", "payload": payload}
        body = msgspec.json.encode({"data": {**data, "includes": includes}})
        return Delivery({"content-type": "application/json"}, body)


def _at(event: Json) -> datetime:
    return from_iso(read.string(event.get("created_at")) or "1970-01-01")


def _number(entry: Json) -> int:
    found = read.text_id(entry.get("id")) or ""
    return int(found) if found.isdecimal() else 0


def _after(entry: Json, since: str | None) -> bool:
    return since is None or _number(entry) > int(since)


def _newest(entries: list[tuple[Json, Json]], since: str) -> str:
    return str(max((_number(entry) for entry, _ in entries), default=int(since)))
