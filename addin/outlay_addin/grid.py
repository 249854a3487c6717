"""Ranges: their shape, the part of whole columns that is used, and how several of them fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from outlay_addin.errors import NOT_FOUND, VALUE, CellError
from outlay_addin.values import BLANK, plain

WHOLE_COLUMN, WHOLE_ROW = 1_048_576, 16_384  # a range of so many rows, or columns, is a whole column, or row
MOST_CELLS = 2_000_000  # of one function over ranges
MOST_RUN = 5_000  # of a whole model over ranges

OUTSIDE = CellError(NOT_FOUND, "the ranges differ in size, and one of them has no cell here")


class OpenEnded(tuple[Any, ...]):
    """Rows of a whole column, or row, of which a caller has already left out what the sheet does not use."""

    open_rows: bool
    open_columns: bool

    def __new__(cls, cells: Sequence[Any], *, rows: bool, columns: bool) -> OpenEnded:
        made = super().__new__(cls, cells)
        made.open_rows, made.open_columns = rows, columns
        return made


class Rows(list[Sequence[Any]]):
    """Rows of a result; `numbers`: every cell is a finite number, so no one needs to look at each again."""

    numbers: bool

    def __init__(self, rows: Iterable[Sequence[Any]], *, numbers: bool) -> None:
        super().__init__(rows)
        self.numbers = numbers


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one range, row by row. What is open ends behind the last cell in use."""

    rows: int
    columns: int
    cells: Sequence[Any]
    open_rows: bool = False
    open_columns: bool = False

    def at(self, row: int, column: int) -> Any:
        """A cell; a single row or column stands for all of them. `OUTSIDE` beyond the last one."""
        row = 0 if self.rows == 1 else row
        column = 0 if self.columns == 1 else column
        if row >= self.rows or column >= self.columns:
            return OUTSIDE
        return self.cells[row * self.columns + column]


def is_range(value: Any) -> bool:
    """Whether an argument is more than one cell's content."""
    return isinstance(value, (list, tuple))


def grid(value: Sequence[Any]) -> Grid:
    """A range as nested sequences; a flat one is a single row. Rows that are short are filled with blanks."""
    found = _grid(value)
    rows, columns = found.rows >= WHOLE_COLUMN, found.columns >= WHOLE_ROW
    if isinstance(value, OpenEnded):
        rows, columns = rows or value.open_rows, columns or value.open_columns
    return Grid(found.rows, found.columns, found.cells, rows, columns) if rows or columns else found


def _grid(value: Sequence[Any]) -> Grid:
    if not value or not isinstance(value[0], (list, tuple)):
        return Grid(1, len(value), value) if value else Grid(1, 1, (None,))
    width = max(map(len, value))
    if width == 1:
        return Grid(len(value), 1, [row[0] if row else None for row in value])
    cells: list[Any] = []
    for row in value:
        cells.extend(row)
        if len(row) < width:
            cells.extend([None] * (width - len(row)))
    return Grid(len(value), width, cells) if width else Grid(1, 1, (None,))


def used_parts(grids: Sequence[Grid]) -> list[Grid]:
    """The ranges, whole columns and whole rows cut behind the last cell in use in any of them."""
    rows = max((_used_rows(each) for each in grids if each.open_rows), default=0)
    columns = max((_used_columns(each) for each in grids if each.open_columns), default=0)
    rows = max([rows, *(each.rows for each in grids if not each.open_rows)])
    columns = max([columns, *(each.columns for each in grids if not each.open_columns)])
    return [_cut(each, rows, columns) for each in grids]


def _cut(found: Grid, rows: int, columns: int) -> Grid:
    if found.open_rows and rows < found.rows:
        found = Grid(rows, found.columns, found.cells[: rows * found.columns], open_columns=found.open_columns)
    elif found.open_rows and rows > found.rows > 1:  # nothing but blanks further on
        more = [None] * ((rows - found.rows) * found.columns)
        found = Grid(rows, found.columns, [*found.cells, *more], open_columns=found.open_columns)
    if found.open_columns and columns < found.columns:
        cells = [found.cells[r * found.columns + c] for r in range(found.rows) for c in range(columns)]
        found = Grid(found.rows, columns, cells)
    return found


def _used_rows(found: Grid) -> int:
    at = len(found.cells) - 1
    while at >= 0 and is_blank(found.cells[at]):
        at -= 1
    return max(1, at // found.columns + 1)


def _used_columns(found: Grid) -> int:
    last = 0
    for at, cell in enumerate(found.cells):
        if not is_blank(cell) and at % found.columns > last:
            last = at % found.columns
    return last + 1


def is_blank(cell: Any) -> bool:
    """Whether a cell as it was handed over is empty."""
    return cell is None or cell is BLANK or (type(cell) is str and (not cell or cell.isspace()))


def in_list(found: Grid) -> list[Any]:
    """The cells of a range that is one list; blanks behind the last cell in use are no part of it."""
    cells = list(found.cells)
    while cells and is_blank(cells[-1]):
        cells.pop()
    return cells


def over_ranges(arguments: tuple[Any, ...], one: Callable[[tuple[Any, ...]], Any]) -> Any:
    """A function of single cells over arguments some of which are ranges: what it gives, or rows of that.

    Cells are handed on as `values.plain` gives them. Over ranges a result that is itself rows is an error there.
    """
    prepared: list[Any] = [grid(each) if is_range(each) else plain(each) for each in arguments]
    prepared = [plain(each.cells[0]) if type(each) is Grid and each.rows == each.columns == 1 else each
                for each in prepared]  # fmt: skip
    places = [number for number, each in enumerate(prepared) if type(each) is Grid]
    if not places:
        return one(tuple(prepared))
    for number, part in zip(places, used_parts([prepared[number] for number in places]), strict=True):
        prepared[number] = part
    rows = max(prepared[number].rows for number in places)
    columns = max(prepared[number].columns for number in places)
    if rows * columns > MOST_RUN:
        return CellError(VALUE, f"the ranges have {rows * columns:,} cells together; the most is {MOST_RUN:,}")

    def cell(row: int, column: int) -> Any:
        here = list(prepared)
        for number in places:
            here[number] = plain(prepared[number].at(row, column))
        if all(here[number] is BLANK for number in places):
            return BLANK
        found = one(tuple(here))
        return CellError(VALUE, "a series needs a row of its own: name one period") if is_range(found) else found

    return [[cell(row, column) for column in range(columns)] for row in range(rows)]
