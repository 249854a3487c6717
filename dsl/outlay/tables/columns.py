"""Single columns of a CSV file: known figures by period for `actual`, plain columns for `sampled`."""

from __future__ import annotations

from datetime import date

from outlay.diagnostics import Bag, Note, Source
from outlay.diagnostics.codes import imports as codes
from outlay.structs import struct
from outlay.tables.cells import Cell, locate, normalise, parse_date
from outlay.tables.grid import Grid, read_grid


@struct(frozen=True, slots=True)
class ActualRow:
    """One known figure: the first day of its period, the period as written, and the cell."""

    start: date
    period: str
    cell: Cell


def read_actual(source: Source, bag: Bag, column: str | None = None) -> tuple[ActualRow, ...] | None:
    """The figures of an `actual` file, in order of time: the first column is the period, the second or a named one
    the figure. Rows without a figure are left out. None when there are mistakes, which are in the bag."""
    grid = read_grid(source, bag)
    place = None if grid is None else _place(grid, bag, column, 1)
    if grid is None or place is None:
        return None
    found: dict[date, ActualRow] = {}
    failed = False
    for line, texts in grid.rows:
        start = parse_date(texts[0])
        if start is None:
            message = f"`{texts[0]}` is no period; write 2026-01, 2026-Q1 or 2026"
            failed = grid.report(bag, codes.TABLE_DATES, line, 0, message)
        elif start in found:
            note = Note("it is here first", source, locate(source, found[start].cell.line, 0))
            failed = grid.report(bag, codes.TABLE_DUPLICATE, line, 0, f"{texts[0]} has a second row", (note,))
        elif texts[place]:
            found[start] = ActualRow(start, texts[0], Cell(texts[place], line, place))
    return None if failed else tuple(found[start] for start in sorted(found))


def read_column(source: Source, bag: Bag, column: str | None = None) -> tuple[Cell, ...] | None:
    """The cells of one column, empty ones left out; the first column when none is named."""
    grid = read_grid(source, bag)
    place = None if grid is None else _place(grid, bag, column, 0)
    if grid is None or place is None:
        return None
    return tuple(Cell(texts[place], line, place) for line, texts in grid.rows if texts[place])


def _place(grid: Grid, bag: Bag, column: str | None, usual: int) -> int | None:
    if column is None:
        if usual < len(grid.header):
            return usual
        message = "this table has one column; an `actual` needs two, the period and the figure"
        grid.report(bag, codes.TABLE_HEADER, grid.header_line, 0, message)
        return None
    place = grid.places.get(normalise(column))
    if place is None:
        known = ", ".join(name for name in grid.header[:20] if name)
        grid.report(bag, codes.TABLE_HEADER, grid.header_line, 0, f"there is no column `{column}`; there are {known}")
    return place
