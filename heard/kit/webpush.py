"""Web Push: a message only the browser can read (RFC 8291, 8188), from a server that shows who it is (RFC 8292).

Nothing here sends; `request` gives the headers and the body that a push service is sent by POST (RFC 8030).
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from datetime import datetime

Urgency = Literal["very-low", "low", "normal", "high"]

AUTH_BYTES = 16
POINT_BYTES = 65
MAX_PLAIN = 3993
"""A push service takes 4,096 bytes (RFC 8030 §7.2), of which a header, a delimiter and a tag are not ours."""
_SALT = 16
_RECORD = 4096
# Words of any length look alike from outside.
_PADDED_TO = 256
_LAST_RECORD = b"\x02"
_LIVES_SECONDS = 12 * 3600
_CURVE = ec.SECP256R1()
# The order of the curve's group: a private key is a number from 1 to one less.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Receiver:
    """A browser's subscription: where to send to, and its keys."""

    endpoint: str
    public: bytes
    auth: bytes

    def __post_init__(self) -> None:
        """Check the keys.

        Raises:
            ValueError: they are none of a browser's.
        """
        if len(self.auth) != AUTH_BYTES or len(self.public) != POINT_BYTES:
            msg = "the keys of the subscription have the wrong length"
            raise ValueError(msg)
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, self.public)


class Sender:
    """The key by which push services know this installation; browsers are bound to it when they subscribe."""

    def __init__(self, secret: bytes, *, contact: str = "") -> None:
        """Make the key from at least 48 secret bytes, always the same; `contact` is an https or mailto address."""
        # Sixteen bytes more than the order has: then no private key is likelier than another.
        self._key = ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, _CURVE)
        self._contact = contact

    @property
    def public(self) -> str:
        """The public key as browsers and push services are given it."""
        return encode(point_of(self._key.public_key()))

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header that says who sends, for the endpoint's push service alone and for half a day."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(now.timestamp()) + _LIVES_SECONDS}
        if self._contact:
            claims["sub"] = self._contact
        signed = ".".join(encode(msgspec.json.encode(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"vapid t={signed}.{encode(r.to_bytes(32) + s.to_bytes(32))}, k={self.public}"


def request(
    sender: Sender, receiver: Receiver, plain: bytes, *, ttl: int, urgency: Urgency, topic: str, now: datetime
) -> tuple[dict[str, str], bytes]:
    """Headers and body of one message. A later one of the same `topic` takes the place of one not delivered yet.

    `ttl`: for how many seconds it is worth delivering.

    Raises:
        ValueError: `plain` is longer than `MAX_PLAIN`.
    """
    headers = {
        "authorization": sender.authorization(receiver.endpoint, now),
        "content-type": "application/octet-stream",
        "content-encoding": "aes128gcm",
        "ttl": str(ttl),
        "urgency": urgency,
        "topic": topic,
    }
    padding = min(-len(plain) % _PADDED_TO, MAX_PLAIN - len(plain))
    body = encrypt(
        plain, receiver, salt=os.urandom(_SALT), private=ec.generate_private_key(_CURVE), padding=max(padding, 0)
    )
    return headers, body


def encrypt(
    plain: bytes, receiver: Receiver, *, salt: bytes, private: ec.EllipticCurvePrivateKey, padding: int = 0
) -> bytes:
    """The message as one record that only the receiver can open. `salt` and `private` are used this once.

    Raises:
        ValueError: it does not fit into one message.
    """
    if len(plain) + padding > MAX_PLAIN:
        msg = f"a push message holds at most {MAX_PLAIN} bytes"
        raise ValueError(msg)
    ours = point_of(private.public_key())
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, receiver.public))
    key, nonce = keys_of(shared, receiver, ours, salt)
    sealed = AESGCM(key).encrypt(nonce, plain + _LAST_RECORD + bytes(padding), None)
    return salt + _RECORD.to_bytes(4) + len(ours).to_bytes(1) + ours + sealed


def keys_of(shared: bytes, receiver: Receiver, ours: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """(key, nonce) of a message: what both sides make of what they share."""
    secret = _hkdf(shared, receiver.auth, b"WebPush: info\x00" + receiver.public + ours, 32)
    key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    return key, _hkdf(secret, salt, b"Content-Encoding: nonce\x00", 12)


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as the 65 bytes of its point."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encode(value: bytes) -> str:
    """Bytes as text for headers and addresses: base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(value: str) -> bytes:
    """The bytes of such a text.

    Raises:
        ValueError: it is none.
    """
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
