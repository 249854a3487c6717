"""A chart of a book as XlsxWriter draws it: quiet axes, colours that can be told apart, legends below."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.workbook import Workbook

from outlay_workbooks.book import Chart, Series

PALETTE = (
    "#1F4E79", "#E07B39", "#3A9188", "#B8456B", "#7A6FB0", "#8A9A2E", "#5B8DB8", "#A0522D", "#6B7785", "#D9A441",
    "#2E7D32", "#8C564B",
)  # fmt: skip
_LABELS = 12  # names along an axis that can still be read
_LEVEL = "#6B7785"
_PARTS = {"end": "#1F4E79", "up": "#3A9188", "down": "#B8456B", "low": "#5B8DB8", "high": "#E07B39"}
_FONT = {"name": "Calibri", "size": 9, "color": "#1F2933"}
_GRID = {"visible": True, "line": {"color": "#E3E7EB", "width": 0.75}}


def draw(workbook: Workbook, chart: Chart) -> Drawn:
    """The chart, not yet put on a sheet."""
    made = workbook.add_chart(_type(chart.type))
    colours = iter(PALETTE * (1 + len(chart.series) // len(PALETTE)))
    for series in chart.series:
        made.add_series(_series(chart, series, colours))
    made.set_title({"name": chart.title, "overlay": False, "name_font": {**_FONT, "size": 12, "bold": True}})
    unit = chart.unit if "%" not in chart.format else ""
    values = {
        "num_format": chart.format or "General",
        "major_gridlines": _GRID,
        "line": {"none": True},
        "num_font": _FONT,
        "name": unit,
        "name_font": {**_FONT, "bold": False},
    }
    names: dict[str, Any] = {"num_font": _FONT, "line": {"color": "#B4BDC6"}, "label_position": "low"}
    if chart.points > _LABELS:
        names |= {"interval_unit": -(-chart.points // _LABELS), "interval_tick": -(-chart.points // _LABELS)}
    if chart.type == "tornado":  # bars lie on their side, the longest on top
        made.set_x_axis(values)
        made.set_y_axis({**names, "reverse": True})
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)
    if len(chart.series) == 1 or chart.type == "waterfall":
        made.set_legend({"none": True})
    else:
        made.set_legend({"position": "bottom", "font": _FONT})
    made.set_size({"width": chart.width, "height": chart.height})
    made.set_chartarea({"border": {"color": "#D5DBE1"}})
    return made


def _type(name: str) -> dict[str, str]:
    return {
        "bar": {"type": "column"},
        "stacked": {"type": "column", "subtype": "stacked"},
        "waterfall": {"type": "column", "subtype": "stacked"},
        "tornado": {"type": "bar"},
    }.get(name, {"type": "line"})


def _series(chart: Chart, series: Series, colours: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"name": series.name, "categories": series.categories, "values": series.values}
    if series.kind == "hidden":
        return found | {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
    if series.kind in _PARTS:
        found |= {"fill": {"color": _PARTS[series.kind]}, "border": {"none": True}, "gap": 40}
        return found | ({"overlap": 100} if chart.type == "tornado" else {})
    if series.kind == "level":
        return found | {"line": {"color": _LEVEL, "width": 1.25, "dash_type": "dash"}}
    colour = next(colours)
    if chart.type == "line":
        return found | {"line": {"color": colour, "width": 2.0}}
    return found | {"fill": {"color": colour}, "border": {"none": True}, "gap": 60}
