"""Run the measurements; `python -m bench [name …] [--size 1000000] [--publish]`.

`--quick` makes the burst of `live` shorter.
`lists` and `search` read a workspace of `--size` conversations with five messages each. `--keep DIR` seeds it there and
leaves it, or reads what was left there before. `growth` measures the lists in smaller workspaces too.

Results go to `bench/results/<moment>.json`; `--publish` also writes the newest of each part into docs/benchmarks.md. With
`--publish` alone nothing is measured.
"""

import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from bench import big, door, figures, lists, live, pipeline, readers, realtime, screen, startup, whole
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
    growth: dict[str, dict[str, float]] = {}
    for fewer in SMALLER:
        async with big.seeded(fewer) as place:
            growth[str(fewer)] = views_of(await lists.measure(place))
    if "lists" in results:
        growth[str(size)] = views_of(results["lists"])
    return growth


def views_of(figures: dict[str, float]) -> dict[str, float]:
    """The first pages of each view among the figures of the lists."""
    begin = "first page of "
    return {name.removeprefix(begin): value for name, value in figures.items() if name.startswith(begin)}


def tell(name: str, figures: dict[str, Any], begun: float) -> None:
    """Print what was measured."""
    shown = ", ".join(
        f"{key} {value:,.2f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items()
    )
    print(f"{name} ({time.perf_counter() - begun:.0f} s): {shown}", flush=True)


def newest(folder: Path) -> dict[str, Any]:
    """The newest measurement of each part, and the loads they were taken under."""
    found: dict[str, Any] = {}
    loads: dict[str, float] = {}
    for path in sorted(folder.glob("*.json")):
        one: dict[str, Any] = json.loads(path.read_text())
        found |= one
        loads |= dict.fromkeys(one, one["machine"]["load_before"])
    return {**found, "loads": list(loads.values())}


def publish(results: dict[str, Any]) -> None:
    """Write the page and its pictures."""
    lacking = {*MEASURES, *AT_SCALE} - {*results}
    if lacking:
        raise SystemExit(f"Not measured yet: {', '.join(sorted(lacking))}.")
    (ROOT / PAGE).write_text(within(PAGE, "figures", lambda: figures.table(results))() or "")
    for name, drawn in figures.pictures(results).items():
        (ROOT / "docs" / "images" / name).write_text(drawn)
    print(f"wrote {PAGE} and its pictures")


def option(name: str) -> str | None:
    """What was written behind an option."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def main() -> None:
    """Measure what is named, or everything."""
    logs.configure("warning", "console")
    size, kept = int(option("--size") or SIZE), option("--keep")
    everything = [*MEASURES, *AT_SCALE]
    names = [name for name in sys.argv[1:] if name in {*everything, "growth"}]
    folder = ROOT / "bench" / "results"
    if sys.argv[1:] == ["--publish"]:
        publish(newest(folder))
        return
    names = names or everything
    results = uvloop.run(run([name for name in names if name in MEASURES]))
    scaled = [name for name in names if name in AT_SCALE]
    if scaled:
        results |= uvloop.run(run_at_scale(scaled, size, Path(kept) if kept else None))
    if "growth" in names:
        results["growth"] = uvloop.run(run_growth(results, size))
    folder.mkdir(exist_ok=True)
    path = folder / f"{results['machine']['at'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(results, indent=2) + "\n")
    print(f"wrote {path.relative_to(ROOT)}")
    if "--publish" in sys.argv:
        publish(newest(folder))


if __name__ == "__main__":
    main()
