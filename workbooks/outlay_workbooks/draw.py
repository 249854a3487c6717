"""A chart of a book as XlsxWriter draws it: quiet axes, colours that can be told apart, legends below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.workbook import Workbook

from outlay_workbooks.book import Chart, Series

PALETTE = (
    "#1F4E79", "#E07B39", "#3A9188", "#B8456B", "#7A6FB0", "#8A9A2E", "#5B8DB8", "#A0522D", "#6B7785", "#D9A441",
    "#2E7D32", "#8C564B",
)  # fmt: skip
_LABELS = 12  # names along an axis that can still be read
_DATES = 7
_LEVEL = "#6B7785"
_PARTS = {"end": "#1F4E79", "up": "#8CC9B4", "down": "#EFA3B6", "low": "#5B8DB8", "high": "#E07B39"}
_FONT = {"name": "Calibri", "size": 9, "color": "#1F2933"}
_DASHES = ("dash", "square_dot", "long_dash_dot", "round_dot")
_GRID = {"visible": True, "line": {"color": "#E3E7EB", "width": 0.75}}


def draw(workbook: Workbook, chart: Chart) -> Drawn:
    """The chart, not yet put on a sheet."""
    made = workbook.add_chart({"type": "bar"} if chart.lying else _type(chart.type))
    colours = iter(PALETTE * (1 + len(chart.series) // len(PALETTE)))
    dashes = iter(_DASHES * (1 + len(chart.series) // len(_DASHES)))
    for series in chart.series:
        made.add_series(_series(chart, series, colours, dashes))
    made.set_title({"name": chart.title, "overlay": False, "name_font": {**_FONT, "size": 12, "bold": True}})
    values = {
        "num_format": chart.format,
        "major_gridlines": _GRID,
        "line": {"none": True},
        "num_font": _FONT,
        "name": "" if "%" in chart.format else chart.unit,
        "name_font": {**_FONT, "bold": False},
    } | ({"log_base": 10} if chart.log else {})
    if chart.type == "tornado" or chart.lying:  # bars lie on their side, the first on top
        made.set_x_axis(values)
        made.set_y_axis({**_names(chart), "reverse": True, "crossing": "max"})
    else:
        made.set_x_axis(_names(chart))
        made.set_y_axis(values)
    if len(chart.series) == 1 or chart.type == "waterfall":
        made.set_legend({"none": True})
    else:
        made.set_legend({"position": "right" if chart.type == "stacked" else "bottom", "font": _FONT})
    made.set_size({"width": chart.width, "height": chart.height})
    made.set_chartarea({"border": {"color": "#D5DBE1"}})
    return made


def _names(chart: Chart) -> dict[str, Any]:
    """The axis along which names or periods stand."""
    found: dict[str, Any] = {
        "num_font": _FONT,
        "line": {"color": "#B4BDC6"},
        "label_position": "low",
        "name": chart.names,
        "name_font": {**_FONT, "bold": False},
    }
    if chart.months and chart.points > _DATES:
        step = next(step for step in (2, 3, 6, 12, 24, 60, 120) if chart.points <= _DATES * step or step == 120)
        return found | {
            "date_axis": True, "num_format": "yyyy-mm", "major_unit": step, "major_unit_type": "months",
        }  # fmt: skip
    if chart.months:
        return found | {"num_format": "yyyy-mm", "text_axis": True}
    if chart.points > _LABELS:
        step = -(-chart.points // _LABELS)
        return found | {"interval_unit": step, "interval_tick": step}
    return found


def _type(name: str) -> dict[str, str]:
    return {
        "bar": {"type": "column"},
        "stacked": {"type": "column", "subtype": "stacked"},
        "waterfall": {"type": "column", "subtype": "stacked"},
        "tornado": {"type": "bar"},
    }.get(name, {"type": "line"})


def _series(chart: Chart, series: Series, colours: Iterator[str], dashes: Iterator[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": series.name, "categories": series.categories, "values": series.values}
    if series.kind == "hidden":
        return found | {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
    if series.kind in _PARTS:
        found |= {"fill": {"color": _PARTS[series.kind]}, "border": {"none": True}, "gap": 40}
        if chart.type == "waterfall":  # a part without height has no label
            sign = {"up": "+", "down": "-"}.get(series.kind, "")
            form = f"{sign}{chart.format};{sign or '-'}{chart.format};;"
            end = series.kind == "end"
            font = {**_FONT, "bold": True, "color": "#FFFFFF" if end else _FONT["color"]}
            place = "inside_end" if end else "center"
            found |= {"data_labels": {"value": True, "num_format": form, "font": font, "position": place}}
        return found | ({"overlap": 100} if chart.type == "tornado" else {})
    if series.kind == "level" and chart.type == "line":
        return found | {"line": {"color": _LEVEL, "width": 1.5, "dash_type": next(dashes)}}
    colour = next(colours)
    if chart.type == "line":
        return found | {"line": {"color": colour, "width": 2.0}}
    return found | {"fill": {"color": colour}, "border": {"none": True}, "gap": 60}
