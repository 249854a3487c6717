"""One row and a hundred: they pay neither for compiled code nor for threads, and from where on others do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, Section, best, pretty

ROOT = Path(__file__).resolve().parent.parent


def section() -> Section:
    """In a process of its own, numba being installed."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.few_rows"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    one = json.loads(done.stdout.splitlines()[-1])
    found = Section(
        "One row and a hundred",
        "The 50-formula model in a process in which numba is installed, the engine chosen by itself.",
        [
            Line("100 rows, the first time, block code written", pretty(one["first"])),
            Line("100 rows, against the same with NumPy asked for", pretty(one["hundred"]), one["ratio"], 1.3),
            Line("1 row", pretty(one["single"])),
            Line("times numba was imported", str(one["imported"]), one["imported"], 0),
            Line("threads started", str(one["threads"]), one["threads"], 0),
        ],
    )
    for name, rows in one["even"].items():
        found.lines.append(Line(f"one run alone is compiled from, {name}", f"{rows:,.0f} rows"))
    return found


def _child() -> dict[str, Any]:
    from benchmarks.arrays import Ready
    from benchmarks.formulas import FIFTY, TWELVE
    from outlay.arrays import kernel_choice

    ready = Ready(FIFTY.cost(), FIFTY.inputs, FIFTY.outputs, 100)
    single = Ready(FIFTY.cost(), FIFTY.inputs, FIFTY.outputs, 1)
    started = time.perf_counter()
    ready.run("auto")
    first = time.perf_counter() - started
    single.run("auto")
    auto, numpy, alone = best(
        [lambda: ready.run("auto"), lambda: ready.run("numpy"), lambda: single.run("auto")], 50, 20
    )
    found: dict[str, Any] = {
        "first": first,
        "hundred": auto,
        "ratio": auto / numpy,
        "single": alone,
        "imported": float("numba" in sys.modules),
        "threads": float(threading.active_count() - 1),
        "even": {},
    }
    for model in (TWELVE, FIFTY):
        engine = Ready(model.cost(), model.inputs, model.outputs, 1).program.compiled
        spared = kernel_choice.spared(engine, 1)
        found["even"][f"{model.title}, nothing kept"] = kernel_choice.cost(engine, kept=False) / spared
        found["even"][f"{model.title}, kept on disk"] = kernel_choice.cost(engine, kept=True) / spared
    return found


if __name__ == "__main__":
    print(json.dumps(_child()))
