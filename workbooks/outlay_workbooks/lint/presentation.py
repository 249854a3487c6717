"""Rules 41 to 45: number formats, printing, protection, version and hash, nothing that runs by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlay_workbooks.formula_shape import LAST_COLUMN, LAST_ROW
from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.lint.book import Book, SheetFacts, address
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.inputs import is_unit
from outlay_workbooks.lint.xml import child
from outlay_workbooks.package import Package
from outlay_workbooks.package.parts import custom_properties, xml_of

_TITLES = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")  # commas outside quotes
_DATE = re.compile(r"[ymd]", re.IGNORECASE)
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_CURRENCY = {"USD": "$", "EUR": "€", "GBP": "£"}
_RUNS = {
    "vbaproject": "macros",
    "xl/connections": "connections to other sources",
    "xl/querytables/": "connections to other sources",
    "xl/embeddings/": "embedded files",
    "xl/activex/": "controls",
    "xl/ctrlprops/": "controls",
    "xl/macrosheets/": "macros",
}


def presentation(book: Book) -> Iterator[Finding]:
    """Findings of rules 41 to 45."""
    for facts in book.sheets.values():
        yield from _formats(book, facts)
        yield from _printing(facts)
    yield from _protection(book)
    yield from _version(book)
    yield from _still(book.package)


def _formats(book: Book, facts: SheetFacts) -> Iterator[Finding]:
    """Under a heading `Unit`, the format of each number in the row against that row's unit."""
    headings = {
        place
        for place in facts.used()
        if isinstance(text := facts.value(place), str) and len(text) < 20 and text.strip().casefold() == "unit"
    }
    if not headings:
        return
    column = first = 0
    for row, places in facts.rows().items():
        head = next((place[1] for place in places if place in headings), None)
        if head is not None:
            column, first = head, row
            continue
        unit = facts.value((row, column)) if column else None
        if not isinstance(unit, str):
            continue
        unit = unit.strip()
        for place in places:
            if place[1] == column or place[1] - column > 1_000:
                continue
            value = facts.value(place)
            if isinstance(value, bool) or not isinstance(value, int | float) or not _of_unit(facts, first, place[1]):
                continue
            fault = _misfit(unit, facts.look(place).number_format)
            if fault and is_unit(book, unit):  # another table may stand further down, without units
                yield Finding(41, facts.name, address(place), fault)
                break


def _of_unit(facts: SheetFacts, header: int, column: int) -> bool:
    """Whether a column holds figures in the row's unit: values, periods, scenarios."""
    heading = str(facts.value((header, column)) or "").strip().casefold()
    return heading not in ("rule", "number", "no.", "#", "periods", "name", "as of", "date")


def _misfit(unit: str, number_format: str) -> str | None:
    plain = _WORDS.sub("", number_format)
    if unit == "date":
        return None if _DATE.search(plain) else f"a date is shown as {number_format}"
    if number_format == "General":
        return None if unit in ("text", "name", "truth", "yes or no") else f"a figure in {unit} has no number format"
    if _DATE.search(plain) and "E+" not in plain.upper():
        return f"a figure in {unit} is shown as a date"
    money = next((sign for code, sign in _CURRENCY.items() if re.match(rf"{code}(?:/|$)", unit)), None)
    signs = [sign for sign in _CURRENCY.values() if sign in number_format]
    if money is not None and money not in number_format:
        return f"money in {unit} is shown as {number_format}"
    if money is None and signs:
        return f"a figure in {unit} is shown with {signs[0]}"
    if unit in ("share", "%") and "%" not in number_format:
        return f"a share is shown as {number_format}"
    return None


def _printing(facts: SheetFacts) -> Iterator[Finding]:
    sheet, printing = facts.description, facts.description.printing
    titles = [reference_of(text) for text in _TITLES.split(sheet.own_names.get("_xlnm.Print_Titles", ""))]
    rows = any(area is not None and area.right - area.left + 1 >= LAST_COLUMN for area in titles)
    columns = any(area is not None and area.bottom - area.top + 1 >= LAST_ROW for area in titles)
    lacks = []
    if not sheet.own_names.get("_xlnm.Print_Area"):
        lacks.append("no print area")
    if printing.orientation not in ("portrait", "landscape"):
        lacks.append("no orientation")
    # many periods are more than a page can hold readably: pages side by side, each with the labels
    if not printing.fitted or not ((columns and printing.width > 1) or printing.width == 1):
        lacks.append("not fitted to the width of a page")
    if sheet.frozen and not rows:
        lacks.append("headings that are not repeated")
    if not printing.footer:
        lacks.append("no footer")
    if lacks:
        yield Finding(42, facts.name, "", f"printed, the sheet has {', '.join(lacks)}")


def _protection(book: Book) -> Iterator[Finding]:
    model = book.sheets.get("Model")
    if model is not None and not model.description.protected:
        yield Finding(43, "Model", "", "the sheet is not protected, so a formula is overwritten by a slip")
    if model is not None and model.description.password:
        yield Finding(43, "Model", "", "the sheet is protected with a password, so nobody can mend it")
    for row in book.inputs:
        facts = book.sheets[row.sheet]
        if facts.description.protected and facts.look(row.value).locked:
            yield Finding(43, row.sheet, address(row.value), "the input cannot be edited: the sheet is protected")
            return


def _version(book: Book) -> Iterator[Finding]:
    log = book.sheets.get("Log")
    if log is None:
        return
    stated = custom_properties(book.package)
    rows = log.rows()
    heading = next(
        (row for row, places in rows.items() if {"outlay", "model's hash"} <= _words(log, places).keys()), None
    )
    if heading is None:
        yield Finding(44, "Log", "", "no columns are headed `Outlay` and `Model's hash`")
        return
    columns = _words(log, rows[heading])
    last = max((row for row in rows if row > heading), default=heading)
    for word, prop in (("outlay", "outlay version"), ("model's hash", "model hash")):
        shown = str(log.value((last, columns[word])) or "")
        if last == heading or stated.get(prop) != shown:
            cell = address((last, columns[word]))
            yield Finding(
                44, "Log", cell, f"the log's last entry under `{word}` is not the `{prop}` in the file's properties"
            )


def _words(facts: SheetFacts, places: list[tuple[int, int]]) -> dict[str, int]:
    return {str(facts.value(place)).strip().casefold(): place[1] for place in places}


def _still(package: Package) -> Iterator[Finding]:
    said: set[str] = set()
    for part in package.parts:
        for start, what in _RUNS.items():
            if start in part.casefold() and what not in said:
                said.add(what)
                yield Finding(45, "", "", f"the file holds {what} ({part})")
    calculation = child(xml_of(package, "xl/workbook.xml"), "calcPr")
    if calculation is not None and calculation.get("calcMode", "auto") != "auto":
        yield Finding(45, "", "", "calculation is not automatic")
    if calculation is not None and calculation.get("iterate", "0") in ("1", "true"):
        yield Finding(45, "", "", "calculation iterates, which hides circles")
