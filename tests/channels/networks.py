"""What the contract test needs of each network: an adapter bound to a fake server, and how the server goes wrong."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest

from heard.channels.adapters.practice.settings import PracticeSettings
from heard.channels.adapters.x.settings import XSettings
from heard.channels.base import Channel, Connection, RawRequest
from heard.channels.doubles.misbehaviour import Misbehaviour, rate_limited, revoked
from heard.channels.doubles.wire import Json, Receive, Request, Scope, Send, answer, misbehave, read
from heard.channels.doubles.x import XAccount, XDouble
from heard.channels.registry import CHANNELS
from heard.kit.http import Http

HERE = Path(__file__).parent
RECEIVED = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Double(Protocol):
    """A fake server that can be told to misbehave."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def next(self, *misbehaviours: Misbehaviour) -> None: ...

    def count(self, text: str) -> int: ...

    def stands(self, what: str, post: str) -> bool: ...


@dataclass
class PracticeDouble:
    """The brand's API of a practice site, which goes wrong as told (the real one does not)."""

    said: list[str] = field(default_factory=list[str])
    queue: list[Misbehaviour] = field(default_factory=list[Misbehaviour])
    marks: dict[str, set[str]] = field(
        default_factory=lambda: {"liked": set(), "hidden": set(), "deleted": set(), "followed": set()}
    )

    def next(self, *misbehaviours: Misbehaviour) -> None:
        self.queue.extend(misbehaviours)

    def count(self, text: str) -> int:
        return self.said.count(text)

    def stands(self, what: str, post: str) -> bool:
        return post in self.marks[what]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read(scope, receive)
        if not self.queue:
            await answer(send, *self.handle(request))
            return
        wrong = self.queue.pop(0)
        await misbehave(scope, receive, send, wrong, self.handle(request) if wrong.accepts else (500, {}))

    def handle(self, request: Request) -> tuple[int, Json]:
        if request.authorization != "Bearer token":
            return 401, {"code": "token_refused", "detail": "This access token opens nothing here."}
        if request.path == "/practice/api/brand/me":
            return 200, {"id": "1", "handle": "acme", "name": "Acme"}
        if request.path.startswith("/practice/api/brand/items/"):
            return self.moderate(request.method, *request.path.removeprefix("/practice/api/brand/items/").split("/"))
        if request.path.startswith("/practice/api/brand/profiles/"):
            who = request.path.removeprefix("/practice/api/brand/profiles/").removesuffix("/follow")
            (self.marks["followed"].add if request.method == "PUT" else self.marks["followed"].discard)(who)
            return 200, {"id": who, "followed": who in self.marks["followed"]}
        self.said.append(request.json()["text"])
        return 201, {"id": str(100 + len(self.said)), "client_ref": request.json()["client_ref"], "url": None}

    def moderate(self, method: str, item: str, what: str = "deleted") -> tuple[int, Json]:
        marks = self.marks[what.replace("like", "liked")]
        if what == "deleted" and item in marks:
            return 409, {"code": "gone", "detail": "This was deleted."}
        (marks.add if method == "PUT" or what == "deleted" else marks.discard)(item)
        return 200, {"id": item, **{name: item in each for name, each in self.marks.items()}}


@dataclass(frozen=True)
class Network:
    """One network under test."""

    name: str
    own_id: str
    own_handle: str
    settings: Callable[[str], msgspec.Struct]
    double: Callable[[], Double]
    header: str
    signature: Callable[[bytes], str]
    customer: str
    answered: str
    rate_limits: Sequence[Misbehaviour]
    dead_token: Misbehaviour

    def channel(self, url: str = "http://127.0.0.1:1", **options: Any) -> Channel:
        http = Http(allow=[url.split("/")[2]], **options)
        return CHANNELS[self.name](Connection(self.settings(url), self.own_id, self.own_handle, http))

    def request(self, body: bytes, *, signed: bool = True) -> RawRequest:
        headers = {"content-type": "application/json"}
        if signed:
            headers[self.header] = self.signature(body)
        return RawRequest("POST", headers, {}, body, RECEIVED)

    def fixtures(self) -> list[Path]:
        return sorted((HERE / self.name / "fixtures").glob("*.json"))


def _x_signature(body: bytes) -> str:
    digest = hmac.new(XAccount().consumer_secret.encode(), body, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode()


def _x_settings(url: str) -> XSettings:
    mine = XAccount()
    return XSettings(
        consumer_key=mine.consumer_key,
        consumer_secret=mine.consumer_secret,
        access_token=mine.access_token,
        access_token_secret=mine.access_token_secret,
        api_url=url,
    )


def _practice_limit(**headers: str) -> Misbehaviour:
    return Misbehaviour("answer", status=429, headers=headers, body={"code": "too_fast", "detail": "Wait a moment."})


NETWORKS = {
    "x": Network(
        name="x",
        own_id=XAccount().id,
        own_handle="@ExampleUser",
        settings=_x_settings,
        double=XDouble,
        header="x-twitter-webhooks-signature",
        signature=_x_signature,
        customer="2222222222222222222",
        answered="2080765813578191303",
        rate_limits=(rate_limited(7), rate_limited(7, retry_after=True)),
        dead_token=revoked(),
    ),
    "practice": Network(
        name="practice",
        own_id="1",
        own_handle="@acme",
        settings=lambda url: PracticeSettings(access_token="token", app_secret="secret", base_url=url),
        double=PracticeDouble,
        header="x-practice-signature",
        signature=lambda body: "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest(),
        customer="2",
        answered="11",
        rate_limits=(_practice_limit(**{"retry-after": "7"}), _practice_limit()),
        dead_token=Misbehaviour("answer", status=401, body={"code": "token_refused"}),
    ),
}

FIXTURES = [(network, path) for network in NETWORKS.values() for path in network.fixtures()]
each_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=list(NETWORKS))
each_fixture = pytest.mark.parametrize(("network", "path"), FIXTURES, ids=[f"{n.name}/{p.stem}" for n, p in FIXTURES])
