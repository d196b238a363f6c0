"""What was said becomes messages in conversations: set-wise, in one transaction, doing nothing twice.

The functions are steps of the pipeline in `heard.intake` and are called in this order:
`drop_known`, `find_conversations`, `open_conversations`, `append`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.conversations import events
from heard.conversations.matching import Latest, choose
from heard.conversations.models import Conversation
from heard.conversations.service import receive_sql as sql
from heard.conversations.service.arrivals import Current
from heard.conversations.service.filing import mark_spam
from heard.conversations.service.waiting import restore
from heard.conversations.service.windows import work_out
from heard.kit import jobs, log
from heard.kit.log import By

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.conversations.service.arrivals import Arrival
    from heard.kit.db import Database, Session

NETWORK = By("network")
RULE = By("rule")
FETCH = "conversations.fetch_attachments"


class Raced(Exception):
    """Another worker inserted one of these messages meanwhile; the batch is rolled back and taken again."""


async def drop_known(session: Session, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """The arrivals that are not messages yet: repeats of known ones, and repeats within the batch, have no effect."""
    if not arrivals:
        return []
    found = await session.execute(
        sql.KNOWN, {"accounts": [a.key[0] for a in arrivals], "ids": [a.key[1] for a in arrivals]}
    )
    known = {(row.account_id, row.external_id) for row in found}
    fresh: dict[tuple[int, str], Arrival] = {}
    for arrival in arrivals:
        if arrival.key not in known:
            fresh.setdefault(arrival.key, arrival)
    return list(fresh.values())


async def find_conversations(session: Session, arrivals: Sequence[Arrival]) -> list[Current]:
    """The conversation each arrival belongs to, locked and with the arrivals folded in; new ones not yet inserted.

    A thread goes on in its own conversation while that is open (or re-opens in time); a new thread joins the open
    conversation with the same identity, since public and private threads of one matter belong together.
    """
    by_thread = await _thread_conversations(session, arrivals)
    latest = await _latest_conversations(session, arrivals)
    ids = sorted({*by_thread.values(), *latest.values()})
    locked = await _lock(session, ids)
    await mark_spam(session, arrivals)
    found: dict[tuple[int, int], Current] = {}
    # What is new first: where it goes is not decided by what was said long ago.
    for arrival in sorted(arrivals, key=lambda each: (each.history, each.at)):
        if arrival.person not in found:
            candidates = [by_thread.get(arrival.thread_key), latest.get(arrival.person)]
            found[arrival.person] = _belongs(arrival, [locked[each] for each in candidates if each in locked])
        found[arrival.person].take(arrival)
        before = by_thread.get(arrival.thread_key)
        if arrival.place.window is not None and before is not None and before != found[arrival.person].id:
            arrival.left = before
    await _release_from_absent(session, [current for current in found.values() if current.before not in {None, "new"}])
    return [found[key] for key in sorted(found)]


def _belongs(arrival: Arrival, candidates: Sequence[Current]) -> Current:
    """The conversation for a person's arrivals: an open one before one that can be re-opened, else a new one.

    What was said before we were connected goes to the conversation of its thread or the person's newest, whatever its state:
    all that is fetched of a person is one conversation, however many batches bring it.
    """
    if arrival.history:
        known = next((each for each in candidates if each.identity_id == arrival.identity_id), None)
        if known is not None:
            return known
    for wanted in ("continue", "reopen"):
        for current in candidates:
            facts = Latest(current.id, current.state, current.resolved_at)
            # An echo of ours never re-opens anything: it asks nothing of us.
            if (
                choose(facts, reopen=arrival.place.reopen, at=arrival.received_at) == wanted
                and current.identity_id == arrival.identity_id
            ):
                return current
    previous = max((current.id for current in candidates), default=None)
    return Current(
        place=arrival.place,
        identity_id=arrival.identity_id,
        contact_id=arrival.contact_id,
        team_id=arrival.place.team_id,
        previous_id=previous,
    )


async def _thread_conversations(session: Session, arrivals: Sequence[Arrival]) -> dict[tuple[int, str], int]:
    keys = sorted({arrival.thread_key for arrival in arrivals})
    rows = await session.execute(sql.THREADS, {"accounts": [key[0] for key in keys], "keys": [key[1] for key in keys]})
    return {(row.account_id, row.external_key): row.conversation_id for row in rows}


async def _latest_conversations(session: Session, arrivals: Sequence[Arrival]) -> dict[tuple[int, int], int]:
    people = sorted({arrival.person for arrival in arrivals})
    rows = await session.execute(
        sql.LATEST, {"accounts": [key[0] for key in people], "identities": [key[1] for key in people]}
    )
    return {(row.account_id, row.identity_id): row.id for row in rows}


async def _lock(session: Session, ids: Sequence[int]) -> dict[int, Current]:
    """Lock conversations, lowest id first as everywhere, and read them as they now are."""
    places: dict[int, Current] = {}
    if not ids:
        return places
    for row in await session.execute(sql.LOCK, {"ids": list(ids)}):
        place = sql.place_of(row)
        places[row.id] = Current(
            place=place,
            identity_id=row.identity_id,
            contact_id=row.contact_id,
            id=row.id,
            number=row.number,
            state=row.state,
            team_id=row.team_id,
            assignee_id=row.assignee_id,
            waiting_since=row.waiting_since,
            last_message_at=row.last_message_at,
            last_inbound_at=row.last_inbound_at,
            window_closes_at=row.window_closes_at,
            last_direction=row.last_direction,
            preview=row.preview,
            has_public=row.has_public,
            has_private=row.has_private,
            kinds=row.kinds,
            resolved_at=row.resolved_at,
            resolve_reason=row.resolve_reason,
            before=row.state,
        )
    return places


async def _release_from_absent(session: Session, returning: Sequence[Current]) -> None:
    """Who comes back never lands on a colleague who is not there (R18): their team takes over."""
    assignees = sorted({each.assignee_id for each in returning if each.assignee_id is not None and each.state == "new"})
    if not assignees:
        return
    rows = await session.execute(
        sql.PRESENT, {"users": assignees, "workspaces": sorted({e.place.workspace_id for e in returning})}
    )
    present = {(row.workspace_id, row.user_id) for row in rows}
    for each in returning:
        if each.assignee_id is None or each.state != "new" or (each.place.workspace_id, each.assignee_id) in present:
            continue
        released = events.ConversationReleased(
            workspace_id=each.place.workspace_id,
            by=log.SYSTEM,
            conversation_id=each.id,
            from_assignee_id=each.assignee_id,
        )
        await log.append(session, released)
        each.assignee_id = None
        each.team_id = each.team_id or each.place.team_id


async def open_conversations(session: Session, currents: Sequence[Current], *, database: Database) -> None:
    """Insert the conversations that are new, with numbers of their workspace."""
    new = [current for current in currents if not current.id]
    if not new:
        return
    numbers = await take_numbers(database, [current.place.workspace_id for current in new])
    for current, number in zip(new, numbers, strict=True):
        current.number = number
    rows = await session.execute(sql.OPEN, sql.opening(new))
    ids = {(row.workspace_id, row.number): row.id for row in rows}
    if len(ids) < len(new):
        raise Raced
    for current in new:
        current.id = ids[current.place.workspace_id, current.number]


async def take_numbers(database: Database, workspaces: Sequence[int]) -> list[int]:
    """A conversation number for each entry, rising within a workspace.

    Taken in a transaction of its own, so that no batch waits for another's commit; numbers of a batch that fails stay unused.
    """
    wanted = {workspace: workspaces.count(workspace) for workspace in sorted(set(workspaces))}
    async with database.transaction() as session:
        rows = await session.execute(sql.NUMBERS, {"workspaces": list(wanted), "counts": list(wanted.values())})
        next_free = {row.workspace_id: row.last - wanted[row.workspace_id] for row in rows}
    numbers: list[int] = []
    for workspace in workspaces:
        next_free[workspace] += 1
        numbers.append(next_free[workspace])
    return numbers


async def append(session: Session, currents: Sequence[Current]) -> None:
    """Write threads, messages and what the conversations have become, and tell the log."""
    arrivals = [arrival for current in currents for arrival in current.arrivals]
    if not arrivals:
        return
    for current in currents:
        for arrival in current.arrivals:
            arrival.conversation_id = current.id
    await _write_threads(session, arrivals)
    said, arrivals = arrivals, await _merge_echoes(session, arrivals)
    ids = await _write_messages(session, arrivals)
    await _fetch_later(session, arrivals, ids)
    known = [current for current in currents if current.before is not None]
    if known:
        await session.execute(sql.UPDATE, sql.updating(known))
    moved = [arrival for arrival in said if arrival.left is not None]
    await work_out(session, [each for one in moved for each in (one.left, one.conversation_id) if each])
    await log.append(session, *_news(currents, ids))
    echoes = [ids[arrival.key] for arrival in arrivals if arrival.said.ours]
    if echoes:
        await catch_up(session, echoes)
    for conversation_id in sorted({echo.conversation_id for echo in said if echo.said.ours and echo.key not in ids}):
        # The echo came later than the reply was written: whoever spoke in between has not been answered.
        await restore(session, await session.get_one(Conversation, conversation_id, populate_existing=True))


async def _write_threads(session: Session, arrivals: Sequence[Arrival]) -> None:
    posts = await _write_posts(session, arrivals)
    rows = await session.execute(sql.WRITE_THREADS, sql.threads(arrivals, posts))
    ids = {(row.account_id, row.external_key): row.id for row in rows}
    for arrival in arrivals:
        arrival.thread_id = ids[arrival.thread_key]


async def _write_posts(session: Session, arrivals: Sequence[Arrival]) -> dict[tuple[int, str], int]:
    posts = {(a.place.account_id, a.said.post.external_id): (a.place, a.said.post) for a in arrivals if a.said.post}
    if not posts:
        return {}
    rows = await session.execute(sql.WRITE_POSTS, sql.posts(sorted(posts.items(), key=lambda item: item[0])))
    return {(row.account_id, row.external_id): row.id for row in rows}


async def _merge_echoes(session: Session, arrivals: list[Arrival]) -> list[Arrival]:
    """An echo of a reply whose outcome we do not know settles it (law 4); other echoes stay to become messages."""
    echoes = [arrival for arrival in arrivals if arrival.said.ours]
    if not echoes:
        return arrivals
    merged: set[tuple[int, str]] = set()
    for echo in echoes:
        found = await session.execute(
            sql.MERGE_ECHO,
            {
                "thread": echo.thread_id,
                "text": echo.text,
                "client_ref": echo.said.client_ref,
                "external_id": echo.said.external_id,
                "url": echo.said.url,
            },
        )
        row = found.first()
        if row is not None:
            merged.add(echo.key)
            sent = events.ReplySent(
                workspace_id=echo.place.workspace_id,
                by=NETWORK,
                conversation_id=echo.conversation_id,
                message_id=row.id,
                how="echo",
            )
            await log.append(session, sent)
            if row.was_unknown:
                await session.execute(sql.ONE_FAILURE_LESS, {"conversation": echo.conversation_id})
    return [arrival for arrival in arrivals if arrival.key not in merged]


async def _write_messages(session: Session, arrivals: Sequence[Arrival]) -> dict[tuple[int, str], int]:
    if not arrivals:
        return {}
    rows = await session.execute(sql.WRITE_MESSAGES, sql.messages(arrivals))
    ids = {(row.account_id, row.external_id): row.id for row in rows}
    if len(ids) < len(arrivals):
        raise Raced
    return ids


async def _fetch_later(session: Session, arrivals: Sequence[Arrival], ids: dict[tuple[int, str], int]) -> None:
    """What hangs on messages is fetched soon: networks take it away after a while."""
    for arrival in arrivals:
        if arrival.said.attachments:
            await jobs.defer(session, FETCH, workspace_id=arrival.place.workspace_id, message_id=ids[arrival.key])


async def catch_up(session: Session, message_ids: Sequence[int]) -> None:
    """Mark messages of ours as delivered and read as far as their thread is: the network may have told so before we knew them."""
    await session.execute(sql.CATCH_UP, {"ids": list(message_ids)})


def _news(currents: Sequence[Current], ids: dict[tuple[int, str], int]) -> list[log.Event]:
    news: list[log.Event] = []
    for current in currents:
        about: dict[str, Any] = {
            "workspace_id": current.place.workspace_id,
            "by": NETWORK,
            "conversation_id": current.id,
        }
        news += _moved(current, about)
        for arrival in current.arrivals:
            if arrival.key in ids:
                said: dict[str, Any] = {"message_id": ids[arrival.key], "visibility": arrival.said.visibility}
                if arrival.said.ours:
                    news.append(events.MessageEchoed(**about, **said))
                else:
                    unheard: dict[str, Any] = {
                        "muted": arrival.muted or None,
                        "filed": arrival.spam_word is not None or None,
                        "past": arrival.past or None,
                        "history": arrival.history or None,
                    }
                    news.append(events.MessageReceived(**about, **said, **unheard))
    return news


def _moved(current: Current, about: dict[str, Any]) -> list[log.Event]:
    """What the batch made of a conversation, whoever said what in it."""
    news: list[log.Event] = []
    before, after = current.before, current.state
    if before is None:
        opened = events.ConversationOpened(
            **about, number=current.number, team_id=current.team_id, previous_id=current.previous_id
        )
        news.append(opened)
    if after == "resolved" and (before != "resolved" or current.filed_by):
        by, word = (RULE, current.filed_by) if current.filed_by else (log.SYSTEM, None)
        dismissed: dict[str, Any] = {**about, "by": by, "before": before or "new", "reason": current.resolve_reason}
        news.append(events.ConversationResolved(**dismissed, word=word))
    elif before == "resolved" and after != "resolved":
        news.append(events.ConversationReopened(**about, before=before))
    elif before is not None and before != after:
        news.append(events.ConversationStateChanged(**about, before=before, after=after))
    return news
