"""The laws across processes: killed workers and web servers, real files, clean stops, quick starts."""

import asyncio
import csv
import gzip
import json
import random
import signal
import time
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.app.processes import Site, site
from tests.factories import x

ROOT = Path(__file__).resolve().parents[2]
AIRLINES = ROOT.parent / "shared" / "data" / "airline_tweets.csv.gz"
pytestmark = pytest.mark.slow


async def set_up(place: Site) -> httpx.AsyncClient:
    """The first user, signed in, and an account on X."""
    client = httpx.AsyncClient(base_url=place.url)
    first = {
        "workspace_name": "Bakery",
        "name": "Olga",
        "email": "olga@example.com",
        "password": "correct horse battery",
    }
    client.headers["x-csrf-token"] = (await client.post("/api/setup", json=first)).json()["csrf_token"]
    answer = await client.post("/api/accounts", json={"network": "x", "name": "Bakery on X", "settings": x.SETTINGS})
    assert answer.status_code == 201, answer.text
    return client


async def until_applied(connection: asyncpg.Connection, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while await connection.fetchval("SELECT count(*) FROM envelopes WHERE state = 'new'"):
            await asyncio.sleep(0.1)


async def assert_laws(connection: asyncpg.Connection, messages: int) -> None:
    """Every message once, in a conversation that is new with a team responsible; the log tells the same."""
    assert await connection.fetchval("SELECT count(*) FROM messages") == messages
    assert await connection.fetchval("SELECT count(*) FROM envelopes WHERE state <> 'done'") == 0
    assert await connection.fetchval("SELECT count(*) FROM log WHERE kind = 'message.received'") == messages
    assert (
        await connection.fetchval(
            "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id"
            " WHERE c.state = 'new' AND c.team_id IS NOT NULL AND c.waiting_since <= m.at"
        )
        == messages
    )
    opened = await connection.fetchval("SELECT count(*) FROM log WHERE kind = 'conversation.opened'")
    assert opened == await connection.fetchval("SELECT count(*) FROM conversations")
    assert await connection.fetchval("SELECT count(*) FROM parked_events") == 0


def write_posts(path: Path, distinct: int, repeats: int) -> None:
    chance = random.Random(7)
    rows = [
        (str(5_000_000_000_000_000_000 + n), "2026-11-20 10:00:00", str(n % 300), f"@bakery post {n}")
        for n in range(distinct)
    ]
    rows += [chance.choice(rows) for _ in range(repeats)]
    chance.shuffle(rows)
    with gzip.open(path, "wt", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "created", "author", "text"))
        writer.writerows(rows)


async def test_nothing_is_lost_or_doubled_while_workers_and_web_servers_are_killed(url: str, tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv.gz"
    write_posts(posts, 1500, 300)
    async with site(tmp_path, HEARD_DATABASE_URL=url) as place:
        web = await place.start("web")
        workers = [await place.start("worker"), await place.start("worker")]
        await place.until_ready()
        await (await set_up(place)).aclose()
        replays = [
            asyncio.create_task(
                place.run("replay", str(posts), "--rate", "400", "--shuffle", str(seed), "--connections", "8")
            )
            for seed in (1, 2)
        ]
        chance = random.Random(3)
        kills = 0
        while not all(replay.done() for replay in replays):
            await asyncio.sleep(0.8)
            victim = chance.randrange(3)
            if victim < 2:
                workers[victim].kill()
                await workers[victim].wait()
                workers[victim] = await place.start("worker")
            elif kills % 2:
                web.kill()
                await web.wait()
                web = await place.start("web")
            kills += 1
        summaries = [await replay for replay in replays]
        assert all("accepted 1800, refused 0" in summary for summary in summaries), summaries
        assert kills >= 3
        connection = await asyncpg.connect(url)
        await until_applied(connection)
        await assert_laws(connection, 1500)
        assert await connection.fetchval("SELECT count(*) FROM conversations") == 300
        await connection.close()


@pytest.mark.skipif(not AIRLINES.exists(), reason=f"the file of real posts is not at {AIRLINES}")
async def test_a_file_of_real_posts_ends_with_each_once_however_often_it_is_replayed(url: str, tmp_path: Path) -> None:
    async with site(tmp_path, HEARD_DATABASE_URL=url) as place:
        await place.start("web")
        worker = await place.start("worker")
        await place.until_ready()
        await (await set_up(place)).aclose()
        for order in ((), ("--shuffle", "5")):
            replay = asyncio.create_task(place.run("replay", str(AIRLINES), *order))
            await asyncio.sleep(2)
            worker.kill()
            await worker.wait()
            worker = await place.start("worker")
            assert "sent 10454, accepted 10454, refused 0 (none), duplicates 112" in await replay
        connection = await asyncpg.connect(url)
        await until_applied(connection, 120)
        await assert_laws(connection, 10_342)
        await connection.close()


async def test_serve_starts_stops_and_survives_being_killed(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        serving = await place.start("serve")
        await place.until_ready(60)
        client = await set_up(place)
        # `heard user create` beside a running server uses that server's database.
        said = await place.run(
            "user", "create", "--email", "ann@example.com", "--name", "Ann", "--password", "correct horse"
        )
        assert "ann@example.com is agent of “Bakery”" in said
        secret = (await place.run("token", "create", "--email", "ann@example.com", "--name", "test")).strip()
        bearer = {"authorization": f"Bearer {secret}"}
        assert (await client.get("/api/views", headers=bearer)).status_code == 200
        assert "ok   schema: up to date" in await place.run("doctor")

        serving.kill()
        await serving.wait()
        began = time.monotonic()
        serving = await place.start("serve")
        await place.until_ready(30)
        took = time.monotonic() - began
        assert len((await client.get("/api/accounts", headers=bearer)).json()["items"]) == 1

        serving.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(serving.wait(), 15) == 0, place.logged()[-3000:]
        assert took < 30
        assert "Traceback" not in place.logged(), place.logged()[-3000:]
        await client.aclose()


async def test_parse_prints_what_an_adapter_makes_of_a_payload(tmp_path: Path) -> None:
    async with site(tmp_path) as place:
        body, _ = x.signed(x.mention("stale bread"))
        (line,) = (await place.run("parse", "x", "--own-id", x.OUR_ID, stdin=body)).splitlines()
        item = json.loads(line)
        assert (item["type"], item["text"], item["visibility"]) == ("said", "stale bread", "public")
        assert "would be parked" in await place.run("parse", "x", stdin=b"{}", expect=1)


async def test_what_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    async with site(tmp_path, HEARD_PORT="eight") as place:
        assert "HEARD_PORT='eight' cannot be read" in await place.run("serve", expect=1)
    async with site(tmp_path, HEARD_SECRET_KEY="short") as place:
        assert "HEARD_SECRET_KEY has 5 characters" in await place.run("serve", expect=1)
    async with site(tmp_path, HEARD_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none") as place:
        said = await place.run("doctor", expect=1)
        assert "BAD  database" in said
        assert "HEARD_DATABASE_URL" in said
