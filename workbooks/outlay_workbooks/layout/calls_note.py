"""What a workbook whose cells call functions of an add-in says of that on its Guide."""

from __future__ import annotations

import math
import os
from textwrap import wrap

from outlay.plan import LIBRARY_FILES
from outlay_workbooks.book import Rule, Style, address
from outlay_workbooks.formulas.called import CALLED, read
from outlay_workbooks.formulas.expressions import Call, Cell
from outlay_workbooks.formulas.rows import Native, Row
from outlay_workbooks.layout.columns import GUIDE
from outlay_workbooks.layout.facts import Calls
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_WIDEST = 96  # characters that stand side by side on the page
THERE, MISSING = "There", "Not there"
_STEPS = (
    ("Excel on Windows", "`outlay addin install` in a terminal; save the workbook as .xlsm, then Import Functions on"),
    ("", "the xlwings ribbon. The page on Excel in the documentation has every step."),
    ("LibreOffice", "`outlay addin libreoffice` writes an extension; open it, and start LibreOffice again."),
    ("Without it", "The values stay as they were built until such a cell is calculated. Then it shows #NAME?, and so"),
    ("", "does all that follows from it. A build without `--functions udf` needs no add-in at all."),
)
_DEFINED = (
    ("Excel 365", "Needs nothing: the functions are names of this workbook, on the sheet Functions."),
    ("Other programs", "Need the add-in: `outlay addin install` (Excel), `outlay addin libreoffice` (LibreOffice)."),
    ("Without it", "The values stay as they were built until such a cell is calculated. Then it shows #NAME?."),
)


def calls_of(native: Native, *, defined: bool) -> Calls:
    """What the rows of a model call."""
    rows = [row for row in native.rows if _calls(native, row)]
    called = [read(native.plan.nodes[row.node]) for row in rows]
    periods = len(native.plan.timeline) if native.plan.timeline is not None else 1
    return Calls(
        tuple(sorted({each.function for each in called})),
        len(rows),
        sum(periods if row.series else 1 for row in rows),
        tuple(sorted({one.function for one in called if not one.file.startswith(LIBRARY_FILES)})),
        tuple(sorted({os.path.basename(one.file) for one in called if not one.file.startswith(LIBRARY_FILES)})),
        next((row.number for row in rows if _finite(native, row)), -1),
        defined,
    )


def _calls(native: Native, row: Row) -> bool:
    return (
        row.node >= 0
        and isinstance(row.formula, Call)
        and native.plan.nodes[row.node].op == CALLED
        and (row.formula.function == read(native.plan.nodes[row.node]).function)
    )


def _finite(native: Native, row: Row) -> bool:
    value = native.values.node(row.node)
    first = value[0] if isinstance(value, list | tuple) else value
    return not isinstance(first, float) or math.isfinite(first)


def calls_note(page: Page, places: Places, calls: Calls, row: int, columns: int) -> int:
    """The section itself; the row after it."""
    page.section(row, "Functions it calls", columns)
    for number, line in enumerate(wrap(f"{calls.summary[:1].upper()}{calls.summary[1:]}.", _WIDEST)):
        row += 1
        page.put(row, 0, None if number else "In cells", Style("label"))
        page.put(row, 1, line, Style("line"))
    if not calls.rows:
        return row + 2
    if calls.witness >= 0:
        row += 1
        page.put(row, 0, "The functions are", Style("label"))
        series = places.native.rows[calls.witness].series
        witness = places.addressing(GUIDE)(Cell(calls.witness, "at" if series else "here"))
        formula = f'IF(ISERROR({witness}),"{MISSING}","{THERE}")'
        page.put(row, 1, THERE, Style("status"), formula)
        page.put(row, 2, "As far as was calculated since it was opened", Style("aside"))
        cell = address(row, 1)
        page.rules.append(Rule(row, 1, row, 1, f'{cell}="{THERE}"', "good"))
        page.rules.append(Rule(row, 1, row, 1, f'{cell}<>"{THERE}"', "bad"))
    for step, text in _DEFINED if calls.defined else _STEPS:
        row += 1
        page.put(row, 0, step or None, Style("strong"))
        page.put(row, 1, text, Style("line"))
    return row + 2
