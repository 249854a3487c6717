"""Where every row of formulas stands, and so what each formula reads like."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from outlay_workbooks.book import BEFORE, HERE, Value, column_letters
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formulas.expressions import Cell, Column, Formula, written
from outlay_workbooks.formulas.rows import Native, Row, Typed
from outlay_workbooks.layout.columns import (
    ANNUAL,
    HEADER,
    INPUTS,
    MODEL,
    SCENARIOS,
    TABLES,
    AnnualColumns,
    InputColumns,
    ModelColumns,
    ScenarioColumns,
)

BASE = "Base"  # what the base is called beside the scenarios
# Texts are passed over, and so is a function whose name only ends like a newer one.
_NEWER_CALLS = re.compile(r'"(?:[^"]|"")*"|(?<![\w.])(NORM\.INV|XLOOKUP|XMATCH)\(')
NEWER = {"NORM.INV": "_xlfn.NORM.INV", "XLOOKUP": "_xlfn.XLOOKUP", "XMATCH": "_xlfn.XMATCH"}


@dataclass(slots=True)
class Places:
    """Sheet, row and column (of the single number, or of the first period) of every row of the model."""

    native: Native
    of: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    headings: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # by sheet: row and title of sections
    tables: dict[tuple[str, str, int, bool], str] = field(default_factory=dict)  # ranges on the sheet of tables
    last_model_row: int = 0

    @property
    def periods(self) -> int:
        timeline = self.native.plan.timeline
        return len(timeline) if timeline is not None else 0

    def column(self, period: int) -> str:
        return column_letters(ModelColumns.FIRST + period)

    def addressing(self, sheet: str) -> Callable[[Cell | Column], str]:
        """How formulas of a sheet call a cell."""

        def named(cell: Cell | Column) -> str:
            if isinstance(cell, Column):
                return f"{TABLES}!{self.tables[cell.table, cell.column, cell.family, cell.dated]}"
            where, row, column = self.of[cell.row]
            prefix = "" if where == sheet else f"{where}!"
            item = self.native.rows[cell.row]
            line = row + 1
            if not item.series:
                text = f"${column_letters(column)}${line}"
                if cell.last >= 0:
                    text += f":${column_letters(column)}${self.of[cell.last][1] + 1}"
                return prefix + text
            head = "$" if item.kind in ("timeline", "head") else ""
            if cell.where == "before":
                return f"{prefix}{BEFORE}{head}{line}"
            if cell.where == "at":
                return f"{prefix}${self.column(cell.start)}${line}"
            if cell.where == "span":
                return f"{prefix}${self.column(cell.start)}${line}:${self.column(cell.until - 1)}${line}"
            if cell.last >= 0:
                return f"{prefix}{HERE}{line}:{HERE}{self.of[cell.last][1] + 1}"
            return f"{prefix}{HERE}{head}{line}"

        return named

    def text(self, formula: Formula, sheet: str) -> str:
        """A formula as it is stored: without `=`, newer functions with their prefix."""
        return stored(written(formula, self.addressing(sheet)))

    def single(self, row: int, sheet: str) -> str:
        """The address of a single number."""
        return self.addressing(sheet)(Cell(row))

    def span(self, row: int, sheet: str) -> str:
        """All periods of a row."""
        return self.addressing(sheet)(Cell(row, "span", 0, self.periods))

    # ------------------------------------------------------------------------------------------------ values

    def value(self, row: Row) -> Any:
        """What stands in the cell or cells of a row."""
        if row.cached is not None:
            return row.cached
        if row.node < 0:
            return None
        return shown(self.native.values.node(row.node), row.type)

    @property
    def scenario(self) -> int:
        """The number of the scenario in force, 0 for the base."""
        return int(self.value(self.native.rows[self.native.scenario_row])) - 1

    @property
    def in_force(self) -> str:
        """What the scenario in force is called."""
        names: tuple[str, ...] = (BASE, *self.native.plan.scenarios)
        return names[self.scenario]

    def opening(self, row: Row) -> Value:
        value = shown(self.native.values.node(row.opening_node), row.type)
        first: Value = value[0] if isinstance(value, tuple) else value
        return first


def stored(text: str) -> str:
    """A formula with the prefixes files have before newer functions."""
    if any(f"{name}(" in text for name in NEWER):
        return _NEWER_CALLS.sub(lambda found: f"{NEWER[found[1]]}(" if found[1] else found[0], text)
    return text


def shown(value: Any, type_: str) -> Any:
    """A value of the engine as a cell holds it: dates as days since the spreadsheet's epoch, lists as tuples."""
    if isinstance(value, list | tuple):
        return tuple([shown(each, type_) for each in value])
    if isinstance(value, float):
        if math.isinf(value):
            return math.nan
        if type_ == "date":
            return value - EPOCH
    return value


def place(native: Native) -> Places:
    """Decides where everything stands."""
    places = Places(native)
    _inputs(places)
    _scenarios(places)
    _model(places)
    _annual(places)
    return places


def _inputs(places: Places) -> None:
    native = places.native
    order = {quantity.path: number for number, quantity in enumerate(native.plan.quantities)}
    sections = list(dict.fromkeys(quantity.section for quantity in native.plan.quantities))

    def rank(number: int) -> tuple[int, int]:
        item = native.rows[number]
        section = sections.index(item.section) if item.section in sections else len(sections)
        return section, order.get(item.path, len(order))

    native.inputs.sort(key=rank)
    row, title = 4, None
    headings = places.headings.setdefault(INPUTS, [])
    for number in native.inputs:
        item = native.rows[number]
        section = item.section
        if section != title:
            title = section
            if row > 4:
                row += 1
            headings.append((row, section or "Inputs"))
            row += 1
        places.of[number] = (INPUTS, row, InputColumns.VALUE)
        row += 1


def _scenarios(places: Places) -> None:
    native = places.native
    places.of[native.scenario_row] = (SCENARIOS, *ScenarioColumns.NUMBER)
    row = ScenarioColumns.FIRST
    headings = places.headings.setdefault(SCENARIOS, [])
    groups = (
        ("What the scenarios change", [one for one in native.switches if not one.equations and not one.found]),
        ("Equations the scenarios change, by number", [one for one in native.switches if one.equations]),
        ("Found by search when this workbook was built", [one for one in native.switches if one.found]),
    )
    for title, switches in groups:
        if not switches:
            continue
        headings.append((row, title))
        row += 1
        for switch in switches:
            places.of[switch.row] = (SCENARIOS, row, ScenarioColumns.IN_FORCE)
            for number, column in enumerate(switch.columns):
                if isinstance(column, Typed):
                    places.of[column.row] = (SCENARIOS, row, ScenarioColumns.BASE + number)
            row += 1
        row += 1


def _model(places: Places) -> None:
    native = places.native
    lines = {
        "period": (MODEL, ModelColumns.PERIOD, ModelColumns.FIRST),
        "start": (MODEL, ModelColumns.START, ModelColumns.FIRST),
        "days": (MODEL, ModelColumns.DAYS, ModelColumns.FIRST),
        "years": (MODEL, ModelColumns.YEAR, ModelColumns.FIRST),
        "annual year": (ANNUAL, HEADER, AnnualColumns.FIRST),
        "annual periods": (ANNUAL, AnnualColumns.PERIODS, AnnualColumns.FIRST),
        "annual last": (ANNUAL, AnnualColumns.LAST, AnnualColumns.FIRST),
    }
    for name, number in native.timeline.items():
        places.of[number] = lines[name]
    row = ModelColumns.TOP
    headings = places.headings.setdefault(MODEL, [])
    if native.constants:
        headings.append((row, "Constants"))
        for number in native.constants:
            row += 1
            places.of[number] = (MODEL, row, ModelColumns.VALUE)
        row += 2
    for section in native.sections:
        rows = [number for number in section.rows if number not in places.of]
        if not rows:
            continue
        headings.append((row, section.title or "Model"))
        for number in rows:
            row += 1
            item = native.rows[number]
            places.of[number] = (MODEL, row, ModelColumns.FIRST if item.series else ModelColumns.VALUE)
        row += 2
    places.last_model_row = row


def _annual(places: Places) -> None:
    native = places.native
    row = AnnualColumns.TOP
    headings = places.headings.setdefault(ANNUAL, [])
    sections = [*native.annual, *([("Parts of ratios", native.parts)] if native.parts else [])]
    for title, rows in sections:
        headings.append((row, title or "Model"))
        for number in rows:
            row += 1
            places.of[number] = (ANNUAL, row, AnnualColumns.FIRST)
        row += 2
