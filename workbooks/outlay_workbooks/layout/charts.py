"""The model's charts on the Outputs sheet, and below them the numbers that stand in no row of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outlay.plan import Chart as PlanChart
from outlay_workbooks.book import Chart, Page, Series, Style, address
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import MODEL, OUTPUTS, ModelColumns
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.places import Places

HIGH = 19  # rows of the sheet that a chart takes
SECOND = 4  # the column at which the right one of two charts side by side begins
# A waterfall's bars, stacked: the first is not drawn, and a bar that crosses 0 has a part on either side.
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


class Charts:
    """Charts in the making: they come first, their numbers after the last of them."""

    def __init__(self, page: Page, places: Places, row: int) -> None:
        self.page = page
        self.places = places
        self.plan = places.native.plan
        self.first = row
        drawn = [chart for chart in self.plan.charts if chart.type != "tornado"]
        self.charts = [(chart, items) for chart in drawn if (items := self._items(chart))]
        self.data = row + (len(self.charts) + 1) // 2 * HIGH
        self.count = 0

    def draw(self) -> None:
        """Every chart but tornados, which stand on Sensitivity."""
        for chart, items in self.charts:
            if chart.type == "waterfall":
                self._waterfall(chart, items)
            elif any(item.series for item in items):
                self._over_time(chart, items)
            else:
                self._side_by_side(chart, items)

    def _items(self, chart: PlanChart) -> list[Row]:
        native = self.places.native
        rows = [native.rows[native.named[self.plan.quantities[at].path]] for at in chart.quantities]
        return [row for row in rows if row.type == "number"]

    def _add(self, chart: PlanChart, items: list[Row], series: list[Series]) -> None:
        values = [value for item in items for value in _values(self.places, item)]
        form = _format(items[0], values)
        unit = items[0].unit if len({item.unit for item in items}) == 1 else ""
        row, column = self.first + self.count // 2 * HIGH, SECOND if self.count % 2 else 0
        self.page.put(row, column, self._caption(chart, items, unit), Style("note_line"))
        self.page.charts.append(
            Chart(chart.type, chart.title, tuple(series), row + 1, column, form, unit, self._points(items))
        )
        self.count += 1

    def _points(self, items: list[Row]) -> int:
        return self.places.periods if any(item.series for item in items) else len(items)

    def _caption(self, chart: PlanChart, items: list[Row], unit: str) -> str:
        """What is drawn, in a line above it."""
        timeline = self.plan.timeline
        named = unit or ("%" if "%" in _format(items[0], ()) else "")
        series = any(item.series for item in items)
        if timeline is not None and series and chart.type == "waterfall":
            return f"{chart.title}: {timeline.labels[-1]}{f', in {named}' if named else ''}"
        if timeline is not None and series:
            return f"{chart.title}: by {timeline.unit}{f', in {named}' if named else ''}"
        return f"{chart.title}{f': in {named}' if named else ''}"

    def _over_time(self, chart: PlanChart, items: list[Row]) -> None:
        native = self.places.native
        first, last = ModelColumns.FIRST, ModelColumns.FIRST + self.places.periods - 1
        head = f"={MODEL}!{address(ModelColumns.HEADER, first)}:{address(ModelColumns.HEADER, last)}"
        series: list[Series] = []
        for item in items:
            row = item if item.series else native.rows[native.drawn[item.node]]
            line = self.places.of[row.number][1]
            cells = f"={MODEL}!{address(line, first)}:{address(line, last)}"
            series.append(Series(item.label or item.path, head, cells, "" if item.series else "level"))
        self._add(chart, items, series)

    def _heading(self, title: str, columns: tuple[str, ...]) -> None:
        self.page.line(self.data, (f"Numbers of the chart “{title}”", *columns), Style("header_left"))
        self.data += 1

    def _side_by_side(self, chart: PlanChart, items: list[Row]) -> None:
        self._heading(chart.title, ("Value",))
        top = self.data
        for item in items:
            value = self.places.value(item)
            form = _format(item, (value,))
            self.page.put(self.data, 0, item.label or item.path, Style("label"))
            self.page.put(self.data, 1, value, Style("link", form), self._single(item))
            self.data += 1
        names = f"={OUTPUTS}!{address(top, 0)}:{address(self.data - 1, 0)}"
        cells = f"={OUTPUTS}!{address(top, 1)}:{address(self.data - 1, 1)}"
        self._add(chart, items, [Series(chart.title, names, cells)])
        self.data += 1

    def _single(self, item: Row) -> str:
        """A single number, or the last period of a series."""
        sheet, row, column = self.places.of[item.number]
        column += self.places.periods - 1 if item.series else 0
        return f"{sheet}!{address(row, column)}"

    def _waterfall(self, chart: PlanChart, items: list[Row]) -> None:
        """From the first number by steps to the last; of a series its last period."""
        self._heading(chart.title, PARTS)
        top = self.data
        now = 0.0
        values = [_last(self.places.value(item)) for item in items]
        for number, (item, value) in enumerate(zip(items, values, strict=True)):
            end = number in (0, len(items) - 1)
            start = 0.0 if end else now
            now = value if end else now + value
            self._bar(item, value, start, now, end_bar=end)
            self.data += 1
        names = f"={OUTPUTS}!{address(top, 0)}:{address(self.data - 1, 0)}"
        series = []
        for column, part in enumerate(PARTS, 1):
            if part in _KINDS:
                cells = f"={OUTPUTS}!{address(top, column)}:{address(self.data - 1, column)}"
                series.append(Series(part, names, cells, _KINDS[part]))
        self._add(chart, items, series)
        self.data += 1

    def _bar(self, item: Row, value: float, start: float, end: float, *, end_bar: bool) -> None:
        row = self.data
        form = _format(item, (value, start, end))
        level, begin, until, beneath = (address(row, column) for column in range(1, 5))
        above = address(row - 1, 3)
        high, low = f"MAX({begin},{until},0)", f"MIN({begin},{until},0)"
        under = f"MAX(0,MIN({begin},{until}))+MIN(0,MAX({begin},{until}))"
        upper, lower = f"{high}-MAX(0,{beneath})", f"{low}-MIN(0,{beneath})"
        self.page.put(row, 0, item.label or item.path, Style("label"))
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


def _format(item: Row, values: Sequence[Any]) -> str:
    return number_format(item.unit, percent=item.percent, written=item.facts.format, values=values)


def _values(places: Places, item: Row) -> tuple[Any, ...]:
    value = places.value(item)
    return value if isinstance(value, tuple) else (value,)


def _last(value: Any) -> float:
    found = value[-1] if isinstance(value, tuple) else value
    return found if isinstance(found, float) else 0.0
