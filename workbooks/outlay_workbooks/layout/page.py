"""A sheet in the making: what stands where, how high rows with long texts are, and where printed pages end."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from outlay_workbooks.book import (
    Cell,
    Chart,
    Link,
    Merge,
    Print,
    Rule,
    Run,
    Scale,
    Sheet,
    Style,
    Validation,
    Value,
)
from outlay_workbooks.layout.styles import KINDS

ROW = 20  # pixels
_DEFAULT_WIDTH = 8.43
_POINTS = 13.2  # of a line of text in a row with several
_LETTERS = 1.18  # of a text in the width of a digit
_PRINTED = {True: (272.0, 177.0), False: (184.0, 264.0)}  # width and height of a landscape page and an upright one, mm


def pixels(width: float) -> int:
    """Of a column, by its width in digits."""
    return 5 + round(7 * width)


@dataclass(slots=True)
class Page:
    """Whatever is put on a sheet, in any order; `finished` makes the sheet."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    heights: list[tuple[int, float]] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)  # first and last rows that belong on one page

    def put(self, row: int, column: int, value: Value, style: Style, formula: str = "") -> None:
        self.cells.append(Cell(row, column, value, style, formula))

    def line(self, row: int, values: tuple[Value, ...], style: Style, column: int = 0) -> None:
        """Texts or numbers side by side."""
        for number, value in enumerate(values):
            self.cells.append(Cell(row, column + number, value, style))

    def heads(self, row: int, titles: tuple[Value, ...], numbers: Collection[int] = (), column: int = 0) -> None:
        """Titles of columns, those of `numbers` over their right edge."""
        for at, title in enumerate(titles, column):
            kind = "header" if at in numbers else "header_in" if at else "header_left"
            self.cells.append(Cell(row, at, title, Style(kind)))

    def section(self, row: int, title: str, columns: int) -> None:
        """A title over a part of the sheet, with a line beneath across so many columns."""
        self.line(row, (title, *[None] * (columns - 1)), Style("section"))

    def chart(self, chart: Chart) -> None:
        self.charts.append(chart)
        self.blocks.append((chart.row - 1, chart.row + -(-chart.height // ROW)))  # the gap above goes with it

    def finished(
        self,
        *,
        freeze: tuple[int, int] = (0, 0),
        landscape: bool = True,
        repeat_rows: tuple[int, int] | None = None,
        repeat_columns: tuple[int, int] | None = None,
        protected: bool = True,
        tab: str = "",
        printed: tuple[int, int] | None = None,
        wide: int = 1,
    ) -> Sheet:
        """The sheet. `printed` holds the last row and column on paper, `wide` how many pages stand side by side."""
        last_row = max([cell.row for cell in self.cells] + [run.row for run in self.runs], default=0)
        last_column = max(
            [cell.column for cell in self.cells] + [run.column + len(run.values) - 1 for run in self.runs], default=0
        )
        for chart in self.charts:
            last_row = max(last_row, chart.row + -(-chart.height // ROW))
            last_column = max(last_column, self._covered(chart))
        for merge in self.merges:
            last_column = max(last_column, merge.last_column)
        self._heighten()
        bottom, right = printed or (last_row, last_column)
        breaks = () if wide > 1 else self._breaks(bottom, right, landscape, repeat_rows)
        return Sheet(
            self.name,
            tuple(self.cells),
            tuple(self.runs),
            tuple(self.widths),
            tuple(self.heights),
            freeze,
            Print(bottom, right, landscape, wide, breaks, repeat_rows, repeat_columns),
            protected,
            tuple(self.validations),
            tuple(self.rules),
            tuple(self.charts),
            tuple(self.scales),
            tuple(self.links),
            tuple(self.merges),
            tab,
            extent=(last_row, last_column),
        )

    # -------------------------------------------------------------------------------------------------- sizes

    def width_of(self, column: int) -> float:
        """In digits."""
        return next((width for first, last, width in self.widths if first <= column <= last), _DEFAULT_WIDTH)

    def _covered(self, chart: Chart) -> int:
        """The last column a chart covers."""
        column, left = chart.column, float(chart.left + chart.width)
        while left > 0:
            left -= pixels(self.width_of(column))
            column += 1
        return column - 1

    def _heighten(self) -> None:
        """Rows with texts that need several lines get the height for them, which not every program gives by itself."""
        stated = {row for row, _ in self.heights}
        merged = {(merge.row, merge.column) for merge in self.merges}
        lines: dict[int, int] = {}
        for cell in self.cells:
            if not isinstance(cell.value, str) or (cell.row, cell.column) in merged:
                continue
            look = KINDS[cell.style.kind]
            if not look.get("text_wrap"):
                continue
            room = (
                (self.width_of(cell.column) - 1.5 * look.get("indent", 0)) * _LETTERS * 10 / look.get("font_size", 10)
            )
            if look.get("bold"):
                room *= 0.95
            count = sum(max(1, math.ceil(len(part) / max(room, 1))) for part in cell.value.split("\n"))
            lines[cell.row] = max(lines.get(cell.row, 1), count)
        for row, count in lines.items():
            if count > 1 and row not in stated:
                self.heights.append((row, round(min(count, 30) * _POINTS + 2, 2)))

    def _breaks(
        self, last_row: int, last_column: int, landscape: bool, repeat_rows: tuple[int, int] | None
    ) -> tuple[int, ...]:
        """Rows that must begin a page so that no block is cut in two."""
        heights = dict(self.heights)
        tops = [0.0]
        for row in range(max(last_row, repeat_rows[1] if repeat_rows is not None else 0) + 2):
            tops.append(tops[-1] + heights.get(row, 15.0) / 0.75)
        across, down = _PRINTED[landscape]
        shown = sum(pixels(self.width_of(column)) for column in range(last_column + 1))
        page = max(shown, across / 25.4 * 96) * down / across - 2
        repeated = tops[repeat_rows[1] + 1] - tops[repeat_rows[0]] if repeat_rows is not None else 0.0
        titles = [(cell.row, cell.row + 2) for cell in self.cells if cell.style.kind == "section" and cell.column == 0]
        breaks: list[int] = []
        start, room = 0, page
        for first, last in sorted([*self.blocks, *titles]):
            if first > last_row:
                break
            last = min(last, last_row)
            if tops[last + 1] - tops[first] > page - repeated or first <= start:
                continue
            while tops[first] - tops[start] >= room:  # pages that end by themselves
                start = next(row for row in range(start + 1, first + 1) if tops[row + 1] - tops[start] > room)
                room = page - repeated
            if tops[last + 1] - tops[start] > room:
                breaks.append(first)
                start, room = first, page - repeated
        return tuple(sorted(set(breaks)))
