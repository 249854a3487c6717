"""`make soak`: runs that lose a worker, their client or both at random moments, again and again, until time is up.

Every output must be that of a run nothing happened to. Prints what was done; exits 1 at the first difference.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.outlay.batch import faults
from tests.outlay.batch.tables import MODEL, PARTS

_MOST_STARTS = 20  # of one run


def one(number: int, chance: random.Random) -> str:
    """One run with its faults, resumed until it is through; what was done to it."""
    output, told = f"out{number}.csv", []
    for _ in range(_MOST_STARTS):
        engine = chance.choice([("--jobs", "1"), ("--jobs", "2"), ("--engine", "dask", "--jobs", "2")])
        run = faults.start("-o", output, *engine, "--resume")
        told.append(engine[1])
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(timeout=chance.uniform(0.5, 5.0))
        members = faults.workers(run)
        if run.poll() is None and members and chance.random() < 0.7:
            faults.kill(chance.choice(members))
            told.append("worker killed")
        if run.poll() is None and chance.random() < 0.6:
            faults.abandon(run)
            told.append("client killed")
            time.sleep(chance.uniform(0.0, 1.0))
            continue
        code, said = faults.finished(run)
        if code == 1 and Path(output).exists():
            assert faults.same(output, "undisturbed.csv"), output
            return ", ".join(told)
        assert "--resume" in said or "Another run" in said, said
    raise AssertionError(f"{output} is not through after {_MOST_STARTS} starts")


def main() -> int:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance, until, number = random.Random(options.seed), time.monotonic() + 60 * options.minutes, 0
    print(f"seed {options.seed}", flush=True)
    os.environ["PYTHONPATH"] = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="outlay-soak-") as folder, contextlib.chdir(folder):
        Path("m.cost").write_text(MODEL)
        Path("parts.cost").write_text(PARTS)
        faults.inputs("in")
        faults.finished(faults.start("-o", "undisturbed.csv", "--jobs", "1"))
        while time.monotonic() < until:
            print(f"run {number}: {one(number, chance)}: the same", flush=True)
            number += 1
    print(f"{number} runs, every one the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
