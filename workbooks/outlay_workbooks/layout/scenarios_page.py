"""The Scenarios sheet: a selector, a column for each scenario, and what is in force."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from outlay_workbooks.book import Name, Rule, Sheet, Style, Validation, Value, address, column_letters
from outlay_workbooks.formulas.questions import NONE
from outlay_workbooks.formulas.rows import Row, SwitchRow, Typed
from outlay_workbooks.layout.columns import SCENARIOS, ScenarioColumns
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.inputs_page import input_value, validation
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import BASE, Places, shown

_C = ScenarioColumns


def scenarios_page(places: Places, taken: set[str]) -> tuple[Sheet, list[Name]]:
    """The sheet, with the selector's name and its number's. The base is never overwritten: it links to Inputs."""
    page = Page(SCENARIOS)
    native = places.native
    scenarios = (BASE, *native.plan.scenarios)
    count = len(scenarios)
    page.put(0, 0, "Scenarios", Style("title"))
    page.put(1, 0, "Choose the scenario in force; the blue cells are what a scenario puts in place of the base.",
             Style("subtitle"))  # fmt: skip
    row, column = _C.SELECTOR
    page.put(row, 0, "Scenario in force", Style("strong"))
    page.put(row, column, places.in_force, Style("input_text"))
    header = f"{address(_C.HEADER, _C.BASE)}:{address(_C.HEADER, _C.BASE + count - 1)}"
    page.validations.append(
        Validation(row, column, "list", source=f"={header}", title="Scenario", message="One of the scenarios.")
    )
    number_row, number_column = _C.NUMBER
    page.put(number_row, 0, "Its number", Style("label"))
    selector = address(row, column)
    page.put(number_row, number_column, places.scenario + 1.0, Style("formula", "0"), f"MATCH({selector},{header},0)")
    page.heads(_C.HEADER, ("What changes", "Name", "Unit", "In force", *scenarios), range(_C.IN_FORCE, _C.BASE + count))
    facts = {one.name: one for one in native.plan.scenario_facts}
    for at, name in enumerate(native.plan.scenarios):
        said = facts[name].label if name in facts else ""
        if name in facts and facts[name].base:
            said = f"{said} (on {facts[name].base})".strip()
        page.put(_C.HEADER + 1, _C.BASE + 1 + at, said, Style("note_right"))
    page.put(_C.HEADER + 1, _C.BASE, "The model as it stands", Style("note_right"))
    for line, title in places.headings[SCENARIOS]:
        page.section(line, title, _C.BASE + count)
    for switch in native.switches:
        _line(page, places, switch, count)
    last = max([places.of[switch.row][1] for switch in native.switches], default=_C.HEADER)
    first = column_letters(_C.BASE)
    page.rules.append(
        Rule(_C.HEADER, _C.BASE, last, _C.BASE + count - 1, f"{first}${_C.HEADER + 1}={selector}", "amber")
    )
    page.widths += [(0, 0, 42), (1, 1, 24), (2, 2, 19), (3, 3, 16), (_C.BASE, _C.BASE + count - 1, 17)]
    taken.update(("scenario", "scenario_number"))
    names = [
        Name("scenario", f"{SCENARIOS}!{selector}", "The scenario in force"),
        Name("scenario_number", f"{SCENARIOS}!{address(*_C.NUMBER)}", "Its number, 1 for the base"),
    ]
    sheet = page.finished(freeze=(_C.FIRST, _C.BASE), repeat_rows=(_C.HEADER, _C.HEADER + 1), repeat_columns=(0, 0),
                          tab="#0000FF")  # fmt: skip
    return sheet, names


def _line(page: Page, places: Places, switch: SwitchRow, count: int) -> None:
    native = places.native
    item = native.rows[switch.row]
    row = places.of[switch.row][1]
    columns = [_column(places, column) for column in switch.columns]
    numbers = [value for _, value, _, _ in columns]
    quantity = item.quantity
    form = "0" if switch.equations else number_format(
        switch.unit,
        type_=item.type,
        percent=item.percent,
        written=quantity.facts.format if quantity is not None else None,
        values=numbers,
    )  # fmt: skip
    page.put(row, _C.LABEL, switch.label or switch.path, Style("label"))
    page.put(row, _C.NAME, switch.path, Style("name"))
    page.put(row, _C.UNIT, switch.unit or ("%" if item.percent else ""), Style("unit"))
    whole = f"{address(row, _C.BASE)}:{address(row, _C.BASE + count - 1)}"
    chosen = f"INDEX({whole},{address(*_C.NUMBER)})"
    first = columns[places.scenario][1]
    first = NONE if isinstance(first, float) and math.isnan(first) else first
    page.put(row, _C.IN_FORCE, first, Style("strong_formula", form), chosen)
    for at, (kind, value, formula, typed) in enumerate(columns):
        written: Value = value
        if not formula and isinstance(value, float) and math.isnan(value):
            written, kind = NONE, "static"
        page.put(row, _C.BASE + at, written, Style(kind, form), formula)
        if typed is not None:
            page.validations.append(validation(places, _like(native.rows[typed], item), row, _C.BASE + at))


def _like(override: Row, item: Row) -> Row:
    """An override's cell accepts what the input it replaces accepts."""
    return replace(override, percent=item.percent, label=override.label or item.label)


def _column(places: Places, column: Any) -> tuple[str, Value, str, int | None]:
    """Kind of cell, value, formula and, for a typed one, the row of its input."""
    if isinstance(column, Typed):
        value = input_value(places, places.native.rows[column.row])
        return ("input_text" if isinstance(value, str) else "input"), value, "", column.row
    if column is None or isinstance(column, float | str | bool):
        return "static", column, "", None
    target = places.native.rows[column.row]
    value = places.value(target)
    if target.type == "record":
        value = input_value(places, target)
    return "link", shown(value, "number"), places.text(column, SCENARIOS), None
