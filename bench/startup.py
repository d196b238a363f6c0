"""`heard serve` from nothing and from rest until it can work, and the memory it takes while nobody does anything."""

import asyncio
import signal
import time
from pathlib import Path

from bench.places import folder
from tests.app.processes import site


async def measure() -> dict[str, float]:
    """Seconds to /health/ready, cold and warm, and mebibytes at rest."""
    figures: dict[str, float] = {}
    async with folder() as place, site(place) as made:
        for name in ("cold_seconds", "warm_seconds"):
            begun = time.perf_counter()
            serving = await made.start("serve")
            await made.until_ready(60)
            figures[name] = time.perf_counter() - begun
            await asyncio.sleep(5)
            tree = family(serving.pid)
            figures["idle_pss_mib"] = sum(map(pss, tree)) / 1024
            figures["idle_pss_python_mib"] = pss(serving.pid) / 1024
            figures["processes"] = len(tree)
            serving.send_signal(signal.SIGINT)
            await serving.wait()
    return figures


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for each in (path.name for path in Path("/proc").iterdir()):
        if each.isdigit():
            try:
                parents[int(each)] = int(Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [root]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def pss(pid: int) -> int:
    """A process's share of the memory in kibibytes: what is shared counts in parts, so a sum counts nothing twice."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
