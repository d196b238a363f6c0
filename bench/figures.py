"""The figures as docs/benchmarks.md shows them: a table beside the budgets, and two pictures."""

from typing import Any

from bench import plots

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
    ("Door: work of the server for a delivery, of one core", "{door[server_us_each]:.0f} µs", ""),
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
        "Web UI: open a conversation, open it again, go on to the next",
        "{web[open_ms]:.0f} ms, {web[open_cached_ms]:.0f} ms, {web[open_next_ms]:.0f} ms",
        "< 200 ms, < 100 ms, < 100 ms",
    ),
    ("Web UI: open one in the moment the list appears, its script still on the way", "{web[open_first_ms]:.0f} ms", ""),
    (
        "Web UI: down a list of {web[scroll_rows]:,.0f} rows, a frame: half, 99 of 100, the worst",
        "{web[scroll_frame_p50_ms]:.0f} ms, {web[scroll_frame_p99_ms]:.0f} ms, {web[scroll_frame_worst_ms]:.0f} ms",
        "",
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

# (what, section, figure, budget, whether more is better, how it is written)
BUDGETS = (
    ("Door, deliveries", "door", "accepted_per_second", 10_000, True, "{:,.0f}/s"),
    ("Door, 99 of 100 at 1,000/s", "door", "steady_p99_ms", 25, False, "{:.1f} ms"),
    ("Pipeline, first contact", "pipeline", "first_contact_per_second", 4_000, True, "{:,.0f}/s"),
    ("Pipeline, known contact", "pipeline", "known_contact_per_second", 4_000, True, "{:,.0f}/s"),
    ("Reader decide", "readers", "decide_per_second", 4_000, True, "{:,.0f}/s"),
    ("Reader announce", "readers", "announce_per_second", 4_000, True, "{:,.0f}/s"),
    ("Door to screen at 200/s, 95 of 100", "live", "usual_p95_ms", 150, False, "{:.0f} ms"),
    ("Draining a burst of 500/s", "live", "burst_drain_seconds", 30, False, "{:.1f} s"),
    ("One event to 2,000 browsers", "realtime", "all_p99_ms", 60, False, "{:.0f} ms"),
    ("Memory of a browser's connection", "realtime", "kib_each", 20, False, "{:.1f} KiB"),
    ("Lists at scale, SQL, 95 of 100", "lists", "first_sql_p95_ms", 5, False, "{:.1f} ms"),
    ("Lists at scale, HTTP, 95 of 100", "lists", "first_http_p95_ms", 25, False, "{:.1f} ms"),
    ("Badges at scale, SQL, 95 of 100", "lists", "counts_sql_p95_ms", 5, False, "{:.1f} ms"),
    ("Search at scale, usual, 95 of 100", "search", "usual_sql_p95_ms", 10, False, "{:.1f} ms"),
    ("Search at scale, the worst kind", "search", "worst_sql_p95_ms", 80, False, "{:.0f} ms"),
    ("Cold start", "startup", "cold_seconds", 15, False, "{:.1f} s"),
    ("Warm start", "startup", "warm_seconds", 3, False, "{:.1f} s"),
    ("Memory at rest", "startup", "idle_pss_mib", 300, False, "{:.0f} MiB"),
    ("Web UI, first load", "web", "first_load_kb_gz", 300, False, "{:.0f} KB"),
    ("Web UI, inbox", "web", "inbox_ms", 1_000, False, "{:.0f} ms"),
    ("Web UI, open a conversation", "web", "open_ms", 200, False, "{:.0f} ms"),
    ("Web UI, open it again", "web", "open_cached_ms", 100, False, "{:.0f} ms"),
    ("Web UI, go on to the next", "web", "open_next_ms", 100, False, "{:.0f} ms"),
)


def table(results: dict[str, Any]) -> str:
    """The table, with the growth of the lists where it was measured."""
    here, loads = results["machine"], results["loads"]
    lines = [
        (
            f"Measured {here['at'][:10]} on {here['cores']} cores and {here['memory_gib']} GB, {here['system']}, Python "
            f"{here['python']}; load of the machine before the parts: {min(loads):.1f} to {max(loads):.1f}."
        ),
        "",
        "| what | measured | budget |",
        "|---|---|---|",
    ]
    lines += [f"| {what.format(**results)} | {figure.format(**results)} | {budget} |" for what, figure, budget in ROWS]
    return "\n".join(lines + (growth_table(results["growth"]) if "growth" in results else []))


def growth_table(growth: dict[str, dict[str, float]]) -> list[str]:
    """The growth as a page shows it."""
    sizes = list(growth)
    lines = ["", "First page in SQL by view, 95 of 100 in milliseconds, with so many conversations:", ""]
    lines += [f"| view |{''.join(f' {int(size):,} |' for size in sizes)}", f"|---|{'---|' * len(sizes)}"]
    return lines + [
        f"| {view} |{''.join(f' {growth[size][view]:.1f} |' for size in sizes)}" for view in growth[sizes[0]]
    ]


def pictures(results: dict[str, Any]) -> dict[str, str]:
    """The pictures by file name."""
    bars = [
        (what, float(results[section][figure]), budget, more, written.format(results[section][figure]))
        for what, section, figure, budget, more, written in BUDGETS
    ]
    made = {"budgets.svg": plots.budgets(bars)}
    if "growth" in results:
        growth: dict[str, dict[str, float]] = results["growth"]
        sizes = sorted(map(int, growth))
        series = {view: [growth[str(size)][view] for size in sizes] for view in growth[str(sizes[0])]}
        made["growth.svg"] = plots.growth("First page by view, 95 of 100", sizes, series, unit="ms")
    return made
