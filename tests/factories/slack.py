"""Slack as its papers describe it: a team with people, and what their bot says to them; it misbehaves as told."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import msgspec

TOKEN = "xoxb-1111-2222-a-token-of-our-bot"
SCOPES = "chat:write,im:write,users:read.email"
Scope = MutableMapping[str, Any]


@dataclass
class Slack:
    """A team. Each of `wrong` is done once instead of an answer: an error's name, a status with headers, or a way to fail."""

    url: str = ""
    people: dict[str, str] = field(default_factory=dict[str, str])
    gone: set[str] = field(default_factory=set[str])
    got: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[str] = field(default_factory=list[str])
    scopes: str = SCOPES
    wrong: list[tuple[int, dict[str, str]] | str] = field(default_factory=list[Any])

    async def __call__(
        self,
        scope: Scope,
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        method = scope["path"].removeprefix("/")
        self.asked.append(method)
        wrong = self.wrong.pop(0) if self.wrong else None
        if wrong == "hang":
            await asyncio.sleep(30)
        if wrong == "drop":
            scope["extensions"]["drop"]()
            return
        status, extra = wrong if isinstance(wrong, tuple) else (200, {"x-oauth-scopes": self.scopes})
        if isinstance(wrong, tuple):
            said: Any = {"ok": False, "error": "ratelimited"} if status == 429 else None
        elif wrong:
            said = b"<html>" if wrong == "garbage" else {"ok": False, "error": wrong}
        else:
            said = self._answer(method, headers, scope["query_string"].decode(), body)
        sent = said if isinstance(said, bytes) else msgspec.json.encode(said)
        fields = {"content-type": "application/json; charset=utf-8", "content-length": str(len(sent)), **extra}
        shown = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": shown})
        await send({"type": "http.response.body", "body": sent})

    def _answer(self, method: str, headers: dict[str, str], query: str, body: bytes) -> dict[str, Any]:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return {"ok": False, "error": "invalid_auth" if "authorization" in headers else "not_authed"}
        if method == "auth.test":
            bot = {"user": "heard", "user_id": "U0BOT", "bot_id": "B0BOT"}
            return {"ok": True, "url": "https://bakery.slack.com/", "team": "Bakery", "team_id": "T0BAKERY", **bot}
        if method == "users.lookupByEmail":
            found = self.people.get(parse_qs(query)["email"][0])
            return {"ok": True, "user": {"id": found}} if found else {"ok": False, "error": "users_not_found"}
        assert method == "chat.postMessage"
        said = msgspec.json.decode(body)
        if said["channel"] in self.gone or said["channel"] not in self.people.values():
            return {"ok": False, "error": "channel_not_found"}
        self.got.append(said)
        return {"ok": True, "channel": "D0DIRECT", "ts": "1503435956.000247"}
