"""Routes of notifications: everybody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

from litestar import get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody, QueryParameter

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.kit.db import Session
from heard.kit.text import preview
from heard.notifications import queries, schemas, service
from heard.notifications.models import Choice

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
    data: JSONBody[schemas.NotificationChoices], session: Given[Session], actor: Given[Actor]
) -> schemas.NotificationChoices:
    """Choose how the actor is told of some kinds; the others stay as they are."""
    wanted = {each.kind: Choice(in_app=each.in_app, push=each.push, sound=each.sound) for each in data.choices}
    return _choices(await service.choose(session, actor=actor, choices=wanted))


ROUTES = [list_notifications, read_unread, mark_notifications_read, read_choices, set_choices]


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


def _choices(choices: Mapping[str, Choice]) -> schemas.NotificationChoices:
    return schemas.NotificationChoices(
        [
            schemas.NotificationChoice(
                kind=cast("schemas.NotificationKind", kind), in_app=each.in_app, push=each.push, sound=each.sound
            )
            for kind, each in choices.items()
        ]
    )
