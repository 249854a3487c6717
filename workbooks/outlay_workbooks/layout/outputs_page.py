"""The Outputs sheet: what the model says, headline figures, every output with its target and years, and the charts."""

from __future__ import annotations

from outlay_workbooks.book import Merge, Rule, Sheet, Style, Value, address, column_letters
from outlay_workbooks.formulas.annual import years_of
from outlay_workbooks.layout.charts import Charts
from outlay_workbooks.layout.checks_page import ALL_HOLD
from outlay_workbooks.layout.columns import (
    ANNUAL,
    CHECKS,
    OUTPUTS,
    SCENARIOS,
    AnnualColumns,
    CheckColumns,
    ScenarioColumns,
)
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.headlines import Shown, headlines, outputs_of, say, two_titles
from outlay_workbooks.layout.page import Page, pixels
from outlay_workbooks.layout.places import Places, shown

LABEL, UNIT, VALUE, WHEN, TARGET, MET, YEARS = range(7)
_CARDS = ((0, 0), (1, 2), (3, 5), (6, 7), (8, 9))  # first and last columns of the figures that stand first
_MOST_YEARS = 6


def outputs_page(places: Places, said: str) -> Sheet:
    """The sheet. `said` is what the master check shows."""
    page = Page(OUTPUTS)
    plan = places.native.plan
    # a model by year has its years on Model already
    by_year = plan.timeline is not None and plan.timeline.unit != "year"
    years = years_of(plan.timeline, plan.calendar).labels[:_MOST_YEARS] if plan.timeline is not None and by_year else ()
    name = YEARS + len(years)
    page.widths += [(0, 0, 42), (UNIT, UNIT, 18), (VALUE, VALUE, 16), (WHEN, WHEN, 11), (TARGET, TARGET, 15),
                    (MET, MET, 8), *([(YEARS, name - 1, 16)] if years else []), (name, name, 26)]  # fmt: skip
    outputs = outputs_of(places)
    columns = name
    title, subtitle = two_titles(plan)
    page.put(0, 0, title, Style("title"))
    page.put(1, 0, subtitle or "What comes out of the model", Style("subtitle"))
    page.put(2, 0, "Scenario in force", Style("label"))
    page.put(2, 1, places.in_force, Style("link_text"), f"{SCENARIOS}!{address(*ScenarioColumns.SELECTOR)}")
    page.put(3, 0, "Checks", Style("label"))
    master = f"{CHECKS}!{address(CheckColumns.MASTER[0], CheckColumns.MASTER[1] + 1)}"
    page.put(3, 1, said, Style("status"), master)
    cell = address(3, 1)
    page.rules.append(Rule(3, 1, 3, 1, f'{cell}="{ALL_HOLD}"', "good"))
    page.rules.append(Rule(3, 1, 3, 1, f'{cell}<>"{ALL_HOLD}"', "bad"))
    row = say(page, 5, columns, outputs)
    outputs = [one for one in outputs if one.row.type != "text"]
    row = _cards(page, outputs, row + (1 if row > 5 else 0), columns)
    heads: tuple[Value, ...] = ("Output", "Unit", "Value", "Of", "Target", "Met", *map(float, years))
    page.heads(row, heads, {VALUE, TARGET, *range(YEARS, name)})
    page.put(row, name, "Name", Style("header_in"))
    top = row + 1
    annual = {places.native.rows[number].path: number for _, rows in places.native.annual for number in rows}
    for row, one in enumerate(outputs, top):
        _line(page, one, row)
        page.put(row, name, one.row.path, Style("name"))
        number = annual.get(one.row.path)
        if number is not None:
            _years(page, places, number, row, len(years))
    width = sum(pixels(page.width_of(column)) for column in range(columns))
    charts = Charts(page, places, top + len(outputs) + 1, max(width, 900))
    charts.draw()
    return page.finished(freeze=(top, 1), repeat_rows=(0, 0), tab="#2E7D32", printed=(charts.printed, name - 1))


def _cards(page: Page, outputs: list[Shown], row: int, columns: int) -> int:
    """Headline figures side by side, each with what it should reach; the row after them."""
    places = [place for place in _CARDS if place[1] < columns]
    chosen = headlines(outputs, len(places))
    if len(chosen) < 2:
        return row
    for (first, last), one in zip(places, chosen, strict=False):
        for at, kind in enumerate(("card_title", "card_value", "card_note")):
            style = Style(kind, one.format if kind == "card_value" else "")
            if last > first:
                page.merges.append(Merge(row + at, first, last, style))
        unit = f", {one.row.unit}" if one.row.unit else ""
        page.put(row, first, f"{one.label}{unit}", Style("card_title"))
        page.put(row + 1, first, one.value, Style("card_value", one.format), one.address)
        if one.target is not None:
            value = address(row + 1, first)
            met, missed = "meets its target", "misses its target"
            line = next(at for at, other in enumerate(outputs) if other is one)
            target = address(row + 5 + line, TARGET)
            text = f'IF({value}{one.sign}{target},"{met}","{missed}")'
            page.put(row + 2, first, met if one.met else missed, Style("card_note"), text)
            note = address(row + 2, first)
            page.rules.append(Rule(row + 2, first, row + 2, last, f'{note}="{met}"', "good"))
            page.rules.append(Rule(row + 2, first, row + 2, last, f'{note}<>"{met}"', "bad"))
        elif one.when:
            page.put(row + 2, first, f"in {one.when}", Style("card_note"), f'"in "&{one.when_address}')
        else:
            page.put(row + 2, first, None, Style("card_note"))
    for at, kind in enumerate(("card_title", "card_value", "card_note")):
        for column in range(places[len(chosen) - 1][1] + 1, columns):
            page.put(row + at, column, None, Style(kind))
    page.heights += [(row, 27.0), (row + 1, 30.0), (row + 2, 16.0)]
    return row + 4


def _line(page: Page, one: Shown, row: int) -> None:
    page.put(row, LABEL, one.label, Style("strong"))
    page.put(row, UNIT, one.row.unit or ("%" if "%" in one.format else ""), Style("unit"))
    if one.when:
        page.put(row, WHEN, one.when, Style("link_text"), one.when_address)
    kind = "link_text" if one.row.type == "text" else "link"
    page.put(row, VALUE, one.value, Style(kind, one.format), one.address)
    if one.target is not None:
        page.put(row, TARGET, one.target[1], Style("constant", one.wanted))
        cell, target = address(row, VALUE), address(row, TARGET)
        page.put(row, MET, "yes" if one.met else "no", Style("status"), f'IF({cell}{one.sign}{target},"yes","no")')
        mark = f"${column_letters(MET)}${row + 1}"
        page.rules.append(Rule(row, MET, row, MET, f'{mark}="yes"', "good"))
        page.rules.append(Rule(row, MET, row, MET, f'{mark}<>"yes"', "bad"))


def _years(page: Page, places: Places, number: int, row: int, years: int) -> None:
    item = places.native.rows[number]
    values = item.cached if isinstance(item.cached, tuple) else ()
    written = item.quantity.facts.format if item.quantity is not None else None
    form = number_format(item.unit, percent=item.percent, written=written, values=values)
    line = places.of[number][1]
    for year in range(years):
        where = f"{ANNUAL}!{address(line, AnnualColumns.FIRST + year)}"
        page.put(row, YEARS + year, shown(values[year], "number") if values else None, Style("link", form), where)
