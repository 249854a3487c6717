"""The Outputs sheet: headline numbers, what they should reach, and the model's charts."""

from __future__ import annotations

from outlay_workbooks.book import Page, Rule, Sheet, Style, address, column_letters
from outlay_workbooks.formulas.annual import years_of
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.charts import Charts
from outlay_workbooks.layout.checks_page import ALL_HOLD
from outlay_workbooks.layout.columns import (
    ANNUAL,
    CHECKS,
    HEADER,
    MODEL,
    OUTPUTS,
    SCENARIOS,
    AnnualColumns,
    CheckColumns,
    ModelColumns,
    ScenarioColumns,
)
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.places import Places, shown

LABEL, NAME, UNIT, VALUE, WHEN, TARGET, MET, YEARS = range(8)
_TOP = HEADER + 3


def outputs_page(places: Places, said: str) -> Sheet:
    """The sheet. `said` is what the master check shows."""
    page = Page(OUTPUTS)
    native = places.native
    plan = native.plan
    page.put(0, 0, "Outputs", Style("title"))
    page.put(1, 0, plan.title or plan.name, Style("subtitle"))
    page.put(2, 0, "Scenario in force", Style("label"))
    page.put(2, VALUE, "Base", Style("link_text"), f"{SCENARIOS}!{address(*ScenarioColumns.SELECTOR)}")
    page.put(HEADER, 0, "Checks", Style("label"))
    master = f"{CHECKS}!{address(CheckColumns.MASTER[0], CheckColumns.MASTER[1] + 1)}"
    page.put(HEADER, VALUE, said, Style("status"), master)
    cell = address(HEADER, VALUE)
    page.rules.append(Rule(HEADER, VALUE, HEADER, VALUE, f'{cell}="{ALL_HOLD}"', "good"))
    page.rules.append(Rule(HEADER, VALUE, HEADER, VALUE, f'{cell}<>"{ALL_HOLD}"', "bad"))
    # a model by year has its years on Model already
    by_year = plan.timeline is not None and plan.timeline.unit != "year"
    years = years_of(plan.timeline, plan.calendar).labels if plan.timeline is not None and by_year else ()
    page.line(_TOP - 1, ("Output", "Name", "Unit"), Style("header_left"))
    page.line(_TOP - 1, ("Value", "Of", "Target", "Met", *years), Style("header"), VALUE)
    annual = {native.rows[number].path: number for _, rows in native.annual for number in rows}
    row = _TOP
    for at in plan.outputs:
        quantity = plan.quantities[at]
        item = native.rows[native.named[quantity.path]]
        _line(page, places, item, row)
        number = annual.get(quantity.path)
        if number is not None:
            line = places.of[number][1]
            values = native.rows[number].cached
            form = number_format(native.rows[number].unit, percent=quantity.percent, written=quantity.facts.format,
                                 values=values if isinstance(values, tuple) else ())  # fmt: skip
            for year in range(len(years)):
                where = f"{ANNUAL}!{address(line, AnnualColumns.FIRST + year)}"
                value = shown(values[year], "number") if isinstance(values, tuple) else None
                page.put(row, YEARS + year, value, Style("link", form), where)
        row += 1
    page.widths += [(0, 0, 44), (1, 1, 22), (2, 2, 16), (3, 3, 18), (4, 4, 12), (5, 5, 12), (6, 6, 8),
                    (YEARS, YEARS + max(len(years), 1) - 1, 14)]  # fmt: skip
    Charts(page, places, row + 1).draw()
    return page.finished(freeze=(_TOP, 1), repeat_rows=(_TOP - 1, _TOP - 1), tab="#2E7D32")


def _line(page: Page, places: Places, item: Row, row: int) -> None:
    quantity = item.quantity
    facts = quantity.facts if quantity is not None else None
    value = places.value(item)
    values = value if isinstance(value, tuple) else (value,)
    form = number_format(item.unit, type_=item.type, percent=item.percent, written=facts.format if facts else None,
                         values=values)  # fmt: skip
    page.put(row, LABEL, item.label or item.path, Style("strong"))
    page.put(row, NAME, item.path, Style("name"))
    page.put(row, UNIT, item.unit or ("%" if item.percent else ""), Style("unit"))
    last = values[-1]
    sheet, line, column = places.of[item.number]
    if item.series:
        column = column + places.periods - 1
        head = f"{MODEL}!{address(ModelColumns.HEADER, column)}"
        labels = places.native.plan.timeline.labels if places.native.plan.timeline is not None else ("",)
        page.put(row, WHEN, labels[-1], Style("link_text"), head)
    kind = "link_text" if item.type == "text" else "link"
    page.put(row, VALUE, last, Style(kind, form), f"{sheet}!{address(line, column)}")
    if facts is not None and facts.target is not None:
        operator, bound = facts.target
        page.put(row, TARGET, bound, Style("constant", f'"{operator} "{form}'))
        sign = {"==": "=", "!=": "<>"}.get(operator, operator)
        cell, target = address(row, VALUE), address(row, TARGET)
        met = isinstance(last, float) and _met(last, operator, bound)
        page.put(row, MET, "yes" if met else "no", Style("status"), f'IF({cell}{sign}{target},"yes","no")')
        mark = f"${column_letters(MET)}${row + 1}"
        page.rules.append(Rule(row, MET, row, MET, f'{mark}="yes"', "good"))
        page.rules.append(Rule(row, MET, row, MET, f'{mark}<>"yes"', "bad"))


def _met(value: float, operator: str, bound: float) -> bool:
    return {
        ">=": value >= bound,
        ">": value > bound,
        "<=": value <= bound,
        "<": value < bound,
        "==": value == bound,
        "!=": value != bound,
    }.get(operator, False)
