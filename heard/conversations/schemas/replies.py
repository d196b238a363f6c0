"""HTTP shapes of replies and notes, as they are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from heard.channels.base import Visibility
from heard.conversations.schemas import Id, Priority, Text


class ReplyActions(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is done together with a reply, or not at all."""

    add_tag_ids: Annotated[list[Id], Meta(max_length=50)] = []
    priority: Priority | None = None
    team_id: Id | None = None


class Attached(Struct, forbid_unknown_fields=True):
    """A picture that was uploaded before, to go with a reply."""

    id: UUID
    name: Annotated[str, Meta(max_length=200)] | None = None


class Upload(Struct):
    """A file that can now go with a reply."""

    id: UUID
    content_type: str
    size: int


class ReplyRequest(Struct, forbid_unknown_fields=True):
    """A reply. Asked again with the same `client_ref`, it is the same reply.

    `after_message_id` is the newest answer of ours its writer has seen, 0 for none: a newer one by somebody else refuses the
    reply (`answered_meanwhile`). `sign`: with the writer's signature, where the workspace leaves that to them.
    `send_at`: it waits until then (a minute to ninety days ahead, within the network's window) and is no message before.
    """

    visibility: Visibility
    text: Text
    client_ref: UUID
    thread_id: Id | None = None
    resolve: bool = False
    sign: bool = True
    after_message_id: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    macro_id: Id | None = None
    actions: ReplyActions | None = None
    move: Literal["invite", "return"] | None = None
    attachments: Annotated[list[Attached], Meta(max_length=10)] = []
    send_at: Annotated[datetime, Meta(tz=True)] | None = None


class NoteRequest(Struct, forbid_unknown_fields=True):
    """A note, and who is called in by it."""

    text: Text
    mentions: Annotated[list[Id], Meta(max_length=50)] = []


class UndoneReply(Struct):
    """The text of a reply that was taken back, and the pictures that went with it."""

    text: str
    attachments: list[Attached]


class RetryRequest(Struct, forbid_unknown_fields=True):
    """Sending again; for a reply whose outcome is unknown the actor confirms that it may be said twice."""

    confirm_may_duplicate: bool = False


class SettleRequest(Struct, forbid_unknown_fields=True):
    """What became of a reply whose outcome was unknown."""

    outcome: Literal["sent", "not_sent"]
