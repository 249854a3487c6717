"""Workbooks: building one against XlsxWriter writing the same cells, reading one back against openpyxl's bare read."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

import outlay
from benchmarks.measure import Line, Section, best, pretty
from outlay_workbooks.book import BEFORE, HERE, Book, Value, column_letters
from outlay_workbooks.build import Options, book_of, build, build_with
from outlay_workbooks.read import read

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = str(ROOT / "templates" / "saas_margin.cost")


def raw(book: Book) -> bytes:
    """The same cells and formulas by XlsxWriter's own calls: no styles, names, charts or settings."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": True}) as workbook:
        for sheet in book.sheets:
            target = workbook.add_worksheet(sheet.name)

            def put(row: int, column: int, value: Value, formula: str, target: object = target) -> None:
                if formula:
                    target.write_formula(row, column, formula, None, "" if value is None else value)  # type: ignore[attr-defined]
                elif isinstance(value, bool):
                    target.write_boolean(row, column, value)  # type: ignore[attr-defined]
                elif isinstance(value, str):
                    target.write_string(row, column, value)  # type: ignore[attr-defined]
                elif value is not None:
                    target.write_number(row, column, value)  # type: ignore[attr-defined]

            for cell in sheet.cells:
                put(cell.row, cell.column, cell.value, cell.formula)
            for run in sheet.runs:
                for at, value in enumerate(run.values, run.column):
                    text = run.formula.replace(HERE, column_letters(at))
                    put(run.row, at, value, text.replace(BEFORE, column_letters(at - 1)) if BEFORE in text else text)
    return stream.getvalue()


def large(rows: int, periods: int) -> str:
    """A model of so many rows, each a formula of one or two before it."""
    lines = [f"timeline month from 2026-01 for {periods}", "input a = 100", "input g = 1% per month", "x0 = grow(a, g)"]
    for number in range(1, rows):
        before, further = number - 1, max(number - 5, 0)
        lines.append(
            f"x{number} = x{before} * 1.001 + a" if number % 3 else f"x{number} = max(x{before} - a, x{further} / 2)"
        )
    return "\n".join([*lines, f"output z = x{rows - 1}"]) + "\n"


def section() -> Section:
    """The template of 36 months, and a model as long as people's largest."""
    note = (
        "A model to the bytes of its workbook, its plans kept from before, against XlsxWriter writing the same cells "
        "and formulas without styles, names and charts; `read` against openpyxl going through the values of every "
        "cell, read-only."
    )
    found = Section("Workbooks", note)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "large.cost"
        model.write_text(large(1_000, 120))
        found.lines += _of(TEMPLATE, "saas_margin, 36 months", 3.0, 7, Path(folder))
        found.lines += _of(str(model), "1,000 rows, 120 periods", 5.0, 2, Path(folder))
    lambdas, alone = best([lambda: build_with(outlay.load(TEMPLATE), Options(lambdas=True)),
                           lambda: build(outlay.load(TEMPLATE))], rounds=2)  # fmt: skip
    found.lines.append(Line("saas_margin with `--lambda`", pretty(lambdas), lambdas / alone))
    return found


def _of(path: str, called: str, most: float, rounds: int, folder: Path) -> list[Line]:
    book = book_of(outlay.load(path))
    cells = sum(len(sheet.cells) + sum(len(run.values) for run in sheet.runs) for sheet in book.sheets)
    built, peer = best([lambda: build(outlay.load(path)), lambda: raw(book)], rounds)
    kept = folder / "kept.xlsx"
    kept.write_bytes(build(outlay.load(path)))

    def bare() -> None:
        opened = load_workbook(kept, read_only=True)
        for sheet in opened.worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass
        opened.close()

    reading, theirs = best([lambda: read(kept), bare], rounds)
    return [
        Line(f"{called}: XlsxWriter, {cells:,} cells", pretty(peer)),
        Line(f"{called}: build", pretty(built), built / peer, most),
        Line(f"{called}: openpyxl's bare read", pretty(theirs)),
        Line(f"{called}: read", pretty(reading), reading / theirs, 2.0),
    ]
