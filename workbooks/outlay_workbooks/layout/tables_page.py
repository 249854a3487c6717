"""The Tables sheet: the records a model chooses among, and which row of a dated list was in force when."""

from __future__ import annotations

from typing import Any

from outlay.plan import Table
from outlay_workbooks.book import Page, Sheet, Style, Value, address
from outlay_workbooks.formulas.choosing import FAMILY, FROM, LINE, UNTIL
from outlay_workbooks.in_force import lines_in_force
from outlay_workbooks.layout.columns import TABLES
from outlay_workbooks.layout.formats import DATE, number_format
from outlay_workbooks.layout.places import Places

_HEAD = 3


def place_tables(places: Places) -> None:
    """Gives every column that formulas look into its range. Tables stand side by side, so that each may grow."""
    native = places.native
    column = 0
    for name in looked_into(places):
        table = native.plan.tables[name]
        names = table.families or table.rows
        places.tables[name, "", -1, False] = _range(column, len(names))
        column += 1
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
    page.widths.append((0, max(column, 1), 16))
    return page.finished(freeze=(_HEAD + 1, 0), repeat_rows=(_HEAD, _HEAD))


def _rows(page: Page, table: Table, columns: list[str], column: int) -> int:
    if table.families:
        _column(page, column, "Name", table.families, "text")
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
    _column(page, column + 1, "Number of the name, from 0", [float(line[1]) for line in lines], "")
    _column(page, column + 2, "From", [line[2] for line in lines], "date")
    _column(page, column + 3, "Until", [line[3] for line in lines], "date")
    _column(page, column + 4, "Row, from 1", [line[4] for line in lines], "")
    return column + 5


def _column(page: Page, column: int, title: str, cells: Any, type_: str) -> None:
    page.put(_HEAD, column, title, Style("header_left"))
    form = number_format("", type_="date") if type_ == "date" else ""
    if not form and type_ != "text":
        form = number_format("", values=[cell for cell in cells if isinstance(cell, float)])
    for number, cell in enumerate(cells):
        value: Value = float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
        if value is None:
            value = "none"
        text = isinstance(value, str)
        page.put(_HEAD + 1 + number, column, value, Style("constant_text" if text else "constant", form or DATE[:0]))


def _range(column: int, count: int, first: int = 0) -> str:
    top = _HEAD + 1 + first
    return f"{address(top, column)}:{address(top + max(count, 1) - 1, column)}"
