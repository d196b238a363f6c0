"""Routes of what is closed by itself."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency as Given
from litestar.params import QueryParameter
from msgspec import Struct

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.conversations.service.staling import COUNT_CAP, count_stale
from heard.kit.db import Session

Days = Annotated[int, QueryParameter(ge=0, le=365)]
AccountId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]


class StalePreview(Struct):
    """How many conversations would be closed now; `capped`: more than that."""

    count: int
    capped: bool


@get("/api/stale-preview", opt=needs(Permission.WORKSPACE))
async def preview_stale(
    session: Given[Session], actor: Given[Actor], days: Days = 30, account_id: AccountId = None
) -> StalePreview:
    """What closing after so many days would close now, in the workspace or of one account; nothing is changed."""
    found = await count_stale(session, actor, days=days, account_id=account_id)
    return StalePreview(min(found, COUNT_CAP), found > COUNT_CAP)


ROUTES = [preview_stale]
