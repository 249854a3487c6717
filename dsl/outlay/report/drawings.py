"""A chart as it stands on the page: its title, the drawing, a legend, and its numbers folded below."""

from __future__ import annotations

from outlay.report import tables
from outlay.report.charts import bars, over_time
from outlay.report.charts.frame import COLOURS
from outlay.report.facts import Picture
from outlay.report.markup import NOTHING, Markup, cut, join, tag

FEW = 16  # rows that a page of paper has room for beside the chart
MOST_NUMBERS = 2_500  # cells of the table below a chart


def figure(picture: Picture, *, lone: bool = False) -> Markup:
    """The chart; a lone one has its numbers unfolded."""
    told = ""
    if not any(value is not None for curve in picture.curves for value in curve.values):
        drawn = tag("p", {"class": "faint"}, "There are no numbers to draw.")
    elif picture.kind in ("line", "stacked", "fan"):
        draw = {"line": over_time.lines, "stacked": over_time.stacked, "fan": over_time.fan}[picture.kind]
        drawn, told = draw(picture)
    else:
        kinds = {"bar": bars.lying, "waterfall": bars.waterfall, "tornado": bars.tornado, "spread": bars.spread}
        drawn = kinds[picture.kind](picture)
    caption = tag("figcaption", None, tag("b", None, picture.title),
                  join([" ", tag("span", {"class": "faint"}, picture.note)]) if picture.note else NOTHING)  # fmt: skip
    aloud = f"{cut(picture.title, 200)}: the arrow keys tell each period"
    canvas = tag(
        "div",
        {
            "class": "canvas",
            "data-hover": told or None,
            "tabindex": 0 if told else None,
            "role": "group" if told else None,
            "aria-label": aloud if told else None,
        },
        drawn,
    )
    shown = tag("div", {"class": "drawn"}, canvas, _legend(picture))
    return tag("figure", {"class": f"chart of-{picture.kind}"}, caption, shown, _numbers(picture, unfolded=lone))


def _legend(picture: Picture) -> Markup:
    entries: list[tuple[str, str]] = []
    if picture.kind in ("line", "stacked") and len(picture.curves) > 1:
        entries = [(f"c{place % COLOURS}", curve.name) for place, curve in enumerate(picture.curves)]
    elif picture.kind == "tornado":
        entries = [("low", "input at its low end"), ("high", "input at its high end")]
    elif picture.kind == "fan":
        entries = [("c0", "median"), ("near", "half of the draws"), ("mid", "80%"), ("wide", "90%")]
    elif picture.kind == "waterfall":
        entries = [("up", "adds"), ("down", "takes away")]
    elif picture.kind == "spread":
        marks = picture.curves[2].shown
        entries = [("axis", f"{name}: {words}") for name, words in zip(("5%", "median", "95%"), marks, strict=True)]
    if picture.kind in ("fan", "spread") and picture.base is not None:
        entries.append(("target", "target"))
    if not entries:
        return NOTHING
    return tag("p", {"class": "legend"}, *(_entry(kind, name) for kind, name in entries))


def _entry(kind: str, name: str) -> Markup:
    return tag("span", {"class": "entry"}, tag("i", {"class": f"key {kind}"}), tag("bdi", None, name))


def _numbers(picture: Picture, *, unfolded: bool) -> Markup:
    """The same as a table, for whoever cannot see or point at the drawing."""
    if picture.kind == "spread":
        return NOTHING
    if picture.kind in ("line", "stacked", "fan"):
        head = ["", *(curve.name for curve in picture.curves)]
        rows = [[label, *(curve.shown[at] for curve in picture.curves)] for at, label in enumerate(picture.labels)]
    elif picture.kind == "tornado":
        low, high, ranges, remarks = picture.curves
        head = ["input", "at its low end", "at its high end", "goes from … to"]
        rows = [
            [label, low.shown[at], high.shown[at], f"{ranges.shown[at]} {remarks.shown[at]}".strip()]
            for at, label in enumerate(picture.labels)
        ]
    else:
        head = ["", "value"]
        rows = [[label, picture.curves[0].shown[at]] for at, label in enumerate(picture.labels)]
    rows = rows[: max(MOST_NUMBERS // max(len(head), 1), 1)]
    body = [
        tag("tr", None, tag("th", {"scope": "row"}, row[0]), *(tables.cell(text) for text in row[1:])) for row in rows
    ]
    table = tag("table", None, tag("thead", None, tag("tr", None, *(tag("th", None, each) for each in head))),
                tag("tbody", None, *body))  # fmt: skip
    kind = "numbers few" if len(rows) <= FEW else "numbers"
    attributes = {"class": kind, "open": unfolded and picture.kind == "tornado"}
    return tag("details", attributes, tag("summary", None, "Numbers"), tag("div", {"class": "wide-table"}, table))
