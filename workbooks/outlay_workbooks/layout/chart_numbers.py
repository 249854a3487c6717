"""Numbers that charts need and that stand in no row of their own: figures side by side, grids, the bars of a bridge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outlay_workbooks.book import Scale, Series, Style, address
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import OUTPUTS
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

# A bridge's bars, stacked: the first is not drawn, and a bar that crosses 0 has a part on either side.
PARTS = ("Level", "From", "To", "Beneath", "Total", "Total below 0", "Up", "Up below 0", "Down", "Down below 0")
_HIDDEN, _ENDS, _UP, _DOWN = "hidden", "end", "up", "down"
_KINDS = {
    "Beneath": _HIDDEN,
    "Total": _ENDS,
    "Total below 0": _ENDS,
    "Up": _UP,
    "Up below 0": _UP,
    "Down": _DOWN,
    "Down below 0": _DOWN,
}
_BETWEEN = ", "  # of the two names that a figure of a grid is called by


class Numbers:
    """A table for each chart that needs one, from a row on."""

    def __init__(self, page: Page, places: Places, row: int) -> None:
        self.page = page
        self.places = places
        self.row = row

    def side_by_side(self, title: str, items: list[Row]) -> list[Series]:
        """A bar each; figures called "this, that" for every this and that are a grid with a bar for each pair."""
        grid = _as_grid(items)
        if grid is not None:
            return self._grid(title, *grid)
        mixed = len({item.unit for item in items}) > 1
        top = self._heading(title, ("Value",))
        for item in items:
            label = item.label or item.path
            self.page.put(self.row, 0, f"{label}, {item.unit}" if mixed and item.unit else label, Style("label"))
            self._figure(item, 1)
            self.row += 1
        names, cells = self._column(top, 0), self._column(top, 1)
        self._done(top)
        return [Series(title, names, cells)]

    def _grid(self, title: str, rows: list[str], columns: list[str], items: dict[tuple[str, str], Row]) -> list[Series]:
        """Names that are fewer are the series, the others stand along the axis."""
        top = self._heading(title, tuple(columns))
        for name in rows:
            self.page.put(self.row, 0, name, Style("label"))
            for column, other in enumerate(columns, 1):
                self._figure(items[name, other], column)
            self.row += 1
        last, right = self.row - 1, len(columns)
        self.page.scales.append(Scale(top, 1, last, right))
        series = []
        if right <= len(rows):
            for column, name in enumerate(columns, 1):
                series.append(Series(name, self._column(top, 0), self._column(top, column)))
        else:
            heads = f"={OUTPUTS}!{address(top - 1, 1)}:{address(top - 1, right)}"
            for row, name in enumerate(rows, top):
                series.append(Series(name, heads, f"={OUTPUTS}!{address(row, 1)}:{address(row, right)}"))
        self._done(top)
        return series

    def bridge(self, title: str, items: list[Row]) -> list[Series]:
        """From the first number by steps to the last; of a series its last period."""
        top = self._heading(title, PARTS)
        now = 0.0
        values = [_last(self.places.value(item)) for item in items]
        common = _beginning([item.label for item in items[1:-1]])
        for number, (item, value) in enumerate(zip(items, values, strict=True)):
            end = number in (0, len(items) - 1)
            start = 0.0 if end else now
            now = value if end else now + value
            label = item.label if end else item.label[len(common) :]
            self.page.put(self.row, 0, label[:1].upper() + label[1:] or item.path, Style("label"))
            self._bar(item, value, start, now, end_bar=end)
            self.row += 1
        series = [
            Series(part, self._column(top, 0), self._column(top, column), _KINDS[part])
            for column, part in enumerate(PARTS, 1)
            if part in _KINDS
        ]
        self._done(top)
        return series

    # -------------------------------------------------------------------------------------------------- parts

    def _heading(self, title: str, columns: tuple[str, ...]) -> int:
        """The row below it."""
        heads = (f"Numbers of the chart “{title}”", *columns)
        self.page.heads(self.row, heads, range(1, len(heads)))
        self.row += 1
        return self.row

    def _done(self, top: int) -> None:
        self.page.blocks.append((top - 1, self.row - 1))
        self.row += 1

    def _column(self, top: int, column: int) -> str:
        return f"={OUTPUTS}!{address(top, column)}:{address(self.row - 1, column)}"

    def _figure(self, item: Row, column: int) -> None:
        value = self.places.value(item)
        self.page.put(self.row, column, value, Style("link", number_of(item, (value,))), self._single(item))

    def _single(self, item: Row) -> str:
        """A single number, or the last period of a series."""
        sheet, row, column = self.places.of[item.number]
        column += self.places.periods - 1 if item.series else 0
        return f"{sheet}!{address(row, column)}"

    def _bar(self, item: Row, value: float, start: float, end: float, *, end_bar: bool) -> None:
        row = self.row
        form = number_of(item, (value, start, end))
        level, begin, until, beneath = (address(row, column) for column in range(1, 5))
        above = address(row - 1, 3)
        high, low = f"MAX({begin},{until},0)", f"MIN({begin},{until},0)"
        under = f"MAX(0,MIN({begin},{until}))+MIN(0,MAX({begin},{until}))"
        upper, lower = f"{high}-MAX(0,{beneath})", f"{low}-MIN(0,{beneath})"
        self.page.put(row, 1, value, Style("link", form), self._single(item))
        style = Style("formula", form)
        self.page.put(row, 2, start, style, "" if end_bar else above)
        self.page.put(row, 3, end, style, level if end_bar else f"{begin}+{level}")
        hidden = max(0.0, min(start, end)) + min(0.0, max(start, end))
        self.page.put(row, 4, hidden, style, under)
        top = max(start, end, 0.0) - max(0.0, hidden)
        bottom = min(start, end, 0.0) - min(0.0, hidden)
        rises = value >= 0
        for column, (shown, part, formula) in enumerate(
            (
                (end_bar, top, upper),
                (end_bar, bottom, lower),
                (not end_bar and rises, top, f"IF({level}>=0,{upper},0)"),
                (not end_bar and rises, bottom, f"IF({level}>=0,{lower},0)"),
                (not end_bar and not rises, top, f"IF({level}<0,{upper},0)"),
                (not end_bar and not rises, bottom, f"IF({level}<0,{lower},0)"),
            ),
            5,
        ):
            live = end_bar == (column < 7)
            self.page.put(row, column, part if shown else 0.0, style, formula if live else "")


def number_of(item: Row, values: Sequence[Any]) -> str:
    return number_format(item.unit, percent=item.percent, written=item.facts.format, values=values)


def values_of(places: Places, item: Row) -> tuple[Any, ...]:
    value = places.value(item)
    return value if isinstance(value, tuple) else (value,)


def _last(value: Any) -> float:
    found = value[-1] if isinstance(value, tuple) else value
    return found if isinstance(found, float) else 0.0


def _as_grid(items: list[Row]) -> tuple[list[str], list[str], dict[tuple[str, str], Row]] | None:
    """Rows, columns and the figure at each pair, if the labels name every pair once."""
    found: dict[tuple[str, str], Row] = {}
    for item in items:
        parts = item.label.split(_BETWEEN)
        if len(parts) != 2:
            return None
        found[parts[0], parts[1][:1].upper() + parts[1][1:]] = item
    rows = list(dict.fromkeys(row for row, _ in found))
    columns = list(dict.fromkeys(column for _, column in found))
    whole = len(found) == len(items) == len(rows) * len(columns)
    return (rows, columns, found) if whole and len(rows) > 1 and len(columns) > 1 else None


def _beginning(labels: list[str]) -> str:
    """What all of several labels begin with, up to a colon."""
    heads = {label.partition(": ")[0] for label in labels}
    return f"{heads.pop()}: " if len(labels) > 1 and len(heads) == 1 and all(": " in label for label in labels) else ""
