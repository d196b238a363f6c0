"""Routes of replies that need another person's yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import Meta

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels.service import Directory
from heard.conversations.api.media import uploaded
from heard.conversations.queries import approvals as queries
from heard.conversations.queries.detail import visible
from heard.conversations.schemas import Id
from heard.conversations.schemas import approvals as schemas
from heard.conversations.schemas.replies import Attached
from heard.conversations.service.approvals import asking, deciding, needing
from heard.conversations.service.enclosures import uploads_of
from heard.conversations.views import approvals as views
from heard.kit.db import Session
from heard.kit.settings import Settings
from heard.media.service import Media

Place = Annotated[int, Meta(ge=0, le=99)]


@get("/api/conversations/{conversation_id:int}/approvals", opt=needs(Permission.READ))
async def list_approvals(conversation_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.ApprovalList:
    """The replies of a conversation that wait for a yes, and the last that were decided."""
    return views.approvals(await queries.of_conversation(session, actor, conversation_id), actor)


@post("/api/conversations/{conversation_id:int}/approval-need", opt=needs(Permission.REPLY), status_code=200)
async def foresee_approval(
    conversation_id: Id, data: JSONBody[schemas.NeedRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.Foreseen:
    """Whether what is about to be sent needs a yes, and whose: the same rules as when it is sent; nothing is changed."""
    conversation = await visible(session, actor, conversation_id)
    asked = needing.Asked(data.visibility, data.text, tuple(data.add_tag_ids), data.priority)
    need, by_text = await needing.foreseen(session, conversation, author=actor, asked=asked)
    if need is None:
        return schemas.Foreseen(None, by_text)
    names = await asking.names_ahead(session, conversation, actor.user_id, need.steps[0])
    rule = need.rule.name if need.rule else None
    return schemas.Foreseen(schemas.NeedView("rule" if need.rule else "trainee", rule, len(need.steps), names), by_text)


@post("/api/approvals/{approval_id:int}/approval", opt=needs(Permission.REPLY_UNAPPROVED), status_code=200)
async def approve_reply(
    approval_id: Id,
    data: JSONBody[schemas.ApprovalRequest],
    session: Given[Session],
    actor: Given[Actor],
    directory: Given[Directory],
    settings: Given[Settings],
) -> schemas.ApprovalEntry:
    """Say yes to a reply that waits for the actor, as it is or with other words."""
    yes = deciding.Yes(text=data.text, known_message_id=data.known_message_id, others=data.others)
    await deciding.approve(
        session,
        actor=actor,
        approval_id=approval_id,
        yes=yes,
        directory=directory,
        undo=timedelta(seconds=settings.undo_seconds),
    )
    return await entry(session, actor, approval_id)


@post("/api/approvals/{approval_id:int}/rejection", opt=needs(Permission.REPLY_UNAPPROVED), status_code=200)
async def reject_reply(
    approval_id: Id, data: JSONBody[schemas.RejectionRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.ApprovalEntry:
    """Say no to a reply that waits for the actor."""
    await deciding.reject(session, actor=actor, approval_id=approval_id, note=data.note)
    return await entry(session, actor, approval_id)


@delete("/api/approvals/{approval_id:int}", opt=needs(Permission.REPLY), status_code=200)
async def withdraw_reply(approval_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.WithdrawnReply:
    """Take back one's own reply that waits for a yes."""
    approval = await deciding.withdraw(session, actor=actor, approval_id=approval_id)
    uploads = uploads_of(approval.attachments)
    return schemas.WithdrawnReply(approval.words, [Attached(UUID(each), name) for each, name in uploads])


@get("/api/approvals/{approval_id:int}/attachments/{place:int}", opt=needs(Permission.READ))
async def read_approval_picture(
    approval_id: Id, place: Place, session: Given[Session], actor: Given[Actor], media: Given[Media]
) -> Response[bytes]:
    """A picture that goes with a reply that waits."""
    url, name = await queries.attachment(session, actor, approval_id, place)
    return await uploaded(session, actor, media, url, name)


ROUTES = [list_approvals, foresee_approval, approve_reply, reject_reply, withdraw_reply, read_approval_picture]


async def entry(session: Session, actor: Actor, approval_id: int) -> schemas.ApprovalEntry:
    """An approval as it is now, for who has just worked on it."""
    await session.flush()
    found = await queries.one(session, actor, approval_id)
    return views.approval(found.items[0], found.names, actor)
