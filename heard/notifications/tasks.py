"""Jobs of notifications: telling browsers what happened while Heard is not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from heard.kit.http import NotReached, NotSendable, OutcomeUnknown
from heard.kit.time import now
from heard.kit.webpush import Sender, request
from heard.notifications import pushes
from heard.notifications.pushes import Verdict
from heard.notifications.service import PUSH, prepare, sender_of, settle

if TYPE_CHECKING:
    from heard.kit.crypto import Vault
    from heard.kit.db import Database
    from heard.kit.http import Http
    from heard.kit.settings import Settings
    from heard.notifications.service import Push

__all__ = ["PUSH", "push"]
_log = structlog.get_logger()


class Context(Protocol):
    """What pushing needs of the process."""

    @property
    def settings(self) -> Settings:
        """Where Heard is reached."""
        ...

    @property
    def database(self) -> Database:
        """The process's connections."""
        ...

    @property
    def vault(self) -> Vault:
        """What seals the browsers' keys."""
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
