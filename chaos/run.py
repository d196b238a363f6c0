"""One run: load, faults in it at random moments, rest, and the account."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from chaos.faults import FAULTS
from chaos.reconciler import reconcile
from chaos.stage import Stage, stage
from tests.factories import x

PER_ANSWER = 10
"""So many deliveries there are for each answer of an agent."""
LONGEST_REST = 180.0


@dataclass(frozen=True)
class Plan:
    """What a run is to do: the same seed and faults give the same faults at the same moments."""

    seed: int
    seconds: float
    faults: tuple[str, ...]
    deliveries: float = 40.0
    """About so many a second."""

    def times(self) -> list[tuple[float, str]]:
        """When each fault comes: in random order, spread over the run, the first after two seconds."""
        chance = random.Random(self.seed)
        order = list(self.faults)
        chance.shuffle(order)
        room = max(self.seconds - 4, 1) / max(len(order), 1)
        return [(2 + (place + chance.random() * 0.6) * room, name) for place, name in enumerate(order)]


@dataclass
class Happened:
    """A fault, when it came (seconds after the beginning), and how long it took until news got through again."""

    name: str
    at: float
    recovered: float


@dataclass
class Report:
    """The account of a run."""

    plan: Plan
    faults: list[Happened] = field(default_factory=list[Happened])
    left_out: list[str] = field(default_factory=list[str])
    delivered: int = 0
    acknowledged: int = 0
    promised: int = 0
    refused: dict[str, int] = field(default_factory=dict[str, int])
    said: int = 0
    unknown: int = 0
    rest_seconds: float = 0.0
    broken: list[str] = field(default_factory=list[str])


async def run(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Report:
    """Do what the plan says in an empty folder; the account."""
    report = Report(plan)
    # The double brings each echo once; one that finds no door is lost, and nothing to speak of.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    async with stage(folder, plan.seed) as made:
        tell(f"seed {plan.seed}: {plan.seconds:.0f} s of load with {len(plan.faults)} faults")
        load = [
            asyncio.create_task(made.network.speak(plan.deliveries)),
            asyncio.create_task(made.agent.work(plan.deliveries / PER_ANSWER)),
        ]
        began = time.monotonic()
        for at, name in plan.times():
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            report.faults.append(await _hurt(made, name, began))
            tell(f"  {name}: back after {report.faults[-1].recovered:.1f} s")
        await asyncio.sleep(max(0.0, began + plan.seconds - time.monotonic()))
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
        rest = time.monotonic()
        await _come_to_rest(made)
        report.rest_seconds = time.monotonic() - rest
        await _account(made, report)
    return report


async def _hurt(made: Stage, name: str, began: float) -> Happened:
    """Do one harm; recovered when a delivery made after it is a message in the database."""
    at = time.monotonic()
    await FAULTS[name](made)
    canary = x.mention(f"@bakery after {name} {made.chance.randrange(10**9)}", author="9999")
    await made.network.deliver(canary)
    connection = await made.connect()
    try:
        while True:
            with suppress(Exception):
                if await connection.fetchval("SELECT 1 FROM messages WHERE external_id = $1", x.id_of(canary)):
                    break
            if connection.is_closed():
                connection = await made.connect()
            await asyncio.sleep(0.05)
    finally:
        await connection.close()
    return Happened(name, at - began, time.monotonic() - at)


async def _come_to_rest(made: Stage) -> None:
    """Wait until all that was begun has an end: deliveries thanked for and applied, replies settled, the log read."""
    await made.network.quiet()
    connection = await made.connect()
    async with asyncio.timeout(LONGEST_REST):
        while await connection.fetchval(_UNREST):
            await asyncio.sleep(0.25)
        await made.double.settle()
        while await connection.fetchval(_UNREST):
            await asyncio.sleep(0.25)
    await connection.close()


async def _account(made: Stage, report: Report) -> None:
    connection = await made.connect()
    said = [each.text for each in made.double.said]
    report.broken = await reconcile(connection, made.ledger, said)
    report.unknown = await connection.fetchval("SELECT count(*) FROM messages WHERE delivery = 'unknown'")
    await connection.close()
    report.left_out = made.left_out
    report.delivered, report.acknowledged = len(made.ledger.delivered), len(made.ledger.acknowledged)
    report.refused = dict(made.ledger.refused)
    report.promised, report.said = len(made.ledger.promised), len(said)


_UNREST = """
SELECT EXISTS (SELECT FROM envelopes WHERE state = 'new')
  OR EXISTS (SELECT FROM messages WHERE delivery IN ('queued', 'sending'))
  OR EXISTS (SELECT FROM log l JOIN cursors c ON c.shard = l.shard OR c.shard = 16
    WHERE NOT pg_visible_in_snapshot(l.xid, c.seen::pg_snapshot))
"""
