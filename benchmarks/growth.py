"""Whether time grows with the rows and memory does not: from a thousand rows to ten million."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, Section, best, pretty

ROWS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
COMMON = 100_000  # rows whose time others are held to
ROOT = Path(__file__).resolve().parent.parent


def section() -> Section:
    """The 12-formula model with each engine, every size in a process of its own."""
    found = Section(
        "From a thousand rows to ten million",
        "The 12-formula model, best of several runs in a process for each size. The ratio is time a row against "
        f"{COMMON:,} rows. The work area is what the process took at most beyond columns and results.",
    )
    for engine in ("numpy", "numba"):
        measured = {rows: _measured(rows, engine) for rows in ROWS}
        common = measured[COMMON]["seconds"] / COMMON
        for rows, one in measured.items():
            each = one["seconds"] / rows
            text = f"{pretty(one['seconds'])}, {pretty(each)} a row; work area {one['work'] / 1e6:.1f} MB"
            found.lines.append(Line(f"{engine}, {rows:,} rows", text, each / common, 2.0 if rows > COMMON else None))
        largest = measured[ROWS[-1]]
        share = largest["work"] / largest["data"]
        found.lines.append(
            Line(
                f"{engine}, work area at {ROWS[-1]:,} rows, of columns and results",
                f"{largest['work'] / 1e6:.1f} MB of {largest['data'] / 1e6:,.0f} MB",
                share,
                0.05,
            )
        )
    return found


def _measured(rows: int, engine: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", str(rows), engine],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _memory(name: str) -> int:
    """A line of the process's own account, in bytes; 0 where there is none."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _child(rows: int, engine: str) -> dict[str, Any]:
    from benchmarks.arrays import Ready
    from benchmarks.formulas import TWELVE

    ready = Ready(TWELVE.cost(), TWELVE.inputs, TWELVE.outputs, rows)
    few = {number: column[:2_000] for number, column in ready.given.items()}
    ready.program.run(few, len(next(iter(few.values()))), engine=engine)  # compiles
    before = _memory("VmRSS")
    try:
        Path("/proc/self/clear_refs").write_text("5")  # forgets the highest mark
    except OSError:
        before = 0
    found = ready.run(engine)
    results = sum(array.nbytes for array in found)
    work = max(0, _memory("VmHWM") - before - results) if before else 0
    del found
    (seconds,) = best([lambda: ready.run(engine)], rounds=200, patience=4)
    return {"seconds": seconds, "work": work, "data": results + sum(c.nbytes for c in ready.columns.values())}


if __name__ == "__main__":
    print(json.dumps(_child(int(sys.argv[1]), sys.argv[2])))
