"""Holding the database against the ledger: what is not as promised, in words. It shares no code with what it judges."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from chaos.ledger import Ledger

if TYPE_CHECKING:
    import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def reconcile(connection: Connection, ledger: Ledger, said: Sequence[str]) -> list[str]:
    """Every broken promise. `said` is what the network's double has really said for us, in order."""
    return [
        *await _nothing_lost(connection, ledger),
        *await _nothing_doubled(connection, ledger),
        *await _nobody_in_silence(connection),
        *await _never_twice(connection, ledger, said),
        *await _all_on_the_log(connection, ledger),
    ]


async def _nothing_lost(connection: Connection, ledger: Ledger) -> list[str]:
    """Law 1."""
    faults = [
        f"law 1: {row['count']} envelopes are {row['state']} without an end or a reason"
        for row in await connection.fetch(
            "SELECT state, count(*) FROM envelopes WHERE state = 'new' OR (state = 'parked' AND reason IS NULL) GROUP BY state"
        )
    ]
    parked = await connection.fetch("SELECT reason FROM envelopes WHERE state = 'parked'")
    if len(parked) != ledger.poisoned.get("envelope", 0):
        faults.append(f"law 1: {len(parked)} envelopes are parked: {[row['reason'] for row in parked][:3]}")
    known = {
        row["external_id"]: row["text"] for row in await connection.fetch("SELECT external_id, text FROM messages")
    }
    lost = [each for each in ledger.acknowledged if each not in known]
    faults += _named("law 1", "acknowledged messages are not there", lost)
    words = {each: ledger.edits.get(each, text) for each, text in ledger.acknowledged.items()}
    changed = [each for each, text in words.items() if each in known and known[each] != text]
    return faults + _named("law 1", "messages have not the words they were last given", changed)


async def _nothing_doubled(connection: Connection, ledger: Ledger) -> list[str]:
    """Law 2."""
    inbound = [
        row["external_id"] for row in await connection.fetch("SELECT external_id FROM messages WHERE direction = 'in'")
    ]
    faults = _named("law 2", "messages are there twice", [each for each, n in Counter(inbound).items() if n > 1])
    faults += _named("law 2", "messages are there that nobody delivered", set(inbound) - set(ledger.delivered))
    texts = Counter(row["text"] for row in await connection.fetch("SELECT text FROM messages WHERE direction = 'out'"))
    faults += _named("law 2", "replies are there twice", [each for each, n in texts.items() if n > 1])
    open_ones = await connection.fetch(
        "SELECT identity_id, count(*) FROM conversations WHERE state <> 'resolved' GROUP BY account_id, identity_id"
        " HAVING count(*) > 1"
    )
    return faults + _named("law 2", "people have two open conversations", [row["identity_id"] for row in open_ones])


async def _nobody_in_silence(connection: Connection) -> list[str]:
    """Law 3."""
    left = await connection.fetch(
        "SELECT number FROM conversations c WHERE state = 'new'"
        " AND (team_id IS NULL AND assignee_id IS NULL OR waiting_since > now() + interval '1 year')"
    )
    unheard = await connection.fetch(
        "SELECT c.number FROM conversations c WHERE c.state <> 'new' AND EXISTS ("
        "  SELECT FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'in' AND m.sort_at > ("
        "    SELECT coalesce(max(o.sort_at), '-infinity') FROM messages o WHERE o.conversation_id = c.id"
        "      AND o.direction = 'out' AND o.delivery IN ('queued', 'sending', 'sent')))"
    )
    return [
        *_named("law 3", "conversations that need us have nobody, or no clock", [row["number"] for row in left]),
        *_named("law 3", "conversations rest though somebody waits", [row["number"] for row in unheard]),
    ]


async def _never_twice(connection: Connection, ledger: Ledger, said: Sequence[str]) -> list[str]:
    """Law 4."""
    counts = Counter(said)
    faults = _named("law 4", "replies were said twice", [each for each, n in counts.items() if n > 1])
    faults += _named("law 4", "things were said that nobody asked for", set(said) - set(ledger.asked.values()))
    rows = await connection.fetch("SELECT client_ref::text, text, delivery FROM messages WHERE client_ref IS NOT NULL")
    states = {row["client_ref"]: row["delivery"] for row in rows}
    faults += _named(
        "law 4", "promised replies are not there", [each for each in ledger.promised if each not in states]
    )
    for row in rows:
        times, state = counts[row["text"]], row["delivery"]
        if state in {"queued", "sending"}:
            faults.append(f"law 4: the reply “{row['text']}” is still {state}")
        elif times != {"sent": 1, "failed": 0}.get(state, times):
            faults.append(f"law 4: the reply “{row['text']}” is {state} but was said {times} times")
    return faults


async def _all_on_the_log(connection: Connection, ledger: Ledger) -> list[str]:
    """Law 6."""
    told = await connection.fetch(
        "SELECT m.external_id, (SELECT count(*) FROM log l WHERE l.workspace_id = m.workspace_id"
        "  AND l.conversation_id = m.conversation_id AND l.kind = 'message.received'"
        "  AND (l.data->>'message_id')::bigint = m.id) AS times FROM messages m WHERE m.direction = 'in'"
    )
    faults = _named("law 6", "messages are not on the log once", [r["external_id"] for r in told if r["times"] != 1])
    ends = await connection.fetch(
        "SELECT m.text, m.delivery, (SELECT array_agg(l.kind ORDER BY l.id) FROM log l WHERE l.workspace_id = m.workspace_id"
        "  AND l.conversation_id = m.conversation_id AND l.kind LIKE 'reply.%' AND (l.data->>'message_id')::bigint = m.id) AS kinds"
        " FROM messages m WHERE m.client_ref IS NOT NULL"
    )
    for row in ends:
        kinds: list[str] = row["kinds"] or []
        if kinds[:1] != ["reply.queued"] or kinds[-1] != f"reply.{row['delivery']}":
            faults.append(f"law 6: the reply “{row['text']}” is {row['delivery']}, the log says {kinds}")
    behind = await connection.fetch(
        "SELECT c.reader, count(*) FROM log l JOIN cursors c ON c.shard = l.shard OR c.shard = 16"
        " WHERE NOT pg_visible_in_snapshot(l.xid, c.seen::pg_snapshot) GROUP BY 1"
    )
    faults += [f"law 6: the reader {row['reader']} has {row['count']} events before it" for row in behind]
    parked = await connection.fetch("SELECT reader, reason FROM parked_events")
    if {row["reason"] for row in parked} and not ledger.poisoned.get("event"):
        faults.append(f"law 6: events are parked: {[tuple(row) for row in parked][:3]}")
    return faults


def _named(law: str, what: str, which: Iterable[object]) -> list[str]:
    found = sorted(map(str, which))
    return [f"{law}: {len(found)} {what}: {', '.join(found[:5])}"] if found else []
