"""Until when a conversation can be answered in private: on its row, worked out anew where threads move or settings change.

The row holds it whatever its state, so that nothing that only changes the state need touch it; lists show and ask for it of
what is new alone. It is the window of the last private word, in which the composer answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from heard.channels.models import Account
from heard.channels.service import capabilities_of
from heard.conversations.models import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heard.kit.db import Session


async def work_out(session: Session, conversation_ids: Iterable[int]) -> None:
    """Put right when the private windows of conversations close, which the caller has locked."""
    ids = sorted(set(conversation_ids))
    if ids:
        query = (
            select(Account).join(Conversation, Conversation.account_id == Account.id).where(Conversation.id.in_(ids))
        )
        columns = _columns((await session.scalars(query)).unique().all())
        await session.execute(_OF_CONVERSATIONS, {"ids": ids, **columns})


async def follow_settings(session: Session, account_id: int) -> None:
    """Put right when the private windows of an account's conversations close: its settings have changed."""
    columns = _columns([await session.get_one(Account, account_id)])
    if columns["minutes"] != [None]:
        await session.execute(_OF_ACCOUNTS, columns)


async def leave(session: Session, conversation_id: int) -> None:
    """Forget the window of a conversation whose private thread has gone to another.

    Passed over if somebody is at work on it: who holds the newer conversation must not wait for the older one.
    """
    await session.execute(_LEAVE, {"conversation": conversation_id})


def _columns(accounts: Sequence[Account]) -> dict[str, list[int] | list[int | None]]:
    minutes = [capabilities_of(each.network, each.settings).private_window_minutes for each in accounts]
    return {"accounts": [each.id for each in accounts], "minutes": minutes}


_WORK_OUT = """
UPDATE conversations c SET window_closes_at = found.closes
FROM (
  SELECT k.id, said.last + make_interval(mins => w.minutes) AS closes
  FROM unnest(cast(:accounts AS bigint[]), cast(:minutes AS int[])) w (account_id, minutes)
  JOIN conversations k ON k.account_id = w.account_id
  CROSS JOIN LATERAL (SELECT max(t.last_inbound_at) AS last FROM threads t
    WHERE t.workspace_id = k.workspace_id AND t.conversation_id = k.id AND t.visibility = 'private') said
  WHERE {which} AND k.window_closes_at IS DISTINCT FROM said.last + make_interval(mins => w.minutes)
  ORDER BY k.id FOR UPDATE OF k
) found
WHERE c.id = found.id
"""
_OF_CONVERSATIONS = text(_WORK_OUT.format(which="k.id = ANY(:ids)"))
_OF_ACCOUNTS = text(_WORK_OUT.format(which="k.has_private"))
_LEAVE = text("""
UPDATE conversations SET window_closes_at = NULL
WHERE id = (SELECT id FROM conversations WHERE id = :conversation FOR UPDATE SKIP LOCKED)
""")
