"""A short run of the faults, and whether the reconciler would see a broken promise at all."""

import copy
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from chaos.faults import FAULTS
from chaos.ledger import Ledger
from chaos.reconciler import reconcile
from chaos.run import Plan, run
from tests.factories import x
from tests.factories.world import World


@pytest.mark.slow
async def test_every_fault_under_load_and_no_promise_broken(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    # Half the usual load: a machine that is busy with other tests has to come to rest too.
    report = await run(Plan(7, 40, tuple(FAULTS), deliveries=20), tmp_path, print)
    assert report.broken == []
    assert report.acknowledged == report.delivered > 200
    assert len(report.faults) == len(FAULTS)


def test_the_same_seed_hurts_in_the_same_way() -> None:
    assert Plan(5, 60, tuple(FAULTS)).times() == Plan(5, 60, tuple(FAULTS)).times()
    assert Plan(5, 60, tuple(FAULTS)).times() != Plan(6, 60, tuple(FAULTS)).times()


@pytest.fixture
async def account(world: World) -> tuple[World, Ledger, list[str]]:
    """A world at rest, with the ledger that fits it: two messages, one answer, one edit."""
    ledger, said = Ledger(), ["We bake another."]
    first, second = x.mention("stale", author="1"), x.message("late", author="2")
    await world.deliver(first, second)
    ids = [first["data"]["payload"]["id"], second["data"]["payload"]["direct_message_events"][0]["id"]]
    ledger.delivered = dict(zip(ids, ("stale", "late"), strict=True))
    ledger.acknowledged = dict(ledger.delivered)
    await world.deliver(x.edit(first, "very stale"))
    ledger.edits[ids[0]] = "very stale"
    row = next(each for each in await world.conversations() if each["contact"]["handle"] == "u1")
    reference = str(uuid4())
    await world.reply(world.agent, row["id"], said[0], client_ref=reference)
    ledger.asked[reference] = ledger.promised[reference] = said[0]
    await world.rows("UPDATE messages SET delivery = 'sent', external_id = '99' WHERE client_ref IS NOT NULL")
    await world.rows("UPDATE log SET kind = 'reply.sent' WHERE kind = 'conversation.claimed'")
    await world.rows(
        "UPDATE log SET data = (SELECT jsonb_build_object('message_id', id) FROM messages WHERE external_id = '99')"
        " WHERE kind = 'reply.sent'"
    )
    await world.rows("UPDATE log SET id = DEFAULT WHERE kind = 'reply.sent'")
    await world.read_log()
    return world, ledger, said


async def verdict(world: World, ledger: Ledger, said: list[str]) -> list[str]:
    connection = await asyncpg.connect(world.services.url)
    found = await reconcile(connection, ledger, said)
    await connection.close()
    return found


async def test_nothing_is_found_where_all_is_well(account: tuple[World, Ledger, list[str]]) -> None:
    assert await verdict(*account) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM messages WHERE text = 'late'", "law 1: 1 acknowledged messages are not there"),
        ("UPDATE messages SET text = 'stale' WHERE text = 'very stale'", "law 1: 1 messages have not the words"),
        ("UPDATE envelopes SET state = 'new' WHERE id = 1", "law 1: 1 envelopes are new"),
        ("UPDATE envelopes SET state = 'parked', reason = 'no' WHERE id = 1", "law 1: 1 envelopes are parked"),
        (
            "UPDATE conversations SET waiting_since = '9999-01-01' WHERE state = 'new'",
            "law 3: 1 conversations that need us",
        ),
        (
            "UPDATE conversations SET state = 'resolved' WHERE state = 'new'",
            "law 3: 1 conversations rest though somebody waits",
        ),
        (
            "UPDATE messages SET delivery = 'failed' WHERE direction = 'out'",
            "law 4: the reply “We bake another.” is failed",
        ),
        (
            "UPDATE messages SET delivery = 'queued' WHERE direction = 'out'",
            "law 4: the reply “We bake another.” is still",
        ),
        ("DELETE FROM messages WHERE direction = 'out'", "law 4: 1 promised replies are not there"),
        (
            "DELETE FROM log WHERE kind = 'message.received' AND id = (SELECT min(id) FROM log WHERE kind = 'message.received')",
            "law 6: 1 messages are not on the log",
        ),
        ("DELETE FROM log WHERE kind = 'reply.sent'", "law 6: the reply “We bake another.” is sent"),
        ("UPDATE log SET xid = pg_current_xact_id()", "law 6: the reader"),
    ],
)
async def test_a_broken_promise_is_found(account: tuple[World, Ledger, list[str]], harm: str, found: str) -> None:
    world, ledger, said = account
    await world.rows(harm)
    assert any(each.startswith(found) for each in await verdict(world, ledger, said))


async def test_what_was_said_twice_or_unasked_is_found(account: tuple[World, Ledger, list[str]]) -> None:
    world, ledger, said = account
    assert any("said twice" in each for each in await verdict(world, ledger, [*said, *said]))
    assert any("nobody asked for" in each for each in await verdict(world, ledger, [*said, "hello"]))
    assert any("was said 0 times" in each for each in await verdict(world, ledger, []))
    stranger = copy.deepcopy(ledger)
    stranger.delivered.popitem()
    assert any("nobody delivered" in each for each in await verdict(world, stranger, said))


async def test_messages_and_conversations_that_are_there_twice_are_found(
    account: tuple[World, Ledger, list[str]],
) -> None:
    world, ledger, said = account
    await world.rows("ALTER TABLE messages DROP CONSTRAINT uq_messages_account_id_external_id")
    await world.rows(
        "INSERT INTO messages (workspace_id, conversation_id, thread_id, account_id, external_id, direction, visibility,"
        " author_kind, text, at, sort_at) SELECT workspace_id, conversation_id, thread_id, account_id, external_id, direction,"
        " visibility, author_kind, text, at, sort_at FROM messages WHERE text = 'late'"
    )
    await world.rows("DROP INDEX uq_conversations_open")
    await world.rows("UPDATE conversations SET identity_id = (SELECT min(identity_id) FROM conversations)")
    found = await verdict(world, ledger, said)
    assert any(each.startswith("law 2: 1 messages are there twice") for each in found)
    assert any(each.startswith("law 2: 1 people have two open conversations") for each in found)
