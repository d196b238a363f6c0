"""Which macros a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, or_, select

from heard.accounts.models import User
from heard.knowledge.models import Macro

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session

MOST = 2_000


def visible_to(actor: Actor) -> Select[Macro]:
    """The actor's own, their teams' and everybody's; who sees the whole workspace sees every team's."""
    team = Macro.scope == "team"
    shared = or_(
        Macro.scope == "workspace",
        and_(team, Macro.team_id.in_(sorted(actor.team_ids))) if actor.is_confined else team,
    )
    own = and_(Macro.scope == "private", Macro.owner_id == actor.user_id)
    return select(Macro).where(Macro.workspace_id == actor.workspace_id, or_(own, shared))


async def macros(session: Session, actor: Actor) -> list[tuple[Macro, str]]:
    """Every macro the actor may see with its owner's name, by name."""
    query = visible_to(actor).add_columns(User.name).join(User, User.id == Macro.owner_id)
    rows = await session.execute(query.order_by(Macro.name, Macro.id).limit(MOST))
    return [(row[0], row[1]) for row in rows]
