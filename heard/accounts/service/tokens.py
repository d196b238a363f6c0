"""API tokens: a program's key to act for a member."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from heard.accounts import events
from heard.accounts.errors import NameNeeded, UnknownScope
from heard.accounts.models import ApiToken
from heard.kit import crypto, log
from heard.kit.errors import NotFound
from heard.kit.log import By
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.accounts.models import Actor
    from heard.kit.db import Session

PREFIX = "heard_"
SCOPES = frozenset({"read", "write"})


async def make_token(
    session: Session, *, workspace_id: int, user_id: int, name: str, scopes: Sequence[str], days: int | None = None
) -> tuple[ApiToken, str]:
    """A token for a member; (what is kept, the secret, which is shown this once).

    Raises:
        UnknownScope, NameNeeded: nothing was made.
    """
    wanted = sorted(set(scopes))
    if not wanted or not SCOPES.issuperset(wanted):
        raise UnknownScope
    if not clean(name).strip():
        raise NameNeeded
    secret = PREFIX + crypto.token()
    made = ApiToken(
        workspace_id=workspace_id,
        user_id=user_id,
        name=clean(name).strip()[:100],
        scopes=wanted,
        token_digest=crypto.digest(secret),
        expires_at=now() + timedelta(days=days) if days else None,
    )
    session.add(made)
    await session.flush()
    told = events.TokenMade(workspace_id=workspace_id, by=By("person", user_id), token_id=made.id, scopes=wanted)
    await log.append(session, told)
    return made, secret


async def remove_token(session: Session, *, actor: Actor, token_id: int) -> None:
    """Remove one of the actor's own tokens; it stops working at once.

    Raises:
        NotFound: no such token of theirs.
    """
    gone = await session.execute(
        delete(ApiToken)
        .where(ApiToken.workspace_id == actor.workspace_id, ApiToken.user_id == actor.user_id, ApiToken.id == token_id)
        .returning(ApiToken.id)
    )
    if gone.scalar() is None:
        raise NotFound
    told = events.TokenRemoved(workspace_id=actor.workspace_id, by=actor.by, token_id=token_id)
    await log.append(session, told)
