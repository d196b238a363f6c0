"""Searching at scale: short and long words, common and rare, in four languages, phrases, ids, people, with conditions."""

import statistics
from collections import defaultdict
from typing import Any

import asyncpg

from bench.big import Big, Timings, p95
from heard.conversations.asked import read
from heard.conversations.queries import jump
from heard.conversations.queries import search as searches
from heard.conversations.queries.hits import Search

REPEATS = 12
UNUSUAL = ("phrase, common", "words, all old", "agent, rare", "count, common")


async def measure(big: Big) -> dict[str, Any]:
    """Milliseconds of each kind of search, and how fast words are made and indexed."""
    bare = await big.bare()
    kinds = await _kinds(big)
    timings = defaultdict[str, Timings](Timings)
    for name, lines in kinds.items():
        for at in range(REPEATS):
            line = lines[at % len(lines)]
            person = big.agent if name.startswith("agent") else big.owner
            more = {"network": "vk", "tag": big.dice.choice(big.tenant.tags)} if "conditions" in name else {}
            sort: searches.Sort = "relevance" if "relevance" in name else "newest"
            wanted = Search(read(line), **more)

            async def call(session: object, wanted: Search = wanted, sort: searches.Sort = sort) -> None:
                if name.startswith("people"):
                    await jump.people(session, person.actor, line)
                elif name.startswith("count"):
                    await searches.count(session, person.actor, wanted)
                else:
                    await searches.page(session, person.actor, wanted, sort=sort, cursor=None, limit=25)

            await big.timed(call, timings[name])
            if not name.startswith(("people", "count")):
                await big.asked(person, "/api/search", timings[name], q=line, sort=sort, **more)
    _tell(timings, kinds)
    usual = [value for name, each in timings.items() if name not in UNUSUAL for value in each.sql]
    http = [value for each in timings.values() for value in each.http]
    return {
        "messages": big.figures["messages"],
        "token_index_mib": big.figures["token_index_mib"],
        "token_index_build_seconds": big.figures["token_index_build_seconds"],
        "bare_row_ms": bare,
        "usual_sql_p50_ms": statistics.median(usual),
        "usual_sql_p95_ms": p95(usual),
        "usual_to_bare": p95(usual) / bare,
        "worst_sql_p95_ms": max(p95(each.sql) for each in timings.values()),
        "worst": max(timings, key=lambda name: p95(timings[name].sql)),
        "http_p50_ms": statistics.median(http),
        "http_p95_ms": p95(http),
        **{f"{name} p95 ms": p95(each.sql) for name, each in timings.items()},
    }


def _tell(timings: dict[str, Timings], kinds: dict[str, list[str]]) -> None:
    """Print each kind."""
    for name, each in timings.items():
        print(f"  {p95(each.sql):8.2f} ms sql {p95(each.whole):8.2f} ms whole  {name}: {kinds[name][:3]}", flush=True)


async def _shares(big: Big) -> dict[str, float]:
    """Each token, and the share of messages it is in."""
    connection = await asyncpg.connect(big.services.url)
    rows = await connection.fetch(
        "SELECT t, count(*) AS n FROM bench_pool, unnest(string_to_array(tokens, ' ')) t GROUP BY 1"
    )
    pool = await connection.fetchval("SELECT count(*) FROM bench_pool")
    await connection.close()
    return {row["t"]: row["n"] / pool for row in rows}


async def _kinds(big: Big) -> dict[str, list[str]]:
    share = await _shares(big)
    messages = round(big.figures["messages"])

    def some(script: str, low: float, high: float, length: int = 2) -> list[str]:
        fitting = [w for w, s in share.items() if low <= s <= high and len(w) >= length and script in _script(w)]
        return big.dice.sample(sorted(fitting), min(12, len(fitting))) or [next(iter(share))]

    return {
        "zh two characters, common": ["退款", "订单", "快递"],
        "zh two characters, traditional": ["退款", "訂單", "發貨", "質量問題"],
        "zh two characters, 1 in 1,000": [w for w in some("zh", 0.0005, 0.003) if len(w) == 2] or ["退款"],
        "zh one character": ["退", "货"],
        "ru inflected": ["возврата", "заказу", "доставки", "товары"],
        "ru rare": some("ru", 0, 0.0003, 6),
        "tr inflected, no dots": ["siparisim", "siparişler", "IADE", "kargonun", "ISTANBUL"],
        "tr rare": some("en", 0, 0.0003, 6),
        "en common": ["order", "refund", "delivery"],
        "en words": ["refund order", "tracking number", "where delivery"],
        "phrase, rare": ['"tracking number missing"'],
        "phrase, common": ['"where is"', '"is my"', '"my the"'],
        "order number": [f"TR-{big.dice.randrange(1, messages) // 20 * 20:08d}" for _ in range(12)],
        "emoji": ["👍"],
        "nothing": ["neverwritten", "ничегоподобного"],
        "relevance, common": ["order", "возврат", "退款"],
        "relevance, rare": some("ru", 0, 0.0003, 6),
        "conditions, common": ["order", "退款", "iade"],
        "conditions, rare": some("ru", 0, 0.001, 6),
        "from a person": [f"from:@u{big.dice.randrange(1, big.size // 2)}" for _ in range(6)],
        "agent, common": ["order", "退款", "заказ"],
        "agent, rare": some("ru", 0, 0.001, 6),
        "people by handle": [f"u{big.dice.randrange(1, big.size // 2)}" for _ in range(6)],
        "people by name": ["Ayşe", "wang", "юлия 1"],
        "count, common": ["order", "退款"],
        "count, rare": some("ru", 0, 0.0003, 6),
    }


def _script(word: str) -> str:
    if not word.isalpha():
        return ""
    code = ord(word[0])
    return "zh" if code > 0x3000 else "ru" if 0x400 <= code < 0x500 else "en"
