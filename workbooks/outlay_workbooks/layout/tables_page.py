"""The Tables sheet: the records a model chooses among, and which row of a dated list was in force when."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from outlay.plan import Table
from outlay_workbooks.book import Sheet, Style, Value, address
from outlay_workbooks.formulas.choosing import FAMILY, FROM, LINE, UNTIL
from outlay_workbooks.in_force import FOR_EVER, lines_in_force
from outlay_workbooks.layout.columns import TABLES
from outlay_workbooks.layout.formats import DATE, number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_OPEN = f'[>={FOR_EVER}]"open";{DATE}'
_HEAD = 3


def place_tables(places: Places) -> None:
    """Gives every column that formulas look into its range. Tables stand side by side, so that each may grow."""
    native = places.native
    column = 0
    for name in looked_into(places):
        table = native.plan.tables[name]
        names = table.families or table.rows
        places.tables[name, "", -1, False] = _range(column, len(names))
        column += 1 + _named_again(table, native.columns.get(name, ()))
        for one in sorted(native.columns.get(name, ())):
            places.tables[name, one, -1, False] = _range(column, len(table.rows))
            column += 1
        if name in native.dated:
            lines = lines_in_force(table)
            for at, part in enumerate((FAMILY, FROM, UNTIL, LINE)):
                places.tables[name, part, -1, True] = _range(column + 1 + at, len(lines))
                for family in range(len(table.dated or ())):
                    rows = [number for number, line in enumerate(lines) if line[1] == family]
                    if rows:
                        found = _range(column + 1 + at, len(rows), rows[0])
                        places.tables[name, part, family, True] = found
            column += 5
        column += 1


def looked_into(places: Places) -> list[str]:
    """Tables that formulas look into, or whose names an input chooses among."""
    native = places.native
    rows = [native.rows[number] for number in native.inputs]
    named = {row.input.table for row in rows if row.type == "record" and row.input is not None and row.input.table}
    return sorted({*native.columns, *native.dated, *named})


def tables_page(places: Places) -> Sheet:
    """The sheet itself."""
    page = Page(TABLES)
    native = places.native
    page.put(0, 0, "Tables", Style("title"))
    said = "What the model looks up." if looked_into(places) else "This model looks nothing up."
    page.put(1, 0, said, Style("subtitle"))
    column = 0
    for name in looked_into(places):
        table = native.plan.tables[name]
        page.put(_HEAD - 1, column, name, Style("section"))
        column = _rows(page, table, sorted(native.columns.get(name, ())), column)
        if name in native.dated:
            column = _in_force(page, table, column)
        column += 1
    page.widths += [(at, at, _width(page, at)) for at in range(column)] or [(0, 0, len(said))]
    return page.finished(freeze=(_HEAD + 1, 0), repeat_rows=(_HEAD, _HEAD))


def _rows(page: Page, table: Table, columns: list[str], column: int) -> int:
    if table.families:
        _column(page, column, "Name", table.families, "text")
        column += 1
        if _named_again(table, columns):
            _column(page, column, "Row", table.rows, "text")
            column += 1
    else:
        _column(page, column, "Name", table.rows, "text")
        column += 1
    for one in columns:
        _column(page, column, one.replace("_", " ").capitalize(), table.columns[one], "")
        column += 1
    return column


def _in_force(page: Page, table: Table, column: int) -> int:
    lines = lines_in_force(table)
    _column(page, column, "In force", [line[0] for line in lines], "text")
    _column(page, column + 1, "Name no.", [float(line[1]) for line in lines], "whole")
    _column(page, column + 2, "From", [line[2] for line in lines], "date")
    _column(page, column + 3, "Until", [line[3] for line in lines], "date")
    _column(page, column + 4, "Row", [line[4] for line in lines], "whole")
    return column + 5


def _column(page: Page, column: int, title: str, cells: Any, type_: str) -> None:
    text = type_ == "text" or any(isinstance(cell, str) for cell in cells)
    page.put(_HEAD, column, title, Style("header_in" if text else "header"))
    form = {"date": _OPEN, "whole": "0"}.get(type_, "")
    if not form and type_ != "text":
        form = number_format("", values=[cell for cell in cells if isinstance(cell, float)])
    for number, cell in enumerate(cells):
        value: Value = float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
        if value is None:
            value = "none"
        page.put(_HEAD + 1 + number, column, value, Style("constant_text" if text else "constant", form))


def _named_again(table: Table, columns: Collection[str]) -> bool:
    """Whether rows need a column of names beside their figures: a dated list names each record once."""
    return bool(table.families) and bool(columns)


def _range(column: int, count: int, first: int = 0) -> str:
    top = _HEAD + 1 + first
    return f"{address(top, column)}:{address(top + max(count, 1) - 1, column)}"


def _width(page: Page, column: int) -> float:
    """As wide as the longest text of a column, within reason."""
    texts = [str(cell.value) for cell in page.cells if cell.column == column and cell.row >= _HEAD]
    return float(min(max(max(map(len, texts), default=0) + 2, 12), 32))
