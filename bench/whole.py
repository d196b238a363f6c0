"""From end to end: a file of posts through `heard replay`, a web server and a worker, until all of it is applied."""

import asyncio
import csv
import re
import time
from pathlib import Path

import asyncpg

from bench.places import PADDING, database, folder, processes

POSTS = 6_000
PEOPLE = 2_000


async def measure() -> dict[str, float]:
    """Posts accepted, and applied, a second."""
    async with database() as url, processes(url, "web", "worker") as (place, _), folder() as files:
        connection = await asyncpg.connect(url)
        replay = asyncio.create_task(place.run("replay", str(write_posts(files / "posts.csv"))))
        while not await connection.fetchval("SELECT count(*) FROM envelopes"):
            await asyncio.sleep(0.01)
        begun = time.perf_counter()
        while await connection.fetchval("SELECT count(*) FROM messages") < POSTS:
            await asyncio.sleep(0.05)
        applied = POSTS / (time.perf_counter() - begun)
        said = await replay
        await connection.close()
    accepted = re.search(r"accepted (\d+).*?([\d,]+)/s", said, re.DOTALL)
    assert accepted is not None, said
    assert int(accepted[1]) == POSTS, said
    return {
        "posts": POSTS,
        "accepted_per_second": float(accepted[2].replace(",", "")),
        "applied_per_second": applied,
    }


def write_posts(path: Path) -> Path:
    """A file of generated posts."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "created", "author", "text"))
        for number in range(POSTS):
            row = (
                5_000_000_000_000_000_000 + number,
                "2026-11-20 10:00:00",
                number % PEOPLE,
                f"{number} {PADDING[:200]}",
            )
            writer.writerow(row)
    return path
