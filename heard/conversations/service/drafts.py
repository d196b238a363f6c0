"""Drafts, kept while they are written. Nobody's words are lost: who saves over something they have not seen is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, text, update
from sqlalchemy.dialects.postgresql import JSONB

from heard.conversations.errors import DraftChanged
from heard.conversations.models import SavedDraft, ScheduledReply
from heard.conversations.queries.detail import visible
from heard.kit.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heard.accounts.models import Actor
    from heard.conversations.models import Approval
    from heard.conversations.service.enclosures import Uploaded
    from heard.kit.db import Session


async def save_draft(
    session: Session,
    *,
    actor: Actor,
    conversation_id: int,
    mode: str,
    body: str,
    pictures: Sequence[Uploaded] = (),
    thread_id: int | None = None,
    after_message_id: int | None = None,
    known: datetime | None = None,
) -> datetime | None:
    """Keep the actor's draft; when it was kept, or None when it has neither words nor pictures and so is gone.

    `known`: the `saved_at` of the draft this one follows. None: its writer knows of none.

    Raises:
        NotFound: the actor may not see the conversation.
        DraftChanged: another device of the actor has kept something else meanwhile.
    """
    conversation = await visible(session, actor, conversation_id)
    key = {"conversation": conversation.id, "user": actor.user_id, "mode": mode}
    if clean(body).strip() or pictures:
        more = {"workspace": actor.workspace_id, "thread": thread_id, "text": clean(body), "after": after_message_id}
        beside = [{"id": upload, "name": name} for upload, name in pictures]
        kept = (await session.execute(_SAVE, {**key, **more, "pictures": beside, "known": known})).scalar()
        if kept is not None:
            return kept
    elif (await session.execute(_DROP, {**key, "known": known})).first():
        return None
    other = await session.get(SavedDraft, (conversation.id, actor.user_id, mode), populate_existing=True)
    if other is not None:
        raise DraftChanged(text=other.text, pictures=other.pictures, thread_id=other.thread_id, saved_at=other.saved_at)
    return None


async def forget_draft(session: Session, *, actor: Actor, conversation_id: int, mode: str) -> None:
    """What was a draft has been said."""
    await session.execute(
        delete(SavedDraft).where(
            SavedDraft.conversation_id == conversation_id, SavedDraft.user_id == actor.user_id, SavedDraft.mode == mode
        )
    )
    # So have the words among it that came back unsent.
    await session.execute(
        update(ScheduledReply)
        .where(
            ScheduledReply.workspace_id == actor.workspace_id,
            ScheduledReply.conversation_id == conversation_id,
            ScheduledReply.author_id == actor.user_id,
            ScheduledReply.visibility == mode,
            ScheduledReply.state == "returned",
            ScheduledReply.in_draft,
        )
        .values(seen_to=True)
    )


async def give_back(session: Session, put_aside: Approval | ScheduledReply) -> None:
    """What waited and will not be sent is its author's draft again, before what they have written there since."""
    if put_aside.words:
        await session.execute(_GIVE_BACK, _values(put_aside))


async def give_back_alone(session: Session, put_aside: ScheduledReply) -> bool:
    """The same only where they have written nothing since; whether it was done."""
    return bool(put_aside.words) and (await session.execute(_GIVE_BACK_ALONE, _values(put_aside))).first() is not None


def _values(put_aside: Approval | ScheduledReply) -> dict[str, object]:
    return {
        "workspace": put_aside.workspace_id,
        "conversation": put_aside.conversation_id,
        "user": put_aside.author_id,
        "mode": put_aside.visibility,
        "thread": put_aside.thread_id,
        "text": put_aside.words,
    }


_SAVE = text("""
INSERT INTO drafts AS old (workspace_id, conversation_id, user_id, mode, thread_id, text, pictures, after_message_id, saved_at)
VALUES (:workspace, :conversation, :user, :mode, :thread, :text, :pictures, :after, clock_timestamp())
ON CONFLICT (conversation_id, user_id, mode) DO UPDATE
  SET thread_id = excluded.thread_id, text = excluded.text, pictures = excluded.pictures,
    after_message_id = excluded.after_message_id, saved_at = excluded.saved_at
  WHERE old.saved_at = cast(:known AS timestamptz) OR (old.text = excluded.text AND old.pictures = excluded.pictures)
RETURNING saved_at
""").bindparams(bindparam("pictures", type_=JSONB))
_DROP = text("""
DELETE FROM drafts
WHERE conversation_id = :conversation AND user_id = :user AND mode = :mode AND saved_at = cast(:known AS timestamptz)
RETURNING mode
""")
_PUT = """
INSERT INTO drafts AS old (workspace_id, conversation_id, user_id, mode, thread_id, text, saved_at)
VALUES (:workspace, :conversation, :user, :mode, :thread, :text, clock_timestamp())
ON CONFLICT (conversation_id, user_id, mode)
"""
_GIVE_BACK = text(f"{_PUT} DO UPDATE SET text = excluded.text || E'\\n' || old.text, saved_at = excluded.saved_at")
_GIVE_BACK_ALONE = text(f"{_PUT} DO NOTHING RETURNING mode")
