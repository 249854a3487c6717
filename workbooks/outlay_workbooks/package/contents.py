"""What the cells of a sheet hold: a formula, a plain value, or nothing but a format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from outlay_workbooks.formula_shape import Form, form_of, letters_of
from outlay_workbooks.formula_text import tokens
from outlay_workbooks.package.opening import Package
from outlay_workbooks.package.parts import sheet_parts
from outlay_workbooks.package.scan import cells_of
from outlay_workbooks.package.values import Stored, shared_strings, value_of

_GROUP = re.compile(rb"""\bsi\s*=\s*["']([0-9]+)["']""")
_TRUTHS = re.compile(r"\b(TRUE|FALSE)\(\)")  # as some programs write them
_PLACES = re.compile(r"(\$?\b[A-Z]{1,3}\$?[0-9]{1,7}\b)")
_SIMPLE_QUOTES = re.compile(r"'([A-Za-z_][A-Za-z0-9_]*)'!")


@dataclass(frozen=True, slots=True)
class Content:
    """A formula (without `=`) or a value; both None for a cell with nothing in it."""

    formula: str | None = None
    value: Stored | None = None
    shared: bool = False  # the file keeps the formula together with those of other cells

    def same(self, other: Content) -> bool:
        """Whether both say the same, however the programs that saved them spell it."""
        if self.formula is not None and other.formula is not None:
            return self.formula == other.formula or spelt(self.formula) == spelt(other.formula)
        if self.formula is not None or other.formula is not None:
            return False
        return _equal(self.value, other.value)


NOTHING = Content()
Contents = dict[str, Content]


def contents_of(package: Package, only: frozenset[str] | None = None) -> dict[str, Contents]:
    """Contents by sheet and reference; of the sheets named in `only`, or of all."""
    strings = shared_strings(package)
    return {
        sheet: sheet_contents(package.parts[part], strings)
        for sheet, part in sheet_parts(package).items()
        if only is None or sheet in only
    }


def sheet_contents(sheet: bytes, strings: list[str]) -> Contents:
    """Contents by reference of one sheet's XML; cells with nothing in them are left out."""
    found: Contents = {}
    shared: dict[bytes, Form] = {}
    for cell in cells_of(sheet):
        row, column, _, _, attributes, formula, _, _ = cell
        value = value_of(cell, strings)
        reference = f"{letters_of(column)}{row}"
        if attributes is None:
            if value is not None and value != "":
                found[reference] = Content(value=value)
            continue
        text = unescape(formula.decode("utf-8", "replace")).removeprefix("=")
        said = _GROUP.search(attributes) if b"shared" in attributes else None
        if said is not None:
            place = row, column
            if text:
                shared[said[1]] = Form(form_of(text, *place), text, place)
            elif said[1] in shared:
                text = shared[said[1]].at(place)
        found[reference] = Content(formula=text, value=value, shared=said is not None)
    return found


def heading_of(contents: Contents, words: tuple[str, ...]) -> tuple[int, dict[str, str]]:
    """The first row that holds all the words as texts, and the column of each text in it."""
    rows: dict[int, dict[str, str]] = {}
    for reference, content in contents.items():
        if content.formula is None and isinstance(content.value, str):
            column = reference.rstrip("0123456789")
            row = int(reference[len(column) :])
            rows.setdefault(row, {})[content.value.strip().casefold()] = column
    for row in sorted(rows):
        if all(word in rows[row] for word in words):
            return row, rows[row]
    return 0, {}


def said(content: Content) -> str:
    """A cell's content in a message."""
    if content.formula is not None:
        return f"={content.formula}"[:80]
    if isinstance(content.value, float):
        return f"{content.value:.10g}"
    return "nothing" if content.value is None else str(content.value)[:80]


def spelt(formula: str) -> str:
    """A formula in one spelling: no blanks, capitals outside texts, no needless quotes around sheets."""
    parts = _PLACES.split(formula)
    if len(parts) == 1:
        return _spelt(formula)
    frame = _spelt("A1".join(parts[::2]))  # copies along a row differ by their addresses alone
    return "|".join((frame, *parts[1::2]))


@lru_cache(maxsize=8_192)
def _spelt(formula: str) -> str:
    parts = [token.text if token.kind == "string" else token.text.upper() for token in tokens(formula)]
    text = _SIMPLE_QUOTES.sub(r"\1!", "".join(parts)).replace(";", ",")
    return _TRUTHS.sub(r"\1", text) if "()" in text else text


def _equal(one: Stored | None, other: Stored | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= 1e-14 * max(abs(one), abs(other))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    return one == other and isinstance(one, bool) == isinstance(other, bool)
