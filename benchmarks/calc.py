"""Cells of LibreOffice that call a function of the table, against cells that call a trivial Python add-in."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import trivial_addin
from benchmarks.measure import Line, Section, pretty
from benchmarks.office import profile_with
from outlay_addin.functions import Functions
from outlay_addin.libreoffice.extension import build
from outlay_workbooks.recalculate import available

ROWS, ROUNDS = 10_000, 5
MOST = 3.0
CALLS = {
    "a trivial Python add-in function, its argument back": "=TRIVIAL.SAME(A#)",
    "`COST.TRAIN_FLOPS`, two arguments": "=COST.TRAIN_FLOPS(A#;1E12)",
    "`COST.TRAIN_COST`, two arguments, four left out": "=COST.TRAIN_COST(A#;1E12)",
    "`COST.TRAIN_COST`, all six arguments": '=COST.TRAIN_COST(A#;1E12;"H100_SXM5";0.4;2;3)',
}
# Pythons that may know LibreOffice: the system's own, and the one LibreOffice brings.
PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", sys.executable)


def section() -> Section:
    """Ten thousand cells recalculated, processor time of LibreOffice."""
    found = Section(
        "Recalculation of LibreOffice's cells",
        f"{ROWS:,} cells that call a function, each with a figure that was never there before; processor time of "
        f"LibreOffice, best of {ROUNDS}. The trivial function takes and gives one number. The ratio is to that one.",
    )
    lack, python = available("libreoffice"), _python()
    if lack is not None or python is None:
        found.lines.append(Line("LibreOffice", lack or "no Python here knows LibreOffice (python3-uno)"))
        return found
    with tempfile.TemporaryDirectory() as folder:
        ours, trivial = Path(folder, "outlay.oxt"), Path(folder, "trivial.oxt")
        ours.write_bytes(build()[0])
        trivial_addin.write(trivial)
        with profile_with(ours, trivial) as profile:
            driver = str(Path(__file__).with_name("calc_driver.py"))
            done = subprocess.run(
                [python, driver, profile.as_uri(), str(ROWS), str(ROUNDS), *CALLS.values()],
                capture_output=True, text=True, timeout=600, check=False,
            )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    measured = json.loads(done.stdout)
    last = (ROWS + ROUNDS / 16) * 1e9
    _agrees(measured["last"], last)
    first = measured["seconds"][0]
    for what, seconds in zip(CALLS, measured["seconds"], strict=True):
        ratio = seconds / first
        found.lines.append(Line(what, f"{pretty(seconds)}, {seconds / ROWS * 1e6:.1f} µs a cell", ratio, MOST))
    return found


def _agrees(values: list[float], params: float) -> None:
    call = Functions().call
    expected = [
        params,
        call("TRAIN_FLOPS", (params, 1e12)),
        call("TRAIN_COST", (params, 1e12)),
        call("TRAIN_COST", (params, 1e12, "H100_SXM5", 0.4, 2.0, 3.0)),
    ]
    if any(abs(one / other - 1) > 1e-12 for one, other in zip(values, expected, strict=True)):
        raise RuntimeError(f"LibreOffice calculates {values}, and it should be {expected}")


def _python() -> str | None:
    for each in PYTHONS:
        try:
            if subprocess.run([each, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
                return each
        except OSError:
            continue
    return None
