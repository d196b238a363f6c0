"""Jobs of notifications: telling browsers, mailboxes and Slack what happened while Heard is not looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

import structlog

from heard.kit.http import NotReached, NotSendable, OutcomeUnknown
from heard.kit.time import now
from heard.kit.webpush import Sender, request
from heard.notifications import pushes, slacks
from heard.notifications.pushes import Verdict
from heard.notifications.service import (
    MAIL,
    PUSH,
    SLACK,
    hand_over,
    prepare,
    prepare_mail,
    prepare_slack,
    sender_of,
    settle,
    settle_mail,
    settle_slack,
    take_due,
)

if TYPE_CHECKING:
    from heard.kit.crypto import Vault
    from heard.kit.db import Database
    from heard.kit.http import Answer, Http
    from heard.kit.settings import Settings
    from heard.notifications.service import Push, SlackTelling

__all__ = ["MAIL", "PUSH", "SLACK", "mail", "mail_due", "push", "slack"]
_log = structlog.get_logger()


class Context(Protocol):
    """What telling needs of the process."""

    @property
    def settings(self) -> Settings:
        """Where Heard, the mail server and Slack are reached."""
        ...

    @property
    def database(self) -> Database:
        """The process's connections."""
        ...

    @property
    def vault(self) -> Vault:
        """What seals the browsers' keys and Slack's token."""
        ...

    @property
    def http(self) -> Http:
        """The way out."""
        ...


async def push(
    context: Context, subscription_id: int, notification_id: int = 0, event_id: int = 0, tries: int = 0
) -> None:
    """Push one notification to one browser, or without one a test; the call is made with no transaction open."""
    async with context.database.transaction() as session:
        ready = await prepare(
            session,
            context.vault,
            subscription_id=subscription_id,
            notification_id=notification_id,
            event_id=event_id,
        )
    if ready is None:
        return
    verdict = await _send(context.http, sender_of(context.vault, context.settings.url), ready, tries)
    given = {
        "subscription_id": subscription_id,
        "notification_id": notification_id,
        "event_id": event_id,
        "tries": tries,
    }
    async with context.database.transaction() as session:
        await settle(session, subscription_id, verdict, given)


async def _send(http: Http, sender: Sender, ready: Push, tries: int) -> Verdict:
    headers, body = request(
        sender, ready.receiver, ready.plain, ttl=ready.ttl, urgency=ready.urgency, topic=ready.topic, now=now()
    )
    try:
        answer = await http.call("POST", ready.receiver.endpoint, headers=headers, body=body, timeout=10)
    except NotReached as error:
        _log.info("push.not_reached", device=ready.subscription_id, reason=str(error))
        return pushes.again("", tries=tries, now=now())
    except OutcomeUnknown as error:
        # It may be on the screen already, and is in Heard's own list in any case: not said twice.
        _log.info("push.unknown", device=ready.subscription_id, reason=str(error))
        return Verdict("lost")
    except NotSendable as error:
        _log.info("push.refused", device=ready.subscription_id, reason=str(error))
        return Verdict("refused")
    verdict = pushes.verdict_of(answer.status, answer.headers.get("retry-after", ""), tries=tries, now=now())
    if verdict.what != "taken":
        _log.info("push.not_taken", device=ready.subscription_id, status=answer.status, outcome=verdict.what)
    return verdict


async def mail_due(context: Context) -> None:
    """Have the mails sent whose pause is over; without a mail server they wait."""
    if context.settings.mail is not None:
        async with context.database.transaction() as session:
            await take_due(session, after=timedelta(seconds=context.settings.mail_after_seconds))


async def mail(context: Context, mailing_id: int) -> None:
    """Send one mail, if there is still something to tell; it is handed over with no transaction open."""
    server, url = context.settings.mail, context.settings.url
    if server is None:
        return
    async with context.database.transaction() as session:
        ready = await prepare_mail(session, server=server, url=url, mailing_id=mailing_id)
    if ready is None:
        return
    verdict = await hand_over(server, ready.message, ready.address, tries=ready.tries)
    async with context.database.transaction() as session:
        await settle_mail(session, ready, verdict)


async def slack(context: Context, notification_id: int, event_id: int, tries: int = 0) -> None:
    """Tell one person one thing on Slack; the calls are made with no transaction open."""
    async with context.database.transaction() as session:
        ready = await prepare_slack(session, context.vault, notification_id=notification_id, event_id=event_id)
    if ready is None:
        return
    found, verdict = ready.slack_id, slacks.Verdict("done")
    if found is None:
        found, verdict = await _find(context, ready, tries)
    if found is not None:
        verdict = await _say(context, ready, found, tries)
    async with context.database.transaction() as session:
        await settle_slack(session, ready, verdict, found=found, tries=tries)


async def _find(context: Context, ready: SlackTelling, tries: int) -> tuple[str | None, slacks.Verdict]:
    """Who the person is on Slack, by their address."""
    path = f"users.lookupByEmail?email={quote(ready.reader.address, safe='')}"
    answer, verdict = await _slack(context, ready, "GET", path, None, tries)
    if answer is None or verdict.what != "done":
        return None, verdict
    user = slacks.fields_of(answer).get("user")
    slack_id: Any = user.get("id") if isinstance(user, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # Slack's JSON
    return (slack_id, verdict) if isinstance(slack_id, str) else (None, slacks.Verdict("refused", "no user in it"))


async def _say(context: Context, ready: SlackTelling, to: str, tries: int) -> slacks.Verdict:
    reader = ready.reader
    said = slacks.message_of(ready.row, to=to, locale=reader.locale, words=reader.words, url=context.settings.url)
    _, verdict = await _slack(context, ready, "POST", "chat.postMessage", said, tries)
    return verdict


async def _slack(
    context: Context, ready: SlackTelling, method: str, path: str, said: object | None, tries: int
) -> tuple[Answer | None, slacks.Verdict]:
    """One call and what became of it. What only asks (nothing `said`) may be asked again whatever became of it."""
    harmless = said is None
    headers = {"authorization": f"Bearer {ready.token}"}
    url = f"{context.settings.slack_url}/{path}"
    try:
        answer = await context.http.call(method, url, headers=headers, json=said, timeout=10)
    except NotReached as error:
        return None, slacks.again("", tries=tries, now=now(), why=str(error))
    except OutcomeUnknown as error:
        late = slacks.again("", tries=tries, now=now(), why=str(error))
        return None, late if harmless else slacks.Verdict("lost", str(error))
    except NotSendable as error:
        return None, slacks.Verdict("refused", str(error))
    return answer, slacks.verdict_of(answer, tries=tries, now=now(), harmless=harmless)
