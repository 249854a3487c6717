"""Rules 9 to 20: what every input says of itself, how it looks, what it accepts, and whether anything uses it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from outlay_workbooks.formula_text import Reference, names, reference_of
from outlay_workbooks.lint.book import Book, InputRow, Place, SheetFacts, address
from outlay_workbooks.lint.findings import Finding

INPUT_BLUE = "0000FF"
_ATOM = re.compile(r"[^\W\d]\w*")  # a unit's name
_DIMENSIONLESS = frozenset(
    {"", "ratio", "share", "%", "text", "date", "truth", "yes or no", "name", "record", "list", "x"}
)


def inputs(book: Book) -> Iterator[Finding]:
    """Findings of rules 9 to 20."""
    looked_at = _looked_at(book)
    for row in book.inputs:
        yield from _row(book, row)
        if not looked_at(row.sheet, row.value):
            yield Finding(18, row.sheet, address(row.value), f"nothing uses {_called(row)}")
    yield from _styles(book)
    yield from _numbers_as_text(book)


def _row(book: Book, row: InputRow) -> Iterator[Finding]:
    facts = book.sheets[row.sheet]
    cell = address(row.value)
    said = _called(row)
    if not _text(row.texts.get("label")):
        yield Finding(9, row.sheet, cell, "the input has no label")
    unit = row.texts.get("unit")
    if unit is None or not str(unit).strip():
        yield Finding(10, row.sheet, cell, f"{said} has no unit; write `ratio` for a plain number")
    elif not _unit_is_read(str(unit).strip(), _own_units(book)):
        yield Finding(11, row.sheet, address(row.columns["unit"]), f"`{unit}` is no unit Outlay knows")
    sourced = _text(row.texts.get("source")) and row.texts.get("as of") not in (None, "")
    if not sourced and str(row.texts.get("status") or "").casefold() != "assumed":
        yield Finding(12, row.sheet, cell, f"{said} has neither a source with its date nor the status `assumed`")
    if (row.sheet, row.value) not in book.named_cells:
        yield Finding(13, row.sheet, cell, f"{said} has no name in the workbook")
    shown = facts.sheet[cell]
    if facts.sheet.protection.sheet and shown.protection.locked:
        yield Finding(15, row.sheet, cell, f"{said} is locked")
    elif not facts.sheet.protection.sheet and shown.protection.locked:
        yield Finding(15, row.sheet, cell, f"{said} would be locked as soon as the sheet is protected")
    if not is_input_style(shown):
        yield Finding(14, row.sheet, cell, f"{said} does not look like an input: its figures are not blue")
    rules = [each for each in facts.sheet.data_validations.dataValidation if cell in each.sqref]
    if not rules:
        yield Finding(16, row.sheet, cell, f"{said} takes anything: it has no data validation")
    value = facts.value(row.value)
    for rule in rules:
        fault = _fault(book, rule, value, row.sheet)
        if fault:
            yield Finding(17, row.sheet, cell, f"{said} does not pass its own validation: {fault}")
    if row.value in facts.formulas:
        yield Finding(20, row.sheet, cell, f"{said} is a formula; an input is typed in")


def is_input_style(cell: Any) -> bool:
    """Whether a cell's figures are blue, as inputs are."""
    colour = cell.font.color
    return colour is not None and colour.type == "rgb" and str(colour.rgb)[-6:].upper() == INPUT_BLUE


def _styles(book: Book) -> Iterator[Finding]:
    own = {(row.sheet, row.value) for row in book.inputs}
    for facts in book.sheets.values():
        if facts.name in ("Guide", "Scenarios"):
            continue  # the key shows the style, and what a scenario sets is an input
        for place in facts.formulas.keys() | facts.constants.keys():
            if (facts.name, place) in own:
                continue
            cell = facts.sheet.cell(*place)
            if is_input_style(cell) and not cell.hyperlink:
                yield Finding(14, facts.name, address(place), "the cell looks like an input and is none")
        if facts.name == "Inputs":
            for place in facts.formulas:
                if (facts.name, place) not in own and not _is_switch(book, facts.formulas[place]):
                    yield Finding(20, facts.name, address(place), "a formula among the inputs")


def _is_switch(book: Book, formula: str) -> bool:
    return any(sheet in ("Scenarios", "Checks") for sheet, _ in book.targets("Inputs", formula))


def _numbers_as_text(book: Book) -> Iterator[Finding]:
    for facts in book.sheets.values():
        if facts.name in ("Guide", "Log", "Sources"):
            continue  # prose
        listed = {row.value for row in book.inputs if row.sheet == facts.name}
        for place, value in facts.constants.items():
            labels = place[1] == 1 or _is_heading(facts, place) or (place in listed and _is_text_input(book, place))
            if isinstance(value, str) and not labels and _reads_as_number(value):
                yield Finding(19, facts.name, address(place), f"`{value}` is a text that looks like a number")


def _is_heading(facts: SheetFacts, place: Place) -> bool:
    """Years and periods at the head of a table are texts on purpose."""
    text = str(facts.constants[place])
    return place[0] <= 15 and len(text) == 4 and text.isdigit()


def _is_text_input(book: Book, place: Place) -> bool:
    row = next(row for row in book.inputs if row.value == place)
    return str(row.texts.get("unit") or "").casefold() in ("text", "name")


def _reads_as_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", ""))
    except ValueError:
        return False
    return True


def _looked_at(book: Book) -> Callable[[str, Place], bool]:
    cells: set[tuple[str, Place]] = set()
    areas: dict[str, list[Reference]] = {}
    for facts, _, formula in book.formulas():
        if facts.name in ("Guide", "Sensitivity"):
            continue  # they count inputs and use none
        for sheet, reference in book.targets(facts.name, formula):
            if reference.single:
                cells.add((sheet, (reference.top, reference.left)))
            else:
                areas.setdefault(sheet, []).append(reference)
    for sheet, reference in book.charted:
        areas.setdefault(sheet, []).append(reference)
    distinct = {sheet: set(found) for sheet, found in areas.items()}

    def found(sheet: str, place: Place) -> bool:
        if (sheet, place) in cells:
            return True
        row, column = place
        return any(
            area.top <= row <= area.bottom and area.left <= column <= area.right for area in distinct.get(sheet, ())
        )

    return found


def _fault(book: Book, rule: DataValidation, value: Any, sheet: str) -> str | None:
    if value is None:
        return None if rule.allowBlank else "it is empty"
    if rule.type == "list":
        allowed = _listed(book, str(rule.formula1 or ""), sheet)
        shown = {True: "TRUE", False: "FALSE"}.get(value, value) if isinstance(value, bool) else value
        if allowed is not None and str(shown).casefold() not in {str(each).casefold() for each in allowed}:
            return f"`{value}` is not in its list"
        return None
    if rule.type in ("decimal", "whole", "date", "time"):
        number = _number(value)
        if number is None:
            return f"`{value}` is no number"
        if rule.type == "whole" and number != int(number):
            return f"{number:g} is no whole number"
        return _outside(rule, number)
    if rule.type == "textLength":
        return _outside(rule, float(len(str(value))))
    return None


def _outside(rule: DataValidation, number: float) -> str | None:
    low, high = _bound(rule.formula1), _bound(rule.formula2)
    operator = rule.operator or "between"
    if low is None:
        return None
    holds = {
        "between": high is None or low <= number <= high,
        "notBetween": high is None or not low <= number <= high,
        "equal": number == low,
        "notEqual": number != low,
        "greaterThan": number > low,
        "lessThan": number < low,
        "greaterThanOrEqual": number >= low,
        "lessThanOrEqual": number <= low,
    }[operator]
    return None if holds else f"{number:g} is not {operator} {rule.formula1}{f' and {rule.formula2}' if high else ''}"


def _bound(text: Any) -> float | None:
    try:
        return float(str(text).removeprefix("="))
    except ValueError:
        return None


def _listed(book: Book, text: str, sheet: str) -> list[Any] | None:
    if text.startswith('"'):
        return [part.strip() for part in text.strip('"').split(",")]
    reference = reference_of(text.removeprefix("="))
    if reference is None:
        reference = next((reference_of(book.names.get(name, "")) for name in names(text)), None)
    facts = book.sheets.get(reference.sheet or sheet) if reference is not None else None
    if facts is None or reference is None or reference.whole:
        return None
    return [
        facts.value((row, column))
        for row in range(reference.top, reference.bottom + 1)
        for column in range(reference.left, reference.right + 1)
    ]


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime):
        return (value - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)
    if isinstance(value, datetime.date):
        return float((value - datetime.date(1899, 12, 30)).days)
    return None


def _own_units(book: Book) -> tuple[str, ...]:
    """Units that the workbook's Guide says the model declares itself."""
    guide = book.sheets.get("Guide")
    said = "" if guide is None else guide.beside("Units of its own")
    return tuple(_ATOM.findall(said))


@cache
def _unit_is_read(text: str, own: tuple[str, ...] = ()) -> bool:
    # a unit of the model's own, perhaps with a prefix or in the plural, is read as any other that counts something
    if own:
        text = _ATOM.sub(lambda atom: "request" if _is_own(atom[0], own) else atom[0], text)
    if text.casefold() in _DIMENSIONLESS:
        return True
    from outlay import OutlayError
    from outlay.model import eval as evaluate

    try:
        evaluate(f"1 {text}" if not text.startswith("1/") else f"1 / {text[2:]}")
    except OutlayError:
        return False
    return True


def _is_own(atom: str, own: tuple[str, ...]) -> bool:
    return any(atom.removesuffix("s").endswith(unit.removesuffix("s")) for unit in own)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _called(row: InputRow) -> str:
    label = row.texts.get("label")
    return f"`{label}`" if label else "the input"
