"""Speaking as the brand on the practice network, and what its answers mean."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from heard.channels.adapters.practice.errors import ERRORS
from heard.channels.base import (
    Batch,
    Delivery,
    Identity,
    Past,
    Receipt,
    Rejected,
    Renewed,
    Retry,
    SendError,
    Unknown,
)
from heard.channels.failures import before_saying, classified
from heard.kit.http import NotReached, NotSendable, OutcomeUnknown
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.channels.adapters.practice.settings import PracticeSettings
    from heard.channels.base import Cursor, Deed, DeedKind, Outbound, Picture
    from heard.kit.http import Answer, Http

Json = dict[str, Any]

_PAGE = 100
_MOST_PAGES = 20

# What each deed asks for, and what of the answer must then be so.
_DEEDS: dict[DeedKind, tuple[str, str, str, bool]] = {
    "like": ("PUT", "items/{id}/like", "liked", True),
    "unlike": ("DELETE", "items/{id}/like", "liked", False),
    "hide": ("PUT", "items/{id}/hidden", "hidden", True),
    "show": ("DELETE", "items/{id}/hidden", "hidden", False),
    "delete": ("DELETE", "items/{id}", "deleted", True),
    "follow": ("PUT", "profiles/{id}/follow", "followed", True),
    "unfollow": ("DELETE", "profiles/{id}/follow", "followed", False),
}
_DEFAULT_PAUSE = 10.0
_LONGEST_PAUSE = 3600.0


class Sender:
    """Calls the brand's API of one site."""

    def __init__(self, settings: PracticeSettings, http: Http) -> None:
        """Bind to the brand's access token."""
        self._settings = settings
        self._http = http

    async def send(self, out: Outbound) -> Receipt:
        """Send one reply; see `Channel.send`."""
        words = {"text": out.text, "client_ref": out.client_ref, "pictures": await self._put(out.pictures)}
        if out.visibility == "private":
            said = await self._call("POST", "messages", {"to": out.peer, **words})
            return Receipt(self._id(said), thread_key=f"dm:{out.peer}")
        if not out.reply_to:
            raise Rejected("no_post_to_answer", "There is nothing of this person that can be answered.")
        said = await self._call("POST", "comments", {"in_reply_to": out.reply_to, **words})
        url = said.get("url")
        where = self._settings.base_url.rstrip("/") + url if isinstance(url, str) and url.startswith("/") else None
        return Receipt(self._id(said), url=where)

    async def moderate(self, deed: Deed) -> None:
        """Do something to what was said, or follow a person; see `Moderating.moderate`."""
        if not (deed.external_id.isascii() and deed.external_id.isdecimal()):
            raise Rejected("no_such_message", "The practice network has nothing of this id.")
        method, where, field, wanted = _DEEDS[deed.do]
        try:
            stands = await self._call(method, where.format(id=deed.external_id), None)
        except Rejected as error:
            if deed.do == "delete" and error.code == "gone":
                return
            raise
        if stands.get(field) is not wanted:
            raise Unknown("not_confirmed", "The practice network did not confirm that it was done.")

    async def _put(self, pictures: Sequence[Picture]) -> list[str]:
        """Put pictures on the site; nothing is said by that, so it can be done again."""
        async with before_saying("the pictures"):
            put = [await self._call("POST", "pictures", picture.body) for picture in pictures]
        return [str(each.get("picture") or "") for each in put]

    def _id(self, said: Json) -> str:
        if not isinstance(said.get("id"), str) or not said["id"]:
            raise Unknown("no_id", "The practice network took the reply but did not say what it became.")
        return said["id"]

    async def identify(self) -> Identity:
        """Who the access token belongs to."""
        me = await self._call("GET", "me", None)
        own_id, handle, name = (me.get(each) for each in ("id", "handle", "name"))
        if not isinstance(own_id, str) or not isinstance(handle, str) or not own_id or not handle:
            raise Rejected("no_identity", "The answer of the practice network names no brand.")
        return Identity(own_id, f"@{handle}", name if isinstance(name, str) and name else handle)

    async def refresh(self) -> Renewed:
        """New tokens for the refresh token; see `Refreshable.refresh`."""
        given = await self._call("POST", "tokens", {"refresh_token": self._settings.refresh_token})
        secrets = {name: given.get(name) for name in ("access_token", "refresh_token")}
        seconds = given.get("expires_in")
        if not isinstance(seconds, int) or not all(isinstance(each, str) and each for each in secrets.values()):
            raise Unknown("no_tokens", "The practice network's answer has no tokens.")
        return Renewed({name: str(each) for name, each in secrets.items()}, now() + timedelta(seconds=seconds))

    async def poll(self, since: Cursor | None) -> Batch:
        """Everything of the feed after the cursor; see `Channel.poll`."""
        after = (since or {}).get("after", "0")
        found: list[Delivery] = []
        for _ in range(_MOST_PAGES):
            page = await self._feed(after)
            found += page.deliveries
            after = after if page.page is None else page.page["after"]
            if len(page.deliveries) < _PAGE:
                break
        return Batch(tuple(found), {"after": after})

    async def remember(self, page: Cursor | None) -> Past:
        """A page of the feed, from its beginning; see `Remembering.remember`."""
        found = await self._feed((page or {}).get("after", "0"))
        return found if len(found.deliveries) == _PAGE else Past(found.deliveries, None)

    async def _feed(self, after: str) -> Past:
        told = await self._call("GET", f"feed?after={after}&limit={_PAGE}", None)
        events = told.get("events")
        if not isinstance(events, list) or not isinstance(told.get("next"), str):
            raise Unknown("no_feed", "The practice network answered with something that is no feed.")
        bodies = [msgspec.json.encode(each) for each in events]  # pyright: ignore[reportUnknownVariableType]  # read by the adapter's own parser
        return Past(
            tuple(Delivery({"content-type": "application/json"}, body) for body in bodies), {"after": told["next"]}
        )

    async def _call(self, method: str, path: str, body: Json | bytes | None) -> Json:
        url = f"{self._settings.base_url.rstrip('/')}/practice/api/brand/{path}"
        headers = {"authorization": f"Bearer {self._settings.access_token}"}
        try:
            if isinstance(body, bytes):
                answer = await self._http.call(method, url, headers=headers, body=body)
            else:
                answer = await self._http.call(method, url, headers=headers, json=body)
        except NotSendable as error:
            raise Rejected("not_sendable", f"The address or the token cannot be used: {error}.") from error
        except NotReached as error:
            raise Retry("not_reached", f"The practice network could not be reached ({error}).") from error
        except OutcomeUnknown as error:
            raise Unknown("no_answer", f"The practice network did not answer ({error}).") from error
        if answer.status in {200, 201}:
            return _object(answer)
        raise failure(answer)


def failure(answer: Answer) -> SendError:
    """What an error answer means (problem+json with a stable `code`)."""
    problem = _object(answer)
    code, detail = problem.get("code"), problem.get("detail")
    code = code if isinstance(code, str) else ""
    detail = detail if isinstance(detail, str) else ""
    return classified(ERRORS, answer.status, code, detail, after=_pause(answer))


def _pause(answer: Answer) -> float:
    """Seconds to wait, as `retry-after` says, within reason."""
    try:
        return min(max(1.0, float(answer.headers["retry-after"])), _LONGEST_PAUSE)
    except (KeyError, ValueError):
        return _DEFAULT_PAUSE


def _object(answer: Answer) -> Json:
    value = answer.json()
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # checked field by field
