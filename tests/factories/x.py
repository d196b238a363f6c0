"""What X delivers, built from its documented shapes."""

import base64
import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

SETTINGS = {
    "consumer_key": "a consumer key",
    "consumer_secret": "a consumer secret",
    "access_token": "an access token",
    "access_token_secret": "an access token secret",
}
OUR_ID = "1111111111111111111"
NUMBERS = itertools.count(2_000_000_000_000_000_000)
Event = dict[str, Any]


def signed(event: Any, *, secret: str = SETTINGS["consumer_secret"]) -> tuple[bytes, dict[str, str]]:
    """The body of a delivery and its headers."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return body, {
        "content-type": "application/json",
        "x-twitter-webhooks-signature": "sha256=" + base64.b64encode(digest).decode(),
    }


def mention(
    words: str, *, author: str = "2222", at: datetime | None = None, id: str | None = None, **more: Any
) -> Event:
    """Somebody names us in a post."""
    post_id = id or str(next(NUMBERS))
    payload = {
        "id": post_id,
        "text": words,
        "author_id": author,
        "conversation_id": post_id,
        "created_at": _iso(at),
        "edit_history_tweet_ids": [post_id],
        "entities": {"mentions": [{"id": OUR_ID}]},
        **more,
    }
    return _event("post.mention.create", payload, author)


def reply(
    words: str, *, author: str = "2222", root: str, to_us: bool = True, at: datetime | None = None, **more: Any
) -> Event:
    """Somebody answers in a thread."""
    payload = {
        "id": str(next(NUMBERS)),
        "text": words,
        "author_id": author,
        "conversation_id": root,
        "created_at": _iso(at),
        "in_reply_to_user_id": OUR_ID if to_us else "3333",
        "referenced_tweets": [{"type": "replied_to", "id": root}],
        **more,
    }
    return _event("post.reply.create", payload, author)


def echo(words: str, *, to: str = "2222", root: str, at: datetime | None = None, id: str | None = None) -> Event:
    """A post of ours, written here or in X's own app, comes back to us."""
    payload = {
        "id": id or str(next(NUMBERS)),
        "text": words,
        "author_id": OUR_ID,
        "conversation_id": root,
        "created_at": _iso(at),
        "in_reply_to_user_id": to,
        "referenced_tweets": [{"type": "replied_to", "id": root}],
    }
    return _event("post.create", payload, OUR_ID)


def message(
    words: str, *, author: str = "2222", to: str = OUR_ID, at: datetime | None = None, id: str | None = None
) -> Event:
    """A direct message to us, or with `author=OUR_ID` an echo of ours."""
    moment = at or datetime.now(UTC) - timedelta(seconds=5)
    created = {
        "type": "message_create",
        "id": id or str(next(NUMBERS)),
        "created_timestamp": str(int(moment.timestamp() * 1000)),
        "message_create": {"target": {"recipient_id": to}, "sender_id": author, "message_data": {"text": words}},
    }
    peer = to if author == OUR_ID else author
    payload = {
        "direct_message_events": [created],
        "users": {peer: {"data": {"id": peer, "username": f"u{peer}", "name": f"User {peer}"}}},
    }
    return {
        "data": {
            "event_uuid": created["id"],
            "event_type": "dm.sent" if author == OUR_ID else "dm.received",
            "payload": payload,
        }
    }


def edit(of: Event, words: str, *, at: datetime | None = None) -> Event:
    """The author of a post changes it: a new id, with the old one in its history."""
    before = of["data"]["payload"]
    after = {**before, "id": str(next(NUMBERS)), "text": words, "created_at": _iso(at or datetime.now(UTC))}
    after["edit_history_tweet_ids"] = [before["id"], after["id"]]
    return _event("post.mention.create", after, before["author_id"])


def deletion(post_id: str) -> Event:
    """A post is deleted."""
    return {
        "data": {
            "event_uuid": f"-{post_id}",
            "event_type": "post.delete",
            "payload": {"id": post_id, "author_id": "2222"},
        }
    }


def id_of(event: Event) -> str:
    """The id of the post an event is about."""
    return event["data"]["payload"]["id"]


def _event(kind: str, payload: dict[str, Any], author: str) -> Event:
    users = [
        {
            "id": author,
            "username": f"u{author}",
            "name": f"User {author}",
            "verified": False,
            "public_metrics": {"followers_count": 97},
        }
    ]
    return {"data": {"event_uuid": payload["id"], "event_type": kind, "payload": payload, "includes": {"users": users}}}


def _iso(at: datetime | None) -> str:
    return (at or datetime.now(UTC) - timedelta(seconds=5)).isoformat().replace("+00:00", "Z")
