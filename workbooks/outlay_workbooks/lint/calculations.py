"""Rules 21 to 27, 32 and 34 to 36: what stands in each formula. A formula copied along its row is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from outlay_workbooks.formula_shape import Form, Place, Rectangle
from outlay_workbooks.formula_text import (
    arguments,
    depth,
    plain,
    tokens,
)
from outlay_workbooks.lint.book import Book, SheetFacts, address, period_columns
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.functions import OUTWARD, PREFIXED, SAFE, VOLATILE

DEEPEST = 4
PLAIN_NUMBERS = frozenset({0.0, 1.0, 12.0, 100.0})
_LOOK_UPS = frozenset({"VLOOKUP", "HLOOKUP", "LOOKUP", "MATCH"})
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


def calculations(book: Book, exported: frozenset[str]) -> Iterator[Finding]:
    """Findings about single formulas. `exported` may be called beside the safe set."""
    watched = _watched(book)
    for facts in book.sheets.values():
        for form in facts.forms.values():
            said = list(_formula(form, exported))
            for rule, message in said:
                for place in form.places:
                    yield Finding(rule, facts.name, address(place), message)
            if any(plain(name) in ("IFERROR", "IFNA") for name in form.functions):
                for place in form.places:
                    if not watched(facts.name, place):
                        message = "IFERROR hides an error here, and no check looks at the cell"
                        yield Finding(27, facts.name, address(place), message)
        for place, length in facts.long.items():
            yield Finding(23, facts.name, address(place), f"the formula has {length} characters")
        yield from _one_a_row(facts)
        yield from _errors(facts)
    yield from _links(book)


def _formula(form: Form, exported: frozenset[str]) -> Iterator[tuple[int, str]]:
    formula, found = form.formula, tokens(form.formula)
    odd = sorted({float(token.text) for token in found if token.kind == "number"} - PLAIN_NUMBERS)
    if odd:
        yield 21, f"the number {odd[0]:g} is written into the formula; give it a cell and a name"
    deep = depth(formula)
    if deep > DEEPEST:
        yield 23, f"calls stand {deep} deep within each other"
    yield from _calls(form, exported)
    if any(area.external for area in form.areas):
        yield 34, "the formula looks into another file"
    if any(area.whole and not area.external for area in form.areas):
        yield 25, "the formula looks at whole columns or rows"
    if any(token.kind == "error" for token in found):
        yield 35, "the formula holds an error value"
    if any(token.kind == "other" and token.text == "|" for token in found):
        yield 36, "the formula starts another program (DDE)"
    if any(plain(name) in _LOOK_UPS for name in form.functions):
        yield from _look_ups(formula)


def _calls(form: Form, exported: frozenset[str]) -> Iterator[tuple[int, str]]:
    for stored in form.functions:
        name = plain(stored)
        if name in VOLATILE:
            yield 24, f"{name} is calculated anew at every change"
        elif name in OUTWARD:
            yield 36, f"{name} reaches outside the workbook"
        elif name in exported:
            continue
        elif name not in SAFE:
            yield 32, f"{name} is not among the functions every program has"
        elif (name in PREFIXED) != stored.startswith("_xlfn."):
            wanted = "with" if name in PREFIXED else "without"
            yield 32, f"{name} is to be stored {wanted} the prefix _xlfn."


def _look_ups(formula: str) -> Iterator[tuple[int, str]]:
    for name in ("VLOOKUP", "HLOOKUP"):
        for given in arguments(formula, name):
            if len(given) < 4 or given[3].upper() not in ("FALSE", "0"):
                yield 26, f"{name} without FALSE takes whatever is near"
    for _ in arguments(formula, "LOOKUP"):
        yield 26, "LOOKUP takes whatever is near"
    for given in arguments(formula, "MATCH"):
        if len(given) < 3 or given[2] != "0":
            yield 26, "MATCH without 0 takes whatever is near"


def _watched(book: Book) -> Callable[[str, Place], bool]:
    """Whether a formula of the sheet Checks looks at a cell."""
    facts = book.sheets.get("Checks")
    cells: set[tuple[str, Place]] = set()
    areas: dict[str, set[Rectangle]] = {}
    for form in facts.forms.values() if facts is not None else ():
        for sheet, area in book.areas_of(facts, form) if facts is not None else ():
            for place in form.places[:1] if area.same_everywhere() else form.places:
                found = area.at(place)
                if area.single:
                    cells.add((sheet, found[:2]))
                elif not area.whole:
                    areas.setdefault(sheet, set()).add(found)

    def watched(sheet: str, place: Place) -> bool:
        row, column = place
        return (sheet, place) in cells or any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas.get(sheet, ())
        )

    return watched


def _one_a_row(facts: SheetFacts) -> Iterator[Finding]:
    """Rules 22 and 33, over the columns of the periods."""
    found = period_columns(facts)
    if found is None or facts.name not in ("Model", "Annual"):
        return
    header, columns = found[0], frozenset(found[1])
    for row, places in facts.rows().items():
        if row <= header:
            continue
        inside = [place for place in places if place[1] in columns]
        forms: dict[Form, list[Place]] = {}
        for place in inside:
            if place in facts.formulas:
                forms.setdefault(facts.formulas[place], []).append(place)
        if not forms:
            continue
        if len(forms) > 1:
            usual = max(forms.values(), key=len)
            odd = next(place for group in forms.values() if group is not usual for place in group)
            yield Finding(22, facts.name, address(odd), "the formula differs from the rest of its row")
        for place in inside:
            if place in facts.constants:
                yield Finding(33, facts.name, address(place), "a constant stands where the row has its formula")


def _errors(facts: SheetFacts) -> Iterator[Finding]:
    for place, value in chain(facts.constants.items(), facts.cached.items()):
        if isinstance(value, str) and value in _ERRORS:
            yield Finding(35, facts.name, address(place), f"the cell shows {value}")


def _links(book: Book) -> Iterator[Finding]:
    for part in book.package.parts:
        if part.startswith("xl/externalLinks/") and part.endswith(".xml") and "/_rels/" not in part:
            content = book.package.parts[part]
            if b"ddeLink" in content:
                yield Finding(36, "", "", f"{part} starts another program (DDE)")
            else:
                yield Finding(34, "", "", f"{part} links to another file")
    for name, text in book.names.items():
        if "[" in text and "]" in text:
            yield Finding(34, "", name, f"the name {name} looks into another file")
