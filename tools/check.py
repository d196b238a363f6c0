"""Everything that must hold, section by section, each with its time.

    python tools/check.py              formats, lints, floors, types, papers
    python tools/check.py all          the same, then every test
    python tools/check.py only PATH    the tests of one place

A section that fails does not stop the next one: one run shows all there is to mend.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import bootstrap  # noqa: E402 — run as a script, the repository is not on the path yet

BIN = ROOT / ".venv" / "bin"
NODE_TOOLS = ROOT / "web" / "tools" / "node_modules" / ".bin"
WEB = ROOT / "web"
CORES = min(os.cpu_count() or 1, 4)
# A test waits for its database, for a browser or for a time to pass.
PROCESSES = str(CORES + 1)
NO_TESTS_FOUND = 5


@dataclass(frozen=True)
class Section:
    """One thing to check: its title, its command, where it runs, and the file without which it is left out."""

    title: str
    command: tuple[str | Path, ...]
    needs: Path | None = None
    folder: Path = ROOT
    fine: tuple[int, ...] = (0,)


CHECKS = (
    Section("Python format", (BIN / "ruff", "format", "--check", "--quiet", ".")),
    Section("Python lint", (BIN / "ruff", "check", ".")),
    Section("House rules", (BIN / "python", "tools/lint.py")),
    Section("Floors and doors", (BIN / "lint-imports", "--no-logo")),
    Section("Python types", (NODE_TOOLS / "pyright",), needs=NODE_TOOLS / "pyright"),
    Section("Papers and generated files", (BIN / "python", "tools/docs.py", "check")),
    Section("Web types, lint and format", ("npm", "run", "--silent", "check"), WEB / "package.json", WEB),
)


def pytest(title: str, *arguments: str) -> Section:
    """Give a section of Python tests; finding none is fine."""
    command = (BIN / "python", "-m", "pytest", "-q", *arguments)
    return Section(title, command, fine=(0, NO_TESTS_FOUND))


TESTS = (
    Section("Web build", (BIN / "python", "tools/bootstrap.py", "web"), WEB / "package.json"),
    pytest("Python tests", "-n", PROCESSES, "-m", "not slow and not browser"),
    Section("Web tests", ("npm", "test", "--silent"), WEB / "package.json", WEB),
    pytest("Slow Python tests", "-n", str(CORES), "--maxschedchunk", "1", "-m", "slow and not browser"),
    # Each process has a Heard and a browser of its own; the journeys of a file stay together.
    pytest("Browser tests", "-n", PROCESSES, "--dist", "loadfile", "-m", "browser"),
)


def run(section: Section, environment: dict[str, str], *, aside: bool = False) -> bool:
    """Run one section and print how it went; say whether all is well. `aside`: others run too, so it prints at its end."""
    head = f"\n── {section.title} {'─' * max(60 - len(section.title), 3)}"
    if section.needs and not section.needs.exists():
        print(f"{head}\nleft out: there is no {section.needs.relative_to(ROOT)}", flush=True)
        return True
    if not aside:
        print(head, flush=True)
    began = time.monotonic()
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} if aside else {}
    done = subprocess.run(section.command, cwd=section.folder, env=environment, check=False, **said)
    well = done.returncode in section.fine
    told = f"{head}\n{done.stdout}" if aside else ""
    print(f"{told}   {'well' if well else 'NOT WELL'}, {time.monotonic() - began:.1f} s", flush=True)
    return well


def run_all(chosen: Sequence[Section], environment: dict[str, str]) -> list[str]:
    """Run the sections, those that check side by side and the tests one after another; the titles of those that failed."""
    checks = [each for each in chosen if each in CHECKS]
    # The longest first, so that it does not end up alone.
    checks.sort(key=lambda each: each.title not in {"Python types", "Web types, lint and format"})
    with ThreadPoolExecutor(CORES) as pool:
        went = list(pool.map(lambda each: run(each, environment, aside=True), checks))
    tests = [each for each in chosen if each not in CHECKS]
    went += [run(each, environment) for each in tests]
    return [each.title for each, well in zip(checks + tests, went, strict=True) if not well]


def sections(arguments: Sequence[str]) -> tuple[Section, ...]:
    """Give what the command line asks for."""
    if arguments[:1] == ["only"]:
        return (pytest("Python tests", *arguments[1:]),)
    return CHECKS + TESTS if arguments[:1] == ["all"] else CHECKS


def main() -> int:
    """Run the sections, then name those that failed; give the exit code."""
    began = time.monotonic()
    environment = {**bootstrap.node_environment(), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    bad = run_all(sections(sys.argv[1:]), environment)
    verdict = f"NOT WELL: {', '.join(bad)}" if bad else "All is well"
    print(f"\n{verdict} ({time.monotonic() - began:.0f} s)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
