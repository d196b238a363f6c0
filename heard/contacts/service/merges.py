"""Two people who turn out to be one, and the way back.

Identities carry everything that follows them: a conversation belongs to whom its identity belongs to. So a merge moves
identities and notes and joins the facts; taking it back moves the same ones home, and each fact that has not changed since.
Merges of one person are taken back in reverse, so that before and after stay true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update

from heard.contacts import events, merging
from heard.contacts.errors import CustomerNumbersDiffer, LaterMerge, MergeUndone, SamePerson
from heard.contacts.models import Contact, ContactMerge, ContactNote, Identity
from heard.contacts.service.card import locked
from heard.contacts.service.mutes import follow
from heard.kit import log
from heard.kit.errors import NotFound
from heard.kit.time import now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.accounts.models import Actor
    from heard.contacts.merging import Facts, Side
    from heard.kit.db import Session

_FACTS = ("name", "vip", "relationship", "email", "phone", "customer_number", "crm_validated", "tag_ids", *merging.MUTE)


@dataclass(frozen=True)
class Proposal:
    """What two people would be as one."""

    conflicts: list[str]
    kept: Facts
    gone: Facts
    after: Facts


def propose(kept: Contact, gone: Contact, choices: Mapping[str, Side]) -> Proposal:
    """What a merge would make of the facts.

    Raises:
        SamePerson: there is nothing to merge.
    """
    if kept.id == gone.id:
        raise SamePerson
    ours, theirs = _facts(kept), _facts(gone)
    return Proposal(merging.conflicts(ours, theirs), ours, theirs, merging.combine(ours, theirs, choices))


async def merge(
    session: Session, *, actor: Actor, kept_id: int, gone_id: int, choices: Mapping[str, Side]
) -> ContactMerge:
    """Make two people one.

    Raises:
        NotFound: one of them is not there.
        SamePerson, CustomerNumbersDiffer: nothing was merged.
    """
    if kept_id == gone_id:
        raise SamePerson
    kept, gone = await locked(session, actor.workspace_id, kept_id, gone_id)
    proposal = propose(kept, gone, choices)
    if "customer_number" in proposal.conflicts and "customer_number" not in choices:
        raise CustomerNumbersDiffer(kept=kept.customer_number, gone=gone.customer_number)
    found = ContactMerge(
        workspace_id=actor.workspace_id,
        kept_id=kept.id,
        gone_id=gone.id,
        user_id=actor.user_id,
        at=now(),
        identity_ids=await _ids_of(session, Identity, gone),
        note_ids=await _ids_of(session, ContactNote, gone),
        before=proposal.kept,
        after=proposal.after,
    )
    session.add(found)
    await _move(session, found, to=kept.id, since=gone.id)
    _write(kept, proposal.after)
    gone.merged_into = kept.id
    await session.flush()
    await follow(session, kept)
    await log.append(session, _merged(actor, found))
    return found


async def find_merge(session: Session, *, actor: Actor, merge_id: int) -> ContactMerge:
    """A merge, locked.

    Raises:
        NotFound: there is none in the workspace.
    """
    query = select(ContactMerge).where(ContactMerge.workspace_id == actor.workspace_id, ContactMerge.id == merge_id)
    found = await session.scalar(query.with_for_update())
    if found is None:
        raise NotFound
    return found


async def undo_merge(session: Session, *, actor: Actor, merge: ContactMerge) -> None:
    """Take a merge back: what has not changed since is as it was.

    Raises:
        MergeUndone: it was taken back already.
        LaterMerge: another must be taken back first.
    """
    if merge.undone_at is not None:
        raise MergeUndone
    people = select(Contact).where(Contact.id.in_((merge.kept_id, merge.gone_id))).order_by(Contact.id)
    found = {each.id: each for each in await session.scalars(people.with_for_update(key_share=True))}
    kept, gone = found[merge.kept_id], found[merge.gone_id]
    later = select(ContactMerge.id).where(
        ContactMerge.workspace_id == actor.workspace_id,
        ContactMerge.kept_id == kept.id,
        ContactMerge.id > merge.id,
        ContactMerge.undone_at.is_(None),
    )
    if kept.merged_into is not None or await session.scalar(later.limit(1)) is not None:
        raise LaterMerge
    await _move(session, merge, to=gone.id, since=kept.id)
    _write(kept, merging.restore(_facts(kept), merge.before, merge.after))
    gone.merged_into, merge.undone_at = None, now()
    await session.flush()
    await follow(session, kept)
    await follow(session, gone)
    undone = events.MergeUndone(
        workspace_id=actor.workspace_id, by=actor.by, contact_id=kept.id, gone_id=gone.id, merge_id=merge.id
    )
    await log.append(session, undone)


async def gather(session: Session, contact_ids: Sequence[int]) -> list[int]:
    """Wait until whoever writes for these people has done so; the ids of all their identities."""
    await session.execute(_WAIT, {"ids": sorted(contact_ids)})
    query = select(Identity.id).where(Identity.contact_id.in_(contact_ids)).order_by(Identity.id)
    return list(await session.scalars(query))


async def _ids_of(session: Session, table: type[Identity | ContactNote], contact: Contact) -> list[int]:
    query = select(table.id).where(table.workspace_id == contact.workspace_id, table.contact_id == contact.id)
    return list(await session.scalars(query.order_by(table.id).with_for_update()))


async def _move(session: Session, merge: ContactMerge, *, to: int, since: int) -> None:
    """What came over by the merge, if it still belongs to whom it belonged since."""
    for table, ids in ((Identity, merge.identity_ids), (ContactNote, merge.note_ids)):
        await session.execute(
            update(table)
            .where(table.workspace_id == merge.workspace_id, table.contact_id == since, table.id.in_(ids))
            .values(contact_id=to)
            .execution_options(synchronize_session=False)
        )


def _facts(contact: Contact) -> Facts:
    facts: Facts = {name: getattr(contact, name) for name in _FACTS}
    facts["muted_at"] = contact.muted_at and contact.muted_at.isoformat()
    return facts | {f"{merging.ATTRIBUTE}{name}": value for name, value in contact.attributes.items()}


def _write(contact: Contact, facts: Facts) -> None:
    attributes: dict[str, Any] = {}
    for name, value in facts.items():
        if name.startswith(merging.ATTRIBUTE):
            attributes[name.removeprefix(merging.ATTRIBUTE)] = value
        elif name == "muted_at":
            contact.muted_at = value and datetime.fromisoformat(value)
        else:
            setattr(contact, name, value)
    contact.attributes = {name: value for name, value in attributes.items() if value is not None}


def _merged(actor: Actor, merge: ContactMerge) -> log.Event:
    changed = [name for name, value in merge.after.items() if merge.before.get(name) != value]
    return events.ContactsMerged(
        workspace_id=actor.workspace_id,
        by=actor.by,
        contact_id=merge.kept_id,
        gone_id=merge.gone_id,
        merge_id=merge.id,
        before={name: merge.before.get(name) for name in changed},
        after={name: merge.after[name] for name in changed},
    )


_WAIT = text("SELECT id FROM contacts WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
