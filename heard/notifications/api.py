"""Routes of notifications: everybody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.kit.crypto import Vault
from heard.kit.db import Database, Session
from heard.kit.http import Http
from heard.kit.settings import Settings
from heard.kit.text import preview
from heard.notifications import queries, schemas, service
from heard.notifications.errors import MailOff
from heard.notifications.models import Choice, PushSubscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

_NEWEST = 20


@get("/api/notifications", opt=needs(Permission.READ))
async def list_notifications(
    session: Given[Session],
    actor: Given[Actor],
    cursor: Annotated[str | None, QueryParameter()] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 30,
) -> schemas.NotificationPage:
    """What the actor was told of, the newest first."""
    rows, following = await queries.page(session, actor, unread=False, cursor=cursor, limit=limit)
    return schemas.NotificationPage([_notification(row) for row in rows], following)


@get("/api/notifications/unread", opt=needs(Permission.READ))
async def read_unread(session: Given[Session], actor: Given[Actor]) -> schemas.UnreadNotifications:
    """How many the actor has not read, and the newest of them."""
    return await _unread(session, actor)


@post("/api/notifications/reads", opt=needs(Permission.READ))
async def mark_notifications_read(
    data: JSONBody[schemas.ReadRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.UnreadNotifications:
    """Mark notifications of the actor as read; what is left."""
    await service.mark_read(session, actor=actor, ids=data.ids, conversation_id=data.conversation_id, up_to=data.up_to)
    return await _unread(session, actor)


@get("/api/notifications/choices", opt=needs(Permission.READ))
async def read_choices(session: Given[Session], actor: Given[Actor]) -> schemas.NotificationChoices:
    """How the actor is told of each kind."""
    return _choices(await service.choices_of(session, actor=actor))


@put("/api/notifications/choices", opt=needs(Permission.READ))
async def set_choices(
    data: JSONBody[schemas.ChoicesRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.NotificationChoices:
    """Choose how the actor is told of some kinds; the others stay as they are."""
    known = await service.choices_of(session, actor=actor)
    wanted = {each.kind: _wanted(each, known[each.kind]) for each in data.choices}
    return _choices(await service.choose(session, actor=actor, choices=wanted))


@get("/api/notifications/ways", opt=needs(Permission.READ))
async def read_ways(
    session: Given[Session], actor: Given[Actor], settings: Given[Settings]
) -> schemas.NotificationWays:
    """How it stands with telling the actor by mail and on Slack."""
    return await _ways(session, actor, settings)


@post("/api/notifications/mail/tests", opt=needs(Permission.READ), status_code=200)
async def try_mail(database: Given[Database], actor: Given[Actor], settings: Given[Settings]) -> schemas.MailTest:
    """Mail the actor something to see that it arrives."""
    if settings.mail is None:
        raise MailOff
    verdict = await service.try_mail(database, server=settings.mail, url=settings.url, actor=actor)
    # The server's own trouble is for those who see to it.
    shown = verdict.what == "refused" or actor.may(Permission.OPERATIONS)
    return schemas.MailTest(outcome=verdict.what, reason=verdict.reason if shown else "")


@put("/api/notifications/slack", opt=needs(Permission.WORKSPACE))
async def connect_slack(
    data: JSONBody[schemas.SlackRequest],
    database: Given[Database],
    actor: Given[Actor],
    vault: Given[Vault],
    http: Given[Http],
    settings: Given[Settings],
) -> schemas.NotificationWays:
    """Connect the workspace to a Slack, so that people can choose to be told there."""
    token = data.token.strip()
    await service.connect_slack(database, vault=vault, http=http, url=settings.slack_url, actor=actor, token=token)
    async with database.transaction() as session:
        return await _ways(session, actor, settings)


@delete("/api/notifications/slack", opt=needs(Permission.WORKSPACE))
async def disconnect_slack(session: Given[Session], actor: Given[Actor]) -> None:
    """Let the workspace's Slack go."""
    await service.disconnect_slack(session, actor=actor)


@get("/api/notifications/push", opt=needs(Permission.READ))
async def read_push(
    session: Given[Session], actor: Given[Actor], vault: Given[Vault], settings: Given[Settings]
) -> schemas.PushState:
    """What a browser needs to be told by push, and what the actor has chosen."""
    return await _push(session, actor, vault, settings)


@put("/api/notifications/push", opt=needs(Permission.READ))
async def set_push(
    data: JSONBody[schemas.PushManners],
    session: Given[Session],
    actor: Given[Actor],
    vault: Given[Vault],
    settings: Given[Settings],
) -> schemas.PushState:
    """Choose what the actor's devices may show, and when."""
    await service.set_manners(session, actor=actor, words=data.words, while_away=data.while_away)
    return await _push(session, actor, vault, settings)


@post("/api/notifications/devices", opt=needs(Permission.READ))
async def add_device(
    data: JSONBody[schemas.DeviceRequest],
    request: Request[Any, Any, Any],
    session: Given[Session],
    actor: Given[Actor],
    vault: Given[Vault],
) -> schemas.Device:
    """Tell the actor by this browser from now on, until its session ends."""
    added = await service.subscribe(
        session,
        vault=vault,
        actor=actor,
        endpoint=data.endpoint,
        public=data.p256dh,
        auth=data.auth,
        agent=request.headers.get("user-agent", ""),
    )
    return _device(added, actor)


@delete("/api/notifications/devices/{device_id:int}", opt=needs(Permission.READ))
async def forget_device(device_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Tell the actor no more by one of their browsers."""
    await service.forget(session, actor=actor, device_id=device_id)


@post("/api/notifications/devices/{device_id:int}/tests", opt=needs(Permission.READ))
async def try_device(device_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> schemas.Device:
    """Send one of the actor's browsers something to see that it works."""
    return _device(await service.try_out(session, actor=actor, device_id=device_id), actor)


ROUTES = [
    list_notifications,
    read_unread,
    mark_notifications_read,
    read_choices,
    set_choices,
    read_ways,
    try_mail,
    connect_slack,
    disconnect_slack,
    read_push,
    set_push,
    add_device,
    forget_device,
    try_device,
]


async def _unread(session: Session, actor: Actor) -> schemas.UnreadNotifications:
    count = await queries.count_unread(session, actor)
    rows, _ = await queries.page(session, actor, unread=True, cursor=None, limit=_NEWEST)
    most = queries.COUNT_CAP
    return schemas.UnreadNotifications(min(count, most), count > most, [_notification(row) for row in rows])


def _notification(row: Row[Any]) -> schemas.Notification:
    one = row.Notification
    return schemas.Notification(
        id=one.id,
        event_id=one.event_id,
        kind=cast("schemas.NotificationKind", one.kind),
        conversation_id=one.conversation_id,
        number=row.number,
        network=row.network,
        contact_name=row.contact_name,
        actor_name=row.actor_name,
        message_id=one.message_id,
        note_id=one.note_id,
        snippet=preview(row.note_text or row.message_text or ""),
        reason=row.reason if one.kind in {"failed", "unknown"} else None,
        count=one.count,
        at=one.at,
        read_at=one.read_at,
    )


def _wanted(asked: schemas.ChoiceRequest, known: Choice) -> Choice:
    return Choice(
        in_app=asked.in_app,
        push=asked.push,
        sound=asked.sound,
        mail=known.mail if asked.mail is UNSET else asked.mail,
        slack=known.slack if asked.slack is UNSET else asked.slack,
    )


def _choices(choices: Mapping[str, Choice]) -> schemas.NotificationChoices:
    return schemas.NotificationChoices(
        [
            schemas.NotificationChoice(
                kind=cast("schemas.NotificationKind", kind),
                in_app=each.in_app,
                push=each.push,
                sound=each.sound,
                mail=each.mail,
                slack=each.slack,
            )
            for kind, each in choices.items()
        ]
    )


async def _ways(session: Session, actor: Actor, settings: Settings) -> schemas.NotificationWays:
    reader, chosen = await service.reader_of(session, workspace_id=actor.workspace_id, user_id=actor.user_id)
    trouble = await service.mail_trouble(session, workspace_id=actor.workspace_id)
    slack = await service.way_of_slack(session, actor=actor)
    return schemas.NotificationWays(
        mail=schemas.MailWay(
            offered=settings.mail is not None,
            address=reader.address,
            after_seconds=settings.mail_after_seconds,
            refusal=chosen.mail_refusal,
            trouble=trouble and trouble.since,
            reason=trouble.reason if trouble and actor.may(Permission.OPERATIONS) else None,
        ),
        slack=slack and schemas.SlackWay(team=slack.team, trouble=slack.trouble, unknown=slack.unknown),
    )


async def _push(session: Session, actor: Actor, vault: Vault, settings: Settings) -> schemas.PushState:
    words, away = await service.manners_of(session, workspace_id=actor.workspace_id, user_id=actor.user_id)
    devices = [_device(each, actor) for each in await service.devices_of(session, actor=actor)]
    public = service.sender_of(vault, settings.url).public
    return schemas.PushState(public_key=public, words=words, while_away=away, devices=devices)


def _device(row: PushSubscription, actor: Actor) -> schemas.Device:
    return schemas.Device(
        id=row.id,
        label=row.label,
        here=row.sign_in_id == actor.session_id,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
