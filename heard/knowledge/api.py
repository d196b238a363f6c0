"""Routes of macros. The text for one conversation is asked of conversations, which knows the values."""

from __future__ import annotations

from typing import cast

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import names_of, needs
from heard.kit.db import Session
from heard.knowledge import models, queries, schemas, service
from heard.knowledge.placeholders import PLACEHOLDERS


@get("/api/macros", opt=needs(Permission.READ))
async def list_macros(session: Given[Session], actor: Given[Actor]) -> schemas.MacroList:
    """The actor's macros, their teams' and everybody's."""
    found = await queries.macros(session, actor)
    return schemas.MacroList([_macro(macro, name, actor) for macro, name in found], list(PLACEHOLDERS))


@post("/api/macros", opt=needs(Permission.REPLY))
async def create_macro(
    data: JSONBody[schemas.MacroRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Macro:
    """Make a macro; a shared one needs `macros.manage`."""
    macro = await service.create_macro(session, actor=actor, wanted=_wanted(data))
    return await _with_owner(session, macro, actor)


@put("/api/macros/{macro_id:int}", opt=needs(Permission.REPLY))
async def change_macro(
    macro_id: schemas.Id, data: JSONBody[schemas.MacroRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Macro:
    """Change a macro; a shared one needs `macros.manage`."""
    macro = await service.change_macro(session, actor=actor, macro_id=macro_id, wanted=_wanted(data))
    return await _with_owner(session, macro, actor)


@delete("/api/macros/{macro_id:int}", opt=needs(Permission.REPLY))
async def remove_macro(macro_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Remove a macro; a shared one needs `macros.manage`."""
    await service.remove_macro(session, actor=actor, macro_id=macro_id)


ROUTES = [list_macros, create_macro, change_macro, remove_macro]


def _wanted(data: schemas.MacroRequest) -> service.Wanted:
    actions = data.actions or schemas.MacroActions()
    return service.Wanted(
        scope=data.scope,
        name=data.name,
        text=data.text,
        team_id=data.team_id,
        owner_id=data.owner_id,
        language=data.language,
        network=data.network,
        purpose=data.purpose,
        pictures=[(str(each.id), each.name) for each in data.pictures],
        tag_ids=actions.tag_ids,
        priority=actions.priority,
        assign_team_id=actions.team_id,
        resolve=actions.resolve,
        review_on=data.review_on,
    )


async def _with_owner(session: Session, macro: models.Macro, actor: Actor) -> schemas.Macro:
    names = await names_of(session, actor.workspace_id, [macro.owner_id])
    return _macro(macro, names.get(macro.owner_id, ""), actor)


def _macro(macro: models.Macro, owner_name: str, actor: Actor) -> schemas.Macro:
    return schemas.Macro(
        id=macro.id,
        scope=cast("schemas.MacroScope", macro.scope),
        name=macro.name,
        text=macro.text,
        team_id=macro.team_id,
        owner_id=macro.owner_id,
        owner_name=owner_name,
        language=cast("schemas.MacroLanguage | None", macro.language),
        network=macro.network,
        purpose=cast("schemas.MacroPurpose", macro.purpose),
        pictures=[msgspec.convert(each, schemas.MacroPicture) for each in macro.pictures],
        actions=schemas.MacroActions(
            tag_ids=macro.tag_ids,
            priority=cast("schemas.MacroPriority | None", macro.priority),
            team_id=macro.assign_team_id,
            resolve=macro.resolve,
        ),
        uses=macro.uses,
        last_used_at=macro.last_used_at,
        review_on=macro.review_on,
        may_change=actor.may(Permission.REPLY) and (macro.scope == "private" or actor.may(Permission.MACROS)),
    )
