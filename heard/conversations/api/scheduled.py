"""Routes of replies that wait for their time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from litestar import Response, delete, get, patch
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels.service import Directory
from heard.conversations import views
from heard.conversations.api.approvals import Place
from heard.conversations.api.media import uploaded
from heard.conversations.models import ScheduledReply
from heard.conversations.queries import scheduled as queries
from heard.conversations.schemas import Id, MessageEntry
from heard.conversations.schemas import scheduled as schemas
from heard.conversations.schemas.approvals import WithdrawnReply
from heard.conversations.schemas.replies import Attached
from heard.conversations.service.enclosures import uploads_of
from heard.conversations.service.scheduling import planning, saying
from heard.conversations.views import scheduled as scheduled_views
from heard.kit.db import Session
from heard.kit.errors import Invalid
from heard.kit.settings import Settings
from heard.media.service import Media


@get("/api/conversations/{conversation_id:int}/scheduled", opt=needs(Permission.READ))
async def list_scheduled(conversation_id: Id, session: Given[Session], actor: Given[Actor]) -> schemas.ScheduledList:
    """The replies of a conversation that wait for their time, and those that came back."""
    return scheduled_views.scheduled(await queries.of_conversation(session, actor, conversation_id), actor)


@patch("/api/scheduled/{scheduled_id:int}", opt=needs(Permission.REPLY))
async def change_scheduled(
    scheduled_id: Id,
    data: JSONBody[schemas.RescheduleRequest],
    session: Given[Session],
    actor: Given[Actor],
    directory: Given[Directory],
    settings: Given[Settings],
) -> MessageEntry | schemas.ScheduledEntry:
    """Give a reply that waits another time, or send it at once."""
    if data.now == (data.send_at is not None):
        raise Invalid
    if data.send_at is not None:
        one = await planning.reschedule(session, actor=actor, scheduled_id=scheduled_id, send_at=data.send_at)
        return await entry(session, actor, one)
    undo = timedelta(seconds=settings.undo_seconds)
    message = await saying.send_now(session, actor=actor, scheduled_id=scheduled_id, directory=directory, undo=undo)
    return views.message(message, await views.People.of(session, message.workspace_id, [message]))


@delete("/api/scheduled/{scheduled_id:int}", opt=needs(Permission.REPLY), status_code=200)
async def withdraw_scheduled(scheduled_id: Id, session: Given[Session], actor: Given[Actor]) -> WithdrawnReply:
    """Take a reply back before its time, or put away one that came back."""
    one = await planning.withdraw(session, actor=actor, scheduled_id=scheduled_id)
    return WithdrawnReply(one.words, [Attached(UUID(each), name) for each, name in uploads_of(one.attachments)])


@get("/api/scheduled/{scheduled_id:int}/attachments/{place:int}", opt=needs(Permission.READ))
async def read_scheduled_picture(
    scheduled_id: Id, place: Place, session: Given[Session], actor: Given[Actor], media: Given[Media]
) -> Response[bytes]:
    """A picture that goes with a reply that waits for its time."""
    url, name = await queries.attachment(session, actor, scheduled_id, place)
    return await uploaded(session, actor, media, url, name)


ROUTES = [list_scheduled, change_scheduled, withdraw_scheduled, read_scheduled_picture]


async def entry(session: Session, actor: Actor, one: ScheduledReply) -> schemas.ScheduledEntry:
    """One as it is now, for who has just worked on it."""
    _, names = await queries.named(session, actor, [one])
    return scheduled_views.entry(one, names, actor)
