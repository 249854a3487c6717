"""Rules 1 to 8: sheets, what is hidden or merged, frozen panes, stray cells, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from outlay_workbooks.lint.book import REQUIRED, Book, SheetFacts, address, period_columns
from outlay_workbooks.lint.findings import Finding

# What spreadsheet programs call a new sheet in the languages most of them are used in.
_DEFAULT_NAME = re.compile(
    r"(?:Sheet|Tabelle|Feuille?|Hoja|Foglio|Blad|Planilha|Arkusz|Ark|Chart)\s?\d+", re.IGNORECASE
)
_FROZEN = ("Inputs", "Scenarios", "Model", "Annual")
_FARTHEST = 2_000  # rows or columns of a chart
_FAR_ROWS, _FAR_COLUMNS = 12, 6  # empty rows or columns that set a cell apart from everything else


def structure(book: Book) -> Iterator[Finding]:
    """Findings of rules 1 to 8."""
    yield from _required(book)
    for facts in book.sheets.values():
        yield from _sheet(facts)
    yield from _periods(book)


def _required(book: Book) -> Iterator[Finding]:
    titles = list(book.sheets)
    missing = [name for name in REQUIRED if name not in titles]
    for name in missing:
        yield Finding(1, name, "", f"the sheet {name} is missing")
    order = [name for name in titles if name in REQUIRED]
    if order != [name for name in REQUIRED if name in titles]:
        yield Finding(1, "", "", f"the sheets stand in the order {', '.join(order)}; wanted: {', '.join(REQUIRED)}")


def _sheet(facts: SheetFacts) -> Iterator[Finding]:
    sheet, name = facts.description, facts.name
    if _DEFAULT_NAME.fullmatch(name.strip()):
        yield Finding(2, name, "", "the sheet has the name it was born with; say what it holds")
    if not sheet.visible:
        yield Finding(3, name, "", "the sheet is hidden")
    for row in sheet.hidden_rows:
        yield Finding(4, name, f"{row}:{row}", "the row is hidden")
    for columns in sheet.hidden_columns:
        shown = columns if ":" in columns else f"{columns}:{columns}"
        yield Finding(4, name, shown, "the column is hidden" if shown != columns else "the columns are hidden")
    if name in ("Inputs", "Model"):
        for merged in sheet.merged:
            yield Finding(5, name, merged, "cells are merged")
    if name in _FROZEN and not sheet.frozen:
        yield Finding(6, name, "", "no panes are frozen, so headings scroll away")
    yield from _stray(facts)


def _stray(facts: SheetFacts) -> Iterator[Finding]:
    for index, limit, what in ((0, _FAR_ROWS, "rows"), (1, _FAR_COLUMNS, "columns")):
        filled = {place[index] for place in facts.used()}
        lines = sorted(filled | _under_charts(facts, index))
        for before, line in pairwise(lines):
            if line - before > limit and line in filled:
                far = min(place for place in facts.used() if place[index] == line)
                gap = line - before - 1
                yield Finding(7, facts.name, address(far), f"the cell stands {gap} empty {what} away from the rest")
                break


def _under_charts(facts: SheetFacts, index: int) -> set[int]:
    """Rows (or columns, for index 1) that a chart covers: what stands below it is not far away."""
    found: set[int] = set()
    for area in facts.description.covered:
        first, last = area[2 * index : 2 * index + 2]
        found.update(range(first, min(last, first + _FARTHEST) + 1))
    return found


def _periods(book: Book) -> Iterator[Finding]:
    model = book.sheets.get("Model")
    if model is None or book.periods is None:
        return
    row, columns = book.periods
    wanted = {str(model.value((row, column))): column for column in columns}
    for facts in book.sheets.values():
        if facts is model:
            continue
        found = period_columns(facts)
        if found is None:
            continue
        for column in found[1]:
            label = str(facts.value((found[0], column)))
            if label in wanted and wanted[label] != column:
                place = address((found[0], column))
                where = address((row, wanted[label]))
                yield Finding(8, facts.name, place, f"the period {label} stands in {where[: -len(str(row))]} on Model")
                break
