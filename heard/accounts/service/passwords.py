"""Passwords: Argon2id (RFC 9106, the library's low-memory profile), hashed off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from heard.accounts.errors import WeakPassword

MIN_LENGTH = 10
_WELL_KNOWN = frozenset(
    {"password12", "password123", "1234567890", "qwertyuiop", "0123456789", "heardheard", "letmein123"}
)
_hasher = PasswordHasher()
# Verified against when there is no such user, so that the answer takes as long as for one there is.
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """The hash to store.

    Raises:
        WeakPassword: too short, or one that everybody tries first.
    """
    if len(password) < MIN_LENGTH or password.lower() in _WELL_KNOWN or len(set(password)) == 1:
        raise WeakPassword
    return await asyncio.to_thread(_hasher.hash, password)


async def check_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash, no, after the same work."""
    return await asyncio.to_thread(_fits, stored or _NOBODY, password) and stored is not None


def _fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
