"""The Inputs sheet: one line and one name for everything a reader may change."""

from __future__ import annotations

import math

from outlay.doubt import quantile
from outlay.plan import Input, Node, Plan
from outlay.scalar.contents import parts
from outlay_workbooks.book import Name, Sheet, Style, Validation, Value, address
from outlay_workbooks.dates import serial
from outlay_workbooks.formulas.choosing import FORMULA
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import HEADER, INPUTS, TABLES, InputColumns
from outlay_workbooks.layout.formats import DATE, number_format
from outlay_workbooks.layout.names import workbook_name
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_C = InputColumns


def inputs_page(places: Places, base: Plan, taken: set[str]) -> tuple[Sheet, list[Name]]:
    """The sheet, and a name for each input. `base` tells intervals from the medians that stand in the cells."""
    page = Page(INPUTS)
    names: list[Name] = []
    page.put(0, 0, "Inputs", Style("title"))
    page.put(1, 0, "Change the blue cells; everything else follows. What scenarios put in their place is on Scenarios.",
             Style("subtitle"))  # fmt: skip
    page.heads(HEADER, _C.TITLES, {_C.VALUE, _C.LOW, _C.HIGH, _C.AS_OF, _C.BUILT})
    for row, title in places.headings[INPUTS]:
        page.section(row, title, len(_C.TITLES))
    doubts = {item.path: base.nodes[item.node] for item in base.inputs}
    for number in places.native.inputs:
        item = places.native.rows[number]
        row = places.of[number][1]
        _line(page, places, item, row, _interval(base, doubts.get(item.path)))
        name = workbook_name(item.path, taken)
        names.append(Name(name, f"{INPUTS}!{address(row, _C.VALUE)}", item.label))
    page.widths += [
        (0, 0, 46), (1, 1, 17), (2, 2, 19), (3, 4, 13), (5, 5, 30), (6, 6, 11), (7, 8, 13), (9, 9, 44), (10, 10, 26),
        (11, 11, 15),
    ]  # fmt: skip
    last = max(places.of[number][1] for number in places.native.inputs) if places.native.inputs else HEADER + 1
    sheet = page.finished(freeze=(HEADER + 1, 2), repeat_rows=(HEADER, HEADER), tab="#0000FF", printed=(last, _C.NOTE))
    return sheet, names


def _line(page: Page, places: Places, item: Row, row: int, interval: tuple[float, float] | None) -> None:
    facts = item.facts
    value = input_value(places, item)
    form = number_format(
        item.unit,
        type_="text" if item.type == "record" else item.type,
        percent=item.percent,
        written=facts.format,
        values=(value, *(interval or ())),
    )
    page.put(row, _C.LABEL, item.label or item.path, Style("label"))
    page.put(row, _C.VALUE, value, Style("input_text" if isinstance(value, str) else "input", form))
    page.put(row, _C.UNIT, _unit_words(item), Style("unit"))
    low, high = interval or (None, None)
    page.put(row, _C.LOW, low, Style("built", form))
    page.put(row, _C.HIGH, high, Style("built", form))
    if facts.source is not None:
        page.put(row, _C.SOURCE, facts.source.where, Style("text"))
        if facts.source.date:
            page.put(row, _C.AS_OF, serial(facts.source.date), Style("built", DATE))
    page.put(row, _C.OWNER, facts.owner, Style("text"))
    page.put(row, _C.STATUS, status_of(item), Style("text"))
    notes = [facts.note] if facts.note else []
    if interval is not None:
        notes.append("Value is the median of 90% between low and high")
    if item.cached == FORMULA:
        notes.append(f'Worked out of other inputs; type a value to replace it, "{FORMULA}" to go back')
    page.put(row, _C.NOTE, ". ".join(notes) or None, Style("note"))
    page.put(row, _C.NAME, item.path, Style("name"))
    page.put(row, _C.BUILT, value, Style("built", form))
    page.validations.append(validation(places, item, row, _C.VALUE))


def status_of(item: Row) -> str:
    """How sure an input is: as stated, else quoted where it has a source, else assumed."""
    return item.facts.status or ("quoted" if item.facts.source is not None else "assumed")


def input_value(places: Places, item: Row) -> Value:
    """What stands in an input's cell: a record by its name."""
    value = places.value(item)
    if item.type == "record" and item.input is not None and isinstance(value, int | float):
        table = places.native.plan.tables[item.input.table or ""]
        names = table.families or table.rows
        return names[int(value)] if 0 <= value < len(names) else None
    if isinstance(value, float | bool | str):
        return value
    return None


def _unit_words(item: Row) -> str:
    if item.type == "number":
        return item.unit or ("%" if item.percent else "ratio")
    return {"truth": "yes or no", "date": "date", "text": "text", "record": "record"}.get(item.type, item.type)


def validation(places: Places, item: Row, row: int, column: int) -> Validation:
    """What may be typed into an input's cell."""
    fact = item.input
    cell = address(row, column, fixed=False)
    title = (item.label or item.path)[:32]
    if item.cached == FORMULA:
        check = {"text": "ISTEXT", "truth": "ISLOGICAL"}.get(item.type, "ISNUMBER")
        rule = f'=OR({cell}="{FORMULA}",{check}({cell}))'
        return Validation(row, column, "custom", source=rule, title=title, message=f"A value, or {FORMULA}.")
    if item.type == "truth":
        return Validation(row, column, "list", source=("TRUE", "FALSE"), title=title, message="TRUE or FALSE.")
    if item.type == "date":
        return Validation(row, column, "date", 1.0, 2958465.0, title=title, message="A date.")
    if item.type == "record" and fact is not None:
        names = places.tables[fact.table or "", "", -1, False]
        message = "One of the names on Tables."
        return Validation(row, column, "list", source=f"={TABLES}!{names}", title=title, message=message)
    if item.type == "text":
        return Validation(row, column, "length", 0, 255, title=title, message="A text.")
    low, high = _bounds(fact)
    if low is None or high is None:
        rule = f"=ISNUMBER({cell})"
        return Validation(row, column, "custom", source=rule, title=title, message=f"A number, in {_unit_words(item)}.")
    said = number_format(item.unit, percent=item.percent, values=(low, high))
    shown = f"{low * 100:g}% to {high * 100:g}%" if "%" in said else f"{low:,.10g} to {high:,.10g} {item.unit}".strip()
    kind = "whole" if fact is not None and fact.integer else "decimal"
    return Validation(row, column, kind, low, high, title=title, message=f"From {shown}.")


def _bounds(fact: Input | None) -> tuple[float | None, float | None]:
    if fact is None:
        return None, None
    low, high = fact.bounds if fact.bounds is not None else (None, None)
    if fact.share:
        low, high = max(low or 0.0, 0.0), min(1.0 if high is None else high, 1.0)
    return low, high


def _interval(base: Plan, node: Node | None) -> tuple[float, float] | None:
    """Where 90% of a doubtful input lies, if its ends are plain numbers."""
    while node is not None and node.op in ("input", "guard") and node.args:
        node = base.nodes[node.args[0]]
    if node is None or node.op != "draw":
        return None
    family, _, _, data = parts(node.value)
    values = [base.nodes[arg].value for arg in node.args if base.nodes[arg].op == "const"]
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) != len(node.args):
        return None
    ends = [quantile(str(family), numbers, share, data) for share in (0.05, 0.95)]
    if family in ("lognormal90", "normal90", "beta90"):
        ends = numbers[:2]
    if all(isinstance(end, float) and math.isfinite(end) for end in ends):
        return ends[0], ends[1]
    return None
