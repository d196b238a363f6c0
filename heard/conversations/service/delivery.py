"""Sending replies: claim, mark the attempt, call the network with no transaction open, store the outcome (law 4).

A reply whose attempt is marked and whose outcome is not stored (a crash, a lost answer) is `unknown`: it is matched to
its echo, or shown to a person, and never sent again by itself.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from sqlalchemy import text

from heard.channels.base import Outbound, Receipt, Rejected, Retry, SendError, Unknown
from heard.channels.service import observe, outcome_of
from heard.conversations import events
from heard.conversations.facts import facts_of
from heard.conversations.models import Conversation, Message, Thread
from heard.conversations.policy import reply_policy
from heard.conversations.service.changes import take_up
from heard.conversations.service.enclosures import pictures
from heard.conversations.service.receive import catch_up
from heard.conversations.service.scheduling.returning import return_all
from heard.conversations.service.sending import BELL
from heard.conversations.service.waiting import restore
from heard.kit import log, metrics
from heard.kit.db import moment, passing
from heard.kit.log import SYSTEM, By
from heard.kit.text import clean
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from heard.channels.base import Channel, Visibility
    from heard.channels.service import Connected, Directory
    from heard.kit.db import Database, Session
    from heard.media.service import Media

AT_ONCE = 16
MOST_ATTEMPTS = 8
LOST_AFTER = timedelta(seconds=60)
"""An attempt this old without an outcome was lost with its worker: longer than any call to a network may take."""
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 900.0
_POLL = 1.0
_SWEEP = 10.0
_NETWORK = By("network")
_log = structlog.get_logger()


@dataclass(frozen=True)
class Attempt:
    """A claimed reply."""

    message_id: int
    conversation_id: int
    account_id: int
    number: int
    out: Outbound
    workspace_id: int = 0
    attachments: tuple[dict[str, Any], ...] = ()


async def run(database: Database, directory: Directory, media: Media | None = None) -> None:
    """Send what is due for ever (until cancelled); attempts under way are finished before it ends."""
    assert database.bus is not None  # noqa: S101 — a worker always has one; says so to the type checker
    bell = database.bus.bell(BELL)
    under_way: set[asyncio.Task[None]] = set()
    swept = -_SWEEP
    try:
        while True:
            try:
                if time.monotonic() - swept >= _SWEEP:
                    await sweep(database)
                    swept = time.monotonic()
                for attempt in await claim(database, AT_ONCE - len(under_way)):
                    task = asyncio.create_task(
                        deliver(database, directory, attempt, media), name=f"deliver {attempt.message_id}"
                    )
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
                    task.add_done_callback(lambda _: bell.ring())
                pause = await _next_due(database) if len(under_way) < AT_ONCE else _POLL
            except Exception as error:
                if not passing(error):
                    raise
                _log.warning("delivery.database_away", error=str(error))
                pause = _POLL
            await bell.wait(pause)
    finally:
        if under_way:
            await asyncio.wait(under_way, timeout=10)


async def claim(database: Database, most: int) -> list[Attempt]:
    """Mark the attempt of replies that are due, the oldest of each thread first; committed before any call is made."""
    if most <= 0:
        return []
    async with database.transaction() as session:
        rows = (await session.execute(_CLAIM, {"most": most})).all()
        attempted = [
            events.ReplyAttempted(
                workspace_id=row.workspace_id,
                by=SYSTEM,
                conversation_id=row.conversation_id,
                message_id=row.id,
                attempt=row.attempts,
            )
            for row in rows
        ]
        await log.append(session, *attempted)
    return [_attempt(row) for row in rows]


def _attempt(row: Any) -> Attempt:
    out = Outbound(row.visibility, row.kind, row.external_key, row.peer, row.text, row.client_ref or "", row.reply_to)
    return Attempt(
        row.id, row.conversation_id, row.account_id, row.attempts, out, row.workspace_id, tuple(row.attachments)
    )


async def deliver(database: Database, directory: Directory, attempt: Attempt, media: Media | None = None) -> None:
    """Call the network once and keep what came of it."""
    network, outcome = await _attempt_once(database, directory, attempt, media)
    metrics.SENT.labels(network, type(outcome).__name__.lower()).inc()
    for pause in (0.1, 1.0, 5.0, None):
        try:
            async with database.transaction() as session:
                await store(session, attempt, outcome)
        except Exception as error:
            if not passing(error):
                raise
            _log.warning("delivery.outcome_not_stored", message=attempt.message_id, error=str(error))
            if pause is None:
                return  # the sweep will show it as unknown, which is the truth as far as the database knows
            await asyncio.sleep(pause)
        else:
            return


async def _attempt_once(
    database: Database, directory: Directory, attempt: Attempt, media: Media | None
) -> tuple[str, Receipt | SendError]:
    """The network's name and what came of the attempt; what fails before the call has said nothing."""
    try:
        connected = (await directory.by_ids([attempt.account_id])).get(attempt.account_id)
        if connected is None or connected.channel is None:
            return "gone", Rejected("account_gone", "The account this reply was meant for cannot be used any more.")
        refusal = await _refusal(database, connected, attempt)
        shown = await pictures(database, media, attempt.workspace_id, attempt.attachments)
    except Rejected as error:
        return "unsendable", error
    except Exception as error:
        if not passing(error):
            raise
        return "unasked", Retry("database_away", "Heard's own database was away; nothing was sent.", after=1.0)
    out = msgspec.structs.replace(attempt.out, pictures=shown)
    return connected.network, refusal or await _send(connected.channel, attempt.message_id, out)


async def _send(channel: Channel, message_id: int, out: Outbound) -> Receipt | SendError:
    try:
        return await channel.send(out)
    except SendError as error:
        return error
    except Exception as error:  # noqa: BLE001 — an adapter that fails may have sent first: nobody knows
        _log.exception("delivery.adapter_failed", message=message_id)
        return Unknown("adapter_failed", f"Heard failed while sending ({type(error).__name__}).")


async def _refusal(database: Database, connected: Connected, attempt: Attempt) -> SendError | None:
    """The same policy once more, at the last moment: a window may have closed, an account been paused."""
    assert connected.capabilities is not None  # noqa: S101 — checked by the caller; says so to the type checker
    async with database.transaction() as session:
        message = await session.get_one(Message, attempt.message_id)
        thread = await session.get_one(Thread, message.thread_id)
        visibility: Visibility = "public" if message.visibility == "public" else "private"
    facts = facts_of(connected.health, visibility, thread, None)
    count = len(attempt.attachments)
    refusal = reply_policy(connected.capabilities, facts, now=now(), pictures=count)
    return Rejected(refusal.code, refusal.detail) if refusal else None


async def store(session: Session, attempt: Attempt, outcome: Receipt | SendError) -> None:
    """Keep the outcome of an attempt; an echo that came first has already settled it."""
    conversation = await session.get(Conversation, attempt.conversation_id, with_for_update=True)
    message = await session.get(Message, attempt.message_id, with_for_update=True)
    if conversation is None or message is None or message.delivery != "sending":
        return
    conversation.version += 1
    said = outcome_of("send", None if isinstance(outcome, Receipt) else outcome)
    if said is not None:
        await observe(session, message.account_id, said)
    about: dict[str, Any] = {"workspace_id": message.workspace_id, "conversation_id": conversation.id}
    if isinstance(outcome, Receipt):
        dropped = await session.execute(
            _DROP_ECHO, {"account": message.account_id, "external_id": outcome.external_id, "id": message.id}
        )
        message.delivery, message.external_id, message.url = "sent", outcome.external_id, outcome.url
        message.reason = message.reason_code = None
        await log.append(session, events.ReplySent(**about, by=_NETWORK, message_id=message.id))
        await session.flush()
        await take_up(session, [(message.account_id, outcome.external_id)])
        await catch_up(session, [message.id])
        if dropped.first() is not None:
            # The echo spoke for the reply, and later: whoever wrote in between has not been answered.
            await restore(session, conversation)
    elif isinstance(outcome, Retry) and attempt.number < MOST_ATTEMPTS:
        message.delivery, message.send_at = (
            "queued",
            await moment(session) + timedelta(seconds=_pause(outcome, attempt.number)),
        )
        message.reason_code, message.reason = outcome.code, clean(outcome.detail)
    else:
        await _fail(session, conversation, message, outcome)


async def _fail(session: Session, conversation: Conversation, message: Message, outcome: SendError) -> None:
    unknown = isinstance(outcome, Unknown)
    reason = clean(outcome.detail)
    message.delivery = "unknown" if unknown else "failed"
    message.reason_code, message.reason = outcome.code, reason
    conversation.failed += 1
    kind = events.ReplyUnknown if unknown else events.ReplyFailed
    failed = kind(
        workspace_id=message.workspace_id,
        by=_NETWORK,
        conversation_id=conversation.id,
        message_id=message.id,
        code=outcome.code,
        reason=reason,
    )
    await log.append(session, failed)
    await session.flush()
    await restore(session, conversation)


def _pause(outcome: Retry, number: int) -> float:
    """Seconds before the next attempt: what the network asks for, else doubling from five."""
    return outcome.after if outcome.after is not None else min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (number - 1))


async def sweep(database: Database) -> int:
    """Show as unknown the attempts that were lost with their worker; how many there were."""
    lost = Unknown("lost", "Heard stopped while this reply was being sent; it may have gone out.")
    async with database.transaction() as session:
        rows = (await session.execute(_LOST, {"after": LOST_AFTER})).all()
    await _doubt(database, rows, lost)
    return len(rows)


async def doubt_waiting(database: Database) -> int:
    """Show as unknown every reply that was on its way; how many there were. For a database that was restored from a backup.

    What waited when the backup was made may have gone out since: it must not be said again by itself (law 4). What waited for its
    time comes back to its author.
    """
    restored = Unknown("restored", "This reply was waiting when the backup was made; it may have gone out since.")
    async with database.transaction() as session:
        rows = (await session.execute(_WAITING)).all()
    await _doubt(database, rows, restored)
    await return_all(database)
    return len(rows)


async def _doubt(database: Database, rows: Sequence[Row[Any]], outcome: Unknown) -> None:
    for row in rows:
        async with database.transaction() as session:
            out = Outbound("public", "comment", "", "", "", "")
            await store(session, Attempt(row.id, row.conversation_id, row.account_id, row.attempts, out), outcome)


async def _next_due(database: Database) -> float:
    """Seconds until the next reply is due, within reason."""
    async with database.transaction() as session:
        seconds: float | None = (await session.execute(_NEXT)).scalar()
    return _POLL if seconds is None else min(_POLL, max(0.005, seconds))


_CLAIM = text("""
UPDATE messages m SET delivery = 'sending', attempts = m.attempts + 1, attempted_at = now()
FROM (
  SELECT q.id FROM messages q
  WHERE q.delivery = 'queued' AND q.send_at <= now() AND NOT EXISTS (
    SELECT 1 FROM messages earlier
    WHERE earlier.thread_id = q.thread_id AND earlier.delivery IN ('queued', 'sending') AND earlier.id < q.id)
  ORDER BY q.send_at, q.id LIMIT :most FOR UPDATE SKIP LOCKED
) due, threads t, conversations c, identities i
WHERE m.id = due.id AND t.id = m.thread_id AND c.id = m.conversation_id AND i.id = c.identity_id
RETURNING m.id, m.workspace_id, m.conversation_id, m.account_id, m.attempts, m.visibility, m.text, m.client_ref, m.reply_to,
  m.attachments,
  t.external_key, t.kind, i.external_id AS peer
""")
_LOST = text("""
SELECT id, conversation_id, account_id, attempts FROM messages
WHERE delivery = 'sending' AND attempted_at < now() - cast(:after AS interval) LIMIT 100
""")
_WAITING = text("""
UPDATE messages SET delivery = 'sending', attempted_at = coalesce(attempted_at, now()) WHERE delivery IN ('queued', 'sending')
RETURNING id, conversation_id, account_id, attempts
""")
_NEXT = text("""
SELECT cast(extract(epoch FROM min(send_at) - clock_timestamp()) AS float) FROM messages WHERE delivery = 'queued'
""")
# The echo of this very reply may have become a message of its own before the answer told us its id; it was the same words.
_DROP_ECHO = text("""
DELETE FROM messages WHERE account_id = :account AND external_id = :external_id AND id <> :id AND author_kind = 'network_app'
RETURNING id
""")
