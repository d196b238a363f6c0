"""A reply that needs a yes is put aside, whole, and people are asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from heard.conversations.models import Approval
from heard.conversations.service.approvals.asking import begin_step
from heard.conversations.service.sending import newest_message, put_aside
from heard.kit.db import moment
from heard.kit.text import clean

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.conversations.approval import Need
    from heard.conversations.models import Conversation
    from heard.conversations.service.sending import Draft
    from heard.kit.db import Session


async def submit(
    session: Session, conversation: Conversation, *, actor: Actor, body: str, draft: Draft, need: Need
) -> Approval:
    """Put a reply aside in a locked conversation until it has its yes. Nobody has been answered yet.

    Raises:
        NotFound, ReplyRefused, Forbidden, UploadGone, PictureTooLarge: it could not be sent either.
        NobodyToApprove: there is nobody to ask.
    """
    thread, attachments = await put_aside(session, conversation, actor=actor, body=body, draft=draft)
    present = await moment(session)
    approval = Approval(
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        thread_id=thread.id if thread else None,
        author_id=actor.user_id,
        visibility=draft.visibility,
        words=clean(draft.text).strip(),
        written=body,
        text=body,
        attachments=attachments,
        beside=asdict(draft.beside),
        client_ref=draft.client_ref,
        after_message_id=await newest_message(session, conversation.id),
        rule_id=need.rule.id if need.rule else None,
        rule_name=need.rule.name if need.rule else None,
        steps=msgspec.to_builtins(need.steps),
        step=0,
        rung=-1,
        hours=need.hours,
        state="waiting",
        asked_at=present,
        due_at=present,
    )
    session.add(approval)
    await session.flush()
    await begin_step(session, conversation, approval, actor.by)
    conversation.version += 1
    return approval
