"""A workbook before it is a file: sheets, cells, names, charts. All that the writer, the charts and the tests share.

Rows and columns count from 0, as XlsxWriter has them; addresses in formulas are A1.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

HERE = "\x01"  # in the formula of a run: the letters of its own column
BEFORE = "\x02"  # and of the column before

Value = float | bool | str | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. `kind` is one of `layout.styles`; `format` a spreadsheet's number format."""

    kind: str
    format: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    column: int
    value: Value  # with a formula, what it gives; NaN is an error value
    style: Style
    formula: str = ""  # without its `=`


@dataclass(frozen=True, slots=True)
class Run:
    """Cells side by side with one formula, in which HERE and BEFORE stand for columns; or with values typed in."""

    row: int
    column: int
    values: tuple[Value, ...]
    style: Style
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into a cell."""

    row: int
    column: int
    kind: str  # decimal, whole, date, list, custom, length
    low: float | None = None
    high: float | None = None
    source: tuple[str, ...] | str = ""  # items, a range, or a custom formula
    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A conditional format: cells of a range that meet a formula (of its first cell) get a style."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    formula: str
    kind: str  # good, bad, amber


@dataclass(frozen=True, slots=True)
class Scale:
    """Cells shaded by size: the least white, the greatest deep."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Link:
    """A cell whose text leads to a sheet."""

    row: int
    column: int
    sheet: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells side by side that are shown as one; the first of them holds the value."""

    row: int
    column: int
    last_column: int
    style: Style


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    categories: str  # a range
    values: str
    kind: str = ""  # of a waterfall or a tornado: hidden, up, down, end, low, high; level for a line at one height


@dataclass(frozen=True, slots=True)
class Chart:
    type: str  # line, bar, stacked, waterfall, tornado
    title: str
    series: tuple[Series, ...]
    row: int
    column: int
    left: int = 0  # pixels from the column's left edge
    format: str = ""
    unit: str = ""  # beside the axis of values
    names: str = ""  # beneath the axis of names: what goes along it
    points: int = 0  # along the axis of names
    months: bool = False  # these are the first days of months
    log: bool = False
    lying: bool = False  # bars lie on their side, for names too long to stand beneath them
    width: int = 600
    height: int = 340


@dataclass(frozen=True, slots=True)
class Print:
    last_row: int
    last_column: int
    landscape: bool = True
    wide: int = 1  # pages side by side
    breaks: tuple[int, ...] = ()  # rows that begin a page
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    cells: tuple[Cell, ...]
    runs: tuple[Run, ...] = ()
    widths: tuple[tuple[int, int, float], ...] = ()  # first column, last column, width in characters
    heights: tuple[tuple[int, float], ...] = ()
    freeze: tuple[int, int] = (0, 0)
    print: Print | None = None
    protected: bool = True
    validations: tuple[Validation, ...] = ()
    rules: tuple[Rule, ...] = ()
    charts: tuple[Chart, ...] = ()
    scales: tuple[Scale, ...] = ()
    links: tuple[Link, ...] = ()
    merges: tuple[Merge, ...] = ()
    tab: str = ""
    gridlines: bool = False
    extent: tuple[int, int] = (0, 0)  # the last row and column that hold anything


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    refers_to: str  # without `=`
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Properties:
    title: str
    subject: str
    author: str
    comments: str
    created: datetime.datetime
    custom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    properties: Properties
    active: str = "Guide"
    calculated_on_load: bool = True  # by whoever opens it, whatever values the file holds


def column_letters(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int, fixed: bool = True) -> str:
    """`$B$3` for row 2 and column 1."""
    return f"${column_letters(column)}${row + 1}" if fixed else f"{column_letters(column)}{row + 1}"
