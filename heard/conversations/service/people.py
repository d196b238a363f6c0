"""What a change of a person does to conversations: whose they are, and whether they need us."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from heard.contacts import service as contacts
from heard.conversations import events
from heard.conversations.service.arrivals import MUTED, NOBODY_WAITS
from heard.conversations.service.work import check_tags
from heard.kit import jobs, log
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.accounts.models import Actor
    from heard.contacts.models import Contact, ContactMerge
    from heard.contacts.service import Side, Value
    from heard.kit.db import Session

GATHER = "conversations.gather"
# Longer than a batch of arrivals takes, so that those who looked before the merge have written by then.
_GATHER_AFTER = timedelta(seconds=20)


async def change_contact(
    session: Session, *, actor: Actor, contact_id: int, facts: Mapping[str, Any], attributes: Mapping[int, Value]
) -> Contact:
    """Write what is known of a person.

    Raises:
        NotFound, NoSuchTag, BadValue, FieldManaged: nothing was changed.
    """
    if "tag_ids" in facts:
        await check_tags(session, actor.workspace_id, facts["tag_ids"])
        facts = {**facts, "tag_ids": list(dict.fromkeys(facts["tag_ids"]))}
    return await contacts.change(session, actor=actor, contact_id=contact_id, facts=facts, attributes=attributes)


async def mute_contact(session: Session, *, actor: Actor, contact_id: int, kind: str, reason: str) -> Contact:
    """Mute or block a person: their open conversations are resolved, and what they say from now on makes no work.

    Raises:
        NotFound, ReasonNeeded: nothing was done.
    """
    contact = await contacts.mute(session, actor=actor, contact_id=contact_id, kind=kind, reason=reason)
    values = {"workspace": actor.workspace_id, "contact": contact.id, "at": now(), "never": NOBODY_WAITS}
    rows = (await session.execute(_DISMISS, {**values, "reason": MUTED})).all()
    dismissed = [
        events.ConversationResolved(
            workspace_id=actor.workspace_id, by=actor.by, conversation_id=row.id, before=row.before, reason=MUTED
        )
        for row in rows
    ]
    await log.append(session, *dismissed)
    return contact


async def merge_contacts(
    session: Session, *, actor: Actor, kept_id: int, gone_id: int, choices: Mapping[str, Side]
) -> ContactMerge:
    """Make two people one; the conversations of both are then with the one who stays.

    Raises:
        NotFound, SamePerson, CustomerNumbersDiffer: nothing was merged.
    """
    merge = await contacts.merge(session, actor=actor, kept_id=kept_id, gone_id=gone_id, choices=choices)
    await _follow(session, merge)
    return merge


async def undo_merge(session: Session, *, actor: Actor, merge: ContactMerge) -> None:
    """Take a merge back; conversations go home with their identities, those that began since as well.

    Raises:
        MergeUndone, LaterMerge: nothing was taken back.
    """
    await contacts.undo_merge(session, actor=actor, merge=merge)
    await _follow(session, merge)


async def gather(session: Session, contact_ids: Sequence[int]) -> None:
    """Give conversations that were being opened while their person was merged to whom they belong."""
    identities = await contacts.gather(session, contact_ids)
    await session.execute(_FOLLOW, {"identities": identities})


async def _follow(session: Session, merge: ContactMerge) -> None:
    await session.execute(_FOLLOW, {"identities": merge.identity_ids})
    await jobs.defer(
        session,
        GATHER,
        at=now() + _GATHER_AFTER,
        workspace_id=merge.workspace_id,
        kept_id=merge.kept_id,
        gone_id=merge.gone_id,
    )


_DISMISS = text("""
UPDATE conversations c SET state = 'resolved', resolve_reason = :reason, resolved_at = :at, waiting_since = :never,
  snoozed_until = NULL, version = c.version + 1
FROM (SELECT id, state FROM conversations WHERE workspace_id = :workspace AND contact_id = :contact AND state <> 'resolved'
  ORDER BY id FOR UPDATE) old
WHERE c.id = old.id RETURNING c.id, old.state AS before
""")
# By account, as the index is: an identity's network has few.
_FOLLOW = text("""
UPDATE conversations c SET contact_id = found.contact_id, version = c.version + 1
FROM (
  SELECT old.id, i.contact_id FROM identities i
  JOIN accounts a ON a.workspace_id = i.workspace_id AND a.network = i.network
  JOIN conversations old ON old.account_id = a.id AND old.identity_id = i.id AND old.contact_id <> i.contact_id
  WHERE i.id = ANY(:identities) ORDER BY old.id FOR UPDATE OF old
) found
WHERE c.id = found.id
""")
