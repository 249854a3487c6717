"""The 12-formula model as a sheet of many rows, recalculated by spreadsheet programs, against the same rows here."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.arrays import Ready, agree
from benchmarks.formulas import SHEET, TWELVE, translated
from benchmarks.measure import Line, Section, best, pretty
from benchmarks.peers import installed, missing
from outlay_workbooks.package import drop_cached, open_package, sheet_parts, write_package
from outlay_workbooks.recalculate import libreoffice

ROWS = 20_000

# IronCalc may end the process on what it cannot read, so it has one of its own.
_IRONCALC = """
import json, sys, time
import ironcalc
model = ironcalc.load_from_xlsx(sys.argv[1], "en", "UTC", "en")
best = float("inf")
for _ in range(3):
    started = time.perf_counter()
    model.evaluate()
    best = min(best, time.perf_counter() - started)
rows, columns = int(sys.argv[2]), json.loads(sys.argv[3])
found = [[float(model.get_cell_value(0, row, column)) for row in (1, rows)] for column in columns]
print(json.dumps({"seconds": best, "found": found}))
"""


def section() -> Section:
    """Twelve formulas in each of twenty thousand rows."""
    ready = Ready(TWELVE.cost(), TWELVE.inputs, TWELVE.outputs, ROWS)
    expected = ready.run("numpy")
    ready.run("numba")
    ours, compiled = best([lambda: ready.run("numpy"), lambda: ready.run("numba")], 25)
    found = Section(
        "Recalculation of a sheet",
        f"The 12-formula model in each of {ROWS:,} rows of a sheet: {len(TWELVE.formulas) * ROWS:,} formulas. IronCalc "
        "is timed at its own evaluation alone; LibreOffice opens, calculates and saves the sheet, less the time it "
        "takes for the same sheet of plain values. The ratio is time over that of outlay with NumPy.",
        [
            Line("outlay, NumPy", pretty(ours), 1.0),
            Line("outlay, numba", pretty(compiled), compiled / ours),
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        formulas, values = _workbooks(folder, ready)
        if installed("ironcalc") is None:
            found.lines.append(missing("IronCalc", 'pip install "outlay[verify]"'))
        else:
            seconds = _ironcalc(formulas, expected)
            name = f"IronCalc {installed('ironcalc')}"
            found.lines.append(Line(name, pretty(seconds), seconds / ours, least=10))
        lack = libreoffice.missing()
        if lack is not None:
            found.lines.append(missing("LibreOffice", lack))
        else:
            whole, plain = _libreoffice(formulas, folder, expected), _libreoffice(values, folder, None)
            found.lines += [
                Line("LibreOffice, the whole sheet opened, calculated and saved", pretty(whole), whole / ours),
                Line("LibreOffice, calculation alone", pretty(whole - plain), (whole - plain) / ours, least=10),
            ]
    return found


def _workbooks(folder: str, ready: Ready) -> tuple[str, str]:
    """The sheet with formulas, none of their values cached, and the same sheet with values in their place."""
    import xlsxwriter

    names = [*TWELVE.inputs, *TWELVE.formulas]
    cells = {name: chr(ord("A") + place) + "{}" for place, name in enumerate(names)}
    cells |= {name: repr(number) for name, number in TWELVE.fixed.items()}
    paths = []
    for kind in ("formulas", "values"):
        path = str(Path(folder) / f"{kind}.xlsx")
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Sheet1")
            for place, column in enumerate(ready.columns.values()):
                sheet.write_column(0, place, column.tolist())
            for place, text in enumerate(TWELVE.formulas.values(), len(TWELVE.inputs)):
                # a row's number stands for itself until the row is known
                formula = "=" + translated(text, SHEET, cells.__getitem__)
                for row in range(ROWS):
                    if kind == "values":
                        sheet.write_number(row, place, row * 1.5 + place)
                    else:
                        sheet.write_formula(row, place, formula.replace("{}", str(row + 1)))
        paths.append(path)
    package = open_package(paths[0])
    stripped = {part: drop_cached(package.parts[part]) for part in sheet_parts(package).values()}
    write_package(package.replaced(stripped), paths[0])
    return paths[0], paths[1]


def _places() -> list[int]:
    """The columns of the outputs, counted from 0."""
    names = [*TWELVE.inputs, *TWELVE.formulas]
    return [names.index(name) for name in TWELVE.outputs]


def _ironcalc(path: str, expected: list[Any]) -> float:
    columns = json.dumps([place + 1 for place in _places()])
    done = subprocess.run(
        [sys.executable, "-c", _IRONCALC, path, str(ROWS), columns], capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    agree(answer["found"], [np.array([column[0], column[-1]]) for column in expected])
    return float(answer["seconds"])


def _libreoffice(path: str, folder: str, expected: list[Any] | None) -> float:
    seconds = float("inf")
    for _ in range(2):
        started = time.perf_counter()
        (saved,) = libreoffice.convert([path], "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", folder, 600)
        seconds = min(seconds, time.perf_counter() - started)
    if expected is not None:
        with open(saved, encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        found = [np.array([float(row[place]) for row in rows]) for place in _places()]
        agree(found, expected)
    return seconds
