"""A twin of the X API: what our adapter calls, as documented, as a small ASGI application.

It checks signatures, remembers what was really said, brings the echo webhooks X brings, and misbehaves as it is told.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

from heard.channels.doubles.misbehaviour import PROBLEMS, Misbehaviour
from heard.channels.doubles.oauth import Checker
from heard.channels.doubles.wire import Json, Receive, Request, Scope, Send, answer, misbehave, read
from heard.kit import crypto
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.kit.http import Answer, Http

MOST_PICTURES = 4
_HIDDEN = re.compile(r"/2/tweets/([0-9]{1,20})/hidden")
_DELETED = re.compile(r"/2/tweets/([0-9]{1,20})")
_FOLLOWED = re.compile(r"/2/users/[0-9]{1,20}/following/([0-9]{1,20})")
_LIKED = re.compile(r"/2/users/[0-9]{1,20}/likes/([0-9]{1,20})")
_MESSAGE = re.compile(r"/2/dm_conversations/with/([0-9]{1,20})/messages")


@dataclass(frozen=True)
class XAccount:
    """The account the twin serves, and the keys that open it."""

    consumer_key: str = "double-consumer-key"
    consumer_secret: str = "double-consumer-secret"  # noqa: S105 — the twin's own, protecting nothing
    access_token: str = "1111111111111111111-double-token"  # noqa: S105 — likewise
    access_token_secret: str = "double-token-secret"  # noqa: S105 — likewise
    id: str = "1111111111111111111"
    username: str = "ExampleUser"
    name: str = "Example"


@dataclass(frozen=True)
class Spoken:
    """Something that was really said: a post (`to` is the post it answers) or a direct message (`to` is the person)."""

    id: str
    kind: str
    text: str
    to: str | None
    pictures: tuple[bytes, ...] = ()


@dataclass
class XDouble:
    """The application.

    `webhook` is the door's address for echoes (None: none are brought). `authors` says who wrote the posts of customers
    (by post id): the echo of an answer names the person it answers. `mentions` and `messages` are what customers said, and
    `posted` what we did, in the API's own form, for who polls.
    """

    account: XAccount = field(default_factory=XAccount)
    webhook: str | None = None
    http: Http | None = None
    rules: list[Callable[[Request], Misbehaviour | None]] = field(
        default_factory=list["Callable[[Request], Misbehaviour | None]"]
    )
    authors: dict[str, str] = field(default_factory=dict[str, str])
    mentions: list[Json] = field(default_factory=list[Json])
    messages: list[Json] = field(default_factory=list[Json])
    posted: list[Json] = field(default_factory=list[Json])
    said: list[Spoken] = field(default_factory=list[Spoken])
    pictures: dict[str, bytes] = field(default_factory=dict[str, bytes])
    requests: list[Request] = field(default_factory=list[Request])
    liked: set[str] = field(default_factory=set[str])
    followed: set[str] = field(default_factory=set[str])
    hidden: set[str] = field(default_factory=set[str])
    deleted: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Begin with nothing said."""
        mine = self.account
        self._checker = Checker(mine.consumer_key, mine.consumer_secret, mine.access_token, mine.access_token_secret)
        self._queue: deque[Misbehaviour] = deque()
        self._echoes: set[asyncio.Task[Answer]] = set()
        self._last_id = time.time_ns() // 1000

    def next(self, *misbehaviours: Misbehaviour) -> None:
        """Treat the next requests so, one after another."""
        self._queue.extend(misbehaviours)

    def count(self, text: str) -> int:
        """How often something was really said."""
        return sum(each.text == text for each in self.said)

    def stands(self, what: str, post: str) -> bool:
        """Whether a post is `liked`, `hidden` or `deleted`, or a person `followed`."""
        marks = {"liked": self.liked, "hidden": self.hidden, "deleted": self.deleted, "followed": self.followed}
        return post in marks[what]

    async def settle(self) -> None:
        """Wait until every echo has been brought."""
        await asyncio.gather(*self._echoes, return_exceptions=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = await read(scope, receive)
        self.requests.append(request)
        wrong = self._misbehaviour(request)
        if wrong is None:
            await answer(send, *self._handle(request))
            return
        done = self._handle(request) if wrong.accepts else (500, Json())
        await misbehave(scope, receive, send, wrong, done)

    def _misbehaviour(self, request: Request) -> Misbehaviour | None:
        if self._queue:
            return self._queue.popleft()
        return next((found for rule in self.rules if (found := rule(request)) is not None), None)

    def _handle(self, request: Request) -> tuple[int, Json]:
        refusal = self._checker.refusal(request.method, request.url, request.query, request.authorization)
        if refusal is not None:
            return _problem(401, "about:blank", "Unauthorized", refusal)
        # Mounted somewhere, the API still begins at /2/; what is signed is the whole address.
        path = "/2/" + request.path.partition("/2/")[2]
        if (request.method, path) == ("GET", "/2/users/me"):
            mine = self.account
            return 200, {"data": {"id": mine.id, "name": mine.name, "username": mine.username}}
        if (request.method, path) == ("POST", "/2/media/upload"):
            return self._upload(request.json())
        if (request.method, path) == ("POST", "/2/tweets"):
            return self._post(request.json())
        timelines = {
            f"/2/users/{self.account.id}/mentions": self.mentions,
            f"/2/users/{self.account.id}/tweets": self.posted,
            "/2/dm_events": self.messages,
        }
        if request.method == "GET" and path in timelines:
            return self._timeline(timelines[path], request.query)
        moderated = self._moderate(request.method, path, request.json())
        if moderated is not None:
            return moderated
        message = _MESSAGE.fullmatch(path)
        if request.method == "POST" and message:
            return self._message(message[1], request.json())
        return _problem(404, "resource-not-found", "Not Found", f"nothing is at {request.path}")

    def _timeline(self, entries: list[Json], query: str) -> tuple[int, Json]:
        """A page of a timeline, newest first."""
        asked = dict(parse_qsl(query))
        begin, size = int(asked.get("pagination_token", 0)), int(asked.get("max_results", 100))
        begins = asked.get("start_time", "")
        newer = [
            each for each in entries if int(each["id"]) > int(asked.get("since_id", 0)) and each["created_at"] >= begins
        ]
        found = sorted(newer, key=lambda each: int(each["id"]), reverse=True)
        page = found[begin : begin + size]
        authors = {str(each.get("author_id") or each.get("sender_id")) for each in page}
        users = [{"id": each, "username": f"u{each}", "name": f"User {each}"} for each in sorted(authors)]
        meta: Json = {"result_count": len(page)}
        if begin + size < len(found):
            meta["next_token"] = str(begin + size)
        return 200, {"data": page, "includes": {"users": users}, "meta": meta} if page else {"meta": meta}

    def _moderate(self, method: str, path: str, body: Json) -> tuple[int, Json] | None:
        """Likes, follows, hidden replies, and posts of ours that are deleted; None: it is about something else."""
        if "/following" in path:
            return self._follow(method, path, body)
        hidden, liked, deleted = _HIDDEN.fullmatch(path), _LIKED.fullmatch(path), _DELETED.fullmatch(path)
        if method == "POST" and path == f"/2/users/{self.account.id}/likes":
            return self._mark(self.liked, str(body.get("tweet_id")), "liked", on=True)
        if method == "DELETE" and liked:
            return self._mark(self.liked, liked[1], "liked", on=False)
        if method == "PUT" and hidden:
            return self._mark(self.hidden, hidden[1], "hidden", on=body.get("hidden") is True)
        if method == "DELETE" and deleted:
            return self._delete(deleted[1])
        return None

    def _follow(self, method: str, path: str, body: Json) -> tuple[int, Json] | None:
        unfollowed = _FOLLOWED.fullmatch(path)
        if method == "POST" and path == f"/2/users/{self.account.id}/following":
            return self._mark(self.followed, str(body.get("target_user_id")), "following", on=True)
        if method == "DELETE" and unfollowed:
            return self._mark(self.followed, unfollowed[1], "following", on=False)
        return None

    def _mark(self, marks: set[str], post: str, name: str, *, on: bool) -> tuple[int, Json]:
        (marks.add if on else marks.discard)(post)
        return 200, {"data": {name: on}}

    def _delete(self, post: str) -> tuple[int, Json]:
        if post in self.deleted or all(each.id != post for each in self.said):
            return _problem(404, "resource-not-found", "Not Found Error", f"Could not find tweet with id: [{post}].")
        self.deleted.add(post)
        self._echo("post.delete", {"id": post, "author_id": self.account.id})
        return 200, {"data": {"deleted": True}}

    def _upload(self, body: Json) -> tuple[int, Json]:
        """A picture, in base64; it can then go with what is said."""
        try:
            picture = base64.b64decode(str(body.get("media")), validate=True)
        except ValueError:
            return _problem(400, "invalid-request", "Invalid Request", "media must be base64")
        self._last_id += 1
        self.pictures[str(self._last_id)] = picture
        return 200, {"data": {"id": str(self._last_id), "media_key": f"3_{self._last_id}", "size": len(picture)}}

    def _shown(self, ids: Any) -> bool:
        known: list[Any] = ids if isinstance(ids, list) else []  # pyright: ignore[reportUnknownVariableType]  # the caller's own JSON
        return 0 < len(known) <= MOST_PICTURES and all(each in self.pictures for each in known)

    def _post(self, body: Json) -> tuple[int, Json]:
        text, reply = body.get("text"), body.get("reply")
        answered = reply.get("in_reply_to_tweet_id") if isinstance(reply, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # the caller's own JSON
        media: Any = body.get("media")
        if media is not None and not self._shown(media.get("media_ids")):
            return _problem(400, "invalid-request", "Invalid Request", "one of the media is not there")
        if not isinstance(text, str | None) or not (text or media) or not isinstance(answered, str | None):
            return _problem(400, "invalid-request", "Invalid Request", "text must be there")
        spoken = self._say("post", text or "", answered, media["media_ids"] if media else ())
        self._echo("post.create", self._echo_of_post(spoken))
        return 201, {"data": {"id": spoken.id, "text": text, "edit_history_tweet_ids": [spoken.id]}}

    def _message(self, to: str, body: Json) -> tuple[int, Json]:
        text = body.get("text")
        attached: Any = body.get("attachments")
        ids: list[Any] = [each.get("media_id") for each in attached] if isinstance(attached, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # likewise
        if attached is not None and not (len(ids) == 1 and self._shown(ids)):
            return _problem(400, "invalid-request", "Invalid Request", "one picture that is there")
        if not isinstance(text, str | None) or not (text or ids):
            return _problem(400, "invalid-request", "Invalid Request", "text must be there")
        spoken = self._say("message", text or "", to, [str(each) for each in ids])
        self._echo("dm.sent", self._echo_of_message(spoken, to))
        both = sorted((self.account.id, to), key=int)
        return 201, {"data": {"dm_conversation_id": "-".join(both), "dm_event_id": spoken.id}}

    def _say(self, kind: str, text: str, to: str | None, shown: Sequence[str]) -> Spoken:
        self._last_id += 1
        spoken = Spoken(str(self._last_id), kind, text, to, tuple(self.pictures[each] for each in shown))
        self.said.append(spoken)
        return spoken

    # ---- echoes ------------------------------------------------------------------------------------------------------

    def _echo_of_post(self, spoken: Spoken) -> Json:
        payload: Json = {
            "id": spoken.id,
            "text": spoken.text,
            "author_id": self.account.id,
            "conversation_id": spoken.to or spoken.id,
            "created_at": now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "edit_history_tweet_ids": [spoken.id],
        }
        if spoken.to:
            payload["in_reply_to_tweet_id"] = spoken.to
            payload["in_reply_to_user_id"] = self.authors.get(spoken.to)
            payload["referenced_tweets"] = [{"type": "replied_to", "id": spoken.to}]
        return payload

    def _echo_of_message(self, spoken: Spoken, to: str) -> Json:
        created = {"target": {"recipient_id": to}, "sender_id": self.account.id, "message_data": {"text": spoken.text}}
        event = {
            "type": "message_create",
            "id": spoken.id,
            "created_timestamp": str(time.time_ns() // 1_000_000),
            "message_create": created,
        }
        return {"direct_message_events": [event], "users": {}}

    def _echo(self, kind: str, payload: Json) -> None:
        if self.webhook is None or self.http is None:
            return
        data = {"event_uuid": crypto.token(9), "filter": {"user_id": self.account.id}, "event_type": kind, "tag": kind}
        body = msgspec.json.encode({"data": {**data, "payload": payload, "includes": {}}})
        signature = base64.b64encode(crypto.hmac_sha256(self.account.consumer_secret, body)).decode()
        headers = {"content-type": "application/json", "x-twitter-webhooks-signature": f"sha256={signature}"}
        task = asyncio.create_task(self.http.call("POST", self.webhook, headers=headers, body=body))
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)


def _problem(status: int, kind: str, title: str, detail: str) -> tuple[int, Json]:
    return status, {"title": title, "detail": detail, "type": PROBLEMS + kind, "status": status}
