"""A workbook as the rules look at it: cells by place, formulas and constants apart, names found once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from outlay_workbooks.formula_text import Reference, names, reference_of, references
from outlay_workbooks.package import Package

Place = tuple[int, int]  # row, column
_CHARTED = re.compile(rb"<c:f>([^<]*)</c:f>")

REQUIRED = (
    "Guide",
    "Inputs",
    "Scenarios",
    "Model",
    "Annual",
    "Outputs",
    "Sensitivity",
    "Sources",
    "Checks",
    "Log",
)


def address(place: Place) -> str:
    """`B4` for (4, 2)."""
    return f"{get_column_letter(place[1])}{place[0]}"


@dataclass(slots=True)
class SheetFacts:
    """One sheet: what is typed in, what is calculated, and what was cached beside it."""

    name: str
    sheet: Worksheet
    constants: dict[Place, Any] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    cached: dict[Place, Any] = field(default_factory=dict)

    def value(self, place: Place) -> Any:
        """What the cell shows."""
        return self.cached.get(place) if place in self.formulas else self.constants.get(place)

    def beside(self, words: str) -> str:
        """The text on the right of a label; empty where there is none."""
        place = next((place for place, value in self.constants.items() if value == words), None)
        return "" if place is None else str(self.value((place[0], place[1] + 1)) or "")

    @property
    def used(self) -> set[Place]:
        return self.constants.keys() | self.formulas.keys()

    def holds(self, place: Place) -> bool:
        """Whether there is anything in the cell."""
        return place in self.constants or place in self.formulas

    def rows(self) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = {}
        for place in sorted(self.used):
            found.setdefault(place[0], []).append(place)
        return found


@dataclass(frozen=True, slots=True)
class InputRow:
    """One row of the table of inputs, by its column headings."""

    sheet: str
    row: int
    columns: dict[str, Place]
    texts: dict[str, Any]

    @property
    def value(self) -> Place:
        return self.columns["value"]


class Book:
    """Everything the rules may ask, each found once."""

    def __init__(self, package: Package, book: Workbook, cached: Workbook) -> None:
        self.package = package
        self.book = book
        self.sheets: dict[str, SheetFacts] = {}
        for sheet in book.worksheets:
            self.sheets[sheet.title] = _facts(sheet, cached[sheet.title])

    def sheet(self, name: str) -> SheetFacts | None:
        return self.sheets.get(name)

    def formulas(self) -> Iterator[tuple[SheetFacts, Place, str]]:
        for sheet in self.sheets.values():
            for place, formula in sheet.formulas.items():
                yield sheet, place, formula

    @cached_property
    def names(self) -> dict[str, str]:
        """Defined names of the workbook, and what each stands for."""
        return {name: str(defined.attr_text or "") for name, defined in self.book.defined_names.items()}

    @cached_property
    def charted(self) -> list[tuple[str, Reference]]:
        """Every area that a chart draws, with its sheet."""
        found: list[tuple[str, Reference]] = []
        for part, content in self.package.parts.items():
            if part.startswith("xl/charts/chart"):
                for text in _CHARTED.findall(content):
                    reference = reference_of(unescape(text.decode("utf-8", "replace")))
                    if reference is not None:
                        found.append((reference.sheet, reference))
        return found

    @cached_property
    def named_cells(self) -> dict[tuple[str, Place], str]:
        """Cells with a name of their own."""
        found: dict[tuple[str, Place], str] = {}
        for name, text in self.names.items():
            reference = reference_of(text)
            if reference is not None and reference.single and reference.sheet in self.sheets:
                found[reference.sheet, (reference.top, reference.left)] = name
        return found

    def targets(self, sheet: str, formula: str) -> Iterator[tuple[str, Reference]]:
        """Every rectangle a formula looks at, through names too, with its sheet."""
        for reference in references(formula):
            yield reference.sheet or sheet, reference
        for name in names(formula):
            named = reference_of(self.names.get(name, ""))
            if named is not None:
                yield named.sheet or sheet, named

    @cached_property
    def inputs(self) -> list[InputRow]:
        """The rows of the sheet Inputs below a heading with a label, a value and a unit."""
        facts = self.sheets.get("Inputs")
        if facts is None:
            return []
        return list(_input_rows(facts))

    @cached_property
    def periods(self) -> tuple[int, list[int]] | None:
        """Of the sheet Model, the row of the period labels and their columns."""
        facts = self.sheets.get("Model")
        return None if facts is None else period_columns(facts)


def period_columns(facts: SheetFacts) -> tuple[int, list[int]] | None:
    """The first row with three or more neighbouring cells that read as periods or days, and these cells' columns."""
    for row, places in facts.rows().items():
        if row > 15:
            return None
        columns = [place[1] for place in places if _is_period(facts.value(place))]
        run = [column for column in columns if column - 1 in columns or column + 1 in columns]
        if len(run) >= 2:
            return row, run
    return None


def _is_period(value: Any) -> bool:
    if hasattr(value, "year"):
        return True
    if not isinstance(value, str):
        return False
    year, _, rest = value.partition("-")
    return (
        len(year) == 4
        and year.isdigit()
        and (not rest or (rest[:1] == "Q" and rest[1:].isdigit()) or (rest.isdigit() and len(rest) == 2))
    )


def _facts(sheet: Worksheet, cached: Worksheet) -> SheetFacts:
    found = SheetFacts(sheet.title, sheet)
    for cells, values in zip(sheet.iter_rows(), cached.iter_rows(), strict=False):
        for cell, value in zip(cells, values, strict=False):
            content = cell.value
            if content is None or content == "":
                continue
            place = (int(cell.row or 0), int(cell.column or 0))
            text = getattr(content, "text", content)  # an array formula keeps its text
            if cell.data_type == "f" or (isinstance(text, str) and text.startswith("=") and content is not text):
                found.formulas[place] = str(text)
                found.cached[place] = value.value
            else:
                found.constants[place] = content
    return found


def _input_rows(facts: SheetFacts) -> Iterator[InputRow]:
    columns: dict[str, int] = {}
    for row, places in facts.rows().items():
        texts = {place[1]: facts.value(place) for place in places}
        heading = {str(text).strip().casefold(): column for column, text in texts.items() if isinstance(text, str)}
        if "input" in heading:
            heading.setdefault("label", heading["input"])
        if {"label", "value", "unit"} <= heading.keys():
            columns = {word: heading[word] for word in heading}
            continue
        if not columns:
            continue
        if columns["value"] in texts:
            yield InputRow(
                facts.name,
                row,
                {word: (row, column) for word, column in columns.items()},
                {word: texts.get(column) for word, column in columns.items()},
            )
