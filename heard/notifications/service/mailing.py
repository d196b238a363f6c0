"""From what people were told and have not read to one mail: planned with the telling, gathered and checked when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from heard.accounts.models import Membership, User, Workspace
from heard.accounts.service import actor_of_member
from heard.kit import jobs, log, metrics
from heard.kit.db import moment
from heard.kit.failures import WORKSPACE
from heard.notifications import events, queries
from heard.notifications.mails import Reader, Verdict, compose
from heard.notifications.models import Mailing, MailTurn, NotificationChoices
from heard.notifications.service.choices import choices_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage
    from typing import Any

    from sqlalchemy import Row

    from heard.accounts.models import Actor
    from heard.kit.db import Session
    from heard.kit.mail import MailServer

MAIL = "notifications.mail"
APART = timedelta(minutes=15)
"""Nobody is mailed more often."""
_IN_HAND = timedelta(minutes=5)
_REFUSED_FOR = timedelta(days=1)
_LEFT_FOR = timedelta(hours=1)
_MOST_GATHERED = 200
_AT_ONCE = 200
_log = structlog.get_logger()


@dataclass(frozen=True)
class Chosen:
    """Whether a person works, and wants to be told while they do not; what the mail server said of their address, and when."""

    present: bool
    while_away: bool
    mail_refusal: str | None
    mail_refused_at: datetime | None


@dataclass(frozen=True)
class Mail:
    """One mail, ready to be sent. `told`: notifications by id, with the events they are told of up to."""

    mailing_id: int
    workspace_id: int
    user_id: int
    address: str
    message: EmailMessage
    tries: int
    told: dict[int, int]
    turn: datetime


async def plan_mails(session: Session, notification_ids: Sequence[int]) -> None:
    """Let a mail wait for each person who wants to be mailed what they were just told of, in the same transaction.

    One that waits already is held until we are through: whoever gathers it then finds what is told here.
    """
    await session.execute(_PLANNED, {"ids": list(notification_ids)})


async def take_due(session: Session, *, after: timedelta) -> int:
    """Have jobs send the mails whose pause is over; how many.

    One whose job is gone is taken up again. One whose worker stopped while it was being sent may have been said: it is over.
    """
    await session.execute(_LEFT, {"long": _LEFT_FOR})
    values = {"after": after, "hand": _IN_HAND, "limit": _AT_ONCE}
    due = (await session.execute(_TAKE, values)).all()
    ids = [{WORKSPACE: row.workspace_id, "mailing_id": row.id} for row in due]
    await jobs.defer_all(session, MAIL, ids, at=await moment(session))
    return len(due)


async def prepare_mail(session: Session, *, server: MailServer, url: str, mailing_id: int) -> Mail | None:
    """Mark the attempt at a mail and say what is to be sent; None when nothing is, or not yet.

    Checked now, not when it was planned: who the person is, whether they work, what they chose, what they may see (law 7), what
    they have read, and when they were last mailed.
    """
    waiting = select(Mailing).where(Mailing.id == mailing_id, Mailing.state == "waiting").with_for_update()
    mailing = await session.scalar(waiting)
    if mailing is None:
        return None
    actor = await actor_of_member(session, workspace_id=mailing.workspace_id, user_id=mailing.user_id)
    reader = await _reader(session, mailing)
    rows: Sequence[Row[Any]] = await _unread(session, actor) if actor and reader else ()
    turn = await _turn(session, mailing) if rows else None
    if rows and turn is None:
        return None
    rows = await _marked(session, rows)
    if not rows or reader is None or turn is None:
        await _end(session, mailing_id, "dropped")
        return None
    told: dict[int, int] = {row.Notification.id: row.Notification.event_id for row in rows}
    mailing.state = "sending"
    message = compose(reader, rows, total=len(rows), sender=server.sender, url=url, now=turn)
    return Mail(mailing.id, mailing.workspace_id, mailing.user_id, reader.address, message, mailing.tries, told, turn)


async def _reader(session: Session, mailing: Mailing) -> Reader | None:
    """Whom the mail is for; None when they are signed off and left in peace, or their address was refused of late."""
    reader, chosen = await reader_of(session, workspace_id=mailing.workspace_id, user_id=mailing.user_id)
    if not (chosen.present or chosen.while_away):
        return None
    if chosen.mail_refused_at is not None and chosen.mail_refused_at > await moment(session) - _REFUSED_FOR:
        return None
    return reader


async def reader_of(session: Session, *, workspace_id: int, user_id: int) -> tuple[Reader, Chosen]:
    """A member as the reader of mails, and what they chose about them."""
    choices = NotificationChoices
    query = (
        select(
            User.email,
            User.name,
            User.locale,
            Workspace.name.label("workspace"),
            Membership.present,
            func.coalesce(choices.words, False).label("words"),
            func.coalesce(choices.while_away, False).label("while_away"),
            choices.mail_refusal,
            choices.mail_refused_at,
        )
        .join(Membership, Membership.user_id == User.id)
        .join(Workspace, Workspace.id == Membership.workspace_id)
        .outerjoin(choices, (choices.workspace_id == Workspace.id) & (choices.user_id == User.id))
        .where(Membership.workspace_id == workspace_id, User.id == user_id)
    )
    row = (await session.execute(query)).one()
    reader = Reader(
        address=row.email,
        name=row.name,
        locale=row.locale,
        workspace_id=workspace_id,
        workspace=row.workspace,
        words=row.words,
    )
    return reader, Chosen(row.present, row.while_away, row.mail_refusal, row.mail_refused_at)


async def _unread(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    kinds = [kind for kind, choice in (await choices_of(session, actor=actor)).items() if choice.mails]
    return await queries.unmailed(session, actor, kinds=kinds, limit=_MOST_GATHERED)


async def _marked(session: Session, rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Those of the notifications that are now marked as mailed.

    Not one that somebody is changing this moment: either it is being read, or more is added to it, for which another mail waits.
    Waiting for it would be waiting for who waits for us.
    """
    told = {row.Notification.id: row.Notification.event_id for row in rows}
    marked = await session.execute(_MARK, {"ids": list(told), "events": list(told.values())})
    ids = {row.id for row in marked}
    return [row for row in rows if row.Notification.id in ids]


async def _turn(session: Session, mailing: Mailing) -> datetime | None:
    """The moment the person's turn was taken; None when they were mailed too short a time ago, and the mail waits on."""
    at = await moment(session)
    values = {"user": mailing.user_id, "workspace": mailing.workspace_id, "at": at, "apart": APART}
    if (await session.execute(_TURN, values)).first() is not None:
        return at
    last = (await session.execute(select(MailTurn.at).where(MailTurn.user_id == mailing.user_id))).scalar_one()
    mailing.not_before = last + APART
    return None


async def settle_mail(session: Session, mail: Mail, verdict: Verdict) -> None:
    """Keep what became of a mail; what was certainly not said is gathered again by the next."""
    metrics.MAILED.labels(verdict.what).inc()
    match verdict.what:
        case "sent":
            await _end(session, mail.mailing_id, "sent")
            await note_refusal(session, workspace_id=mail.workspace_id, user_id=mail.user_id, why=None)
        case "refused":
            await _end(session, mail.mailing_id, "refused", verdict.reason)
            await note_refusal(session, workspace_id=mail.workspace_id, user_id=mail.user_id, why=verdict.reason)
        case "lost":
            await _end(session, mail.mailing_id, "lost", verdict.reason)
        case "again":
            await _give_back(session, mail)
            await _again(session, mail, verdict)


async def note_refusal(session: Session, *, workspace_id: int, user_id: int, why: str | None) -> None:
    """Keep that the server refuses a person's address, or (None) that it takes mail for it."""
    this = (NotificationChoices.workspace_id == workspace_id, NotificationChoices.user_id == user_id)
    known = await session.scalar(select(NotificationChoices.mail_refusal).where(*this))
    at = None if why is None else func.now()
    await session.execute(update(NotificationChoices).where(*this).values(mail_refusal=why, mail_refused_at=at))
    if why is not None and why != known:
        refused = events.MailRefused(workspace_id=workspace_id, by=log.SYSTEM, user_id=user_id, why=why)
        await log.append(session, refused)


async def _give_back(session: Session, mail: Mail) -> None:
    """Nothing was said: it counts neither as mailed nor as the person's turn."""
    await session.execute(_UNMARK, {"ids": list(mail.told), "events": list(mail.told.values())})
    await session.execute(delete(MailTurn).where(MailTurn.user_id == mail.user_id, MailTurn.at == mail.turn))


async def _again(session: Session, mail: Mail, verdict: Verdict) -> None:
    at = await moment(session) + timedelta(seconds=verdict.pause)
    later = {"state": "waiting", "tries": mail.tries + 1, "not_before": at, "reason": verdict.reason}
    try:
        async with session.begin_nested():
            await session.execute(update(Mailing).where(Mailing.id == mail.mailing_id).values(**later))
    except IntegrityError:
        # Another waits by now: that one tells of all of it.
        await _end(session, mail.mailing_id, "dropped", verdict.reason)


async def _end(session: Session, mailing_id: int, state: str, reason: str | None = None) -> None:
    ended = {"state": state, "reason": reason, "ended_at": func.now()}
    await session.execute(update(Mailing).where(Mailing.id == mailing_id).values(**ended))


async def prune_mailings(session: Session, before: datetime, *, limit: int) -> int:
    """Forget up to `limit` mails that ended before a time; how many."""
    old = select(Mailing.id).where(Mailing.ended_at < before).order_by(Mailing.ended_at).limit(limit)
    gone = await session.execute(delete(Mailing).where(Mailing.id.in_(old.scalar_subquery())).returning(Mailing.id))
    return len(gone.all())


_PLANNED = text("""
INSERT INTO mailings (workspace_id, user_id)
SELECT n.workspace_id, n.user_id
FROM notifications n
JOIN notification_choices p ON p.workspace_id = n.workspace_id AND p.user_id = n.user_id
WHERE n.id = ANY(:ids) AND cast(p.choices #>> ARRAY[n.kind, 'mail'] AS boolean)
GROUP BY n.workspace_id, n.user_id ORDER BY n.workspace_id, n.user_id
ON CONFLICT (workspace_id, user_id) WHERE state = 'waiting' DO UPDATE SET since = mailings.since
""")
_TAKE = text("""
UPDATE mailings m SET not_before = now() + cast(:hand AS interval)
FROM (
  SELECT id FROM mailings
  WHERE state = 'waiting' AND since <= now() - cast(:after AS interval) AND (not_before IS NULL OR not_before <= now())
  ORDER BY since LIMIT :limit FOR UPDATE SKIP LOCKED
) due
WHERE m.id = due.id RETURNING m.id, m.workspace_id
""")
_LEFT = text("""
UPDATE mailings SET state = 'lost', ended_at = now(), reason = 'its worker stopped'
WHERE state = 'sending' AND not_before < now() - cast(:long AS interval)
""")
_TURN = text("""
INSERT INTO mail_turns (user_id, workspace_id, at) VALUES (:user, :workspace, :at)
ON CONFLICT (user_id) DO UPDATE SET workspace_id = excluded.workspace_id, at = excluded.at
WHERE mail_turns.at <= excluded.at - cast(:apart AS interval) RETURNING at
""")
_TOLD = """
WITH told AS (
  SELECT n.id, new.event_id FROM notifications n
  JOIN unnest(cast(:ids AS bigint[]), cast(:events AS bigint[])) AS new (id, event_id) ON new.id = n.id
  WHERE n.event_id = new.event_id FOR UPDATE OF n SKIP LOCKED
)
"""
_MARK = text(f"""
{_TOLD} UPDATE notifications n SET mailed_event_id = told.event_id FROM told
WHERE n.id = told.id AND n.read_at IS NULL RETURNING n.id
""")  # noqa: S608 — only constants of this module
_UNMARK = text(f"""
{_TOLD} UPDATE notifications n SET mailed_event_id = NULL FROM told
WHERE n.id = told.id AND n.mailed_event_id = told.event_id
""")  # noqa: S608 — likewise
