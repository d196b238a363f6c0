"""What happens to messages on the network after they are said: applied, or kept until their message arrives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from heard.channels.base import Deleted, Edited, Moderated, Reached, Reacted
from heard.conversations import events
from heard.conversations.aftermath import Aftermath, Happening
from heard.conversations.events.moderation import DEEDS
from heard.conversations.service import changes_sql as sql
from heard.conversations.service.receive import NETWORK
from heard.kit import log, tokens
from heard.kit.text import clean, preview

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from heard.conversations.service.arrivals import Arrival, Place
    from heard.kit.db import Session

Key = tuple[int, str]
_DEEDS = {("liked", True): "like", ("liked", False): "unlike", ("hidden", True): "hide", ("hidden", False): "show"}


@dataclass(frozen=True)
class Change:
    """Something that happened to a message, and the account it came through."""

    account_id: int
    workspace_id: int
    what: Happening

    @property
    def key(self) -> Key:
        """The message it is about, or the thread."""
        return self.account_id, _about(self.what)


@dataclass
class _Held:
    """A locked message, as it was and as the changes make it."""

    id: int
    workspace_id: int
    conversation_id: int
    thread_id: int
    external_id: str
    before: Aftermath
    state: Aftermath

    @property
    def about(self) -> dict[str, Any]:
        """What an event says of it."""
        return _about_message(self.workspace_id, self.conversation_id, self.id)


def change_of(place: Place, what: Happening) -> Change:
    """A change that came through an account."""
    return Change(place.account_id, place.workspace_id, what)


async def apply_changes(session: Session, changes: Sequence[Change]) -> None:
    """Apply changes in the order they were made; those whose message or thread is not known yet are kept for it."""
    if not changes:
        return
    ordered = sorted(changes, key=lambda change: change.what.at)
    of_threads = [change for change in ordered if _of_thread(change.what)]
    left = await _apply_to_threads(session, of_threads) if of_threads else []
    left += await _apply_to_messages(session, [change for change in ordered if not _of_thread(change.what)])
    if left:
        await session.execute(sql.WAIT, _waiting(left))


async def apply_waiting(session: Session, arrivals: Iterable[Arrival]) -> None:
    """Apply what was kept for messages that have just arrived, and for their threads."""
    keys = {key for arrival in arrivals for key in (arrival.key, arrival.thread_key)}
    await take_up(session, sorted(keys))


async def take_up(session: Session, keys: Sequence[Key]) -> None:
    """Apply what was kept for messages and threads, given as (account, external id or thread key), known by now."""
    if not keys:
        return
    found = await session.execute(
        sql.TAKE_WAITING, {"accounts": [key[0] for key in keys], "ids": [key[1] for key in keys]}
    )
    kept = [
        Change(row.account_id, row.workspace_id, msgspec.convert(row.change, Happening, strict=False)) for row in found
    ]
    await apply_changes(session, kept)


def _of_thread(what: Happening) -> bool:
    return isinstance(what, Reached) and what.external_id is None


def _about(what: Happening) -> str:
    return (what.external_id or what.thread_key or "") if isinstance(what, Reached) else what.external_id


async def _apply_to_messages(session: Session, changes: Sequence[Change]) -> list[Change]:
    """The changes whose message is not known."""
    messages = await _lock(session, sorted({change.key for change in changes})) if changes else {}
    expected = await _expected(session, messages, changes)
    news: list[log.Event] = []
    previews: dict[int, str | None] = {}
    for change in changes:
        held = messages.get(change.key)
        if held is None:
            continue
        if isinstance(change.what, Edited) and change.what.reply_to is not None:
            moved = {"thread": held.thread_id, "old": held.external_id, "new": change.what.reply_to}
            await session.execute(sql.ANSWER_AT, moved)
        if held.state.take(change.what):
            if (held.id, type(change.what)) not in expected:
                news.append(_event(held.about, change.what))
            previews[held.id] = preview(held.state.text) if isinstance(change.what, Edited) else previews.get(held.id)
    touched = [held for held in messages.values() if held.id in previews]
    changed = [held for held in messages.values() if held.state != held.before]
    if changed:
        await session.execute(sql.WRITE, _columns(changed))
    await _touch(session, {held.id: (held.conversation_id, previews[held.id]) for held in touched})
    await log.append(session, *news)
    return [change for change in changes if change.key not in messages]


async def _lock(session: Session, keys: Sequence[Key]) -> dict[Key, _Held]:
    """Lock the messages, their conversations first as everywhere."""
    parameters = {"accounts": [key[0] for key in keys], "ids": [key[1] for key in keys]}
    await session.execute(sql.LOCK_CONVERSATIONS, parameters)
    rows = await session.execute(sql.LOCK, parameters)
    return {(row.account_id, row.external_id): _held(row) for row in rows}


async def _expected(
    session: Session, messages: dict[Key, _Held], changes: Sequence[Change]
) -> set[tuple[int, type[Happening]]]:
    """What a person of ours has asked for and the network now tells: its outcome tells it, with who and why."""
    ids = [
        messages[each.key].id for each in changes if isinstance(each.what, Moderated | Deleted) and each.key in messages
    ]
    if not ids:
        return set()
    rows = await session.execute(sql.ASKED, {"ids": sorted(set(ids))})
    return {(row.message_id, Deleted if row.deed == "delete" else Moderated) for row in rows}


def _held(row: Row[Any]) -> _Held:
    state = Aftermath(
        row.text,
        row.at,
        row.edited_at,
        row.deleted_at,
        row.delivered_at,
        row.read_at,
        row.revisions,
        row.reactions,
        row.standing,
    )
    return _Held(row.id, row.workspace_id, row.conversation_id, row.thread_id, row.external_id, replace(state), state)


def _about_message(workspace_id: int, conversation_id: int, message_id: int) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "by": NETWORK,
        "conversation_id": conversation_id,
        "message_id": message_id,
    }


def _event(about: dict[str, Any], what: Happening) -> log.Event:
    match what:
        case Edited():
            return events.MessageEdited(**about)
        case Deleted():
            return events.MessageDeleted(**about)
        case Reacted():
            return events.MessageReacted(**about, emoji=clean(what.emoji), removed=what.removed)
        case Moderated():
            return DEEDS[_DEEDS[what.what, what.on]](**about)
        case Reached():
            return events.MessageReached(**about, how=what.how)


async def _apply_to_threads(session: Session, changes: Sequence[Change]) -> list[Change]:
    """Mark what we said in whole threads as delivered or read; the changes whose thread is not known."""
    unknown: list[Change] = []
    news: list[log.Event] = []
    reached: dict[int, tuple[int, str | None]] = {}
    for change in changes:
        assert isinstance(change.what, Reached)  # noqa: S101 — the caller's choice; says so to the type checker
        parameters = {"account": change.account_id, "key": change.key[1], "at": change.what.at}
        thread = (await session.execute(sql.LOCK_THREAD, parameters)).first()
        if thread is None:
            unknown.append(change)
            continue
        statement = sql.READ if change.what.how == "read" else sql.DELIVERED
        for row in await session.execute(statement, {"thread": thread.id, "at": change.what.at}):
            reached[row.id] = row.conversation_id, None
            news.append(_event(_about_message(row.workspace_id, row.conversation_id, row.id), change.what))
    await _touch(session, reached)
    await log.append(session, *news)
    return unknown


async def _touch(session: Session, messages: dict[int, tuple[int, str | None]]) -> None:
    """Make the conversations of changed messages show it: {message: (conversation, its preview if the words changed)}."""
    if messages:
        rows = sorted((conversation, message, shown) for message, (conversation, shown) in messages.items())
        await session.execute(
            sql.TOUCH,
            {
                "conversations": [row[0] for row in rows],
                "messages": [row[1] for row in rows],
                "previews": [row[2] for row in rows],
            },
        )


def _columns(messages: Sequence[_Held]) -> dict[str, list[Any]]:
    rows = sorted(messages, key=lambda held: held.id)
    return {
        "ids": [held.id for held in rows],
        "texts": [held.state.text for held in rows],
        "tokens": [_tokens(held) for held in rows],
        "edited": [held.state.edited_at for held in rows],
        "deleted": [held.state.deleted_at for held in rows],
        "delivered": [held.state.delivered_at for held in rows],
        "read": [held.state.read_at for held in rows],
        "revisions": [msgspec.json.encode(held.state.revisions).decode() for held in rows],
        "reactions": [msgspec.json.encode(held.state.reactions).decode() for held in rows],
        "standings": [msgspec.json.encode(held.state.standing).decode() for held in rows],
    }


def _tokens(held: _Held) -> str | None:
    """What a changed text is found by from now on."""
    return None if held.state.text == held.before.text else tokens.lexemes(held.workspace_id, held.state.text)


def _waiting(changes: Sequence[Change]) -> dict[str, list[Any]]:
    rows = {(*change.key, _kind(change.what)): change for change in changes}
    by_column: defaultdict[str, list[Any]] = defaultdict(list)
    for (account_id, external_id, kind), change in sorted(rows.items()):
        by_column["accounts"].append(account_id)
        by_column["workspaces"].append(change.workspace_id)
        by_column["ids"].append(external_id)
        by_column["kinds"].append(kind)
        by_column["changes"].append(clean(msgspec.json.encode(change.what).decode().replace("\\u0000", "")))
        by_column["ats"].append(change.what.at)
    return by_column


def _kind(what: Happening) -> str:
    """What parts the kept changes of one message: of these, each is kept; of the same again, the newest."""
    match what:
        case Edited():
            return f"edited {what.at.isoformat()}"
        case Deleted():
            return "deleted"
        case Reacted():
            return f"reacted {'us' if what.ours else what.by.external_id} {what.emoji} {what.at.isoformat()}"
        case Moderated():
            return f"{what.what} {what.on} {what.at.isoformat()}"
        case Reached():
            return f"{what.how} {'message' if what.external_id else 'thread'}"
