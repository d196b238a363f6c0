"""Routes of the rules that say what replies need whose yes."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.conversations.schemas import Id
from heard.conversations.schemas import approvals as schemas
from heard.conversations.service.approvals import rules as service
from heard.conversations.views import approvals as views
from heard.kit.db import Session


@get("/api/approval-rules", opt=needs(Permission.READ))
async def list_approval_rules(session: Given[Session], actor: Given[Actor]) -> schemas.ApprovalRuleList:
    """Every rule, in their order."""
    return schemas.ApprovalRuleList([views.rule(each) for each in await service.all_rules(session, actor)])


@post("/api/approval-rules", opt=needs(Permission.WORKSPACE))
async def add_approval_rule(
    data: JSONBody[schemas.ApprovalRuleRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.ApprovalRule:
    """Add a rule after all others."""
    return views.rule(await service.add_rule(session, actor=actor, wanted=_wanted(data)))


@put("/api/approval-rules/{rule_id:int}", opt=needs(Permission.WORKSPACE))
async def change_approval_rule(
    rule_id: Id, data: JSONBody[schemas.ApprovalRuleRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.ApprovalRule:
    """Change a rule; what waits already, waits for whom it was asked of."""
    return views.rule(await service.change_rule(session, actor=actor, rule_id=rule_id, wanted=_wanted(data)))


@put("/api/approval-rules/{rule_id:int}/place", opt=needs(Permission.WORKSPACE), status_code=204)
async def move_approval_rule(
    rule_id: Id, data: JSONBody[schemas.PlaceRequest], session: Given[Session], actor: Given[Actor]
) -> None:
    """Put a rule at another place among the others."""
    await service.move_rule(session, actor=actor, rule_id=rule_id, place=data.place)


@delete("/api/approval-rules/{rule_id:int}", opt=needs(Permission.WORKSPACE))
async def remove_approval_rule(rule_id: Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Remove a rule; what waits because of it waits on."""
    await service.remove_rule(session, actor=actor, rule_id=rule_id)


ROUTES = [
    list_approval_rules,
    add_approval_rule,
    change_approval_rule,
    move_approval_rule,
    remove_approval_rule,
]


def _wanted(data: schemas.ApprovalRuleRequest) -> service.Wanted:
    return service.Wanted(
        name=data.name, active=data.active, conditions=data.conditions, steps=data.steps, hours=data.hours
    )
