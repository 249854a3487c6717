"""What the cells of a sheet hold: a formula, a plain value, or nothing but a format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from outlay_workbooks.formula_text import tokens
from outlay_workbooks.package.cells import CELL, REFERENCE
from outlay_workbooks.package.opening import Package
from outlay_workbooks.package.parts import sheet_parts
from outlay_workbooks.package.values import Stored, shared_strings, stored_of

_FORMULA = re.compile(rb"<((?:\w+:)?)f\b([^>]*?)(?:/>|>(.*?)</\1f>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\b(t|si|ref)\s*=\s*["']([^"']*)["']""")
_TRUTHS = re.compile(r"\b(TRUE|FALSE)\(\)")  # as some programs write them
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
            return spelt(self.formula) == spelt(other.formula)
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
    masters: dict[bytes, tuple[str, str]] = {}
    for match in CELL.finditer(sheet):
        place = REFERENCE.search(match[2])
        if place is None or match[3] is None:
            continue
        reference = place[1].decode()
        formula = _FORMULA.search(match[3])
        if formula is None:
            value = stored_of(match[2], match[3], strings)
            if value is not None and value != "":
                found[reference] = Content(value=value)
            continue
        said = dict(_ATTRIBUTE.findall(formula[2]))
        text = unescape((formula[3] or b"").decode("utf-8", "replace")).removeprefix("=")
        shared = said.get(b"t") == b"shared"
        if shared:
            group = said.get(b"si", b"")
            if text:
                masters[group] = (text, reference)
            elif group in masters:
                from openpyxl.formula.translate import Translator  # few workbooks need it

                master, origin = masters[group]
                text = Translator(f"={master}", origin=origin).translate_formula(reference).removeprefix("=")
        found[reference] = Content(formula=text, value=stored_of(match[2], match[3], strings), shared=shared)
    return found


def spelt(formula: str) -> str:
    """A formula in one spelling: no blanks, capitals outside texts, no needless quotes around sheets."""
    parts = [token.text if token.kind == "string" else token.text.upper() for token in tokens(formula)]
    text = _SIMPLE_QUOTES.sub(r"\1!", "".join(parts)).replace(";", ",")
    return _TRUTHS.sub(r"\1", text) if "()" in text else text


def _equal(one: Stored | None, other: Stored | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= 1e-14 * max(abs(one), abs(other))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    return one == other and isinstance(one, bool) == isinstance(other, bool)
