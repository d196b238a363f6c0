"""Tokens that end, as most networks have them: an hour of access, renewed by a refresh token that changes every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.kit import crypto
from heard.kit.time import now
from heard.practice.errors import RefreshRefused
from heard.practice.models import Profile, Tokens

if TYPE_CHECKING:
    from heard.kit.db import Session

LIFE = timedelta(hours=1)
GRACE = timedelta(minutes=10)
"""So long a used refresh token is taken again: whoever lost our answer must not be locked out."""


@dataclass(frozen=True)
class Issued:
    """Tokens, shown this once."""

    access_token: str
    refresh_token: str
    expires_in: int


async def issue(session: Session, brand: Profile) -> Issued:
    """New tokens for a brand."""
    issued = Issued(crypto.token(), crypto.token(), int(LIFE.total_seconds()))
    session.add(
        Tokens(
            workspace_id=brand.workspace_id,
            profile_id=brand.id,
            access_digest=crypto.digest(issued.access_token),
            refresh_digest=crypto.digest(issued.refresh_token),
            expires_at=now() + LIFE,
        )
    )
    await session.flush()
    return issued


async def renew(session: Session, refresh_token: str) -> Issued:
    """New tokens for a refresh token; the access token before stays good until it ends.

    Raises:
        RefreshRefused: it is none of ours, or was used longer ago than the grace.
    """
    query = select(Tokens).where(Tokens.refresh_digest == crypto.digest(refresh_token))
    before = await session.scalar(query.with_for_update())
    if before is None or (before.replaced_at is not None and before.replaced_at < now() - GRACE):
        raise RefreshRefused
    before.replaced_at = before.replaced_at or now()
    return await issue(session, await session.get_one(Profile, before.profile_id))
