"""How what waits at the door is found among what was applied already."""

from typing import Any

from sqlalchemy import text

from heard.intake import pipeline
from tests.factories.world import World


async def test_what_waits_is_found_without_passing_by_what_is_done(world: World) -> None:
    await world.rows(
        """
        INSERT INTO envelopes (workspace_id, account_id, dedup_key, shard, headers, body, state)
        SELECT :workspace, :account, n::text, n % 16, '{}', '', CASE WHEN n <= 5000 THEN 'done' ELSE 'new' END
        FROM generate_series(1, 5400) n
        """,
        workspace=world.workspace_id,
        account=world.account.id,
    )
    await world.rows("ANALYZE envelopes")
    for shards in (list(range(16)), list(range(0, 16, 2)), [3]):
        nodes = await _plan(world, shards)
        (index,) = [node for node in nodes if "Index Name" in node]
        assert index["Index Name"] == "ix_envelopes_new"
        assert index["Actual Rows"] <= 100
        assert not [node for node in nodes if node["Node Type"] == "Sort"], shards


async def _plan(world: World, shards: list[int]) -> list[dict[str, Any]]:
    async with world.services.database.transaction() as session:
        take = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {pipeline._TAKE.text}")
        node = (await session.execute(take, {"shards": shards, "size": 100})).scalar_one()[0]["Plan"]
    nodes = [node]
    while "Plans" in node:
        (node,) = node["Plans"]
        nodes.append(node)
    return nodes
