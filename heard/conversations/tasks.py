"""What conversations do about what happened elsewhere: steps of the log's readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from heard.contacts.models import Identity
from heard.contacts.service import tokenise as tokenise_people
from heard.conversations import service
from heard.conversations.models import CARDS_SHOWN, Message
from heard.conversations.service import bulk, moderating, people
from heard.conversations.service.absence import release_all
from heard.conversations.service.approvals.overdue import escalate as escalate_one
from heard.conversations.service.approvals.overdue import overdue
from heard.conversations.service.labelling import label, label_past
from heard.conversations.service.scheduling.returning import return_answered
from heard.conversations.service.staling import close_stale
from heard.conversations.service.tokenising import tokenise
from heard.conversations.service.waking import wake_due
from heard.conversations.service.windows import follow_settings
from heard.kit.links import links_in
from heard.kit.log import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.channels.service import Directory
    from heard.kit.db import Database, Session
    from heard.kit.log import Recorded
    from heard.media.service import Cards, Media

BATCH = 500
BATCHES = 200
"""A minute's share: some 100,000 rows, after which others have their turn."""


CLOSED_AT_ONCE = 200
CLOSINGS = 50
"""So much is closed in one go; the rest is closed a few minutes later."""

LABELLED_AT_ONCE = 100
"""Of conversations with up to twenty messages each."""

FETCH = service.FETCH
AVATAR = "contacts.fetch_avatar"
CARDS = "conversations.fetch_cards"


class Context(Protocol):
    """What a job of this room needs of the process."""

    @property
    def database(self) -> Database:
        """The process's connections."""
        ...


class NetworkContext(Context, Protocol):
    """What asking networks needs of the process."""

    @property
    def directory(self) -> Directory:
        """The connected accounts."""
        ...


class MediaContext(Context, Protocol):
    """What fetching files needs of the process."""

    @property
    def media(self) -> Media:
        """The files."""
        ...


class CardsContext(Context, Protocol):
    """What reading pages needs of the process."""

    @property
    def cards(self) -> Cards | None:
        """What links lead to; None where nobody is to ask."""
        ...


async def release_absent(session: Session, events: Sequence[Recorded]) -> None:
    """Who signs off, or is no member any more, gives back what is new: work never rests with the absent (law 3)."""
    for event in kinds(events, "presence.changed", "member.changed"):
        gone = event.data.get("present") is False or event.data.get("active") is False
        if gone:
            await release_all(session, event.workspace_id, event.data["user_id"])


async def return_overtaken(session: Session, events: Sequence[Recorded]) -> None:
    """Who writes again is not answered with what was written before: a reply that waits for its time comes back."""
    said = [event.data["message_id"] for event in kinds(events, "message.received") if not event.data.get("past")]
    await return_answered(session, said)


async def label_languages(session: Session, events: Sequence[Recorded]) -> None:
    """What a contact has said is labelled with its language, and again when they change it; what was filed as spam is not."""
    said = [event.data["message_id"] for event in kinds(events, "message.received") if not event.data.get("filed")]
    changed = [event.data["message_id"] for event in kinds(events, "message.edited")]
    await label(session, said, changed=changed)


async def label_rest(context: Context) -> None:
    """Find out what is written in where nobody has looked: what was said before there were labels, or is no spam after all."""
    for _ in range(BATCHES):
        async with context.database.transaction() as session:
            if not await label_past(session, most=LABELLED_AT_ONCE):
                return


async def follow_windows(session: Session, events: Sequence[Recorded]) -> None:
    """An account's settings may say how long private words can be answered."""
    for event in kinds(events, "account.changed"):
        await follow_settings(session, event.data["account_id"])


async def tokenise_rest(context: Context) -> None:
    """Let the search find what it cannot find yet: rows older than it, and people whose name has changed."""
    for _ in range(BATCHES):
        async with context.database.transaction() as session:
            done = await tokenise(session, most=BATCH) + await tokenise_people(session, most=BATCH)
        if not done:
            return


async def wake(context: Context) -> None:
    """Let what was put away come back when its time has come."""
    woken = BATCH
    while woken == BATCH:
        async with context.database.transaction() as session:
            woken = await wake_due(session, most=BATCH)


async def escalate(context: Context) -> None:
    """Ask others for the yes that nobody has said in time, each in a transaction of its own."""
    async with context.database.transaction() as session:
        late = await overdue(session, most=CLOSED_AT_ONCE)
    for approval_id in late:
        async with context.database.transaction() as session:
            await escalate_one(session, approval_id)


async def close_silent(context: Context) -> None:
    """Close what has waited in vain for the customer for as long as the workspace says, some at a time."""
    for _ in range(CLOSINGS):
        async with context.database.transaction() as session:
            if await close_stale(session, most=CLOSED_AT_ONCE) < CLOSED_AT_ONCE:
                return


async def go_on(context: Context, bulk_id: int) -> None:
    """Go on with an action on many conversations, batch after batch until none is left."""
    left = 1
    while left:
        async with context.database.transaction() as session:
            left = await bulk.advance(session, bulk_id)


async def moderate(context: NetworkContext, moderation_id: int) -> None:
    """Do with a message on its network what was asked."""
    await moderating.carry_out(context.database, context.directory, moderation_id)


async def moderate_lost(context: Context) -> None:
    """Ask again for what was lost on its way to a network."""
    async with context.database.transaction() as session:
        await moderating.take_up_lost(session)


async def gather(context: Context, kept_id: int, gone_id: int) -> None:
    """Look again at whose conversations are whose, some time after two people were merged or parted."""
    async with context.database.transaction() as session:
        await people.gather(session, [kept_id, gone_id])


async def fetch_attachments(context: MediaContext, message_id: int) -> None:
    """Fetch and keep what hangs on a message, before the network takes it away."""
    async with context.database.transaction() as session:
        query = select(Message.workspace_id, Message.attachments).where(Message.id == message_id)
        row = (await session.execute(query)).first()
    if row is None:
        return
    for attachment in row.attachments:
        await context.media.fetch(context.database, row.workspace_id, attachment["url"])


async def fetch_avatar(context: MediaContext, identity_id: int) -> None:
    """Fetch and keep the picture of a profile."""
    async with context.database.transaction() as session:
        query = select(Identity.workspace_id, Identity.avatar_url).where(Identity.id == identity_id)
        row = (await session.execute(query)).first()
    if row is not None and row.avatar_url is not None:
        await context.media.fetch(context.database, row.workspace_id, row.avatar_url)


async def fetch_cards(context: CardsContext, message_id: int) -> None:
    """Ask the pages that a message links to what they are."""
    async with context.database.transaction() as session:
        query = select(Message.workspace_id, Message.text).where(Message.id == message_id)
        row = (await session.execute(query)).first()
    if row is None or context.cards is None:
        return
    for link in links_in(row.text)[:CARDS_SHOWN]:
        await context.cards.fetch(context.database, row.workspace_id, link.url)
