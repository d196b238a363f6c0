"""Sending to X, and what its answers mean."""

from __future__ import annotations

import base64
import re
import time
from typing import TYPE_CHECKING

from heard.channels.adapters.x import payloads as read
from heard.channels.adapters.x.errors import ERRORS
from heard.channels.adapters.x.signing import authorization
from heard.channels.base import Identity, Receipt, Rejected, Retry, SendError, Unknown
from heard.channels.failures import before_saying, classified
from heard.kit.http import NotReached, NotSendable, OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.channels.adapters.x.payloads import Json
    from heard.channels.adapters.x.settings import XSettings
    from heard.channels.base import Deed, Outbound, Picture
    from heard.kit.http import Answer, Http

_DEFAULT_PAUSE = 60.0
_LONGEST_PAUSE = 86_400.0
"""The longest of X's limits are for 24 hours."""
_NUMERIC = re.compile(r"[0-9]{1,20}")
_NOT_THERE = "resource-not-found"
# What X says of a post once a deed is done.
_CONFIRMS = {
    "like": ("liked", True),
    "unlike": ("liked", False),
    "hide": ("hidden", True),
    "show": ("hidden", False),
    "delete": ("deleted", True),
    "follow": ("following", True),
    "unfollow": ("following", False),
}


class Sender:
    """Calls the X API for one account."""

    def __init__(self, settings: XSettings, http: Http) -> None:
        """Bind to the account's tokens."""
        self._settings = settings
        self._http = http

    async def send(self, out: Outbound) -> Receipt:
        """Send one reply; see `Channel.send`."""
        if out.visibility == "private":
            return await self._send_private(out)
        if not out.reply_to:
            raise Rejected("no_post_to_answer", "There is no post of this person that can be answered.")
        said: Json = {"reply": {"in_reply_to_tweet_id": out.reply_to}}
        if out.text:
            said["text"] = out.text
        if out.pictures:
            said["media"] = {"media_ids": await self._upload(out.pictures, "tweet")}
        answer = await self._data("POST", "/2/tweets", said)
        posted = read.text_id(answer.get("id"))
        if posted is None:
            raise Unknown("no_id", "X took the reply but did not say which post it became.")
        return Receipt(posted, url=f"https://x.com/i/status/{posted}")

    async def _send_private(self, out: Outbound) -> Receipt:
        if not _NUMERIC.fullmatch(out.peer):
            raise Rejected("no_recipient", "This person has no X id a message can be sent to.")
        said: Json = {"text": out.text} if out.text else {}
        if out.pictures:
            said["attachments"] = [{"media_id": each} for each in await self._upload(out.pictures, "dm")]
        answer = await self._data("POST", f"/2/dm_conversations/with/{out.peer}/messages", said)
        sent = read.text_id(answer.get("dm_event_id"))
        if sent is None:
            raise Unknown("no_id", "X took the message but did not say which one it became.")
        return Receipt(sent, thread_key=f"dm:{out.peer}")

    async def moderate(self, deed: Deed, own_id: str) -> None:
        """Do something to a post, or follow a person; see `Moderating.moderate`."""
        post = deed.external_id
        if not _NUMERIC.fullmatch(post) or not _NUMERIC.fullmatch(own_id):
            raise Rejected("no_such_message", "There is nothing on X that this could be done to.")
        asked: dict[str, tuple[str, str, Json | None]] = {
            "like": ("POST", f"/2/users/{own_id}/likes", {"tweet_id": post}),
            "unlike": ("DELETE", f"/2/users/{own_id}/likes/{post}", None),
            "hide": ("PUT", f"/2/tweets/{post}/hidden", {"hidden": True}),
            "show": ("PUT", f"/2/tweets/{post}/hidden", {"hidden": False}),
            "delete": ("DELETE", f"/2/tweets/{post}", None),
            "follow": ("POST", f"/2/users/{own_id}/following", {"target_user_id": post}),
            "unfollow": ("DELETE", f"/2/users/{own_id}/following/{post}", None),
        }
        try:
            stands = await self._data(*asked[deed.do])
        except Rejected as error:
            if deed.do == "delete" and error.code == _NOT_THERE:
                return
            raise
        field, wanted = _CONFIRMS[deed.do]
        if deed.do == "follow" and stands.get("pending_follow") is True:
            return  # who protects their posts has been asked; more cannot be done
        if stands.get(field) is not wanted:
            raise Unknown("not_confirmed", "X did not confirm that it was done.")

    async def _upload(self, pictures: Sequence[Picture], place: str) -> list[str]:
        """`POST /2/media/upload`, one after another; nothing is said by that, so a lost answer is asked for again."""
        async with before_saying("the pictures"):
            return [await self._upload_one(picture, place) for picture in pictures]

    async def _upload_one(self, picture: Picture, place: str) -> str:
        category = f"{place}_{'gif' if picture.content_type == 'image/gif' else 'image'}"
        body: Json = {"media": base64.b64encode(picture.body).decode(), "media_category": category}
        media = read.text_id((await self._data("POST", "/2/media/upload", body)).get("id"))
        if media is None:
            raise Rejected("no_media_id", "X took a picture but did not say what it became.")
        return media

    async def identify(self) -> Identity:
        """Who the tokens belong to."""
        me = await self._data("GET", "/2/users/me", None)
        own_id, handle = read.text_id(me.get("id")), read.string(me.get("username"))
        if own_id is None or handle is None:
            raise Rejected("no_identity", "The answer of X names no account.")
        return Identity(own_id, f"@{handle}", read.string(me.get("name")) or handle)

    async def _data(self, method: str, path: str, body: Json | None) -> Json:
        return read.mapping((await self.call(method, path, body)).get("data"))

    async def call(self, method: str, path: str, body: Json | None) -> Json:
        """Call the API once, signed; the whole answer.

        Raises:
            Retry, Rejected, Reauth, Unknown: why there is none.
        """
        url = self._settings.api_url.rstrip("/") + path
        header = authorization(
            method,
            url,
            consumer_key=self._settings.consumer_key,
            consumer_secret=self._settings.consumer_secret,
            token=self._settings.access_token,
            token_secret=self._settings.access_token_secret,
        )
        try:
            answer = await self._http.call(method, url, headers={"authorization": header}, json=body)
        except (NotReached, NotSendable) as error:
            raise _not_reached(error) from error
        except OutcomeUnknown as error:
            raise Unknown("no_answer", f"X did not answer ({error}); it may have been done all the same.") from error
        if answer.status in {200, 201}:
            return read.mapping(answer.json())
        raise failure(answer)


def _not_reached(error: Exception) -> SendError:
    if isinstance(error, NotSendable):
        return Rejected("not_sendable", f"The API address or a token cannot be used: {error}.")
    return Retry("not_reached", f"X could not be reached ({error}).")


def failure(answer: Answer) -> SendError:
    """What an error answer of X means (problem+json; the table decides by status, type and words)."""
    problem = read.mapping(answer.json())
    kind = str(problem.get("type") or "").rsplit("/", 1)[-1]
    detail = read.string(problem.get("detail")) or read.string(problem.get("title")) or ""
    return classified(ERRORS, answer.status, kind, detail, after=_pause(answer))


def _pause(answer: Answer) -> float:
    """Seconds until the limit is over: `x-rate-limit-reset` is a Unix time, `retry-after` a number of seconds."""
    try:
        if "retry-after" in answer.headers:
            return _within(float(answer.headers["retry-after"]))
        return _within(float(answer.headers["x-rate-limit-reset"]) - time.time())
    except (KeyError, ValueError):
        return _DEFAULT_PAUSE


def _within(seconds: float) -> float:
    return min(max(1.0, seconds), _LONGEST_PAUSE)
