"""Routes of one conversation and of work on it, and of what is in each view."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency as Given
from litestar.params import JSONBody
from msgspec import UNSET

from heard.accounts.models import Actor, Permission
from heard.accounts.service import needs
from heard.channels.service import Directory
from heard.conversations import schemas, service, views
from heard.conversations.api.approvals import entry
from heard.conversations.api.parameters import Cursor, Limit
from heard.conversations.api.scheduled import entry as scheduled_entry
from heard.conversations.models import Approval, Message, ScheduledReply
from heard.conversations.presence import Viewers
from heard.conversations.queries import badges
from heard.conversations.queries import detail as details
from heard.conversations.queries import timeline as timelines
from heard.conversations.schemas import replies as reply_schemas
from heard.conversations.schemas.approvals import ApprovalEntry
from heard.conversations.schemas.scheduled import ScheduledEntry
from heard.kit.bus import Bus
from heard.kit.db import Session
from heard.kit.settings import Settings

VIEWING = "viewing"


@get("/api/views", opt=needs(Permission.READ))
async def list_views(session: Given[Session], actor: Given[Actor]) -> schemas.ViewList:
    """The actor's views and how much is in each."""
    found = await badges.counts(session, actor)
    most = badges.COUNT_CAP
    return schemas.ViewList(
        [
            schemas.View(view, None if count is None else min(count, most), count is not None and count > most)
            for view, count in found
        ]
    )


@get("/api/conversations/{conversation_id:int}", opt=needs(Permission.READ))
async def read_conversation(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor], viewers: Given[Viewers]
) -> schemas.Conversation:
    """One conversation."""
    return await whole(session, actor, conversation_id, viewers)


@get("/api/conversations/{conversation_id:int}/timeline", opt=needs(Permission.READ))
async def read_timeline(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor], before: Cursor = None, limit: Limit = 50
) -> schemas.Timeline:
    """What happened in a conversation, the latest page first."""
    found, next_cursor = await timelines.timeline(session, actor, conversation_id, before=before, limit=limit)
    return schemas.Timeline(await views.entries(session, actor, found), next_cursor)


@put("/api/conversations/{conversation_id:int}/seen", opt=needs(Permission.READ), status_code=204)
async def see_conversation(conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """The actor has looked at the conversation."""
    conversation = await details.visible(session, actor, conversation_id)
    await service.see(session, actor=actor, conversation=conversation)


@put("/api/conversations/{conversation_id:int}/presence", opt=needs(Permission.READ), status_code=204)
async def view_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.PresenceRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
    bus: Given[Bus],
) -> None:
    """The actor has the conversation open; colleagues are told."""
    await details.visible(session, actor, conversation_id)
    if viewers.look(actor.workspace_id, conversation_id, actor.user_id, typing=data.typing):
        bus.tell(VIEWING, f"{actor.workspace_id} {conversation_id} {actor.user_id} {int(data.typing)}")


@post("/api/conversations/{conversation_id:int}/replies", opt=needs(Permission.REPLY))
async def reply(
    conversation_id: schemas.Id,
    data: JSONBody[reply_schemas.ReplyRequest],
    session: Given[Session],
    actor: Given[Actor],
    directory: Given[Directory],
    settings: Given[Settings],
) -> Response[schemas.MessageEntry | ApprovalEntry | ScheduledEntry]:
    """Answer, publicly or privately. The first reply claims the conversation; one that needs a yes, or has a time, waits."""
    draft = views.draft_of(data)
    written, is_new = await service.reply(
        session,
        actor=actor,
        conversation_id=conversation_id,
        draft=draft,
        directory=directory,
        undo=timedelta(seconds=settings.undo_seconds),
        send_at=data.send_at,
    )
    status = 201 if is_new else 200
    if isinstance(written, Approval):
        return Response(await entry(session, actor, written.id), status_code=status)
    if isinstance(written, ScheduledReply):
        return Response(await scheduled_entry(session, actor, written), status_code=status)
    return Response(await _message(session, written), status_code=status)


@delete("/api/replies/{message_id:int}", opt=needs(Permission.REPLY), status_code=200)
async def undo_reply(message_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> reply_schemas.UndoneReply:
    """Take a reply back before it goes out, or discard one that failed."""
    text, uploads = await service.undo(session, actor=actor, message_id=message_id)
    return reply_schemas.UndoneReply(text, [reply_schemas.Attached(UUID(each), name) for each, name in uploads])


@post("/api/replies/{message_id:int}/retry", opt=needs(Permission.REPLY), status_code=200)
async def retry_reply(
    message_id: schemas.Id, data: JSONBody[reply_schemas.RetryRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.MessageEntry:
    """Send a failed reply again."""
    message = await service.retry(session, actor=actor, message_id=message_id, confirmed=data.confirm_may_duplicate)
    return await _message(session, message)


@post("/api/replies/{message_id:int}/settle", opt=needs(Permission.REPLY), status_code=200)
async def settle_reply(
    message_id: schemas.Id, data: JSONBody[reply_schemas.SettleRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.MessageEntry:
    """Say what became of a reply whose outcome is unknown."""
    message = await service.settle(session, actor=actor, message_id=message_id, sent=data.outcome == "sent")
    return await _message(session, message)


@post("/api/conversations/{conversation_id:int}/notes", opt=needs(Permission.NOTE))
async def write_note(
    conversation_id: schemas.Id, data: JSONBody[reply_schemas.NoteRequest], session: Given[Session], actor: Given[Actor]
) -> schemas.NoteEntry:
    """Write a note among ourselves."""
    note = await service.note(
        session, actor=actor, conversation_id=conversation_id, text=data.text, mentions=data.mentions
    )
    return views.note(note, await views.People.of(session, actor.workspace_id, [note]))


@post("/api/conversations/{conversation_id:int}/claim", opt=needs(Permission.REPLY), status_code=200)
async def claim_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.ClaimRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Take a conversation."""
    await service.claim(session, actor=actor, conversation_id=conversation_id, take_over=data.take_over)
    return await whole(session, actor, conversation_id, viewers)


@put("/api/conversations/{conversation_id:int}/assignment", opt=needs(Permission.ASSIGN))
async def assign_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.AssignmentRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Give a conversation to a team or a person."""
    current = await service.locked(session, actor, conversation_id)
    await service.assign(
        session,
        actor=actor,
        conversation_id=conversation_id,
        team_id=current.team_id if data.team_id is UNSET else data.team_id,
        assignee_id=current.assignee_id if data.assignee_id is UNSET else data.assignee_id,
    )
    return await whole(session, actor, conversation_id, viewers)


@put("/api/conversations/{conversation_id:int}/tags", opt=needs(Permission.RESOLVE))
async def tag_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.TagsRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Set the tags of a conversation."""
    await service.tag(session, actor=actor, conversation_id=conversation_id, tag_ids=data.tag_ids)
    return await whole(session, actor, conversation_id, viewers)


@put("/api/conversations/{conversation_id:int}/priority", opt=needs(Permission.RESOLVE))
async def prioritise_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.PriorityRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Set how urgent a conversation is."""
    await service.prioritise(session, actor=actor, conversation_id=conversation_id, priority=data.priority)
    return await whole(session, actor, conversation_id, viewers)


@post("/api/conversations/{conversation_id:int}/resolution", opt=needs(Permission.RESOLVE), status_code=200)
async def resolve_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.ResolutionRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Close a conversation with a reason."""
    await service.resolve(session, actor=actor, conversation_id=conversation_id, reason=data.reason, note=data.note)
    return await whole(session, actor, conversation_id, viewers)


@delete("/api/conversations/{conversation_id:int}/resolution", opt=needs(Permission.RESOLVE), status_code=200)
async def reopen_conversation(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor], viewers: Given[Viewers]
) -> schemas.Conversation:
    """Take a resolution back."""
    await service.reopen(session, actor=actor, conversation_id=conversation_id)
    return await whole(session, actor, conversation_id, viewers)


@put("/api/conversations/{conversation_id:int}/snooze", opt=needs(Permission.RESOLVE))
async def snooze_conversation(
    conversation_id: schemas.Id,
    data: JSONBody[schemas.SnoozeRequest],
    session: Given[Session],
    actor: Given[Actor],
    viewers: Given[Viewers],
) -> schemas.Conversation:
    """Put a conversation away until a time."""
    await service.snooze(session, actor=actor, conversation_id=conversation_id, until=data.until)
    return await whole(session, actor, conversation_id, viewers)


@delete("/api/conversations/{conversation_id:int}/snooze", opt=needs(Permission.RESOLVE), status_code=200)
async def wake_conversation(
    conversation_id: schemas.Id, session: Given[Session], actor: Given[Actor], viewers: Given[Viewers]
) -> schemas.Conversation:
    """Take a conversation back that was put away."""
    await service.wake(session, actor=actor, conversation_id=conversation_id)
    return await whole(session, actor, conversation_id, viewers)


@get("/api/tags", opt=needs(Permission.READ))
async def list_tags(session: Given[Session], actor: Given[Actor]) -> schemas.TagList:
    """The tag dictionary."""
    return schemas.TagList([views.tag(each) for each in await service.tags(session, actor=actor)])


@post("/api/tags", opt=needs(Permission.TAGS))
async def add_tag(data: JSONBody[schemas.TagRequest], session: Given[Session], actor: Given[Actor]) -> schemas.Tag:
    """Add a word to the tag dictionary."""
    return views.tag(await service.add_tag(session, actor=actor, name=data.name, color=data.color))


@delete("/api/tags/{tag_id:int}", opt=needs(Permission.TAGS))
async def remove_tag(tag_id: schemas.Id, session: Given[Session], actor: Given[Actor]) -> None:
    """Take a word out of the tag dictionary."""
    await service.remove_tag(session, actor=actor, tag_id=tag_id)


ROUTES = [
    list_views,
    read_conversation,
    read_timeline,
    see_conversation,
    view_conversation,
    reply,
    undo_reply,
    retry_reply,
    settle_reply,
    write_note,
    claim_conversation,
    assign_conversation,
    tag_conversation,
    prioritise_conversation,
    resolve_conversation,
    reopen_conversation,
    snooze_conversation,
    wake_conversation,
    list_tags,
    add_tag,
    remove_tag,
]


async def whole(session: Session, actor: Actor, conversation_id: int, viewers: Viewers) -> schemas.Conversation:
    """A conversation as it is now, for who has just worked on it."""
    await session.flush()
    found = await details.detail(session, actor, conversation_id)
    others = viewers.at(actor.workspace_id, conversation_id, but=actor.user_id)
    return views.conversation(found, actor, others)


async def _message(session: Session, message: Message) -> schemas.MessageEntry:
    return views.message(message, await views.People.of(session, message.workspace_id, [message]))
