"""Secrets at rest, tokens, and comparing in constant time."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_VERSION = b"\x01"


class CannotOpen(ValueError):
    """A sealed value was made with another secret key, or was altered."""


class Vault:
    """Seals small values with AES-256-GCM under a key derived from the operator's secret key."""

    def __init__(self, key: bytes) -> None:
        """Derive the sealing key from `key` (HKDF-SHA256, RFC 5869)."""
        self._key = key
        self._aead = AESGCM(self.derive("heard sealed values", 32))

    def derive(self, purpose: str, length: int) -> bytes:
        """Secret bytes for another purpose: always the same, and telling nothing of those of the others."""
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(self._key)

    def seal(self, value: dict[str, str], *, purpose: str) -> bytes:
        """Encrypt `value`; `purpose` is bound to it, so a sealed value cannot be moved to another use."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._aead.encrypt(nonce, msgspec.json.encode(value), purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> dict[str, str]:
        """Decrypt what `seal` made for the same purpose.

        Raises:
            CannotOpen: another key, another purpose, or damaged bytes.
        """
        if sealed[:1] != _VERSION:
            # The version is outside of what is authenticated; another one is no value of ours.
            sealed = b""
        try:
            plain = self._aead.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], purpose.encode())
        except (InvalidTag, ValueError) as error:
            msg = f"the stored secrets of {purpose} cannot be opened with this HEARD_SECRET_KEY"
            raise CannotOpen(msg) from error
        return msgspec.json.decode(plain, type=dict[str, str])


def token(size: int = 32) -> str:
    """A random token that nobody guesses, safe in a header or an address."""
    return secrets.token_urlsafe(size)


def digest(value: str) -> bytes:
    """What is stored in place of a random token (SHA-256: such a token needs no slow hash)."""
    return hashlib.sha256(value.encode()).digest()


def same(one: str | bytes, other: str | bytes) -> bool:
    """Whether two secrets are equal, in time that does not depend on where they differ."""
    left = one.encode() if isinstance(one, str) else one
    right = other.encode() if isinstance(other, str) else other
    return hmac.compare_digest(left, right)


def hmac_sha256(key: str, message: bytes) -> bytes:
    """HMAC-SHA256 of the message under the key."""
    return hmac.digest(key.encode(), message, "sha256")
