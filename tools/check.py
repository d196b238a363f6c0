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
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import bootstrap  # noqa: E402 — run as a script, the repository is not on the path yet

BIN = ROOT / ".venv" / "bin"
NODE_TOOLS = ROOT / "web" / "tools" / "node_modules" / ".bin"
WEB = ROOT / "web"
PROCESSES = str(min(os.cpu_count() or 1, 4))
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
    pytest("Slow Python tests", "-n", PROCESSES, "-m", "slow and not browser"),
    # Each process has a Heard and a browser of its own; the journeys of a file stay together.
    pytest("Browser tests", "-n", PROCESSES, "--dist", "loadfile", "-m", "browser"),
)


def run(section: Section, environment: dict[str, str]) -> bool:
    """Run one section and print how it went; say whether all is well."""
    print(f"\n── {section.title} {'─' * max(60 - len(section.title), 3)}", flush=True)
    if section.needs and not section.needs.exists():
        print(f"left out: there is no {section.needs.relative_to(ROOT)}")
        return True
    began = time.monotonic()
    code = subprocess.run(section.command, cwd=section.folder, env=environment, check=False).returncode
    well = code in section.fine
    print(f"   {'well' if well else 'NOT WELL'}, {time.monotonic() - began:.1f} s", flush=True)
    return well


def sections(arguments: Sequence[str]) -> tuple[Section, ...]:
    """Give what the command line asks for."""
    if arguments[:1] == ["only"]:
        return (pytest("Python tests", *arguments[1:]),)
    return CHECKS + TESTS if arguments[:1] == ["all"] else CHECKS


def main() -> int:
    """Run the sections, then name those that failed; give the exit code."""
    began = time.monotonic()
    environment = {**bootstrap.node_environment(), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    bad = [section.title for section in sections(sys.argv[1:]) if not run(section, environment)]
    verdict = f"NOT WELL: {', '.join(bad)}" if bad else "All is well"
    print(f"\n{verdict} ({time.monotonic() - began:.0f} s)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
