"""Where a colleague's browser finds what hangs on messages and people: here, so that no network sees who looks."""

from __future__ import annotations

import zlib


def card_path(message_id: int, place: int) -> str:
    """Where a colleague's browser asks what a link of a message leads to."""
    return f"/api/messages/{message_id}/links/{place}"


def attachment_path(message_id: int, place: int) -> str:
    """Where a colleague's browser finds what hangs on a message: here, so that no network sees who looks."""
    return f"/api/messages/{message_id}/attachments/{place}"


def avatar_path(identity_id: int, avatar_url: str | None) -> str | None:
    """Where a colleague's browser finds a profile's picture; another picture has another address."""
    if avatar_url is None:
        return None
    return f"/api/identities/{identity_id}/avatar?v={zlib.crc32(avatar_url.encode()):08x}"
