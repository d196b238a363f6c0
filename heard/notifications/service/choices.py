"""What a person chose to be told of."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from heard.notifications.models import DEFAULTS, Choice, NotificationChoices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.accounts.models import Actor
    from heard.kit.db import Session


async def choices_of(session: Session, *, actor: Actor) -> dict[str, Choice]:
    """How the actor is told of each kind in this workspace."""
    query = select(NotificationChoices.choices).where(
        NotificationChoices.workspace_id == actor.workspace_id, NotificationChoices.user_id == actor.user_id
    )
    chosen = await session.scalar(query) or {}
    return {kind: Choice(**chosen[kind]) if kind in chosen else usual for kind, usual in DEFAULTS.items()}


async def choose(session: Session, *, actor: Actor, choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """Set how the actor is told of some kinds; the others stay as they are. All of them."""
    changed = {kind: asdict(choice) for kind, choice in choices.items()}
    added = insert(NotificationChoices).values(workspace_id=actor.workspace_id, user_id=actor.user_id, choices=changed)
    await session.execute(
        added.on_conflict_do_update(
            index_elements=["workspace_id", "user_id"],
            set_={"choices": NotificationChoices.choices.op("||")(added.excluded.choices)},
        )
    )
    return await choices_of(session, actor=actor)


async def manners_of(session: Session, *, workspace_id: int, user_id: int) -> tuple[bool, bool]:
    """Whether what was said may be shown on a person's devices, and whether they are told while signed off."""
    query = select(NotificationChoices.words, NotificationChoices.while_away).where(
        NotificationChoices.workspace_id == workspace_id, NotificationChoices.user_id == user_id
    )
    row = (await session.execute(query)).first()
    return (row.words, row.while_away) if row else (False, False)


async def set_manners(session: Session, *, actor: Actor, words: bool, while_away: bool) -> None:
    """Choose whether what was said may be shown on the actor's devices, and whether they are told while signed off."""
    chosen = {"words": words, "while_away": while_away}
    added = insert(NotificationChoices).values(
        workspace_id=actor.workspace_id, user_id=actor.user_id, choices={}, **chosen
    )
    await session.execute(added.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=chosen))
