"""Routes of business hours and policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.kit.db import Session
from heard.sla import queries, schemas, service
from heard.sla.models import BusinessHours
from heard.sla.policies import READY, Promise

if TYPE_CHECKING:
    from collections.abc import Sequence

PolicyId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]


@get("/api/business-hours", opt=needs(Permission.READ))
async def list_hours(session: Given[Session], actor: Given[Actor]) -> schemas.HoursList:
    """When people work: the workspace's hours, and those of accounts and teams that have their own."""
    rows = [_hours(row) for row in await queries.hours(session, [actor.workspace_id])]
    own = [each for each in rows if each.account_id is not None or each.team_id is not None]
    return schemas.HoursList(next((each for each in rows if each not in own), None), own)


@put("/api/business-hours", opt=needs(Permission.WORKSPACE))
async def set_hours(
    data: JSONBody[schemas.HoursRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Hours:
    """Say when people work in the workspace."""
    return _hours(await service.set_hours(session, actor=actor, wanted=_wanted_hours(data)))


@delete("/api/business-hours", opt=needs(Permission.WORKSPACE))
async def drop_hours(session: Given[Session], actor: Given[Actor]) -> None:
    """Work always."""
    await service.drop_hours(session, actor=actor)


@put("/api/accounts/{account_id:int}/business-hours", opt=needs(Permission.WORKSPACE))
async def set_account_hours(
    account_id: schemas.Id, data: JSONBody[schemas.HoursRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Hours:
    """Say when an account answers."""
    return _hours(await service.set_hours(session, actor=actor, wanted=_wanted_hours(data), account_id=account_id))


@delete("/api/accounts/{account_id:int}/business-hours", opt=needs(Permission.WORKSPACE))
async def drop_account_hours(account_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Let an account have the hours of the others again."""
    await service.drop_hours(session, actor=actor, account_id=account_id)


@put("/api/teams/{team_id:int}/business-hours", opt=needs(Permission.WORKSPACE))
async def set_team_hours(
    team_id: schemas.Id, data: JSONBody[schemas.HoursRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Hours:
    """Say when a team works."""
    return _hours(await service.set_hours(session, actor=actor, wanted=_wanted_hours(data), team_id=team_id))


@delete("/api/teams/{team_id:int}/business-hours", opt=needs(Permission.WORKSPACE))
async def drop_team_hours(team_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Let a team have the hours of the workspace again."""
    await service.drop_hours(session, actor=actor, team_id=team_id)


@get("/api/sla-policies", opt=needs(Permission.READ))
async def list_policies(session: Given[Session], actor: Given[Actor]) -> schemas.PolicyList:
    """What is promised to whom, in the order in which it is decided."""
    promises = await service.promises_of(session, [actor.workspace_id])
    return _policies(promises[actor.workspace_id])


@post("/api/sla-policies", opt=needs(Permission.WORKSPACE))
async def create_policy(
    data: JSONBody[schemas.PolicyRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.SlaPolicy:
    """Make a policy, the last before what is for everybody."""
    return _policy(await service.save_policy(session, actor=actor, wanted=_wanted(data)))


@put("/api/sla-policies/{policy_id:int}", opt=needs(Permission.WORKSPACE))
async def change_policy(
    policy_id: schemas.Id, data: JSONBody[schemas.PolicyRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.SlaPolicy:
    """Change a policy; clocks that run stay as they were set."""
    return _policy(await service.save_policy(session, actor=actor, wanted=_wanted(data), policy_id=policy_id))


@delete("/api/sla-policies/{policy_id:int}", opt=needs(Permission.WORKSPACE))
async def remove_policy(policy_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Remove a policy; clocks that it has set stay."""
    await service.remove_policy(session, actor=actor, policy_id=policy_id)


@put("/api/sla-policies/fallback", opt=needs(Permission.WORKSPACE))
async def change_fallback(
    data: JSONBody[schemas.PolicyRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.SlaPolicy:
    """Change what is promised to everybody for whom no other policy decides; conditions are left out."""
    return _policy(await service.save_fallback(session, actor=actor, wanted=_wanted(data)))


@put("/api/sla-policies/order", opt=needs(Permission.WORKSPACE))
async def order_policies(
    data: JSONBody[schemas.OrderRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.PolicyList:
    """Put the policies in another order."""
    return _policies(await service.order_policies(session, actor=actor, ids=data.ids))


@post("/api/sla-policies/preview", opt=needs(Permission.WORKSPACE), status_code=200)
async def preview_policy(
    data: JSONBody[schemas.PolicyRequest], session: Given[Session], actor: Given[Actor], policy_id: PolicyId = None
) -> schemas.PolicyPreview:
    """For how many open conversations a policy would decide now, in the place of one or as a new one; nothing is changed."""
    tried = await service.try_policy(session, actor=actor, wanted=_wanted(data), policy_id=policy_id)
    return schemas.PolicyPreview(tried.count, tried.of, tried.more)


ROUTES = [
    list_hours,
    set_hours,
    drop_hours,
    set_account_hours,
    drop_account_hours,
    set_team_hours,
    drop_team_hours,
    list_policies,
    create_policy,
    change_policy,
    remove_policy,
    change_fallback,
    order_policies,
    preview_policy,
]


def _hours(row: BusinessHours) -> schemas.Hours:
    return schemas.Hours(
        account_id=row.account_id,
        team_id=row.team_id,
        time_zone=row.time_zone,
        week=msgspec.convert(row.week, list[list[tuple[int, int]]]),
        holidays=msgspec.convert(row.holidays, list[schemas.Holiday]),
        changed_at=row.changed_at,
    )


def _wanted_hours(data: schemas.HoursRequest) -> service.Wanted:
    holidays = [service.NamedHoliday(each.day, each.yearly, each.name) for each in data.holidays]
    return service.Wanted(data.time_zone, data.week, holidays)


def _policies(promises: Sequence[Promise]) -> schemas.PolicyList:
    ready = [
        schemas.ReadyTargets(cast("schemas.Ready", name), each.first_minutes["normal"], each.business_time)
        for name, each in READY.items()
    ]
    return schemas.PolicyList([_policy(each) for each in promises], ready)


def _policy(one: Promise) -> schemas.SlaPolicy:
    return msgspec.convert(one, schemas.SlaPolicy, from_attributes=True)


def _wanted(data: schemas.PolicyRequest) -> Promise:
    return Promise(
        name=data.name,
        business_time=data.business_time,
        first_minutes=msgspec.structs.asdict(data.first_minutes),
        next_minutes=msgspec.structs.asdict(data.next_minutes),
        account_ids=tuple(data.account_ids),
        networks=tuple(data.networks),
        team_ids=tuple(data.team_ids),
        tag_ids=tuple(data.tag_ids),
        priorities=tuple(data.priorities),
        visibility=data.visibility,
        vip=data.vip,
    )
