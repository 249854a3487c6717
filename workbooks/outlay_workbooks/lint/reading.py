"""The package's parts as a book: every sheet's cells read once, formulas gathered by their forms."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

from outlay.diagnostics import OutlayError
from outlay_workbooks.formula_shape import Form, Place, form_of
from outlay_workbooks.formula_text import LONGEST as LONGEST_STORED
from outlay_workbooks.formula_text import as_shown
from outlay_workbooks.lint.book import Book, SheetFacts
from outlay_workbooks.lint.sheet import described
from outlay_workbooks.lint.styles import looks
from outlay_workbooks.lint.xml import children
from outlay_workbooks.package import Package, shared_strings, sheet_parts
from outlay_workbooks.package.parts import xml_of
from outlay_workbooks.package.scan import Found, cells_of, split_sheet
from outlay_workbooks.package.values import value_of

MOST_CELLS = 1_000_000
LONGEST = 150  # characters of a formula
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_GROUP = re.compile(rb"""\bsi\s*=\s*["']([0-9]+)["']""")


def book_of(package: Package) -> Book:
    """The whole workbook. Raises `OutlayError` for damaged parts, and for more cells than are looked at."""
    parts = sheet_parts(package)
    root = xml_of(package, "xl/workbook.xml")
    order = [each.get("name", "") for each in children(root, "sheets")]
    visible = {each.get("name", ""): each.get("state", "visible") == "visible" for each in children(root, "sheets")}
    names: dict[str, str] = {}
    own: dict[str, dict[str, str]] = {}
    for each in children(root, "definedNames"):
        name, text, local = each.get("name", ""), (each.text or "").strip(), each.get("localSheetId")
        if local is None:
            names[name] = text
        elif local.isdigit() and int(local) < len(order):
            own.setdefault(order[int(local)], {})[name] = text
    known, strings = looks(package), shared_strings(package)
    sheets: dict[str, SheetFacts] = {}
    room = MOST_CELLS
    for title, part in parts.items():
        around, cells = split_sheet(package.path, part, package.parts[part])
        description = described(package, title, part, around, cells, visible.get(title, True), own.get(title, {}))
        sheets[title] = facts = SheetFacts(description, known)
        _fill(facts, cells, strings, room, package.path)
        room -= len(facts.constants) + len(facts.formulas)
    return Book(package, sheets, {name: text for name, text in names.items() if not name.startswith("_xlnm.")})


def _fill(facts: SheetFacts, cells: bytes, strings: list[str], room: int, path: str) -> None:
    constants, formulas, cached, styles = facts.constants, facts.formulas, facts.cached, facts.styles
    shared: dict[bytes, Form] = {}
    last = len(facts.looks) - 1
    dates = frozenset(at for at, look in enumerate(facts.looks) if look.dates)
    for found in cells_of(cells):
        row, column, style, kind, attributes, formula, value, _ = found
        if kind == b"n" and attributes is None and value is not None and style not in dates:
            content: Any = _number(value)  # most cells by far
        else:
            content = _content(found, strings, style in dates)
        if attributes is None and (content is None or content == ""):
            continue
        place = row, column
        if style:
            styles[place] = min(style, last)
        if attributes is None:
            constants[place] = content
        else:
            formulas[place] = _formula(facts, place, attributes, formula, shared)
            cached[place] = content
        if len(constants) + len(formulas) > room:
            raise OutlayError(
                f"{path} has more than {MOST_CELLS:,} cells with something in them, the most there may be."
            )


def _formula(facts: SheetFacts, place: Place, attributes: bytes, formula: bytes, shared: dict[bytes, Form]) -> Form:
    said = _GROUP.search(attributes) if b"shared" in attributes else None
    if said is not None and not formula and said[1] in shared:
        form = shared[said[1]]
        if len(form.formula) > LONGEST // 2:
            _measure(facts, place, form.at(place))
    else:
        text = formula.decode("utf-8", "replace")
        text = (unescape(text) if "&" in text else text).removeprefix("=")
        if len(text) > LONGEST_STORED:
            raise OutlayError(
                f"A formula has {len(text):,} characters, and no program takes more than 8,192: {text[:40]}…"
            )
        key = form_of(text, *place)
        known = facts.forms.get(key)
        form = known if known is not None else facts.forms.setdefault(key, Form(key, text, place))
        if said is not None:
            shared[said[1]] = form
        if len(text) > LONGEST:
            _measure(facts, place, text)
    form.places.append(place)
    return form


def _measure(facts: SheetFacts, place: Place, text: str) -> None:
    length = len(as_shown(text))
    if length > LONGEST:
        facts.long[place] = length


def _content(found: Found, strings: list[str], dated: bool) -> Any:
    """What a cell shows: whole numbers as such, days as days."""
    kind, value = found[3], found[6]
    if kind == b"n":
        number = None if value is None else _number(value)
        return _day(number) if dated and number is not None else number
    stored = value_of(found, strings)
    if kind == b"d" and isinstance(stored, str):
        try:
            return datetime.datetime.fromisoformat(stored)
        except ValueError:
            return stored
    return stored


def _number(text: bytes) -> int | float | None:
    try:
        return int(text) if text.isdigit() and len(text) < 16 else float(text)
    except ValueError:
        return None


def _day(number: float) -> Any:
    try:
        return _FIRST_DAY + datetime.timedelta(days=number)
    except (OverflowError, ValueError):
        return number
