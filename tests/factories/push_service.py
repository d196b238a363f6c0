"""A push service that misbehaves as told, and the browsers that listen to it: what they get they can read."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from heard.kit.webpush import Receiver, decode, encode, keys_of, point_of

_CURVE = ec.SECP256R1()
Scope = MutableMapping[str, Any]


class Browser:
    """A browser's side of a subscription."""

    def __init__(self, endpoint: str, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"") -> None:
        self._private = private or ec.generate_private_key(_CURVE)
        self.receiver = Receiver(endpoint, point_of(self._private.public_key()), auth or os.urandom(16))

    @property
    def form(self) -> dict[str, str]:
        """What the page tells Heard."""
        public, auth = encode(self.receiver.public), encode(self.receiver.auth)
        return {"endpoint": self.receiver.endpoint, "p256dh": public, "auth": auth}

    def read(self, body: bytes) -> bytes:
        """What a message says; InvalidTag when it is not for this browser."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs = body[21 : 21 + length]
        assert (size, length) == (4096, 65)
        shared = self._private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
        key, nonce = keys_of(shared, self.receiver, theirs, salt)
        padded = AESGCM(key).decrypt(nonce, body[21 + length :], None).rstrip(b"\x00")
        assert padded.endswith(b"\x02")
        return padded[:-1]


def claims_of(authorization: str) -> tuple[dict[str, Any], str]:
    """The claims of a `vapid` header whose signature is right, and the public key; InvalidSignature when it is not."""
    found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", authorization)
    assert found, authorization
    head, claims, signature, public = found.groups()
    assert msgspec.json.decode(decode(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = decode(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    known = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, decode(public))
    known.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return msgspec.json.decode(decode(claims)), public


@dataclass
class Got:
    """A message the service took: for which browser, with which headers, and what it says."""

    browser: Browser
    headers: dict[str, str]
    news: dict[str, Any]


@dataclass
class PushService:
    """Takes messages for its browsers. What is in `wrong` is done first: a status with headers, or a way to fail."""

    url: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict[str, Browser])
    got: list[Got] = field(default_factory=list[Got])
    asked: int = 0
    wrong: list[tuple[int, dict[str, str]] | str] = field(default_factory=list[Any])

    def browser(self) -> Browser:
        """A browser that has subscribed here."""
        path = f"/send/{uuid4().hex}"
        self.browsers[path] = Browser(self.url + path)
        return self.browsers[path]

    @property
    def news(self) -> list[dict[str, Any]]:
        """What was said, oldest first."""
        return [each.news for each in self.got]

    async def __call__(
        self,
        scope: Scope,
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        self.asked += 1
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        wrong = self.wrong.pop(0) if self.wrong else (201, {})
        status, extra = wrong if isinstance(wrong, tuple) else (201, {})
        if wrong == "slow":
            await asyncio.sleep(0.3)
        if wrong == "hang":
            await asyncio.sleep(30)
        if wrong == "drop":
            scope["extensions"]["drop"]()
            return
        if status == 201:
            self._take(scope["path"], headers, body)
        garbage = b"\x00<html>\xff" * 20 if wrong == "garbage" else b""
        fields = [
            (name.encode(), value.encode()) for name, value in {"content-length": str(len(garbage)), **extra}.items()
        ]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": garbage})

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> None:
        claims, _ = claims_of(headers["authorization"])
        assert self.url == claims["aud"]
        assert len(body) <= 4096
        browser = self.browsers[path]
        self.got.append(Got(browser, headers, msgspec.json.decode(browser.read(body))))
