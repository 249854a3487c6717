"""Rules 9 to 20: what every input says of itself, how it looks, what it accepts, and whether anything uses it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from outlay_workbooks.formula_shape import Form, Place, Rectangle
from outlay_workbooks.formula_text import names, reference_of
from outlay_workbooks.lint.book import Book, InputRow, SheetFacts, address
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.sheet import Validation

_LONGEST_LIST = 10_000
_LONGEST_UNIT = 100  # characters
_FIGURE = re.compile(r"\s*[-+]?\.?[0-9]")
_ATOM = re.compile(r"[^\W\d]\w*")  # a unit's name
_DIMENSIONLESS = frozenset(
    {"", "ratio", "share", "%", "text", "date", "truth", "yes or no", "name", "record", "list", "x"}
)


def inputs(book: Book) -> Iterator[Finding]:
    """Findings of rules 9 to 20."""
    looked_at = _looked_at(book)
    for row in book.inputs:
        yield from _row(book, row)
        if not looked_at(row.value):
            yield Finding(18, row.sheet, address(row.value), f"nothing uses {_called(row)}")
    if book.inputs:  # without a table of them, whatever is blue is an input of its own
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
    elif not is_unit(book, str(unit)):
        yield Finding(11, row.sheet, address(row.columns["unit"]), f"`{unit}` is no unit Outlay knows")
    sourced = _text(row.texts.get("source")) and row.texts.get("as of") not in (None, "")
    if not sourced and str(row.texts.get("status") or "").casefold() != "assumed":
        yield Finding(12, row.sheet, cell, f"{said} has neither a source with its date nor the status `assumed`")
    if (row.sheet, row.value) not in book.named_cells:
        yield Finding(13, row.sheet, cell, f"{said} has no name in the workbook")
    look = facts.look(row.value)
    if facts.description.protected and look.locked:
        yield Finding(15, row.sheet, cell, f"{said} is locked")
    elif look.locked:
        yield Finding(15, row.sheet, cell, f"{said} would be locked as soon as the sheet is protected")
    if not look.blue:
        yield Finding(14, row.sheet, cell, f"{said} does not look like an input: its figures are not blue")
    rules = [each for each in facts.description.validations if each.covers(row.value)]
    if not rules:
        yield Finding(16, row.sheet, cell, f"{said} takes anything: it has no data validation")
    value = facts.value(row.value)
    for rule in rules:
        fault = _fault(book, rule, value, row.sheet)
        if fault:
            yield Finding(17, row.sheet, cell, f"{said} does not pass its own validation: {fault}")
    if row.value in facts.formulas:
        yield Finding(20, row.sheet, cell, f"{said} is a formula; an input is typed in")


def _styles(book: Book) -> Iterator[Finding]:
    own = {(row.sheet, row.value) for row in book.inputs}
    for facts in book.sheets.values():
        if facts.name in ("Guide", "Scenarios"):
            continue  # the key shows the style, and what a scenario sets is an input
        for place, style in facts.styles.items():
            if facts.looks[style].blue and (facts.name, place) not in own and not facts.description.linked(place):
                yield Finding(14, facts.name, address(place), "the cell looks like an input and is none")
        if facts.name == "Inputs":
            for form in facts.forms.values():
                if not _is_switch(book, facts, form):
                    for place in form.places:
                        if (facts.name, place) not in own:
                            yield Finding(20, facts.name, address(place), "a formula among the inputs")


def _is_switch(book: Book, facts: SheetFacts, form: Form) -> bool:
    return any(sheet in ("Scenarios", "Checks") for sheet, _ in book.areas_of(facts, form))


def _numbers_as_text(book: Book) -> Iterator[Finding]:
    for facts in book.sheets.values():
        if facts.name in ("Guide", "Log", "Sources"):
            continue  # prose
        texts = {row.value for row in book.inputs if row.sheet == facts.name and _is_text_input(row)}
        for place, value in facts.constants.items():
            if isinstance(value, str) and place[1] != 1 and _reads_as_number(value):
                if place in texts or _is_heading(facts, place):
                    continue
                yield Finding(19, facts.name, address(place), f"`{value}` is a text that looks like a number")


def _is_heading(facts: SheetFacts, place: Place) -> bool:
    """Years and periods at the head of a table are texts on purpose."""
    text = str(facts.constants[place])
    return place[0] <= 15 and len(text) == 4 and text.isdigit()


def _is_text_input(row: InputRow) -> bool:
    return str(row.texts.get("unit") or "").casefold() in ("text", "name")


def _reads_as_number(text: str) -> bool:
    if not _FIGURE.match(text):
        return False
    try:
        float(text.strip().replace(",", ""))
    except ValueError:
        return False
    return True


def _looked_at(book: Book) -> Callable[[Place], bool]:
    """Whether a formula or a chart looks at a cell of the sheet Inputs."""
    cells: set[Place] = set()
    areas: set[Rectangle] = set()
    for facts, form in book.forms():
        if facts.name in ("Guide", "Sensitivity"):
            continue  # they count inputs and use none
        for sheet, area in book.areas_of(facts, form):
            if sheet != "Inputs":
                continue
            for place in form.places[:1] if area.same_everywhere() else form.places:
                found = area.at(place)
                if area.single:
                    cells.add(found[:2])
                else:
                    areas.add(found)
    for sheet, reference in book.charted:
        if sheet == "Inputs":
            areas.add((reference.top, reference.left, reference.bottom, reference.right))

    def used(place: Place) -> bool:
        row, column = place
        return place in cells or any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas
        )

    return used


def _fault(book: Book, rule: Validation, value: Any, sheet: str) -> str | None:
    if value is None:
        return None if rule.blank else "it is empty"
    if rule.kind == "list":
        allowed = _listed(book, rule.first, sheet)
        shown = {True: "TRUE", False: "FALSE"}.get(value, value) if isinstance(value, bool) else value
        if allowed is not None and str(shown).casefold() not in {str(each).casefold() for each in allowed}:
            return f"`{value}` is not in its list"
        return None
    if rule.kind in ("decimal", "whole", "date", "time"):
        number = _number(value)
        if number is None:
            return f"`{value}` is no number"
        if rule.kind == "whole" and number != int(number):
            return f"{number:g} is no whole number"
        return _outside(rule, number)
    if rule.kind == "textLength":
        return _outside(rule, float(len(str(value))))
    return None


def _outside(rule: Validation, number: float) -> str | None:
    low, high = _bound(rule.first), _bound(rule.second)
    operator = rule.operator
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
    }.get(operator, True)
    return None if holds else f"{number:g} is not {operator} {rule.first}{f' and {rule.second}' if high else ''}"


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
    if facts is None or reference is None or reference.whole or reference.bottom - reference.top > _LONGEST_LIST:
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


def is_unit(book: Book, text: str) -> bool:
    """Whether a text is a unit of the library or of the workbook's model."""
    return len(text) <= _LONGEST_UNIT and _unit_is_read(text.strip(), _own_units(book))


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
