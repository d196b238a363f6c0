"""Run the measurements; `python -m bench [name …] [--size 1000000] [--publish]`.

`--quick` makes the burst of `live` shorter.
`lists` and `search` read a workspace of `--size` conversations with five messages each. `--keep DIR` seeds it there and
leaves it, or reads what was left there before. `growth` measures the lists in smaller workspaces too.

Results go to `bench/results/<moment>.json`; `--publish` also writes the figures into docs/benchmarks.md.
"""

import asyncio
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import big, door, lists, live, pipeline, readers, realtime, screen, startup, whole
from bench import search as searching
from heard.kit import logs
from tools.docs import within

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/benchmarks.md"
SIZE = 1_000_000
SMALLER = (10_000, 100_000)
# These two share one seeded database.
AT_SCALE = {"lists": lists.measure, "search": searching.measure}
MEASURES = {
    "door": door.measure,
    "pipeline": pipeline.measure,
    "readers": readers.measure,
    "realtime": realtime.measure,
    "live": live.measure,
    "whole": whole.measure,
    "startup": startup.measure,
    "web": screen.measure,
}
ROWS = (
    (
        "Door: signed deliveries of {door[bytes]:,.0f} bytes, 64 connections",
        "{door[accepted_per_second]:,.0f}/s",
        "≥ 10,000/s",
    ),
    ("Door: time to the answer, half and 99 of 100", "{door[p50_ms]:.1f} ms, {door[p99_ms]:.1f} ms", "p99 < 25 ms"),
    (
        "Door at a steady {door[steady_per_second]:,.0f}/s: half and 99 of 100",
        "{door[steady_p50_ms]:.1f} ms, {door[steady_p99_ms]:.1f} ms",
        "p99 < 25 ms",
    ),
    ("Bare database: the same rows, 500 in an insert", "{door[bare_grouped_per_second]:,.0f}/s", ""),
    ("Bare database: the same rows, one in an insert", "{door[bare_single_per_second]:,.0f}/s", ""),
    ("Door beside the bare grouped insert", "{door[ratio_to_grouped]:.2f} ×", "≥ 0.2 ×"),
    ("Door beside the bare single insert", "{door[ratio_to_single]:.2f} ×", ""),
    ("Pipeline, one worker: first contact", "{pipeline[first_contact_per_second]:,.0f}/s", "≥ 4,000/s"),
    ("Pipeline, one worker: known contact", "{pipeline[known_contact_per_second]:,.0f}/s", "≥ 4,000/s"),
    ("Pipeline, one worker: duplicates", "{pipeline[duplicates_per_second]:,.0f}/s", "≥ 4,000/s"),
    ("Pipeline, two workers, readers and all: first contact", "{pipeline[two_workers_per_second]:,.0f}/s", ""),
    (
        "Pipeline, known contact, beside the same steps row by row",
        "{pipeline[ratio_to_row_by_row]:.0f} × ({pipeline[row_by_row_per_second]:,.0f}/s)",
        "≥ 20 ×",
    ),
    ("Reader `decide`, {readers[events]:,.0f} events", "{readers[decide_per_second]:,.0f}/s", "≥ 4,000/s"),
    ("Reader `announce`, the same", "{readers[announce_per_second]:,.0f}/s", "≥ 4,000/s"),
    ("{realtime[agents]:,.0f} browsers on one web process: memory each", "{realtime[kib_each]:.1f} KiB", "< 20 KB"),
    (
        "One event to all of them: half, 99 of 100, the last",
        "{realtime[all_p50_ms]:.0f} ms, {realtime[all_p99_ms]:.0f} ms, {realtime[all_last_ms]:.0f} ms",
        "< 60 ms",
    ),
    (
        "One event to one of them: usually, and 99 of 100",
        "{realtime[one_last_ms]:.1f} ms, {realtime[one_last_p99_ms]:.1f} ms",
        "",
    ),
    (
        "All come back after a restart; another's request meanwhile, half and the slowest",
        "{realtime[storm_seconds]:.1f} s; {realtime[storm_answer_p50_ms]:.0f} ms, {realtime[storm_answer_max_ms]:.0f} ms",
        "",
    ),
    (
        "Door accepted → on an agent's stream at 50/s: half, 95, 99 of 100",
        "{live[slow_p50_ms]:.0f}, {live[slow_p95_ms]:.0f}, {live[slow_p99_ms]:.0f} ms",
        "",
    ),
    (
        "The same at 200/s",
        "{live[usual_p50_ms]:.0f}, {live[usual_p95_ms]:.0f}, {live[usual_p99_ms]:.0f} ms",
        "p95 < 150 ms",
    ),
    (
        "The same in a burst of 500/s for {live[burst_seconds]:.0f} s; drained after it in",
        "{live[burst_p50_ms]:.0f}, {live[burst_p95_ms]:.0f}, {live[burst_p99_ms]:.0f} ms; {live[burst_drain_seconds]:.1f} s",
        "< 30 s",
    ),
    ("Web UI: page, scripts and styles of the first load, compressed", "{web[first_load_kb_gz]:.0f} KB", "< 300 KB"),
    ("Web UI: the inbox can be read after", "{web[inbox_ms]:.0f} ms", "< 1,000 ms"),
    (
        "Web UI: open a conversation, and open it again",
        "{web[open_ms]:.0f} ms, {web[open_cached_ms]:.0f} ms",
        "< 200 ms",
    ),
    ("End to end, `heard replay`: accepted", "{whole[accepted_per_second]:,.0f}/s", ""),
    ("End to end, `heard replay`: applied, until none is left", "{whole[applied_per_second]:,.0f}/s", ""),
    ("`heard serve` in an empty folder until ready", "{startup[cold_seconds]:.1f} s", "< 15 s"),
    ("`heard serve` again until ready", "{startup[warm_seconds]:.1f} s", "< 3 s"),
    (
        "Idle `heard serve` with PostgreSQL (Python alone)",
        "{startup[idle_pss_mib]:.0f} MiB ({startup[idle_pss_python_mib]:.0f} MiB)",
        "< 300 MB",
    ),
    ("Bare database: one row by its key, half of 100", "{lists[bare_row_ms]:.2f} ms", ""),
    (
        "Inbox with {lists[seed_conversations]:,.0f} conversations, every view, order and filter: first page in SQL, half \
and 95 of 100",
        "{lists[first_sql_p50_ms]:.1f} ms, {lists[first_sql_p95_ms]:.1f} ms",
        "p95 < 5 ms",
    ),
    (
        "The same over HTTP",
        "{lists[first_http_p50_ms]:.1f} ms, {lists[first_http_p95_ms]:.1f} ms",
        "p95 < 25 ms",
    ),
    ("The same beside the bare row", "{lists[first_sql_p95_to_bare]:.1f} ×", ""),
    (
        "Inbox: the fiftieth page in SQL",
        "{lists[fiftieth_sql_p50_ms]:.1f} ms, {lists[fiftieth_sql_p95_ms]:.1f} ms",
        "p95 < 5 ms",
    ),
    (
        "Inbox: all badges in SQL",
        "{lists[counts_sql_p50_ms]:.1f} ms, {lists[counts_sql_p95_ms]:.1f} ms",
        "p95 < 5 ms",
    ),
    (
        "Inbox: all badges over HTTP",
        "{lists[counts_http_p50_ms]:.1f} ms, {lists[counts_http_p95_ms]:.1f} ms",
        "p95 < 25 ms",
    ),
    (
        "Search in {search[messages]:,.0f} messages in SQL: usual kinds",
        "{search[usual_sql_p50_ms]:.1f} ms, {search[usual_sql_p95_ms]:.1f} ms",
        "p95 < 10 ms",
    ),
    ("The same beside the bare row", "{search[usual_to_bare]:.1f} ×", ""),
    ("Search: the worst kind ({search[worst]})", "{search[worst_sql_p95_ms]:.1f} ms", "p95 < 80 ms"),
    ("Search over HTTP, all kinds", "{search[http_p50_ms]:.1f} ms, {search[http_p95_ms]:.1f} ms", ""),
)


def machine() -> dict[str, Any]:
    """Where this ran."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(memory),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


async def run(names: list[str]) -> dict[str, Any]:
    """Measure, one after another."""
    results: dict[str, Any] = {"machine": machine()}
    for name in names:
        begun = time.perf_counter()
        results[name] = await MEASURES[name]()
        tell(name, results[name], begun)
    return results


async def run_at_scale(names: list[str], size: int, kept: Path | None) -> dict[str, Any]:
    """Measure on one big database, one after another."""
    results: dict[str, Any] = {}
    async with big.seeded(size, kept) as place:
        for name in names:
            begun = time.perf_counter()
            results[name] = await AT_SCALE[name](place)
            tell(name, results[name], begun)
    return results


async def run_growth(results: dict[str, Any], size: int) -> dict[str, Any]:
    """First pages by view, with ever more conversations; the biggest is measured by `lists`."""
    growth: dict[int, dict[str, float]] = {}
    for fewer in SMALLER:
        async with big.seeded(fewer) as place:
            growth[fewer] = views_of(await lists.measure(place))
    if "lists" in results:
        growth[size] = views_of(results["lists"])
    return growth


def views_of(figures: dict[str, float]) -> dict[str, float]:
    """The first pages of each view among the figures of the lists."""
    begin = "first page of "
    return {name.removeprefix(begin): value for name, value in figures.items() if name.startswith(begin)}


def growth_table(growth: dict[int, dict[str, float]]) -> list[str]:
    """The growth as a page shows it."""
    sizes = list(growth)
    lines = ["", "First page in SQL by view, 95 of 100 in milliseconds, with so many conversations:", ""]
    lines += [f"| view |{''.join(f' {size:,} |' for size in sizes)}", f"|---|{'---|' * len(sizes)}"]
    return lines + [
        f"| {view} |{''.join(f' {growth[size][view]:.1f} |' for size in sizes)}" for view in growth[sizes[0]]
    ]


def tell(name: str, figures: dict[str, Any], begun: float) -> None:
    """Print what was measured."""
    shown = ", ".join(
        f"{key} {value:,.2f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items()
    )
    print(f"{name} ({time.perf_counter() - begun:.0f} s): {shown}", flush=True)


def table(results: dict[str, Any]) -> str:
    """The figures as a page shows them."""
    here = results["machine"]
    lines = [
        (
            f"Measured {here['at'][:10]} on {here['cores']} cores and {here['memory_gib']} GB, {here['system']}, "
            f"Python {here['python']}; load of the machine before the run: {here['load_before']:.1f}."
        ),
        "",
        "| what | measured | budget |",
        "|---|---|---|",
    ]
    lines += [f"| {what.format(**results)} | {figure.format(**results)} | {budget} |" for what, figure, budget in ROWS]
    return "\n".join(lines + (growth_table(results["growth"]) if "growth" in results else []))


def option(name: str) -> str | None:
    """What was written behind an option."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def main() -> None:
    """Measure what is named, or everything."""
    logs.configure("warning", "console")
    size, kept = int(option("--size") or SIZE), option("--keep")
    everything = [*MEASURES, *AT_SCALE]
    names = [name for name in sys.argv[1:] if name in {*everything, "growth"}] or everything
    results = asyncio.run(run([name for name in names if name in MEASURES]))
    scaled = [name for name in names if name in AT_SCALE]
    if scaled:
        results |= asyncio.run(run_at_scale(scaled, size, Path(kept) if kept else None))
    if "growth" in names:
        results["growth"] = asyncio.run(run_growth(results, size))
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{results['machine']['at'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(results, indent=2) + "\n")
    print(f"wrote {path.relative_to(ROOT)}")
    if "--publish" in sys.argv:
        if not {*everything} <= {*names}:
            raise SystemExit("Publish everything of one run, or nothing.")
        (ROOT / PAGE).write_text(within(PAGE, "figures", lambda: table(results))() or "")
        print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
