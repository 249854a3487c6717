"""Rules 21 to 27, 32 and 34 to 36: what stands in each formula. A formula copied along its row is looked at once."""

from __future__ import annotations

from collections.abc import Iterator

from outlay_workbooks.formula_text import (
    arguments,
    as_shown,
    depth,
    functions,
    literals,
    plain,
    references,
    relative,
    tokens,
)
from outlay_workbooks.lint.book import Book, Place, SheetFacts, address, period_columns
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.functions import OUTWARD, PREFIXED, SAFE, VOLATILE

LONGEST = 150
DEEPEST = 4
PLAIN_NUMBERS = frozenset({0.0, 1.0, 12.0, 100.0})
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


def calculations(book: Book, exported: frozenset[str]) -> Iterator[Finding]:
    """Findings about single formulas. `exported` may be called beside the safe set."""
    watched = _watched(book)
    for facts in book.sheets.values():
        known: dict[str, list[tuple[int, str]]] = {}
        for place, formula in facts.formulas.items():
            shape = relative(formula, *place)
            said = known.get(shape)
            if said is None:
                said = known[shape] = list(_formula(formula, exported))
            for rule, message in said:
                yield Finding(rule, facts.name, address(place), message)
            if _hides_errors(formula) and (facts.name, place) not in watched:
                yield Finding(
                    27, facts.name, address(place), "IFERROR hides an error here, and no check looks at the cell"
                )
            length = len(as_shown(formula))
            if length > LONGEST:
                yield Finding(23, facts.name, address(place), f"the formula has {length} characters")
        yield from _one_a_row(facts)
        yield from _errors(facts)
    yield from _links(book)


def _formula(formula: str, exported: frozenset[str]) -> Iterator[tuple[int, str]]:
    odd = sorted(set(literals(formula)) - PLAIN_NUMBERS)
    if odd:
        yield 21, f"the number {odd[0]:g} is written into the formula; give it a cell and a name"
    deep = depth(formula)
    if deep > DEEPEST:
        yield 23, f"calls stand {deep} deep within each other"
    yield from _calls(formula, exported)
    for reference in references(formula):
        if reference.external:
            yield 34, "the formula looks into another file"
        elif reference.whole:
            yield 25, "the formula looks at whole columns or rows"
    if any(token.kind == "error" for token in tokens(formula)):
        yield 35, "the formula holds an error value"
    if any(token.kind == "other" and token.text == "|" for token in tokens(formula)):
        yield 36, "the formula starts another program (DDE)"
    yield from _look_ups(formula)


def _calls(formula: str, exported: frozenset[str]) -> Iterator[tuple[int, str]]:
    for stored in dict.fromkeys(functions(formula)):
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


def _hides_errors(formula: str) -> bool:
    return any(plain(name) in ("IFERROR", "IFNA") for name in functions(formula))


def _watched(book: Book) -> set[tuple[str, Place]]:
    """Cells that a formula of the sheet Checks looks at."""
    facts = book.sheets.get("Checks")
    found: set[tuple[str, Place]] = set()
    if facts is None:
        return found
    for formula in facts.formulas.values():
        for sheet, area in book.targets(facts.name, formula):
            if not area.whole and (area.bottom - area.top + 1) * (area.right - area.left + 1) <= 100_000:
                found.update(
                    (sheet, (row, column))
                    for row in range(area.top, area.bottom + 1)
                    for column in range(area.left, area.right + 1)
                )
    return found


def _one_a_row(facts: SheetFacts) -> Iterator[Finding]:
    """Rules 22 and 33, over the columns of the periods."""
    found = period_columns(facts)
    if found is None or facts.name not in ("Model", "Annual"):
        return
    header, columns = found
    for row, places in facts.rows().items():
        if row <= header:
            continue
        inside = [place for place in places if place[1] in columns]
        calculated = [place for place in inside if place in facts.formulas]
        if not calculated:
            continue
        shapes: dict[str, list[Place]] = {}
        for place in calculated:
            shapes.setdefault(relative(facts.formulas[place], *place), []).append(place)
        if len(shapes) > 1:
            usual = max(shapes.values(), key=len)
            odd = next(place for group in shapes.values() if group is not usual for place in group)
            yield Finding(22, facts.name, address(odd), "the formula differs from the rest of its row")
        for place in inside:
            if place in facts.constants:
                yield Finding(33, facts.name, address(place), "a constant stands where the row has its formula")


def _errors(facts: SheetFacts) -> Iterator[Finding]:
    for place in facts.formulas.keys() | facts.constants.keys():
        value = facts.value(place)
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
