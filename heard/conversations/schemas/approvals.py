"""HTTP shapes of replies that need another person's yes, and of the rules that say which do."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heard.channels.base import Visibility
from heard.conversations.approval import Conditions, Hours, Steps
from heard.conversations.schemas import Author, Id, Priority, Text
from heard.conversations.schemas.replies import Attached

State = Literal["waiting", "approved", "rejected", "withdrawn", "expired"]
Deed = Literal["approve", "reject", "withdraw"]
Why = Literal["trainee", "rule"]
RuleName = Annotated[str, Meta(min_length=1, max_length=100)]


class ApprovalPicture(Struct):
    """A picture that goes with the reply: where it can be seen, and its upload, for taking the reply up again."""

    url: str
    id: str
    name: str | None


class ApprovalSince(Struct):
    """How much was said here since the reply was written, by the contact and by us."""

    theirs: int
    ours: int


class ApprovalEntry(Struct, kw_only=True, tag_field="entry", tag="approval"):
    """A reply that waits for a yes, or what became of it. It is no message before it is approved.

    `text` is what goes out, `written` what its author had submitted. `step` counts from 1, of `steps`; `waits_for` are those who
    can decide now. `can`: what the actor can do with it. `due_at`: until when those who are asked may answer.
    """

    id: int
    conversation_id: int
    author: Author
    visibility: Visibility
    thread_id: int | None
    text: str
    written: str
    attachments: list[ApprovalPicture]
    client_ref: str
    why: Why
    rule_name: str | None
    state: State
    step: int
    steps: int
    waits_for: list[str]
    agreed: list[str]
    asked_at: datetime
    due_at: datetime
    edited_by_name: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    note: str | None
    message_id: int | None
    since: ApprovalSince
    resolves: bool
    can: list[Deed]


class ApprovalList(Struct):
    """The replies of a conversation that wait and the last that were decided, oldest first.

    `newest_message_id`: the last thing said here when the list was read; who approves says that they know it.
    """

    items: list[ApprovalEntry]
    newest_message_id: int


class ApprovalRequest(Struct, forbid_unknown_fields=True):
    """A yes: to the reply as it is, or with other words (`text`).

    `known_message_id` is the last thing said here that the approver has seen: something newer refuses the yes
    (`something_new_said`). `others`: what becomes of the other replies that wait for the approver in this conversation.
    """

    text: Text | None = None
    known_message_id: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    others: Literal["keep", "reject"] = "keep"


class RejectionRequest(Struct, forbid_unknown_fields=True):
    """A no, and why: its author reads it."""

    note: Annotated[str, Meta(min_length=1, max_length=1000)]


class WithdrawnReply(Struct):
    """The words of a reply that was taken back, which are its author's draft again, and the pictures that went with it."""

    text: str
    attachments: list[Attached]


class NeedRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is about to be sent."""

    visibility: Visibility
    text: Text = ""
    add_tag_ids: Annotated[list[Id], Meta(max_length=50)] = []
    priority: Priority | None = None


class NeedView(Struct):
    """Why the reply would wait, and who would be asked first."""

    why: Why
    rule_name: str | None
    steps: int
    approvers: list[str]


class Foreseen(Struct):
    """Whether the reply would need a yes (null: it goes out at once); `by_text`: other words could change that."""

    need: NeedView | None
    by_text: bool


class ApprovalRuleRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A rule: what replies it speaks of, and whose yes they need, step after step.

    `hours`: how long those who are asked may take before others are; less where a private window closes earlier.
    """

    name: RuleName
    conditions: Conditions
    steps: Steps
    hours: Hours = 24
    active: bool = True


class ApprovalRule(Struct, kw_only=True):
    """A rule of what replies need whose yes."""

    id: int
    name: str
    conditions: Conditions
    steps: Steps
    hours: int
    active: bool


class ApprovalRuleList(Struct):
    """The rules in their order: the first that speaks of a reply counts."""

    items: list[ApprovalRule]


class PlaceRequest(Struct, forbid_unknown_fields=True):
    """A place among the others, from 0."""

    place: Annotated[int, Meta(ge=0, le=100)]
