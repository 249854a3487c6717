"""Rules 37 to 40: names that resolve, the master check and what feeds it, scenarios that are complete."""

from __future__ import annotations

from collections.abc import Iterator

from outlay_workbooks.formula_shape import Form, Place
from outlay_workbooks.formula_text import reference_of, references
from outlay_workbooks.lint.book import Book, SheetFacts, address
from outlay_workbooks.lint.findings import Finding

MASTER = "all_checks"
SELECTOR = "scenario"


def names_and_checks(book: Book, exported: frozenset[str]) -> Iterator[Finding]:
    """Findings of rules 37 to 40."""
    yield from _names(book, exported)
    yield from _master(book)
    yield from _checks(book)
    yield from _scenarios(book)


def _names(book: Book, exported: frozenset[str]) -> Iterator[Finding]:
    for name, text in book.names.items():
        if "#REF!" in text:
            yield Finding(37, "", name, f"the name {name} points at cells that are gone")
            continue
        for reference in references(text):
            if reference.sheet and reference.sheet not in book.sheets and not reference.external:
                yield Finding(37, "", name, f"the name {name} points at {reference.sheet}, which is no sheet")
    known = {name.casefold() for name in book.names} | {name.casefold() for name in exported}
    for facts in book.sheets.values():
        known_here = known | {name.casefold() for name in facts.description.own_names}
        said: set[str] = set()
        for form in facts.forms.values():
            if "_xlpm." in form.formula:
                continue  # LET and LAMBDA bring names of their own
            for name in form.names:
                if name.casefold() not in known_here and name not in said:
                    said.add(name)
                    yield Finding(37, facts.name, address(form.place), f"{name} is no name of this workbook")


def _master(book: Book) -> Iterator[Finding]:
    target = _named(book, MASTER)
    for sheet in ("Guide", "Outputs"):
        facts = book.sheets.get(sheet)
        if facts is None:
            continue
        if target is None or not any(_shows(book, facts, form, *target) for form in facts.forms.values()):
            yield Finding(38, sheet, "", f"{sheet} does not show the master check")


def _checks(book: Book) -> Iterator[Finding]:
    facts, target = book.sheets.get("Checks"), _named(book, MASTER)
    if facts is None:
        return
    column = _heading(facts, "holds")
    if column is None:
        yield Finding(39, "Checks", "", "no column is headed `Holds`, so no check can be found")
        return
    home = book.sheets[target[0]] if target is not None else facts
    form = home.formulas.get(target[1]) if target is not None else None
    wired = (
        []
        if form is None or target is None
        else [(sheet, area.at(target[1])) for sheet, area in book.areas_of(home, form)]
    )
    for place in sorted(facts.formulas.keys() | facts.constants.keys()):
        if place[1] != column[1] or place[0] <= column[0] or (target is not None and place == target[1]):
            continue
        row = place[0]
        inside = any(
            sheet == facts.name and top <= row <= bottom and left <= column[1] <= right
            for sheet, (top, left, bottom, right) in wired
        )
        if not inside:
            yield Finding(39, "Checks", address(place), "the master check does not look at this check")


def _scenarios(book: Book) -> Iterator[Finding]:
    facts, target = book.sheets.get("Scenarios"), _named(book, SELECTOR)
    if facts is None:
        return
    if target is None:
        yield Finding(40, "Scenarios", "", f"no cell is named `{SELECTOR}`, so no scenario can be chosen")
    else:
        validations = book.sheets[target[0]].description.validations
        if not any(each.covers(target[1]) for each in validations):
            yield Finding(40, target[0], address(target[1]), "the scenario is chosen without validation")
    heading = next((row for row, words in _words(facts).items() if {"base", "in force"} <= words.keys()), None)
    if heading is None:
        return
    words = _words(facts)[heading]
    last = max(column for column in words.values())
    for row, places in facts.rows().items():
        filled = {place[1] for place in places}
        if row <= heading or words["in force"] not in filled:
            continue
        for column in range(words["base"], last + 1):
            if column not in filled and column in words.values():
                yield Finding(40, "Scenarios", address((row, column)), "the scenario says nothing of this input")


def _words(facts: SheetFacts) -> dict[int, dict[str, int]]:
    """The texts of each row and their columns."""
    return {
        row: {str(facts.value(place)).strip().casefold(): place[1] for place in places}
        for row, places in facts.rows().items()
    }


def _named(book: Book, name: str) -> tuple[str, Place] | None:
    reference = reference_of(book.names.get(name, ""))
    if reference is None or reference.sheet not in book.sheets:
        return None
    return reference.sheet, (reference.top, reference.left)


def _shows(book: Book, facts: SheetFacts, form: Form, sheet: str, place: Place) -> bool:
    """Whether a formula looks at the master check, or at a cell that says it in words."""
    if _looks_at(book, facts, form, sheet, place):
        return True
    for name, area in book.areas_of(facts, form):
        if name != sheet or not area.single:
            continue
        for each in form.places:
            words = book.sheets[name].formulas.get(area.at(each)[:2])
            if words is not None and _looks_at(book, book.sheets[name], words, sheet, place):
                return True
    return False


def _looks_at(book: Book, facts: SheetFacts, form: Form, sheet: str, place: Place) -> bool:
    for name, area in book.areas_of(facts, form):
        if name == sheet:
            for each in form.places:
                top, left, bottom, right = area.at(each)
                if top <= place[0] <= bottom and left <= place[1] <= right:
                    return True
    return False


def _heading(facts: SheetFacts, word: str) -> Place | None:
    for place, value in sorted(facts.constants.items()):
        if isinstance(value, str) and value.strip().casefold() == word:
            return place
    return None
