"""The inbox at scale: every view, order and filter the screen offers, the first page and the fiftieth, and the badges."""

import itertools
from collections import defaultdict
from datetime import timedelta
from typing import Any

from bench.big import Big, Person, Timings, p95
from bench.seed import LANGUAGES
from heard.conversations.models import KIND_BITS, PRIORITIES
from heard.conversations.queries import badges, lists
from heard.conversations.queries.filters import Filters
from heard.kit.time import now

REPEATS = 4
PAGE = 50
# So often PostgreSQL plans a statement anew on a connection, before it keeps the plan; connections are kept for days.
FIRST_ON_A_LINE = 6
SORTS: tuple[lists.Sort, ...] = ("waiting", "priority", "newest", "closing", "due")
NARROWED = ("priority", "network", "tag", "assignee_id", "language", "kind")
# With nothing else, and with a network.
ALONE = (("active_hours",), ("since", "until"))


async def measure(big: Big) -> dict[str, float]:
    """Milliseconds of first pages, fiftieth pages and badges, for an owner and for an agent of one team."""
    bare = await big.bare()
    first, later, by_kind = Timings(), Timings(), defaultdict[str, Timings](Timings)
    by_view = defaultdict[str, list[float]](list)
    for who, person in (("owner", big.owner), ("agent", big.agent)):
        for view, sort, names in _combinations(big):
            for repeat in range(REPEATS):
                filters = _filters(big, view, names)
                timings = Timings()
                await big.timed(lambda session: _page(session, person, filters, sort, None), timings)
                first.sql += timings.sql
                first.whole += timings.whole
                by_view[view.partition(":")[0]] += timings.sql
                by_kind[f"{who} {view} {sort} {'+'.join(names)}"].sql += timings.sql
                if len(names) <= 1 and repeat == 0:
                    query = {name: value for name, value in _query(filters).items() if value is not None}
                    await big.asked(person, "/api/conversations", first, sort=sort, **query)
            if len(names) <= 1:
                await _fiftieth(big, person, filters, sort, later)
    counts = await _badges(big)
    _tell(by_kind)
    return {
        **{f"seed_{name}": value for name, value in big.figures.items()},
        "combinations": len(by_kind),
        "bare_row_ms": bare,
        **{f"first page of {view}": p95(values) for view, values in by_view.items()},
        **first.figures("first"),
        **later.figures("fiftieth"),
        **counts.figures("counts"),
        "first_sql_p95_to_bare": p95(first.sql) / bare,
        "worst_combination_p95_ms": max(p95(each.sql) for each in by_kind.values()),
    }


async def _badges(big: Big) -> Timings:
    counts = Timings()
    for person in (big.owner, big.agent):
        for times, timings in ((FIRST_ON_A_LINE, Timings()), (50, counts)):
            for _ in range(times):
                await big.timed(lambda session: badges.counts(session, person.actor), timings)
                await big.asked(person, "/api/views", timings)
    return counts


def _combinations(big: Big) -> list[tuple[str, lists.Sort, tuple[str, ...]]]:
    views = ("mine", "unassigned", "all", f"team:{big.tenant.teams[0]}", f"team:{big.tenant.teams[-1]}")
    narrowed = [names for count in range(len(NARROWED) + 1) for names in itertools.combinations(NARROWED, count)]
    narrowed += [(*names, *more) for names in ALONE for more in ((), ("network",))]
    others = ("overdue", "mentions", "approvals", "pending", "snoozed", "failed", "resolved", "spam")
    return list(itertools.product((*views, *others), SORTS, narrowed))


def _filters(big: Big, view: str, names: tuple[str, ...]) -> Filters:
    values: dict[str, Any] = {
        "priority": big.dice.choice(PRIORITIES),
        "network": big.dice.choice(big.tenant.networks),
        "tag": big.dice.choice(big.tenant.tags),
        "assignee_id": big.dice.choice(big.tenant.members),
        # All of Chinese too, which is three values.
        "language": big.dice.choice([*LANGUAGES, "zh"]),
        "kind": big.dice.choice([*KIND_BITS]),
        "active_hours": big.dice.choice((24, 7 * 24, 30 * 24, 90 * 24)),
        "since": (since := now() - timedelta(days=big.dice.randrange(1, 90))),
        "until": since + timedelta(days=2),
    }
    return Filters(view=view, **{name: values[name] for name in names})


def _query(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in ("view", *NARROWED, "active_hours")}


async def _page(session: Any, person: Person, filters: Filters, sort: lists.Sort, cursor: str | None) -> Any:
    rows, _ = await lists.page(session, person.actor, filters, sort=sort, cursor=cursor, limit=PAGE)
    await lists.tags_of(session, person.actor, [row.Conversation for row in rows])
    return rows


async def _fiftieth(big: Big, person: Person, filters: Filters, sort: lists.Sort, later: Timings) -> None:
    async with big.services.database.transaction() as session:
        _, cursor = await lists.page(session, person.actor, filters, sort=sort, cursor=None, limit=49 * PAGE)
    if cursor is not None:
        for _ in range(2):
            await big.timed(lambda session: _page(session, person, filters, sort, cursor), later)


def _tell(by_kind: dict[str, Timings]) -> None:
    """Print the slowest, which are what to mend."""
    for name, each in sorted(by_kind.items(), key=lambda item: -p95(item[1].sql))[:25]:
        print(f"  {p95(each.sql):8.2f} ms  {name}", flush=True)
