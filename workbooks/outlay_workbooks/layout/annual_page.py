"""The Annual sheet: every series by calendar year, by its own rule, and the parts that ratios are made of."""

from __future__ import annotations

from outlay_workbooks.book import HERE, Run, Sheet, Style
from outlay_workbooks.formulas.annual import years_of
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import ANNUAL, HEADER, AnnualColumns
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places, shown

_C = AnnualColumns
_RULES = {"total": "Total", "mean": "Mean", "end": "At the end", "ratio": "Ratio", "": ""}


def annual_page(places: Places) -> Sheet:
    """The sheet; a sentence where the model has no periods."""
    page = Page(ANNUAL)
    native = places.native
    page.put(0, 0, "Annual", Style("title"))
    timeline = native.plan.timeline
    if timeline is None:
        page.put(1, 0, "This model has no periods, so there is nothing to roll up.", Style("subtitle"))
        page.widths.append((0, 0, 60))
        return page.finished(freeze=(HEADER, 0), repeat_rows=(0, 0))
    page.put(1, 0, "Rates add up, stocks take the year's end, ratios are made anew from the year's figures.",
             Style("subtitle"))  # fmt: skip
    years = years_of(timeline, native.plan.calendar)
    page.heads(HEADER, ("Row", "Name", "Unit", "Rule"))
    page.runs.append(Run(HEADER, _C.FIRST, tuple(float(year) for year in years.labels), Style("header", "0")))
    small = Style("header_small", "0")
    span = places.span(native.timeline["years"], ANNUAL)
    year = f"{HERE}${HEADER + 1}"
    page.put(_C.PERIODS, 0, "Periods of the year in the model", Style("header_small"))
    counts = tuple(float(len(periods)) for periods in years.periods)
    page.runs.append(Run(_C.PERIODS, _C.FIRST, counts, small, f"SUMPRODUCT(--({span}={year}))"))
    page.put(_C.LAST, 0, "Number of its last one, from 1", Style("header_small"))
    lasts = tuple(float(periods[-1] + 1) for periods in years.periods)
    page.runs.append(Run(_C.LAST, _C.FIRST, lasts, small, f"SUMPRODUCT(--({span}<={year}))"))
    for row, title in places.headings[ANNUAL]:
        page.section(row, title, _C.FIRST + len(years.labels))
    for item in native.rows:
        if item.kind == "annual":
            _line(page, places, item)
    page.widths += [(0, 0, 46), (1, 1, 22), (2, 2, 16), (3, 3, 10), (_C.FIRST, _C.FIRST + len(years.labels) - 1, 14)]
    return page.finished(freeze=(_C.TOP, _C.FIRST), repeat_rows=(HEADER, _C.LAST), repeat_columns=(0, 0),
                         tab="#1F4E79")  # fmt: skip


def _line(page: Page, places: Places, item: Row) -> None:
    row = places.of[item.number][1]
    quantity = item.quantity
    output = quantity is not None and quantity.role == "output"
    named = quantity is not None
    page.put(row, _C.LABEL, item.label or item.path, Style("strong" if output else "label" if named else "step"))
    page.put(row, _C.NAME, item.path, Style("name"))
    page.put(row, _C.UNIT, item.unit or ("%" if item.percent else ""), Style("unit"))
    page.put(row, _C.RULE, _RULES[item.rule], Style("unit"))
    values = item.cached if isinstance(item.cached, tuple) else ()
    form = number_format(
        item.unit,
        percent=item.percent,
        written=quantity.facts.format if quantity is not None else None,
        values=values,
    )
    text = "" if item.formula is None else places.text(item.formula, ANNUAL)
    style = Style("strong_formula" if output else "formula", form)
    page.runs.append(Run(row, _C.FIRST, shown(values, "number"), style, text))
