"""How approvals become HTTP shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from heard.conversations.approval import Conditions, Steps
from heard.conversations.schemas import Author
from heard.conversations.schemas import approvals as schemas
from heard.conversations.service.enclosures import uploads_of

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.conversations.models import ApprovalRule
    from heard.conversations.queries.approvals import Approvals, Known


def approvals(found: Approvals, actor: Actor) -> schemas.ApprovalList:
    """The approvals of a conversation, as the actor sees them."""
    items = [approval(each, found.names, actor) for each in found.items]
    return schemas.ApprovalList(items, found.newest_message_id)


def approval(known: Known, names: dict[int, str], actor: Actor) -> schemas.ApprovalEntry:
    """A reply that waits for a yes, or what became of it."""
    one = known.approval
    return schemas.ApprovalEntry(
        id=one.id,
        conversation_id=one.conversation_id,
        author=Author("person", one.author_id, names.get(one.author_id, ""), None),
        visibility=cast("Visibility", one.visibility),
        thread_id=one.thread_id,
        text=one.text,
        written=one.written,
        attachments=pictures(f"/api/approvals/{one.id}/attachments", one.attachments),
        client_ref=str(one.client_ref),
        why="trainee" if one.rule_name is None else "rule",
        rule_name=one.rule_name,
        state=cast("schemas.State", one.state),
        step=one.step + 1,
        steps=len(one.steps),
        waits_for=[names.get(user, "") for user in known.waits_for],
        agreed=[names.get(user, "") for user in known.agreed],
        asked_at=one.asked_at,
        due_at=one.due_at,
        edited_by_name=names.get(one.edited_by) if one.edited_by else None,
        decided_by_name=names.get(one.decided_by) if one.decided_by else None,
        decided_at=one.decided_at,
        note=one.note,
        message_id=one.message_id,
        since=schemas.ApprovalSince(known.since_theirs, known.since_ours),
        resolves=bool(one.beside.get("resolve")),
        can=_can(known, actor),
    )


def pictures(path: str, attachments: list[dict[str, Any]]) -> list[schemas.ApprovalPicture]:
    """The pictures of a reply that waits, which are found under a path."""
    uploads = enumerate(uploads_of(attachments))
    return [schemas.ApprovalPicture(f"{path}/{place}", upload, name) for place, (upload, name) in uploads]


def _can(known: Known, actor: Actor) -> list[schemas.Deed]:
    if known.approval.state != "waiting":
        return []
    mine: list[schemas.Deed] = ["withdraw"] if known.approval.author_id == actor.user_id else []
    return [*mine, "approve", "reject"] if actor.user_id in known.waits_for else mine


def rule(one: ApprovalRule) -> schemas.ApprovalRule:
    """A rule as it is kept."""
    kept: dict[str, Any] = {"conditions": one.conditions, "steps": one.steps}
    return schemas.ApprovalRule(
        id=one.id,
        name=one.name,
        conditions=msgspec.convert(kept["conditions"], Conditions),
        steps=msgspec.convert(kept["steps"], Steps),
        hours=one.hours,
        active=one.active,
    )
