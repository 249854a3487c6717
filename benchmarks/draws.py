"""Drawing doubtful inputs against Squiggle and squigglepy, and recalculating rows against spreadsheet programs."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Line, Section, best, pretty

DRAWS = 100_000
MODEL = """
input a = 4 to 12
input b = 0.5 to 2
input c = normal(10, 3)
output y = a * b + c
"""
SQUIGGLE = Path(__file__).resolve().parent.parent / ".venv" / "squiggle"


def drawing() -> Section:
    """Three inputs, a hundred thousand draws, the mean of a product and a sum."""
    import outlay

    found = Section(
        "Drawing doubtful inputs",
        f"The mean of `a * b + c`, two intervals and a normal, over {DRAWS:,} draws. The ratio is time against Outlay, "
        "which also gives the quantiles and their errors.",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draws.cost"
        path.write_text(MODEL)
        model = outlay.load(path)
        jobs: dict[str, Callable[[], object]] = {"Outlay": lambda: model.simulate(draws=DRAWS)}
        if importlib.util.find_spec("squigglepy"):
            import squigglepy as sq

            def theirs() -> object:
                a, b, c = (sq.sample(each, n=DRAWS) for each in (sq.to(4, 12), sq.to(0.5, 2), sq.norm(mean=10, sd=3)))
                return (a * b + c).mean()

            jobs["squigglepy"] = theirs
        seconds = dict(zip(jobs, best(list(jobs.values()), rounds=5), strict=True))
    ours = seconds["Outlay"]
    for name, taken in seconds.items():
        found.lines.append(Line(name, pretty(taken), taken / ours))
    squiggle = _squiggle()
    found.lines.append(
        Line("Squiggle, in Node", pretty(squiggle), squiggle / ours)
        if squiggle is not None
        else Line("Squiggle: not installed here, so not measured", "")
    )
    if "squigglepy" not in seconds:
        found.lines.append(Line("squigglepy: not installed here, so not measured", ""))
    return found


def _squiggle() -> float | None:
    node = shutil.which("node")
    if node is None or not (SQUIGGLE / "node_modules").is_dir():
        return None
    script = Path(__file__).with_name("squiggle.mjs")
    done = subprocess.run([node, str(script), str(SQUIGGLE), str(DRAWS)], capture_output=True, text=True, check=False)
    return float(done.stdout.strip().splitlines()[-1]) / 1000 if done.returncode == 0 else None


def recalculating() -> Section:
    """Twelve formulas a row on a sheet."""
    import numpy as np
    import xlsxwriter

    from benchmarks.rows import COLUMNS, TWELVE, Compiled, columns
    from outlay_workbooks.recalculate import available, recalculate

    rows = 2_000
    found = Section(
        "Recalculating rows",
        f"Twelve formulas over {rows:,} rows: Outlay's arrays against spreadsheet programs from a closed file, their "
        "start and reading included.",
    )
    x = columns(rows)
    formulas = [line.partition(" = ")[2] for line in TWELVE.strip().splitlines() if not line.startswith("input")]
    names = [line.removeprefix("output ").partition(" = ")[0] for line in TWELVE.strip().splitlines()]
    letters = {name.removeprefix("input "): chr(65 + at) for at, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "rows.xlsx"
        with xlsxwriter.Workbook(book) as made:
            sheet = made.add_worksheet("Rows")
            for row in range(rows):
                for at, name in enumerate(COLUMNS):
                    sheet.write_number(row, at, x[name][row])
                for at, formula in enumerate(formulas):
                    cells = "".join(
                        f"{letters[word]}{row + 1}" if word in letters else word for word in _words(formula)
                    )
                    sheet.write_formula(row, len(COLUMNS) + at, f"={cells}")
        compiled = Compiled(TWELVE, Path(folder), "rows")
        (ours,) = best([lambda: compiled.run(x, "numpy")], rounds=7)
        found.lines.append(Line("Outlay", pretty(ours), 1.0))
        for engine in ("ironcalc", "libreoffice"):
            if available(engine) is not None:
                found.lines.append(Line(f"{engine}: not installed here, so not measured", ""))
                continue
            started = time.perf_counter()
            values = recalculate(book, engine)
            taken = time.perf_counter() - started
            last = letters["margin"]
            theirs = np.array([float(values["Rows"][f"{last}{row + 1}"]) for row in range(rows)])
            assert np.allclose(theirs, compiled.run(x, "numpy"), rtol=1e-9)
            found.lines.append(Line(engine, pretty(taken), taken / ours))
    return found


def _words(formula: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_]\w*|[^A-Za-z_]+", formula)
