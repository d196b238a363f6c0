"""Handing a mail to the server, and a mail to see whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from heard.kit import mail
from heard.kit.time import now
from heard.notifications import mails
from heard.notifications.mails import Verdict
from heard.notifications.service.mailing import note_refusal, reader_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from heard.accounts.models import Actor
    from heard.kit.db import Database
    from heard.kit.mail import MailServer

_log = structlog.get_logger()


async def hand_over(server: MailServer, message: EmailMessage, address: str, *, tries: int) -> Verdict:
    """Hand a mail over, and say what became of it; to be called with no transaction open."""
    try:
        await mail.send(server, message, address)
    except mail.NotSent as error:
        verdict = mails.again(str(error), tries=tries)
    except mail.Refused as error:
        verdict = Verdict("refused", str(error))
    except mail.Unknown as error:
        # It may lie in the person's mailbox already, and is in Heard's own list in any case: not said twice.
        verdict = Verdict("lost", str(error))
    else:
        verdict = Verdict("sent")
    _log.info("mail.handed_over", outcome=verdict.what, reason=verdict.reason, tries=tries)
    return verdict


async def try_mail(database: Database, *, server: MailServer, url: str, actor: Actor) -> Verdict:
    """Mail the actor something to see that it arrives, and keep whether their address is refused; what became of it."""
    async with database.transaction() as session:
        reader, _ = await reader_of(session, workspace_id=actor.workspace_id, user_id=actor.user_id)
    message = mails.trial(reader, sender=server.sender, url=url, now=now())
    verdict = await hand_over(server, message, reader.address, tries=0)
    if verdict.what in {"sent", "refused"}:
        why = verdict.reason if verdict.what == "refused" else None
        async with database.transaction() as session:
            await note_refusal(session, workspace_id=actor.workspace_id, user_id=actor.user_id, why=why)
    return verdict
