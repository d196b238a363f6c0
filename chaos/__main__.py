"""`python -m chaos [--seed N] [--seconds N] [--faults a,b]`: one run, its account, and 1 if any promise was broken."""

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from chaos.faults import FAULTS
from chaos.run import Plan, Report, run
from heard.kit import logs

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run, and say what came of it."""
    logs.configure("error", "console")
    options = _options()
    plan = Plan(options.seed, options.seconds, tuple(options.faults.split(",")) if options.faults else tuple(FAULTS))
    with tempfile.TemporaryDirectory(prefix="heard-chaos-") as name:
        Path(name).chmod(0o711)
        report = asyncio.run(run(plan, Path(name), print))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-seed{plan.seed}.json"
    path.write_text(json.dumps(asdict(report), indent=2) + "\n")
    print(_said(report))
    sys.exit(1 if report.broken else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()) % 100_000)
    parser.add_argument("--seconds", type=float, default=90.0, help="how long there is load, with faults in it")
    parser.add_argument("--faults", default="", help=f"some of: {', '.join(FAULTS)}")
    return parser.parse_args()


def _said(report: Report) -> str:
    lines = [
        "",
        f"{report.acknowledged} deliveries acknowledged of {report.delivered}",
        f"{report.promised} replies promised, {report.said} said, {report.unknown} shown as unknown",
        *([f"replies refused: {report.refused}"] if report.refused else []),
        *(f"  {each.at:6.1f} s  {each.name:18} back after {each.recovered:.1f} s" for each in report.faults),
        *(f"  left out: {each}" for each in report.left_out),
        f"at rest {report.rest_seconds:.1f} s after the last fault and the last delivery",
        *(f"BROKEN  {each}" for each in report.broken),
        "Every promise was kept." if not report.broken else f"{len(report.broken)} promises were broken.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
