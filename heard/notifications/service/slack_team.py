"""A workspace's Slack: connected by an admin with a bot's token, checked before it is kept, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert

from heard.kit.http import CallError
from heard.kit.log import append
from heard.kit.time import now
from heard.notifications import events
from heard.notifications.errors import SlackNotReached, SlackRefuses
from heard.notifications.models import NotificationChoices, SlackConnection
from heard.notifications.service.slacking import purpose
from heard.notifications.slacks import TOKEN, fields_of, lacking, verdict_of

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.kit.crypto import Vault
    from heard.kit.db import Database, Session
    from heard.kit.http import Http


async def connect_slack(database: Database, *, vault: Vault, http: Http, url: str, actor: Actor, token: str) -> None:
    """Ask Slack whose token it is, with no transaction open meanwhile, and keep it; what was connected before is replaced.

    Raises:
        SlackRefuses: Slack does not take the token, it is no bot's, or it may not do what we need.
        SlackNotReached: Slack did not answer.
    """
    team = await _identify(http, url, token)
    team_id, name = str(team.get("team_id") or ""), str(team.get("team") or "")
    kept: dict[str, Any] = {
        "sealed": vault.seal({"token": token}, purpose=purpose(actor.workspace_id)),
        "team_id": team_id,
        "team": name,
        "connected_by": actor.user_id,
        "connected_at": func.now(),
        "trouble": None,
        "trouble_at": None,
    }
    async with database.transaction() as session:
        added = insert(SlackConnection).values(workspace_id=actor.workspace_id, **kept)
        await session.execute(added.on_conflict_do_update(index_elements=["workspace_id"], set_=kept))
        await _forget_people(session, actor)
        connected = events.SlackConnected(workspace_id=actor.workspace_id, by=actor.by, team_id=team_id, team=name)
        await append(session, connected)


async def _identify(http: Http, url: str, token: str) -> dict[str, Any]:
    if not token.startswith(TOKEN) or not token.isascii() or not token.isprintable() or " " in token:
        raise SlackRefuses(reason="not_a_bot_token")
    try:
        answer = await http.call("POST", f"{url}/auth.test", headers={"authorization": f"Bearer {token}"})
    except CallError as error:
        raise SlackNotReached from error
    verdict = verdict_of(answer, tries=0, now=now(), harmless=True)
    if verdict.what == "again":
        raise SlackNotReached
    if verdict.what != "done":
        raise SlackRefuses(reason=verdict.why)
    missing = lacking(answer.headers.get("x-oauth-scopes", ""))
    if missing:
        raise SlackRefuses(reason="missing_scope: " + ", ".join(missing))
    return fields_of(answer)


async def disconnect_slack(session: Session, *, actor: Actor) -> None:
    """Let the workspace's Slack go, with its token."""
    gone = delete(SlackConnection).where(SlackConnection.workspace_id == actor.workspace_id)
    team_id = await session.scalar(gone.returning(SlackConnection.team_id))
    if team_id is not None:
        await _forget_people(session, actor)
        left = events.SlackDisconnected(workspace_id=actor.workspace_id, by=actor.by, team_id=team_id)
        await append(session, left)


async def _forget_people(session: Session, actor: Actor) -> None:
    """Who people are is known of one Slack only."""
    people = update(NotificationChoices).where(NotificationChoices.workspace_id == actor.workspace_id)
    await session.execute(people.values(slack_id=None, slack_asked_at=None))
