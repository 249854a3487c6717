"""A workbook before it is a file: sheets, cells, names, charts. All that the writer, the charts and the tests share.

Rows and columns count from 0, as XlsxWriter has them; addresses in formulas are A1.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

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
class Series:
    name: str
    categories: str  # a range
    values: str
    kind: str = ""  # of a waterfall or a tornado: invisible, up, down, end


@dataclass(frozen=True, slots=True)
class Chart:
    type: str  # line, bar, stacked, waterfall, tornado
    title: str
    series: tuple[Series, ...]
    row: int
    column: int
    format: str = ""
    unit: str = ""
    points: int = 0  # along the axis of names
    width: int = 700
    height: int = 340


@dataclass(frozen=True, slots=True)
class Print:
    last_row: int
    last_column: int
    landscape: bool = True
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
    tab: str = ""
    gridlines: bool = False


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


@dataclass(slots=True)
class Page:
    """A sheet in the making."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    heights: list[tuple[int, float]] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value, style: Style, formula: str = "") -> None:
        self.cells.append(Cell(row, column, value, style, formula))

    def line(self, row: int, values: tuple[Value, ...], style: Style, column: int = 0) -> None:
        """Texts or numbers side by side."""
        for number, value in enumerate(values):
            self.cells.append(Cell(row, column + number, value, style))

    def _covered(self, chart: Chart) -> int:
        """The last column a chart covers."""
        widths = {column: width for first, last, width in self.widths for column in range(first, last + 1)}
        column, left = chart.column, float(chart.width)
        while left > 0:
            left -= 5 + 7 * widths.get(column, 8.43)  # pixels of a column, by its width in digits
            column += 1
        return column - 1

    def finished(
        self,
        *,
        freeze: tuple[int, int] = (0, 0),
        landscape: bool = True,
        repeat_rows: tuple[int, int] | None = None,
        repeat_columns: tuple[int, int] | None = None,
        protected: bool = True,
        tab: str = "",
    ) -> Sheet:
        last_row = max([cell.row for cell in self.cells] + [run.row for run in self.runs], default=0)
        last_column = max(
            [cell.column for cell in self.cells] + [run.column + len(run.values) - 1 for run in self.runs], default=0
        )
        for chart in self.charts:
            last_row = max(last_row, chart.row + chart.height // 20 + 1)
            last_column = max(last_column, self._covered(chart))
        return Sheet(
            self.name,
            tuple(self.cells),
            tuple(self.runs),
            tuple(self.widths),
            tuple(self.heights),
            freeze,
            Print(last_row, last_column, landscape, repeat_rows, repeat_columns),
            protected,
            tuple(self.validations),
            tuple(self.rules),
            tuple(self.charts),
            tab,
        )


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
