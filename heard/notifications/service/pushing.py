"""From what people are told to what their browsers are sent: planned with the telling, checked again when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, func, select, text, update

from heard.accounts.models import Membership, SignIn
from heard.accounts.service import actor_of_member
from heard.kit import jobs, log, metrics
from heard.kit.crypto import CannotOpen
from heard.kit.db import moment
from heard.kit.failures import WORKSPACE
from heard.kit.webpush import Receiver, Sender, Urgency, decode
from heard.notifications import events, queries
from heard.notifications.models import DEFAULTS, PushSubscription
from heard.notifications.pushes import MOST_REFUSALS, TEST, TTL, Verdict, payload_of, topic_of, urgency_of
from heard.notifications.service.choices import choices_of, manners_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.kit.crypto import Vault
    from heard.kit.db import Session

PUSH = "notifications.push"
CALM = timedelta(seconds=5)
"""Whoever has Heard before them has seen it by then, and what is read is not pushed."""
_TEST_TTL = 60
_SECRET_BYTES = 48
_log = structlog.get_logger()


@dataclass(frozen=True)
class Push:
    """One message for one browser, ready to be sent."""

    subscription_id: int
    receiver: Receiver
    plain: bytes
    urgency: Urgency
    topic: str
    ttl: int


async def plan_pushes(session: Session, notification_ids: Sequence[int]) -> None:
    """Ask that people be pushed what they were just told of, in the same transaction: by whom they subscribed with."""
    usual = [kind for kind, choice in DEFAULTS.items() if choice.push]
    rows = (await session.execute(_PLANNED, {"ids": list(notification_ids), "usual": usual})).all()
    if rows:
        ids = [
            {
                WORKSPACE: row.workspace_id,
                "subscription_id": row.subscription_id,
                "notification_id": row.notification_id,
                "event_id": row.event_id,
            }
            for row in rows
        ]
        await jobs.defer_all(session, PUSH, ids, at=await moment(session) + CALM)


async def prepare(
    session: Session, vault: Vault, *, subscription_id: int, notification_id: int, event_id: int
) -> Push | None:
    """What a browser is to be sent; None when its person need not, or may not, be told any more.

    Checked now, not when it was planned: who they are, whether they work, what they chose, what they may see (law 7), and
    whether they have read it. Without a notification it is a test.
    """
    found = await _listening(session, subscription_id)
    if found is None:
        return None
    subscription, present = found
    receiver = await _opened(session, vault, subscription)
    if receiver is None:
        return None
    if not notification_id:
        return Push(subscription.id, receiver, TEST, urgency_of("test"), topic_of(receiver.endpoint, 0), _TEST_TTL)
    workspace_id, user_id = subscription.workspace_id, subscription.user_id
    actor = await actor_of_member(session, workspace_id=workspace_id, user_id=user_id)
    words, while_away = await manners_of(session, workspace_id=workspace_id, user_id=user_id)
    if actor is None or not (present or while_away):
        return None
    row = await queries.unread(session, actor, notification_id=notification_id, event_id=event_id)
    if row is None or not (await choices_of(session, actor=actor))[row.Notification.kind].pushes:
        return None
    topic = topic_of(receiver.endpoint, row.Notification.conversation_id)
    plain = payload_of(row, words=words)
    return Push(subscription.id, receiver, plain, urgency_of(row.Notification.kind), topic, TTL)


async def _listening(session: Session, subscription_id: int) -> tuple[PushSubscription, bool] | None:
    """A subscription whose session goes on, of an active member; and whether they are signed on."""
    query = (
        select(PushSubscription, Membership.present)
        .join(SignIn, SignIn.id == PushSubscription.sign_in_id)
        .join(
            Membership,
            (Membership.workspace_id == PushSubscription.workspace_id)
            & (Membership.user_id == PushSubscription.user_id),
        )
        .where(PushSubscription.id == subscription_id, Membership.active, SignIn.expires_at > func.now())
    )
    row = (await session.execute(query)).first()
    return None if row is None else (row[0], row[1])


async def _opened(session: Session, vault: Vault, subscription: PushSubscription) -> Receiver | None:
    try:
        kept = vault.open(subscription.sealed, purpose=purpose(subscription.endpoint_digest))
    except CannotOpen:
        # Another secret key: the browser was bound to the old one, so it must subscribe anew.
        await _drop(session, subscription.id, "refused")
        return None
    return Receiver(kept["endpoint"], decode(kept["public"]), decode(kept["auth"]))


def sender_of(vault: Vault, url: str) -> Sender:
    """The key of this installation: made from its secret key, so that every process has it and none has to keep it."""
    contact = url if url.startswith("https://") else ""
    return Sender(vault.derive("heard web push", _SECRET_BYTES), contact=contact)


def purpose(digest: bytes) -> str:
    """What a subscription's secrets are sealed for: this one alone."""
    return f"push subscription {digest.hex()}"


async def settle(session: Session, subscription_id: int, verdict: Verdict, given: dict[str, int]) -> None:
    """Keep what became of a push; `given` are the job's numbers, for when it is to be tried again."""
    metrics.PUSHED.labels(verdict.what).inc()
    this = PushSubscription.id == subscription_id
    match verdict.what:
        case "taken":
            await session.execute(update(PushSubscription).where(this).values(last_used_at=func.now(), failures=0))
        case "gone":
            await _drop(session, subscription_id, "gone")
        case "refused":
            counted = update(PushSubscription).where(this).values(failures=PushSubscription.failures + 1)
            failures = await session.scalar(counted.returning(PushSubscription.failures))
            if failures is not None and failures >= MOST_REFUSALS:
                await _drop(session, subscription_id, "refused")
        case "again":
            await _again(session, verdict.pause, given)
        case "lost":
            pass


async def _again(session: Session, pause: float, given: dict[str, int]) -> None:
    workspace_id = await session.scalar(
        select(PushSubscription.workspace_id).where(PushSubscription.id == given["subscription_id"])
    )
    if workspace_id is not None:
        at = await moment(session) + timedelta(seconds=pause)
        again = {WORKSPACE: workspace_id, **given, "tries": given["tries"] + 1}
        await jobs.defer_all(session, PUSH, [again], at=at)


async def _drop(session: Session, subscription_id: int, why: str) -> None:
    """Forget a browser that cannot be told anything any more."""
    gone = (
        await session.execute(
            delete(PushSubscription)
            .where(PushSubscription.id == subscription_id)
            .returning(PushSubscription.workspace_id, PushSubscription.user_id)
        )
    ).first()
    if gone is not None:
        _log.info("push.forgotten", workspace=gone.workspace_id, device=subscription_id, why=why)
        forgotten = events.DeviceForgotten(
            workspace_id=gone.workspace_id, by=log.SYSTEM, user_id=gone.user_id, device_id=subscription_id, why=why
        )
        await log.append(session, forgotten)


# Whose browsers are told: of kinds the person wants pushed, whatever else is checked when it is sent.
_PLANNED = text("""
SELECT n.workspace_id, n.id AS notification_id, n.event_id, s.id AS subscription_id
FROM notifications n
JOIN push_subscriptions s ON s.workspace_id = n.workspace_id AND s.user_id = n.user_id
LEFT JOIN notification_choices p ON p.workspace_id = n.workspace_id AND p.user_id = n.user_id
WHERE n.id = ANY(:ids) AND coalesce(cast(p.choices #>> ARRAY[n.kind, 'push'] AS boolean), n.kind = ANY(:usual))
ORDER BY n.event_id, s.id
""")
