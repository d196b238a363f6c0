"""How the database goes about every list, badge and search: by indexes, in one workspace, and no further than needed.

Small tables tempt the planner to read them whole, so that is made dear; what is looked at is the shape, not the time.
"""

import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event, text

from bench import seed
from heard.accounts.models import Actor
from heard.accounts.service import start_session
from heard.conversations.asked import read
from heard.conversations.queries import badges, hits, lists
from heard.conversations.queries import search as searches
from heard.conversations.queries.filters import Filters
from heard.conversations.queries.hits import Search
from heard.kit.db import Session
from tests.factories.world import World

SIZE = 1_500
BIG = {"conversations", "archived_tags", "messages", "notes", "log", "identities", "contacts", "mentions", "threads"}
# Keys of one row or conversation; words and tags, which begin with or belong to a workspace.
OF_ONE = ("_timeline", "_tokens", "_tags", "_conversation")
VIEWS = ("mine", "unassigned", "all", "overdue", "team", "mentions", "pending", "failed", "resolved")
SORTS: tuple[lists.Sort, ...] = ("waiting", "priority", "newest", "closing", "due")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"network": "x"},
    {"priority": "high"},
    {"tag": "0"},
    {"assignee_id": "0"},
    {"closes_hours": 2},
    {"due_hours": 2},
    {"language": "fi"},
    {"language": "zh"},
    {"kind": "review"},
    {"owner_id": "0"},
    {"active_hours": 24},
)
LINES = ("order", "退款", "возврата", "siparisim", '"tracking number"', "TR-00000100", "👍", "from:@u7", "neverwritten")
Call = Callable[[Session], Awaitable[Any]]


class Plans:
    """The plans of the statements that calls make."""

    def __init__(self, world: World, mine: seed.Tenant, actors: dict[str, Actor]) -> None:
        self.world = world
        self.mine = mine
        self.actors = actors

    async def of(self, call: Call) -> list[dict[str, Any]]:
        """The nodes of the plans of all that a call asks, run with their real values."""
        engine = self.world.services.database.engine.sync_engine
        asked: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            asked.append((statement, values))

        event.listen(engine, "before_cursor_execute", note)
        async with self.world.services.database.transaction() as session:
            await session.execute(text("SET LOCAL enable_seqscan = off"))
            await session.execute(text("SET LOCAL enable_sort = off"))
            await call(session)
            event.remove(engine, "before_cursor_execute", note)
            connection = await session.connection()
            nodes: list[dict[str, Any]] = []
            for statement, values in asked:
                if statement.lstrip().startswith(("SELECT", "WITH")):
                    explained = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
                    nodes += walk(explained.scalar_one()[0]["Plan"])
        assert nodes
        return nodes


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


@pytest.fixture
async def plans(world: World) -> Plans:
    """A workspace beside a bigger one of somebody else's, each as the benchmarks fill it."""
    connection = await asyncpg.connect(world.services.url)
    await seed.texts(connection, 500)
    theirs = await seed.tenant(connection, "Neighbour")
    mine = await seed.grown(
        connection, world.workspace_id, teams=2, members=4, tags=5, networks=["x", "practice", "telegram", "vk"]
    )
    await seed.fill(connection, theirs, 2 * SIZE)
    await seed.fill(connection, mine, SIZE)
    # As on two networks with windows, most of them open yet.
    await connection.execute(
        "UPDATE conversations SET window_closes_at = now() + make_interval(hours => (id % 30)::int - 10) "
        "WHERE network IN ('practice', 'vk')"
    )
    # Whoever needs us is waited for until some time, a third of them until a moment that is over.
    await connection.execute(
        "UPDATE conversations SET due_at = now() + make_interval(hours => (id % 30)::int - 10) WHERE state = 'new'"
    )
    await seed.finish(connection)
    await connection.close()
    async with world.services.database.transaction() as session:
        _, agent = await start_session(session, mine.id, mine.members[0], agent="plans")
        _, owner = await start_session(session, mine.id, world.owner.id, agent="plans")
    return Plans(world, mine, {"owner": owner, "agent": agent})


def complaints(nodes: list[dict[str, Any]]) -> set[str]:
    """What in plans reads a big table whole, or through other workspaces' rows."""
    return {complaint for node in nodes for complaint in _complaints(node)}


def _complaints(node: dict[str, Any]) -> Iterator[str]:
    table, index, condition = node.get("Relation Name"), node.get("Index Name", ""), node.get("Index Cond", "")
    if node["Node Type"] == "Seq Scan" and table in BIG:
        yield f"{table} is read whole"
    of_big = index.removeprefix("ix_").removeprefix("uq_").startswith(tuple(BIG))
    # Nothing is in nothing, by whichever index.
    of_nothing = "ANY ('{}'" in condition
    if of_big and "workspace_id" not in condition and not index.endswith(OF_ONE) and not of_nothing:
        yield f"{index} is read for all workspaces: {condition}"
    removed = node.get("Rows Removed by Filter", 0)
    if removed and re.fullmatch(r"\(workspace_id = '\d+'::bigint\)", node.get("Filter", "")):
        yield f"{removed} rows of other workspaces are read by {index or node['Node Type']}"


def lists_of(plans: Plans) -> Iterator[tuple[str, Call]]:
    """A page of every view in every order, with typical filters, for who sees all and who does not."""
    for (name, actor), view, sort, chosen in itertools.product(plans.actors.items(), VIEWS, SORTS, FILTERS):
        values: dict[str, Any] = {**chosen}
        if "tag" in values:
            values["tag"] = plans.mine.tags[0]
        for of_person in {"assignee_id", "owner_id"} & values.keys():
            values[of_person] = plans.mine.members[1]
        filters = Filters(f"team:{plans.mine.teams[0]}" if view == "team" else view, **values)
        yield f"{name} {filters} {sort}", partial(_page, actor, filters, sort)


async def _page(actor: Actor, filters: Filters, sort: lists.Sort, session: Session) -> None:
    await lists.page(session, actor, filters, sort=sort, cursor=None, limit=20)


async def test_every_list_is_read_by_indexes_of_its_workspace(plans: Plans) -> None:
    told = {name: complaints(await plans.of(call)) for name, call in lists_of(plans)}
    assert {name: each for name, each in told.items() if each} == {}


@pytest.mark.parametrize("who", ["owner", "agent"])
async def test_badges_count_no_further_than_they_show(plans: Plans, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    monkeypatch.setattr(badges, "COUNT_CAP", 20)
    nodes = await plans.of(lambda session: badges.counts(session, plans.actors[who]))
    assert complaints(nodes) == set()
    read = {
        node["Index Name"]: node["Actual Rows"] * node["Actual Loops"]
        for node in nodes
        if node.get("Index Name", "").startswith("ix_conversations")
    }
    assert read
    assert max(read.values()) <= 21, read


async def test_every_search_is_answered_by_indexes_of_its_workspace(plans: Plans) -> None:
    narrowed: tuple[dict[str, Any], ...] = ({}, {"network": "vk"}, {"tag": plans.mine.tags[0]})
    told: dict[str, set[str]] = {}
    for (name, actor), line, more in itertools.product(plans.actors.items(), LINES, narrowed):
        wanted = Search(read(line), **more)
        for sort in ("newest", "relevance"):
            call = partial(searches.page, actor=actor, search=wanted, sort=sort, cursor=None, limit=10)
            told[f"{name} {line} {more} {sort}"] = complaints(await plans.of(call))
        told[f"{name} {line} count"] = complaints(await plans.of(partial(searches.count, actor=actor, search=wanted)))
    assert {name: each for name, each in told.items() if each} == {}


FIRST_PAGES: tuple[tuple[str, lists.Sort], ...] = (
    ("mine", "waiting"),
    ("all", "waiting"),
    *itertools.product(("all", "pending"), ("priority", "newest")),
    ("resolved", "newest"),
)


def too_far(nodes: list[dict[str, Any]], most: int) -> set[str]:
    """The indexes of conversations that more is read from than is shown."""
    return {
        node["Index Name"]
        for node in nodes
        if node.get("Index Name", "").startswith("ix_conversations")
        and node["Actual Rows"] + node.get("Rows Removed by Filter", 0) > most
    }


async def test_first_pages_read_what_they_show(plans: Plans) -> None:
    for view, sort in FIRST_PAGES:
        who = plans.actors["agent" if view == "mine" else "owner"]
        nodes = await plans.of(partial(_page, who, Filters(view), sort))
        assert too_far(nodes, 21) == set(), (view, sort)


@pytest.mark.parametrize("who", ["owner", "agent"])
async def test_what_is_resolved_with_a_tag_is_read_from_its_own_table(plans: Plans, who: str) -> None:
    narrowings: tuple[dict[str, Any], ...] = (
        {},
        {"network": "x"},
        {"assignee_id": plans.mine.members[1], "priority": "high"},
    )
    for more in narrowings:
        filters = Filters("resolved", tag=plans.mine.tags[0], **more)
        nodes = await plans.of(partial(_page, plans.actors[who], filters, "newest"))
        indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
        assert "ix_archived_tags_newest" in indexes
        assert not {name for name in indexes if name.startswith("ix_conversations")}, (who, more)


async def test_what_closes_soonest_is_read_from_its_index_and_no_further(plans: Plans) -> None:
    owner = plans.actors["owner"]

    async def first(session: Session, **narrowed: Any) -> None:
        rows, _ = await lists.page(session, owner, Filters(**narrowed), sort="closing", cursor=None, limit=5)
        assert len(rows) == 5
        assert all(row.Conversation.window_closes_at is not None for row in rows)

    for call in (first, partial(first, closes_hours=12)):
        nodes = await plans.of(call)
        assert complaints(nodes) == set()
        assert too_far(nodes, 6) == set()
        assert "ix_conversations_closing" in {node.get("Index Name") for node in nodes}
    await plans.world.rows("DROP INDEX ix_conversations_closing")
    assert too_far(await plans.of(first), 6)


async def test_what_is_due_first_is_read_from_its_index_and_no_further(plans: Plans) -> None:
    owner = plans.actors["owner"]

    async def first(session: Session, view: str = "all", **narrowed: Any) -> None:
        rows, _ = await lists.page(session, owner, Filters(view, **narrowed), sort="due", cursor=None, limit=5)
        assert len(rows) == 5

    for call in (first, partial(first, view="overdue"), partial(first, due_hours=12)):
        nodes = await plans.of(call)
        assert complaints(nodes) == set()
        assert too_far(nodes, 6) == set()
        assert "ix_conversations_due" in {node.get("Index Name") for node in nodes}
    await plans.world.rows("DROP INDEX ix_conversations_due")
    assert too_far(await plans.of(first), 6)


async def test_a_lost_index_is_noticed(plans: Plans) -> None:
    waiting = partial(_page, plans.actors["owner"], Filters("all"), "waiting")
    wanted = Search(read("order"))
    search = partial(searches.page, actor=plans.actors["owner"], search=wanted, sort="newest", cursor=None, limit=10)
    await plans.world.rows("DROP INDEX ix_conversations_waiting")
    assert too_far(await plans.of(waiting), 21)
    await plans.world.rows("DROP INDEX ix_messages_newest")
    assert complaints(await plans.of(search))
    await plans.world.rows(
        "DO $$ DECLARE one text; BEGIN FOR one IN SELECT indexname FROM pg_indexes WHERE tablename = 'conversations' "
        "AND indexname LIKE 'ix_%' LOOP EXECUTE 'DROP INDEX ' || one; END LOOP; END $$"
    )
    assert complaints(await plans.of(waiting))


@pytest.mark.parametrize(("line", "common"), [("order", True), ("TR-00000100", False), ("neverwritten", False)])
async def test_common_words_are_walked_for_and_rare_ones_asked_of_the_index(
    plans: Plans, monkeypatch: pytest.MonkeyPatch, line: str, common: bool
) -> None:
    monkeypatch.setattr(hits, "FIRST_WALK", 50)
    wanted = Search(read(line))
    call = partial(searches.page, actor=plans.actors["owner"], search=wanted, sort="newest", cursor=None, limit=3)
    nodes = await plans.of(call)
    indexes = {node.get("Index Name") for node in nodes}
    walked = [node["Actual Rows"] for node in nodes if node.get("Index Name") == "ix_messages_newest"]
    assert walked
    assert max(walked) <= 50
    assert ("ix_messages_tokens" in indexes) is not common
