"""A workbook as the rules look at it: cells by place, formulas by their forms, names found once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from outlay_workbooks.formula_shape import Area, Form, Place, letters_of
from outlay_workbooks.formula_text import Reference, names, reference_of, references
from outlay_workbooks.lint.sheet import Description
from outlay_workbooks.lint.styles import Look
from outlay_workbooks.lint.within import Places
from outlay_workbooks.package import Package

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
    return f"{letters_of(place[1])}{place[0]}"


@dataclass(slots=True)
class SheetFacts:
    """One sheet: what is typed in, what is calculated, and what was cached beside it."""

    description: Description
    looks: list[Look] = field(repr=False)  # formats by number
    constants: dict[Place, Any] = field(default_factory=dict)
    formulas: dict[Place, Form] = field(default_factory=dict)
    cached: dict[Place, Any] = field(default_factory=dict)
    styles: dict[Place, int] = field(default_factory=dict)  # numbers of formats, 0 left out
    forms: dict[str, Form] = field(default_factory=dict)
    long: dict[Place, int] = field(default_factory=dict)  # characters of formulas that are longer than they may be
    _rows: dict[int, list[Place]] | None = None
    _used: Places | None = None

    @property
    def name(self) -> str:
        return self.description.title

    def value(self, place: Place) -> Any:
        """What the cell shows."""
        return self.cached.get(place) if place in self.formulas else self.constants.get(place)

    def look(self, place: Place) -> Look:
        """The format of a cell that holds something."""
        return self.looks[self.styles.get(place, 0)]

    def beside(self, words: str) -> str:
        """The text on the right of a label; empty where there is none."""
        place = next((place for place, value in self.constants.items() if value == words), None)
        return "" if place is None else str(self.value((place[0], place[1] + 1)) or "")

    def used(self) -> Iterator[Place]:
        yield from self.constants
        yield from self.formulas

    def holds(self, place: Place) -> bool:
        """Whether there is anything in the cell."""
        return place in self.constants or place in self.formulas

    def places(self) -> Places:
        """Cells that hold something."""
        if self._used is None:
            self._used = Places(self.used())
        return self._used

    def rows(self) -> dict[int, list[Place]]:
        """The cells of each row, both in order."""
        if self._rows is None:
            found: dict[int, list[Place]] = {}
            for place in self.used():
                found.setdefault(place[0], []).append(place)
            for places in found.values():
                places.sort()
            self._rows = {row: found[row] for row in sorted(found)}
        return self._rows

    def first_rows(self, last: int) -> dict[int, list[Place]]:
        """The same of the rows up to one."""
        if self._rows is not None:
            return {row: places for row, places in self._rows.items() if row <= last}
        found: dict[int, list[Place]] = {}
        for place in self.used():
            if place[0] <= last:
                found.setdefault(place[0], []).append(place)
        return {row: sorted(found[row]) for row in sorted(found)}


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

    def __init__(self, package: Package, sheets: dict[str, SheetFacts], names: dict[str, str]) -> None:
        self.package = package
        self.sheets = sheets
        self.names = names  # defined names of the workbook, and what each stands for

    def sheet(self, name: str) -> SheetFacts | None:
        return self.sheets.get(name)

    def forms(self) -> Iterator[tuple[SheetFacts, Form]]:
        """Every formula once, however many cells hold a copy of it."""
        for sheet in self.sheets.values():
            for form in sheet.forms.values():
                yield sheet, form

    def areas_of(self, facts: SheetFacts, form: Form) -> tuple[tuple[str, Area], ...]:
        """Every rectangle a form looks at, through names too, with its sheet."""
        if form.targets is None:
            found = [(area.sheet or facts.name, area) for area in form.areas]
            for name in form.names:
                text = self.names.get(name, "")
                if reference_of(text) is not None:
                    area = Area(text, form.place, named=True)
                    found.append((area.sheet or facts.name, area))
            form.targets = tuple(found)
        return form.targets

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
    for row, places in facts.first_rows(15).items():
        columns = {place[1] for place in places if _is_period(facts.value(place))}
        run = [column for column in sorted(columns) if column - 1 in columns or column + 1 in columns]
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
