"""From what people were told to what they are told on Slack: planned with the telling, checked again when it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, or_, select, text, update

from heard.accounts.service import actor_of_member
from heard.kit import jobs, log, metrics
from heard.kit.crypto import CannotOpen
from heard.kit.db import moment
from heard.kit.failures import WORKSPACE
from heard.notifications import events, queries
from heard.notifications.models import Notification, NotificationChoices, SlackConnection
from heard.notifications.service.choices import choices_of
from heard.notifications.service.mailing import reader_of
from heard.notifications.service.pushing import CALM
from heard.notifications.slacks import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.kit.crypto import Vault
    from heard.kit.db import Session
    from heard.notifications.mails import Reader

SLACK = "notifications.slack"
_ASK_AGAIN = timedelta(minutes=10)
_log = structlog.get_logger()


@dataclass(frozen=True)
class SlackTelling:
    """One thing to be said to one person on Slack. `slack_id`: who they are there; None: it has to be asked first."""

    workspace_id: int
    user_id: int
    notification_id: int
    event_id: int
    token: str
    slack_id: str | None
    reader: Reader
    row: Row[Any]


async def plan_slack(session: Session, notification_ids: Sequence[int]) -> None:
    """Ask that people be told on Slack what they were just told of, in the same transaction."""
    rows = (await session.execute(_PLANNED, {"ids": list(notification_ids)})).all()
    ids = [
        {WORKSPACE: row.workspace_id, "notification_id": row.notification_id, "event_id": row.event_id} for row in rows
    ]
    if ids:
        await jobs.defer_all(session, SLACK, ids, at=await moment(session) + CALM)


async def prepare_slack(session: Session, vault: Vault, *, notification_id: int, event_id: int) -> SlackTelling | None:
    """Mark the attempt to tell a person on Slack, and say what is needed for it; None when they need or may not be told.

    Checked now, not when it was planned: who they are, whether they work, what they chose, what they may see (law 7), whether
    they have read it, and whether it was said already.
    """
    found = await session.get(Notification, notification_id)
    if found is None:
        return None
    workspace_id, user_id = found.workspace_id, found.user_id
    token = await _token(session, vault, workspace_id)
    actor = await actor_of_member(session, workspace_id=workspace_id, user_id=user_id)
    if token is None or actor is None:
        return None
    reader, chosen = await reader_of(session, workspace_id=workspace_id, user_id=user_id)
    row = await queries.unread(session, actor, notification_id=notification_id, event_id=event_id)
    if row is None or not (chosen.present or chosen.while_away):
        return None
    if not (await choices_of(session, actor=actor))[row.Notification.kind].slacks:
        return None
    known, asked_at = await _known(session, workspace_id, user_id)
    if known is None and asked_at is not None and asked_at > await moment(session) - _ASK_AGAIN:
        return None
    if not await _mark(session, notification_id, event_id):
        return None
    return SlackTelling(workspace_id, user_id, notification_id, event_id, token, known, reader, row)


async def _token(session: Session, vault: Vault, workspace_id: int) -> str | None:
    """The token, unless Slack does not take it."""
    connection = await queries.slack_of(session, workspace_id)
    if connection is None or connection.trouble is not None:
        return None
    try:
        return vault.open(connection.sealed, purpose=purpose(workspace_id))["token"]
    except CannotOpen:
        # Another secret key: the admin sees why nothing comes.
        await note_trouble(session, workspace_id=workspace_id, why="cannot_open")
        return None


def purpose(workspace_id: int) -> str:
    """What a workspace's token is sealed for."""
    return f"slack connection {workspace_id}"


async def _known(session: Session, workspace_id: int, user_id: int) -> tuple[str | None, datetime | None]:
    query = select(NotificationChoices.slack_id, NotificationChoices.slack_asked_at).where(
        NotificationChoices.workspace_id == workspace_id, NotificationChoices.user_id == user_id
    )
    row = (await session.execute(query)).first()
    return (row.slack_id, row.slack_asked_at) if row else (None, None)


async def _mark(session: Session, notification_id: int, event_id: int) -> bool:
    """Whether it was ours to say: of several that try at once, or again, the first."""
    told = Notification.slacked_event_id
    first = update(Notification).where(Notification.id == notification_id, or_(told.is_(None), told < event_id))
    marked = await session.execute(first.values(slacked_event_id=event_id).returning(Notification.id))
    return marked.first() is not None


async def settle_slack(
    session: Session, telling: SlackTelling, verdict: Verdict, *, found: str | None, tries: int
) -> None:
    """Keep what became of it; `found` is who the person is on Slack, as far as is known by now."""
    metrics.SLACKED.labels(verdict.what).inc()
    _log.info("slack.told", workspace=telling.workspace_id, user=telling.user_id, outcome=verdict.what, why=verdict.why)
    if found != telling.slack_id:
        await _keep(session, telling, found)
    match verdict.what:
        case "nobody" if telling.slack_id is not None:
            # Whom we knew is gone: somebody else may have their address by now.
            await _keep(session, telling, None)
            await _again(session, telling, 0.0, tries)
        case "nobody":
            await _keep(session, telling, None, asked=True)
        case "unusable":
            await note_trouble(session, workspace_id=telling.workspace_id, why=verdict.why)
        case "again":
            await _again(session, telling, verdict.pause, tries)
        case "done" | "refused" | "lost":
            pass


async def _keep(session: Session, telling: SlackTelling, slack_id: str | None, *, asked: bool = False) -> None:
    this = (
        NotificationChoices.workspace_id == telling.workspace_id,
        NotificationChoices.user_id == telling.user_id,
    )
    before = await session.scalar(select(NotificationChoices.slack_asked_at).where(*this))
    at = func.now() if asked else None
    await session.execute(update(NotificationChoices).where(*this).values(slack_id=slack_id, slack_asked_at=at))
    if asked and before is None:
        unknown = events.SlackUnknown(workspace_id=telling.workspace_id, by=log.SYSTEM, user_id=telling.user_id)
        await log.append(session, unknown)


async def _again(session: Session, telling: SlackTelling, pause: float, tries: int) -> None:
    """Nothing was said: take the mark back and try later."""
    this = (Notification.id == telling.notification_id, Notification.slacked_event_id == telling.event_id)
    await session.execute(update(Notification).where(*this).values(slacked_event_id=None))
    later = {
        WORKSPACE: telling.workspace_id,
        "notification_id": telling.notification_id,
        "event_id": telling.event_id,
        "tries": tries + 1,
    }
    await jobs.defer_all(session, SLACK, [later], at=await moment(session) + timedelta(seconds=pause))


async def note_trouble(session: Session, *, workspace_id: int, why: str) -> None:
    """Keep that Slack does not take our token: nothing is asked of it until an admin connects anew."""
    this = (SlackConnection.workspace_id == workspace_id, SlackConnection.trouble.is_(None))
    troubled = update(SlackConnection).where(*this).values(trouble=why, trouble_at=func.now())
    team_id = await session.scalar(troubled.returning(SlackConnection.team_id))
    if team_id is not None:
        refused = events.SlackRefused(workspace_id=workspace_id, by=log.SYSTEM, team_id=team_id, why=why)
        await log.append(session, refused)


# Who is told: of kinds the person wants there, while the workspace's Slack takes our token.
_PLANNED = text("""
SELECT n.workspace_id, n.id AS notification_id, n.event_id
FROM notifications n
JOIN slack_connections s ON s.workspace_id = n.workspace_id AND s.trouble IS NULL
JOIN notification_choices p ON p.workspace_id = n.workspace_id AND p.user_id = n.user_id
WHERE n.id = ANY(:ids) AND cast(p.choices #>> ARRAY[n.kind, 'slack'] AS boolean)
ORDER BY n.event_id, n.id
""")
