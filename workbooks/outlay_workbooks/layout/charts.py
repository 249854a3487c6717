"""The model's charts, over the cells of the Model sheet."""

from __future__ import annotations

from outlay.plan import Chart as PlanChart
from outlay_workbooks.book import Chart, Series, address
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import MODEL, ModelColumns
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.places import Places

_ROWS = 18  # of the sheet, that a chart takes
_SECOND = 4  # the column at which the right one of two charts side by side begins


def charts_of(places: Places, row: int) -> list[Chart]:
    """Every chart that plain cells can carry, two side by side from a row on."""
    found: list[Chart] = []
    for chart in places.native.plan.charts:
        made = _chart(places, chart, row + len(found) // 2 * _ROWS, 0 if len(found) % 2 == 0 else _SECOND)
        if made is not None:
            found.append(made)
    return found


def _chart(places: Places, chart: PlanChart, row: int, column: int) -> Chart | None:
    plan = places.native.plan
    items = [places.native.rows[places.native.named[plan.quantities[at].path]] for at in chart.quantities]
    items = [item for item in items if item.type == "number"]
    if chart.type in ("tornado", "waterfall") or not items:
        return None
    series = [_series(places, item) for item in items if item.series]
    if not series:
        return None
    values = [value for item in items for value in _values(places, item)]
    form = number_format(items[0].unit, percent=items[0].percent, values=values)
    return Chart(chart.type, chart.title, tuple(series), row, column, form, items[0].unit)


def _values(places: Places, item: Row) -> tuple[object, ...]:
    value = places.value(item)
    return value if isinstance(value, tuple) else (value,)


def _series(places: Places, item: Row) -> Series:
    row = places.of[item.number][1]
    first, last = ModelColumns.FIRST, ModelColumns.FIRST + places.periods - 1
    head = f"{MODEL}!{address(ModelColumns.HEADER, first)}:{address(ModelColumns.HEADER, last)}"
    return Series(item.label or item.path, f"={head}", f"={MODEL}!{address(row, first)}:{address(row, last)}")
