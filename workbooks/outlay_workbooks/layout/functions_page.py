"""The Functions and Library sheets: functions the workbook defines itself, and the tables they look into."""

from __future__ import annotations

from outlay_workbooks.book import Name, Sheet, Style, Value
from outlay_workbooks.in_force import lines_in_force
from outlay_workbooks.lambdas.define import Lambda, Lambdas
from outlay_workbooks.lambdas.tables import (
    FAMILY,
    FROM,
    HEAD,
    LIBRARY,
    LINE,
    NAME,
    PLACE,
    SPELLING,
    UNTIL,
    LibraryTable,
    blocks,
)
from outlay_workbooks.layout.columns import HEADER
from outlay_workbooks.layout.formats import DATE, number_format
from outlay_workbooks.layout.page import Page

FUNCTIONS = "Functions"
_SORTS = {"text": "a text", "truth": "TRUE or FALSE", "date": "a date", "list": "a range of"}


def function_pages(lambdas: Lambdas) -> tuple[Sheet, ...]:
    """What can be called, and what it is looked up in; the second sheet only where something is looked up."""
    pages = [_functions(lambdas)]
    if lambdas.tables.tables:
        pages.append(_library(lambdas))
    return tuple(pages)


def function_names(lambdas: Lambdas) -> tuple[Name, ...]:
    """The definitions themselves."""
    return tuple(Name(one.signature.name, one.body.formula) for one in lambdas.functions)


def _functions(lambdas: Lambdas) -> Sheet:
    page = Page(FUNCTIONS)
    page.put(0, 0, "Functions", Style("title"))
    page.put(1, 0, "Defined in this workbook as LAMBDA names: Excel 365 calculates with them, without an add-in. "
                   "Arguments in brackets may be left out.", Style("subtitle"))  # fmt: skip
    page.heads(HEADER, ("Write", "Gives", "What it is", "Arguments"))
    for number, one in enumerate(lambdas.functions):
        row = HEADER + 1 + number
        page.put(row, 0, called(one), Style("text"))
        page.put(row, 1, one.signature.result_unit or "a ratio", Style("text"))
        page.put(row, 2, one.signature.label, Style("text"))
        page.put(row, 3, "; ".join(_argument(one, at) for at in range(len(one.body.parameters))), Style("text"))
    page.widths += [(0, 0, 44), (1, 1, 16), (2, 2, 44), (3, 3, 90)]
    return page.finished(freeze=(HEADER + 1, 1), repeat_rows=(HEADER, HEADER))


def called(one: Lambda) -> str:
    """How a function is written: `TRAIN_COST(params, tokens, [gpu])`."""
    given = [f"[{each.name}]" if each.optional else each.name for each in one.body.parameters]
    return f"{one.signature.name}({', '.join(given)})"


def _argument(one: Lambda, at: int) -> str:
    fact = one.signature.parameters[at]
    what = f"name of a {fact.table}" if fact.type == "record" else _SORTS.get(fact.type, "")
    if fact.type in ("number", "list"):
        what = f"{what} {fact.unit or 'ratio'}".strip()
    left_out = "" if fact.default is None else f", {fact.default} if left out"
    return f"{one.body.parameters[at].name}: {fact.label + ', ' if fact.label else ''}{what}{left_out}"


def _library(lambdas: Lambdas) -> Sheet:
    page = Page(LIBRARY)
    page.put(0, 0, "Library", Style("title"))
    page.put(1, 0, "What the functions look up. Names are compared without blanks and signs.", Style("subtitle"))
    last = 0
    for name, parts in blocks(lambdas.tables):
        known = lambdas.tables.tables[name]
        if parts:
            page.put(HEAD - 1, parts[0][1], name, Style("section"))
        for title, column, _ in parts:
            _column(page, column, title, known)
            last = column
    page.widths.append((0, max(last, 1), 16))
    return page.finished(freeze=(HEAD + 1, 0), repeat_rows=(HEAD, HEAD))


def _column(page: Page, column: int, title: str, known: LibraryTable) -> None:
    cells, form = _cells(title, known)
    page.put(HEAD, column, title.replace("_", " ").capitalize(), Style("header_left"))
    texts = any(isinstance(cell, str) for cell in cells)
    for number, cell in enumerate(cells):
        if cell is None and texts:
            continue  # an empty cell is no text, and so is found lacking
        value: Value = "none" if cell is None else cell
        kind = "constant_text" if isinstance(value, str) else "constant"
        page.put(HEAD + 1 + number, column, value, Style(kind, form))


def _cells(title: str, known: LibraryTable) -> tuple[list[Value], str]:
    """The cells of a column and their number format."""
    if title in (SPELLING, PLACE):
        spellings = known.spellings
        return (
            ([each[0] for each in spellings], "")
            if title == SPELLING
            else ([float(each[1]) for each in spellings], "0")
        )
    if title == NAME:
        return list(known.table.rows), ""
    if title in (FAMILY, FROM, UNTIL, LINE):
        at = {FAMILY: 1, FROM: 2, UNTIL: 3, LINE: 4}[title]
        return [float(line[at]) for line in lines_in_force(known.table)], DATE if title in (FROM, UNTIL) else "0"
    column = known.table.columns[title]
    values: list[Value] = [
        float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell for cell in column
    ]
    return values, number_format("", values=[cell for cell in values if isinstance(cell, float)])
