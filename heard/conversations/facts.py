"""The facts `reply_policy` decides by, gathered the same way for the composer, the API and the delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.accounts.models import Permission
from heard.conversations.policy import Facts

if TYPE_CHECKING:
    from heard.accounts.models import Actor
    from heard.channels.base import Visibility
    from heard.conversations.models import Thread


def facts_of(health: str, visibility: Visibility, thread: Thread | None, actor: Actor | None) -> Facts:
    """The facts of a reply by a person (or, without one, of a reply that was allowed before and goes out now)."""
    return Facts(
        health=health,
        visibility=visibility,
        has_thread=thread is not None,
        last_inbound_at=thread.last_inbound_at if thread else None,
        summoned=thread.summoned if thread else True,
        may_reply=actor is None or actor.may(Permission.REPLY),
    )
