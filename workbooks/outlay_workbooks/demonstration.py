"""A workbook that shows functions at work: each with a call of live formulas over cells that can be changed.

Who calls these hands in the functions, the arguments of an example and its value; nothing is calculated here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outlay.plan import ParameterFact, Signature
from outlay.version import VERSION
from outlay_workbooks.book import Book, Link, Properties, Sheet, Style, Value, address
from outlay_workbooks.formula_text import functions
from outlay_workbooks.layout.columns import GUIDE
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.package.parts import OPTIONS, UDF, calls_properties
from outlay_workbooks.write import to_bytes

_NAME, _VALUE, _UNIT, _DEFAULT, _WHAT = range(5)
_COLUMNS = 5
_WIDTHS = ((_NAME, _NAME, 30), (_VALUE, _VALUE, 22), (_UNIT, _UNIT, 18), (_DEFAULT, _DEFAULT, 22), (_WHAT, _WHAT, 78))
_TABS = ("#1F4E79", "#2E7D32", "#7A4B00", "#5B3A8C", "#00703C")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_TOP = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A function, the arguments of a call (None: left out; a list: a range) and what the call gives."""

    signature: Signature
    arguments: tuple[Any, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is no function of the table: its formula as it stands in a cell, its value, what it is for."""

    title: str
    formula: str
    value: Value
    what: str


def build(examples: Sequence[Example], calls: Sequence[Call], date: datetime.date) -> bytes:
    """The bytes of the workbook: a guide, a sheet for each category, and one for the calls."""
    places: list[tuple[Example, str, int]] = []
    sheets: list[Sheet] = []
    for number, category in enumerate(dict.fromkeys(one.signature.category for one in examples)):
        title = _title(category)
        own = [one for one in examples if one.signature.category == category]
        sheet, rows = _sheet(title, category, own, _TABS[number % len(_TABS)])
        sheets.append(sheet)
        places += [(one, title, row) for one, row in zip(own, rows, strict=True)]
    about = _calls(calls)
    guide = _guide(places, about.name)
    named = {name for one in calls for name in functions(one.formula)}
    properties = Properties(
        title="Outlay: the functions at work",
        subject="Spreadsheet functions",
        author="Outlay",
        comments=f"Made with Outlay {VERSION}",
        created=datetime.datetime.combine(date, datetime.time()),
        custom=((OPTIONS, UDF), *calls_properties(sorted(named))),
    )
    return to_bytes(Book((guide, *sheets, about), (), properties))


def _guide(places: Sequence[tuple[Example, str, int]], about: str) -> Sheet:
    page = Page(GUIDE)
    page.put(0, 0, "The functions at work", Style("title"))
    page.put(1, 0, "Every function with a call you can change: type into the yellow cells.", Style("subtitle"))
    page.section(_TOP, "Before you start", _COLUMNS)
    steps = (
        ("Excel on Windows", "`outlay addin install` once; the functions calculate from then on."),
        ("LibreOffice", "`outlay addin libreoffice` makes an extension; open it once. There they are called COST.…"),
        ("Excel elsewhere", "xlwings Lite: the page docs/xlwings-lite.md has the three lines it takes."),
        ("Without any of them", "The numbers are those the engine gave; they stay until something is calculated anew."),
        ("Where a number is wrong", f'=OUTLAY_WHY("TRAIN_COST", …) says why: see the sheet {about}.'),
    )
    row = _TOP
    for step, text in steps:
        row += 1
        page.put(row, 0, step, Style("strong"))
        page.put(row, 1, text, Style("line"))
    row += 2
    page.heads(row, ("Function", "Example gives", "Unit", "Sheet", "What it is"), (1,))
    for one, sheet, at in places:
        row += 1
        page.put(row, _NAME, one.signature.name, Style("strong"))
        page.put(row, _VALUE, one.value, Style(_linked(one.value), _format(one)), f"'{sheet}'!{address(at, _VALUE)}")
        page.put(row, _UNIT, _unit_of(one.signature), Style("unit"))
        page.put(row, _DEFAULT, sheet, Style("go"))
        page.links.append(Link(row, _DEFAULT, sheet))
        page.put(row, _WHAT, one.signature.label, Style("line"))
    page.widths += _WIDTHS
    return page.finished(tab="#1F4E79")


def _sheet(title: str, category: str, examples: Sequence[Example], tab: str) -> tuple[Sheet, list[int]]:
    page = Page(title)
    page.put(0, 0, category, Style("title"))
    page.put(1, 0, "Yellow cells are what a function is given; above them stands what it gives.", Style("subtitle"))
    rows: list[int] = []
    row = _TOP
    for one in examples:
        rows.append(row + 1)
        row = _block(page, one, row) + 2
    page.widths += _WIDTHS
    return page.finished(freeze=(2, 1), repeat_rows=(0, 0), tab=tab), rows


def _block(page: Page, one: Example, row: int) -> int:
    """One function: its title, its call, its arguments, its source. Gives the last row."""
    first, signature = row, one.signature
    page.section(row, signature.name, _COLUMNS)
    page.put(row, _WHAT, signature.label, Style("section"))
    call, typed = row + 1, row + 2
    given: list[str] = []
    row = typed - 1
    for number, parameter in enumerate(signature.parameters):
        argument = one.arguments[number] if number < len(one.arguments) else None
        row += 1
        page.put(row, _NAME, parameter.name, Style("line"))
        page.put(row, _UNIT, _unit(parameter), Style("unit"))
        page.put(row, _DEFAULT, "" if parameter.default is None else f"default: {parameter.default}", Style("aside"))
        page.put(row, _WHAT, parameter.label, Style("line"))
        if argument is None:
            page.put(row, _VALUE, "left out", Style("note_right"))
            given.append("")
            continue
        cells = argument if isinstance(argument, list) else [argument]
        start = row
        for place, cell in enumerate(cells):
            row = start + place
            page.put(row, _VALUE, _typed(cell), Style(*_input(cell, parameter)))
        span = address(start, _VALUE, fixed=False)
        given.append(span if len(cells) == 1 else f"{span}:{address(row, _VALUE, fixed=False)}")
    while given and not given[-1]:
        given.pop()
    formula = f"{signature.name}({','.join(given)})"
    page.put(call, _NAME, "gives", Style("strong"))
    page.put(call, _VALUE, one.value, Style("headline", _format(one)), formula)
    page.put(call, _UNIT, _unit_of(signature), Style("unit"))
    page.put(call, _WHAT, f"={formula}", Style("line"))
    source = signature.facts.source
    if source is not None:
        row += 1
        page.put(row, _NAME, "Source", Style("aside"))
        text = ", ".join(part for part in (source.where, source.date, source.link) if part)
        page.put(row, _VALUE, text, Style("aside"))
    page.blocks.append((first, row))
    return row


def _calls(calls: Sequence[Call]) -> Sheet:
    page = Page("About and models")
    page.put(0, 0, "About the functions, and whole models", Style("title"))
    page.put(1, 0, "Model files lie beside this workbook.", Style("subtitle"))
    page.heads(_TOP, ("Call", "It gives", "", "", "What it is for"))
    row = _TOP
    for one in calls:
        row += 1
        page.put(row, _NAME, one.title, Style("strong"))
        if isinstance(one.value, str):
            page.put(row, _VALUE, one.value, Style("text"), one.formula)
            page.put(row, _WHAT, f"{one.what}\n={one.formula}", Style("text"))
        else:
            page.put(row, _VALUE, one.value, Style("headline", _number(one.value, "")), one.formula)
            page.put(row, _WHAT, f"{one.what}\n={one.formula}", Style("text"))
    page.widths += [(_NAME, _NAME, 30), (_VALUE, _VALUE, 70), (_UNIT, _DEFAULT, 2), (_WHAT, _WHAT, 78)]
    return page.finished(freeze=(_TOP + 1, 1), repeat_rows=(_TOP, _TOP), tab="#6B7785")


# ----------------------------------------------------------------------------------------------------- one cell


def _typed(cell: Any) -> Value:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _input(cell: Any, parameter: ParameterFact) -> tuple[str, str]:
    if isinstance(cell, (str, bool)):
        return "input_text", ""
    return "input", _number(float(cell), parameter.unit, parameter.share)


def _format(one: Example) -> str:
    unit = one.signature.result_unit
    return _number(one.value, unit, unit.startswith("share"))


def _number(value: Value, unit: str, share: bool = False) -> str:
    found = number_format("" if share else unit, percent=share, values=[value])
    whole = isinstance(value, float) and value == round(value)
    return "#,##0" if whole and found == "#,##0.00" else found


def _linked(value: Value) -> str:
    return "link_text" if isinstance(value, str) else "link"


def _unit(parameter: ParameterFact) -> str:
    if parameter.type in ("number", "list"):
        return _any(parameter.unit) or ("share" if parameter.share else "")
    words = {"record": f"name of a {parameter.table}", "truth": "TRUE or FALSE"}
    return words.get(parameter.type, parameter.type)


def _unit_of(signature: Signature) -> str:
    return {"ratio": ""}.get(signature.result_unit, _any(signature.result_unit))


def _any(unit: str) -> str:
    """A unit that the caller chooses, in words."""
    if unit.startswith("any "):
        return "in any unit"
    return "in the same unit" if unit == "U" else unit


def _title(category: str) -> str:
    """A category as the name of a sheet."""
    return _NO_TITLE.sub(" ", category)[:31].strip() or "Functions"
