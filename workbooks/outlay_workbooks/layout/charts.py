"""The model's charts on the Outputs sheet, two side by side, and after the last of them the numbers they need."""

from __future__ import annotations

from outlay.plan import Chart as PlanChart
from outlay_workbooks.book import Chart, Series, address
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.chart_numbers import Numbers, number_of, values_of
from outlay_workbooks.layout.columns import MODEL, ModelColumns
from outlay_workbooks.layout.page import ROW, Page
from outlay_workbooks.layout.places import Places

LOGARITHMIC = "(log scale)"  # at the end of a title: the axis of values is logarithmic
_HEIGHT = 320
_HIGH = _HEIGHT // ROW + 1  # rows of the sheet that a chart takes, with the gap beneath it
_GAP = 12  # pixels between two charts
_STANDING = 18  # letters of a name that fits beneath its bar


class Charts:
    """Charts in the making, over so many pixels from the left; tornados stand on Sensitivity."""

    def __init__(self, page: Page, places: Places, row: int, width: int) -> None:
        self.page = page
        self.places = places
        self.plan = places.native.plan
        self.first = row
        self.width = (width - _GAP) // 2
        drawn = [chart for chart in self.plan.charts if chart.type != "tornado"]
        self.charts = [(chart, items) for chart in drawn if (items := self._items(chart))]
        self.numbers = Numbers(page, places, row + (len(self.charts) + 1) // 2 * _HIGH)
        self.count = 0
        self.printed = 0  # the last row that belongs on paper

    def draw(self) -> None:
        """Every chart, and the numbers that stand in no row of their own; those of bridges last: nobody prints them."""
        drawn: dict[int, list[Series]] = {}
        for number, (chart, items) in enumerate(self.charts):
            if chart.type != "waterfall" and any(item.series for item in items):
                drawn[number] = self._over_time(chart, items)
            elif chart.type != "waterfall":
                drawn[number] = self.numbers.side_by_side(chart.title, items)
        self.printed = self.numbers.row - 1
        for number, (chart, items) in enumerate(self.charts):
            series = drawn[number] if number in drawn else self.numbers.bridge(chart.title, items)
            self._add(chart, items, series)

    def _items(self, chart: PlanChart) -> list[Row]:
        native = self.places.native
        rows = [native.rows[native.named[self.plan.quantities[at].path]] for at in chart.quantities]
        return [row for row in rows if row.type == "number"]

    def _add(self, chart: PlanChart, items: list[Row], series: list[Series]) -> None:
        units = {item.unit for item in items}
        timeline = self.plan.timeline
        timed = timeline is not None and chart.type != "waterfall" and any(item.series for item in items)
        names = timeline.unit if timeline is not None and timed else ""
        if timeline is not None and chart.type == "waterfall" and any(item.series for item in items):
            names = timeline.labels[-1]
        self.page.chart(
            Chart(
                chart.type,
                chart.title,
                tuple(series),
                self.first + self.count // 2 * _HIGH,
                0,
                left=(self.width + _GAP) * (self.count % 2),
                format=self._axis(items),
                unit=items[0].unit if len(units) == 1 else "",
                names=names,
                points=self.places.periods if timed else len(items),
                months=timeline is not None and timed and timeline.unit == "month",
                lying=chart.type == "bar" and len(series) == 1 and not timed and _longest(items) > _STANDING,
                log=chart.title.rstrip().endswith(LOGARITHMIC),
                width=self.width,
                height=_HEIGHT,
            )
        )
        self.count += 1

    def _axis(self, items: list[Row]) -> str:
        """The format along the axis of values, where decimals tell nothing once numbers are large."""
        values = [value for item in items for value in values_of(self.places, item) if isinstance(value, float)]
        form = number_of(items[0], values)
        return form.replace("0.00", "0") if form.endswith("#,##0.00") and max(map(abs, values)) >= 10 else form

    def _over_time(self, chart: PlanChart, items: list[Row]) -> list[Series]:
        """A line or a stack for each item; a single number and a target are a level across all periods."""
        native = self.places.native
        months = self.plan.timeline is not None and self.plan.timeline.unit == "month"
        head = self._periods(ModelColumns.START if months else ModelColumns.HEADER)
        series: list[Series] = []
        for item in items:
            row = item if item.series else native.rows[native.drawn[item.node]]
            cells = self._periods(self.places.of[row.number][1])
            series.append(Series(item.label or item.path, head, cells, "" if item.series else "level"))
        for item in items:
            target = native.targets.get((chart.title, item.path))
            if target is not None:
                row = native.rows[target]
                series.append(Series(row.label, head, self._periods(self.places.of[target][1]), "level"))
        return series

    def _periods(self, row: int) -> str:
        first, last = ModelColumns.FIRST, ModelColumns.FIRST + self.places.periods - 1
        return f"={MODEL}!{address(row, first)}:{address(row, last)}"


def _longest(items: list[Row]) -> int:
    return max(len(item.label or item.path) for item in items)
