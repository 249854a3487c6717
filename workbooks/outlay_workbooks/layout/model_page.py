"""The Model sheet: periods across, one formula a row."""

from __future__ import annotations

import datetime
from typing import Any

from outlay.plan import Timeline
from outlay_workbooks.book import BEFORE, HERE, Run, Sheet, Style, column_letters
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formulas.expressions import Cell
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import MODEL, ModelColumns
from outlay_workbooks.layout.formats import DATE, number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_C = ModelColumns
_A_PAGE = 13  # periods that can be read side by side on a printed page


def model_page(places: Places) -> Sheet:
    """Every row of the model, with the periods in the same columns throughout."""
    page = Page(MODEL)
    native = places.native
    page.put(0, 0, "Model", Style("title"))
    page.put(1, 0, "Locked: it follows from Inputs and Scenarios. Each row has one formula for all its periods.",
             Style("subtitle"))  # fmt: skip
    page.heads(_C.HEADER, ("Row", "Name", "Unit", "Value", "Opening"), {_C.VALUE, _C.OPENING})
    if native.plan.timeline is not None:
        _timeline(page, native.plan.timeline)
    for row, title in places.headings[MODEL]:
        page.section(row, title, _C.FIRST + places.periods)
    for item in native.rows:
        place = places.of.get(item.number)
        if place is not None and place[0] == MODEL and item.kind in ("model", "constant"):
            _row(page, places, item, place[1])
    page.widths += [(0, 0, 46), (1, 1, 26), (2, 2, 19), (3, 3, 15), (4, 4, 13)]
    if places.periods:
        page.widths.append((_C.FIRST, _C.FIRST + places.periods - 1, 11.5))
    head = _C.DAYS if places.periods else _C.HEADER
    return page.finished(
        freeze=(head + 2 if places.periods else head + 1, _C.FIRST if places.periods else _C.VALUE),
        repeat_rows=(_C.HEADER, head),
        repeat_columns=(0, 0),
        tab="#1F4E79",
        wide=max(1, -(-places.periods // _A_PAGE)),
    )


def _timeline(page: Page, timeline: Timeline) -> None:
    count = len(timeline)
    months = _MONTHS[timeline.unit]
    starts = tuple(float(datetime.date.fromisoformat(start).toordinal() - EPOCH) for start in timeline.starts)
    page.runs.append(_labels(timeline))
    small = Style("header_small")
    page.put(_C.START, 0, "First day", small)
    page.put(_C.PERIOD, 0, "Periods since the start", small)
    page.put(_C.DAYS, 0, "Days", small)
    page.put(_C.YEAR, 0, "Year", small)
    # the first day of the first period, and how many months a period has, are typed in once
    page.put(_C.START, _C.VALUE, starts[0], Style("constant", DATE))
    page.put(_C.PERIOD, _C.OPENING, -1.0, Style("constant", "0"))
    page.put(_C.PERIOD, _C.VALUE, float(months), Style("constant", "0"))
    page.put(_C.PERIOD, _C.UNIT, "months a period", Style("unit"))
    start, step = f"${column_letters(_C.VALUE)}${_C.START + 1}", f"${column_letters(_C.VALUE)}${_C.PERIOD + 1}"
    period = f"{HERE}${_C.PERIOD + 1}"

    def run(row: int, values: tuple[Any, ...], formula: str, form: str) -> None:
        page.runs.append(Run(row, _C.FIRST, values, Style("header_small", form), formula))

    run(_C.START, starts, f"EDATE({start},{period}*{step})", DATE)
    run(_C.PERIOD, tuple(float(number) for number in range(count)), f"{BEFORE}{_C.PERIOD + 1}+1", "0")
    days = f"EDATE({start},({period}+1)*{step})-{HERE}{_C.START + 1}"
    run(_C.DAYS, tuple(float(length) for length in timeline.days), days, "0")
    years = tuple(float(label[:4]) for label in timeline.starts)
    run(_C.YEAR, years, f"YEAR({HERE}{_C.START + 1})", "0")


def _labels(timeline: Timeline) -> Any:
    return Run(_C.HEADER, _C.FIRST, timeline.labels, Style("header"))


def _row(page: Page, places: Places, item: Row, row: int) -> None:
    value = places.value(item)
    quantity = item.quantity
    output = quantity is not None and quantity.role == "output"
    label = item.label or item.path
    page.put(row, _C.LABEL, label, Style("strong" if output else "label" if quantity is not None else "step"))
    if item.path:
        page.put(row, _C.NAME, item.path, Style("name"))
    if item.unit or item.percent:
        page.put(row, _C.UNIT, item.unit or "%", Style("unit"))
    values = value if isinstance(value, tuple) else (value,)
    form = number_format(
        item.unit,
        type_=item.type,
        percent=item.percent,
        written=quantity.facts.format if quantity is not None else None,
        values=values,
    )
    text = "" if item.formula is None else places.text(item.formula, MODEL)
    linked = isinstance(item.formula, Cell) and places.of[item.formula.row][0] != MODEL
    kind = "constant" if not text else "link" if linked else "strong_formula" if output else "formula"
    if item.type == "text":
        kind = {"strong_formula": "formula"}.get(kind, kind) + "_text"
    style = Style(kind, form)
    if not item.series:
        page.put(row, _C.VALUE, value, style, text)
        return
    if item.opening is not None:
        opening = places.text(item.opening, MODEL)
        if opening.replace(".", "").isdigit():
            page.put(row, _C.OPENING, float(opening), Style("constant", form))
        else:
            page.put(row, _C.OPENING, places.opening(item), Style("formula", form), opening)
    if not isinstance(value, tuple):
        value = (value,) * places.periods
    page.runs.append(Run(row, _C.FIRST, value, style, text))
