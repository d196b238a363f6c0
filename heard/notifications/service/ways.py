"""How it stands with the ways people can be told by besides Heard itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from heard.notifications import queries
from heard.notifications.models import NotificationChoices

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.db import Session
    from heard.notifications.queries import MailTrouble


@dataclass(frozen=True)
class SlackWay:
    """The workspace's Slack, its trouble if it does not take our token, and whether it does not know the person."""

    team: str
    trouble: str | None
    unknown: bool


async def mail_trouble(session: Session, *, workspace_id: int | None) -> MailTrouble | None:
    """What the mail server's trouble is, in a workspace or (None) in all; None while there is none."""
    return await queries.mail_trouble(session, workspace_id)


async def way_of_slack(session: Session, *, actor: Actor) -> SlackWay | None:
    """How it stands between the actor and the workspace's Slack; None while none is connected."""
    connection = await queries.slack_of(session, actor.workspace_id)
    if connection is None:
        return None
    query = select(NotificationChoices.slack_id, NotificationChoices.slack_asked_at).where(
        NotificationChoices.workspace_id == actor.workspace_id, NotificationChoices.user_id == actor.user_id
    )
    row = (await session.execute(query)).first()
    unknown = row is not None and row.slack_id is None and row.slack_asked_at is not None
    return SlackWay(connection.team, connection.trouble, unknown)
